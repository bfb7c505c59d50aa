"""From a Reply to what people read: sentences, Slack blocks, or lines in a terminal."""
