"""Why figures are refused: a code and its facts, never a sentence."""

from decimal import Decimal
from fractions import Fraction

# Every code that metrics raises, with the names of the facts it carries.
FACTS: dict[str, frozenset[str]] = {
    "start_is_zero": frozenset(),
    "negative": frozenset({"field", "value"}),
    "too_few_figures": frozenset({"have"}),
    "two_formulas": frozenset({"have"}),
    # retention and churn
    "new_exceeds_end": frozenset({"start", "new", "end", "suggestion", "as_lost"}),
    "over_100": frozenset({"start", "new", "end", "kept", "suggestion"}),
    "lost_exceeds_start": frozenset({"start", "lost"}),
    "kept_exceeds_start": frozenset({"start", "kept"}),
    "kept_and_lost": frozenset({"start", "kept", "lost"}),
    "end_too_small": frozenset({"start", "end", "lost", "left"}),
    "unbalanced": frozenset({"start", "new", "end", "lost", "expected_end"}),
    # shares
    "no_answers": frozenset(),
    "total_is_zero": frozenset(),
    "part_exceeds_total": frozenset({"part", "total"}),
    "share_over_100": frozenset({"field", "value"}),
    # revenue and value
    "losses_exceed_start": frozenset({"start", "losses"}),
    "churn_is_zero": frozenset(),
    # what-if and periods
    "nothing_to_compare": frozenset({"rate"}),
    "empty_period": frozenset({"start", "end"}),
}
CODES = frozenset(FACTS)


class Refusal(ValueError):  # noqa: N818 - a refusal is an answer, not a fault
    """Figures that cannot be true, or that leave a metric undefined."""

    def __init__(self, code: str, **facts: object) -> None:
        super().__init__(code)
        self.code = code
        self.facts = facts

    def __str__(self) -> str:
        facts = ", ".join(f"{name}={value!r}" for name, value in self.facts.items())
        return f"{self.code}({facts})"


def refuse_negative(**figures: Decimal | Fraction | int | None) -> None:
    """Raise `negative` for the first figure below 0; None is a figure that was not given."""
    for field, value in figures.items():
        if value is not None and value < 0:
            raise Refusal("negative", field=field, value=value)


def refuse_over_100(**shares: Decimal | Fraction) -> None:
    """Raise `share_over_100` for the first share above 1."""
    for field, value in shares.items():
        if value > 1:
            raise Refusal("share_over_100", field=field, value=value)
