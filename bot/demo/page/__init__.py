"""The page of the demo: a Slack to look at and to type in, in the browser."""
