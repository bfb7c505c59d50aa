"""The bot's own tables, for what must survive a restart: SQLite, or PostgreSQL."""
