"""The specification: what people type and what they read, what holds for every metric."""
