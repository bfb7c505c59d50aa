"""What can be wrong with a warehouse: a code and its facts, never a sentence."""

CONNECT_SECONDS = 5  # after which a server that does not answer is unreachable

# Every code, with the names of the facts it carries.
FACTS: dict[str, frozenset[str]] = {
    "too_slow": frozenset({"seconds"}),
    "unreachable": frozenset(),
    "locked": frozenset(),  # a writer holds the DuckDB file
    "missing_table": frozenset({"table"}),
    "missing_column": frozenset({"table", "column"}),
    "failed": frozenset(),
    "too_many_rows": frozenset({"most"}),
    "too_many_periods": frozenset({"most"}),
    "not_mapped": frozenset({"section"}),
    "no_amounts": frozenset({"section"}),
    "no_customers": frozenset({"section"}),  # a survey that cannot be broken down
    "unknown_value": frozenset({"dimension", "typed", "nearest"}),
    "unknown_group": frozenset({"typed", "among", "nearest"}),  # a value without its dimension
    "group_in_several": frozenset({"typed", "among"}),
}


class Trouble(Exception):  # noqa: N818 - a state of the warehouse or its mapping, told as one
    """A question that this warehouse cannot answer now. `reason` is the driver's first line, for
    the operator's log only.
    """

    def __init__(self, code: str, reason: str = "", **facts: object) -> None:
        super().__init__(code, reason)
        self.code = code
        self.reason = reason
        self.facts = facts

    def __str__(self) -> str:
        return f"{self.code}: {self.reason}" if self.reason else self.code
