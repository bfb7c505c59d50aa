"""What the bot says to Slack in the tests, against the types that Slack publishes."""
