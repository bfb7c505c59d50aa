"""Cohorts: a triangle to add up by hand, an early drop, a bad quarter to find."""

from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from metrics.change import difference
from metrics.cohort import (
    EARLY,
    WINDOW,
    Cohort,
    EarlyDrop,
    Pooled,
    early_drop,
    pooled,
    together,
    worst,
    worst_group,
)

JANUARY = date(2026, 1, 1)

# January to April, asked in April: each younger cohort has one complete period less.
TRIANGLE = (
    Cohort(date(2026, 1, 1), 100, (100, 60, 50)),
    Cohort(date(2026, 2, 1), 300, (300, 240)),
    Cohort(date(2026, 3, 1), 50, (50,)),
    Cohort(date(2026, 4, 1), 20, ()),
)


def quarters(*actives: int, size: int = 500) -> tuple[Cohort, ...]:
    """Cohorts of equal size, of whom so many are active a quarter later."""
    starts = (date(2023 + q // 4, q % 4 * 3 + 1, 1) for q in range(len(actives)))
    return tuple(Cohort(s, size, (size, a)) for s, a in zip(starts, actives, strict=True))


def lasting(*active: int) -> Cohort:
    return Cohort(JANUARY, active[0], active)


@st.composite
def cohorts(draw: st.DrawFn) -> Cohort:
    size = draw(st.integers(0, 10**5))
    active = draw(st.lists(st.integers(0, size), max_size=10))
    return Cohort(draw(st.dates()), size, tuple(active))


many = st.lists(cohorts(), max_size=12)


def test_the_pooled_row_divides_sums_of_complete_cells() -> None:
    assert pooled(TRIANGLE) == (
        Pooled(0, 450, 450, Fraction(1)),
        Pooled(1, 300, 400, Fraction(3, 4)),  # the mean of 60 % and 80 % would be 70 %
        Pooled(2, 50, 100, Fraction(1, 2)),
    )


def test_a_large_cohort_counts_for_more() -> None:
    """900 of 1500 is 60 %: the mean of the two rates would say 65 %."""
    row = pooled((lasting(1000, 500), lasting(500, 400)))
    assert row[1] == Pooled(1, 900, 1500, Fraction(3, 5))


def test_without_customers_or_complete_periods_there_is_no_pooled_row() -> None:
    assert pooled(()) == pooled((TRIANGLE[3],)) == ()
    assert pooled((Cohort(JANUARY, 0, (0, 0)),)) == ()


@given(many)
def test_a_pooled_rate_lies_between_the_rates_of_its_cohorts(rows: list[Cohort]) -> None:
    for cell in pooled(rows):
        rates = [Fraction(r.active[cell.k], r.size) for r in rows if r.active[cell.k :] and r.size]
        assert min(rates) <= cell.rate <= max(rates)
        assert cell.rate == Fraction(cell.active, cell.size)


@given(many)
def test_the_pooled_row_stands_on_fewer_customers_the_further_it_goes(rows: list[Cohort]) -> None:
    sizes = [cell.size for cell in pooled(rows)]
    assert sizes == sorted(sizes, reverse=True)


@pytest.mark.parametrize(
    ("active", "first", "lost", "early"),
    [
        ((200, 120, 110, 100, 95, 92, 90), 80, 110, True),  # 73 %
        ((200, 150, 140, 130, 120, 110, 100), 50, 100, True),  # half is early
        ((200, 151, 140, 130, 120, 110, 100), 49, 100, False),
        ((200, 180, 162, 146, 131, 118, 106), 20, 94, False),  # a tenth each month
        ((200, 200, 200, 200, 200, 200, 100), 0, 100, False),
        ((200, 100, 120, 120, 120, 120, 120), 100, 80, True),  # some come back
        ((200, 200, 200, 200, 200, 200, 199), 0, 1, False),
    ],
)
def test_a_drop_is_early_when_the_first_period_takes_half_of_what_the_window_does(
    active: tuple[int, ...], first: int, lost: int, early: bool
) -> None:
    drop = early_drop([lasting(*active)])
    assert drop == EarlyDrop(200, first, lost, Fraction(first, lost))
    assert drop.is_early == early


def test_only_cohorts_past_the_whole_window_say_something_of_the_drop() -> None:
    old = lasting(200, 120, 110, 100, 95, 92, 90, 60)
    young = lasting(1000, 10, 10, 10, 10, 10)
    assert early_drop([old, young]) == early_drop([old])
    assert early_drop([young]) is None


def test_the_drop_is_pooled_over_cohorts() -> None:
    drop = early_drop([lasting(30, 10, 9, 9, 9, 9, 0), lasting(70, 70, 60, 50, 40, 30, 20)])
    assert drop == EarlyDrop(size=100, first=20, lost=80, share=Fraction(1, 4))


@pytest.mark.parametrize(
    "active",
    [
        (29, 9, 9, 9, 9, 9, 9),  # too few for a verdict
        (30, 30, 30, 30, 30, 30, 30),  # nobody lost
        (30, 20, 20, 20, 20, 20, 30),  # everybody back
    ],
)
def test_without_evidence_or_losses_there_is_no_drop(active: tuple[int, ...]) -> None:
    assert early_drop([lasting(*active)]) is None


@given(st.integers(30, 10**6), st.floats(0.01, 0.3))
def test_an_even_loss_is_no_early_drop(size: int, loss: float) -> None:
    active = tuple(int(size * (1 - loss) ** k) for k in range(WINDOW + 1))
    drop = early_drop([lasting(*active)])
    if drop is not None and drop.lost > WINDOW * 10:
        assert drop.share < EARLY


@pytest.mark.parametrize(
    ("actives", "found"),
    [
        ((425, 425, 350, 425, 425), 2),
        ((425, 380, 350, 425, 425), 2),  # two are bad, the worse one is named
        ((425, 425, 420, 425, 425), None),
        ((425, 425, 475, 425, 425), None),  # a good one is not a bad one
        ((350, 425, 425, 350), 0),  # of equals the first
        ((350,), None),
        ((), None),
    ],
)
def test_a_bad_quarter_is_found_when_it_is_more_than_chance(
    actives: tuple[int, ...], found: int | None
) -> None:
    rows = quarters(*actives)
    assert worst(rows, 1) == (None if found is None else rows[found])


def test_twenty_quarters_of_chance_hold_no_bad_one() -> None:
    """405 of 500 against the others is more than chance alone; among twenty, one such is not."""
    rows = quarters(*[425] * 19, 405)
    assert difference((405, 500), (425 * 19, 500 * 19)).more_than_chance
    assert worst(rows, 1) is None
    assert worst(quarters(*[425] * 19, 375), 1) is not None


def test_only_cells_that_are_complete_are_compared() -> None:
    rows = (*quarters(425, 425, 425), Cohort(date(2023, 10, 1), 500, (10,)))
    assert worst(rows, 1) is None
    assert worst(rows, 0) == rows[3]
    assert worst(rows, 2) is None


@given(many, st.integers(0, 10))
def test_the_worst_is_below_the_pooled_rate(rows: list[Cohort], k: int) -> None:
    found = worst(rows, k)
    if found is not None:
        assert Fraction(found.active[k], found.size) < pooled(rows)[k].rate


def test_groups_add_up_to_the_cohorts_of_everyone() -> None:
    basic = (Cohort(JANUARY, 60, (60, 30)), Cohort(date(2026, 2, 1), 200, (200,)))
    pro = (Cohort(JANUARY, 40, (40, 30)), Cohort(date(2026, 2, 1), 100, (100,)))
    assert together([basic, pro]) == (
        Cohort(JANUARY, 100, (100, 60)),
        Cohort(date(2026, 2, 1), 300, (300,)),
    )
    assert together([]) == ()


def test_the_group_that_lies_furthest_below_all_together_is_named_with_its_rate() -> None:
    groups = {"Basic": [lasting(500, 300)], "Plus": [lasting(500, 400)], "Pro": [lasting(500, 420)]}
    assert worst_group(groups, 1) == ("Basic", Pooled(1, 300, 500, Fraction(3, 5)))


@pytest.mark.parametrize(
    "groups",
    [
        {},
        {"Basic": [lasting(500, 400)]},
        {"Basic": [lasting(50, 40)], "Pro": [lasting(50, 42)]},  # chance may do that
        {"Basic": [lasting(500, 400)], "new": [Cohort(JANUARY, 500, (500,))]},
    ],
)
def test_no_group_stands_out_by_chance_or_alone(groups: dict[str, list[Cohort]]) -> None:
    assert worst_group(groups, 1) is None
