"""More than chance or not: two rates, the rows of a breakdown, two waves of answers."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from metrics.change import ALPHA, Counted, difference, holm, score_difference
from metrics.interval import newcombe, quantile
from metrics.loyalty import Nps, nps
from metrics.refusal import Refusal
from metrics.rounding import rounded

BEFORE = (425, 500)  # 85 %


@st.composite
def rates(draw: st.DrawFn, largest: int = 10**6) -> Counted:
    total = draw(st.integers(1, largest))
    return draw(st.integers(0, total)), total


few = st.lists(st.tuples(rates(200), rates(200)), max_size=7)


def scored(promoters: int, passives: int, detractors: int) -> Nps:
    return nps(promoters=promoters, passives=passives, detractors=detractors)


@pytest.mark.parametrize(
    ("rates", "points", "interval", "more"),
    [  # the first four are Newcombe 1998, table II, method 10
        (((56, 70), (48, 80)), "20.00", ("5.24", "33.39"), True),
        (((9, 10), (3, 10)), "60.00", ("17.05", "80.90"), True),
        (((5, 56), (0, 29)), "8.93", ("-3.81", "19.26"), False),
        (((0, 10), (0, 20)), "0.00", ("-16.11", "27.75"), False),
        (((400, 500), BEFORE), "-5.00", ("-9.70", "-0.28"), True),
        (((402, 500), BEFORE), "-4.60", ("-9.28", "0.10"), False),
        (((40, 50), BEFORE), "-5.00", ("-18.35", "4.39"), False),
        (((1, 1), (0, 1)), "100.00", ("-12.21", "100.00"), False),
    ],
)
def test_a_change_is_more_than_chance_when_its_interval_excludes_0(
    rates: tuple[Counted, Counted], points: str, interval: tuple[str, str], more: bool
) -> None:
    change = difference(*rates)
    limits = (change.interval.low, change.interval.high)
    assert str(rounded(100 * change.points)) == points
    assert tuple(str(rounded(100 * limit)) for limit in limits) == interval
    assert change.more_than_chance == more


def test_with_large_counts_a_tenth_of_a_point_is_more_than_chance() -> None:
    assert difference((801_000, 10**6), (800_000, 10**6)).points == Fraction(1, 1000)
    assert not difference((801_000, 10**6), (800_000, 10**6)).more_than_chance
    assert difference((802_000, 10**6), (800_000, 10**6)).more_than_chance


@pytest.mark.parametrize(("now", "before"), [((0, 0), (1, 2)), ((1, 2), (0, 0))])
def test_nothing_cannot_be_compared(now: Counted, before: Counted) -> None:
    with pytest.raises(Refusal, match="total_is_zero"):
        difference(now, before)


@given(rates(), rates())
def test_changing_places_turns_the_sign_only(now: Counted, before: Counted) -> None:
    forward, backward = difference(now, before), difference(before, now)
    assert forward.points == -backward.points
    assert forward.interval.low == -backward.interval.high
    assert forward.more_than_chance == backward.more_than_chance


@given(rates())
def test_no_change_is_never_more_than_chance(rate: Counted) -> None:
    assert difference(rate, rate).points == 0
    assert not difference(rate, rate).more_than_chance


@pytest.mark.parametrize(
    ("parts", "expected"),
    [  # of 500, against 425 of 500: 400 passes alone, 395 among three, 390 and 380 among five
        ((400,), (True,)),
        ((400, 425), (False, False)),
        ((400, 380), (True, True)),  # 380 passes first and leaves one
        ((380, 400), (True, True)),
        ((395, 425, 425), (True, False, False)),
        ((395, 425, 425, 425), (False, False, False, False)),
        ((395, 390, 425, 425), (True, True, False, False)),  # 390 makes room for 395
        ((400, 395, 390, 425), (False, True, True, False)),
        ((400, 395, 390, 380, 380), (True, True, True, True, True)),
        ((425, 470), (False, True)),  # upwards as well
        ((), ()),
    ],
)
def test_each_row_that_passes_makes_room_for_the_next(
    parts: tuple[int, ...], expected: tuple[bool, ...]
) -> None:
    assert holm([((part, 500), BEFORE) for part in parts]) == expected


def test_a_row_without_customers_does_not_differ_and_does_not_count() -> None:
    alone = ((400, 500), BEFORE)
    assert holm([((0, 0), BEFORE), alone, ((5, 5), (0, 0))]) == (False, True, False)
    assert holm([((0, 0), (0, 0))]) == (False,)


def test_impossible_counts_are_refused() -> None:
    with pytest.raises(Refusal, match="part_exceeds_total"):
        holm([((3, 2), (1, 2))])


@given(few)
def test_the_rows_pass_that_pass_in_the_published_order(
    rows: list[tuple[Counted, Counted]],
) -> None:
    """Holm as published: the surest row first, against alpha / m, until one does not pass."""
    m = len(rows)
    surest = {row: _most_rows(*rows[row], m) for row in range(m)}
    expected = [False] * m
    for step, row in enumerate(sorted(surest, key=lambda row: -surest[row])):
        if surest[row] < m - step:
            break
        expected[row] = True
    assert holm(rows) == tuple(expected)


def _most_rows(now: Counted, before: Counted, m: int) -> int:
    """The largest number of rows, up to m, among which this one would pass as the first."""
    passing = 0
    for rows in range(1, m + 1):
        interval = newcombe(*now, *before, quantile(ALPHA / rows))
        passing = rows if interval.low > 0 or interval.high < 0 else passing
    return passing


@given(few)
def test_nothing_passes_among_others_that_would_not_pass_alone(
    rows: list[tuple[Counted, Counted]],
) -> None:
    alone = [difference(*row).more_than_chance for row in rows]
    assert all(single or not passed for single, passed in zip(alone, holm(rows), strict=True))


@pytest.mark.parametrize(
    ("now", "before", "points", "margin", "more"),
    [
        ((150, 100, 50), (150, 100, 50), "0.00", "11.93", False),
        ((180, 80, 40), (150, 100, 50), "13.33", "11.71", True),
        ((150, 100, 50), (180, 80, 40), "-13.33", "11.71", True),
        ((165, 90, 45), (150, 100, 50), "6.67", "11.84", False),
        ((15, 10, 5), (5, 10, 15), "66.67", "37.72", True),  # 30 answers are enough
        ((15, 9, 5), (5, 10, 15), "67.82", "38.31", False),  # 29 are not
        ((1, 0, 0), (0, 0, 1), "200.00", "0.00", False),
        ((30, 0, 0), (30, 0, 0), "0.00", "0.00", False),
    ],
)
def test_two_waves_are_compared_by_the_interval_of_their_difference(
    now: tuple[int, int, int], before: tuple[int, int, int], points: str, margin: str, more: bool
) -> None:
    change = score_difference(scored(*now), scored(*before))
    assert str(rounded(change.points)) == points
    assert str(rounded((change.interval.high - change.interval.low) / 2)) == margin
    assert change.more_than_chance == more


@given(st.tuples(*[st.integers(10, 10**6)] * 3), st.tuples(*[st.integers(10, 10**6)] * 3))
def test_the_interval_of_two_scores_is_wider_than_either_margin_and_holds_the_change(
    now: tuple[int, int, int], before: tuple[int, int, int]
) -> None:
    one, two = scored(*now), scored(*before)
    change = score_difference(one, two)
    assert change.points == one.score - two.score
    reach = (change.interval.high - change.interval.low) / 2
    assert max(one.margin, two.margin) < reach < one.margin + two.margin
    middle = (change.interval.low + change.interval.high) / 2
    assert abs(Fraction(middle) - change.points) < Fraction(Decimal("1e-20"))
