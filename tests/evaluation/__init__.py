"""How often a question finds its answer: `make eval`. Most questions were written by people who had
read the articles and not the entries. Misses are read in tuning.toml only; held_out.toml is run
only at the end.
"""
