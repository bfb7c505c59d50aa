"""The only part that speaks to Slack: doors, the inbox, the outbox, the manifest."""
