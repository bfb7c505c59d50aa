"""Counting in the company's own warehouse: read-only, through SQLAlchemy Core, on any engine.

`mapping` says which tables and columns mean what, `database` runs a statement within its limits,
`warehouse` is the table of questions. The statements presume nothing about an engine but CASE,
GROUP BY and `bit_or`: every period edge is computed in Python and compared with `>=` and `<`.
"""
