"""What can be counted: retention, loyalty, revenue and value. Numbers in, numbers out.

The functions are pure and exact: counts are int, amounts Decimal, rates Fraction from 0 to 1, and
nothing is rounded before it is shown. Figures that cannot be true raise `Refusal`, which names a
code and its facts and leaves the words to others. `catalog.METRICS` is the table of all metrics.
"""
