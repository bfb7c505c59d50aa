"""Where people come in: slash commands, mentions and direct messages, buttons."""
