"""What is known: terms, benchmarks, tips and claims, each with its source, in Dutch and English.

One concept is one TOML file under `content`. `library.load` reads and checks them all; `records`
says what each kind of file holds; `names`, `benchmarks` and `tips` find, compare and choose.
"""
