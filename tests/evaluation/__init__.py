"""How often a question finds its answer: `make eval`. The questions were written by somebody who
had read the articles and not the entries; held_out.toml is run only at the end.
"""
