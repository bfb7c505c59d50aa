"""Retention Bot: `bot` speaks, `metrics` counts, `knowledge` knows. Start reading at `__main__`."""
