"""What-if: the end that reaches a target, and two rates over time."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from metrics.counts import retention
from metrics.refusal import Refusal
from metrics.rounding import rounded
from metrics.whatif import compare, end_for

rates = st.fractions(0, 1, max_denominator=1000)
counts = st.integers(0, 10**6)


@pytest.mark.parametrize(
    ("percent", "start", "new", "end", "may_lose"),
    [
        ("85", 500, 50, 475, 75),
        ("80", 500, 50, 450, 100),
        ("80", 7, 0, 6, 1),
        ("0", 7, 3, 3, 7),
        ("100", 7, 3, 10, 0),
        ("33.34", 10**4, 0, 3334, 6666),
    ],
)
def test_the_end_reaches_the_target(
    percent: str, start: int, new: int, end: int, may_lose: int
) -> None:
    reach = end_for(target=Fraction(percent) / 100, start=start, new=new)
    assert (reach.end, reach.may_lose) == (end, may_lose)
    assert reach.kept == end - new


@given(rates, st.integers(1, 10**6), counts)
def test_it_is_the_smallest_such_end(target: Fraction, start: int, new: int) -> None:
    end = end_for(target=target, start=start, new=new).end
    assert retention(start=start, new=new, end=end).rate >= target
    assert Fraction(end - 1 - new, start) < target or target == 0


@given(st.integers(1, 10**6), counts, st.data())
def test_it_is_the_inverse_of_retention(start: int, new: int, data: st.DataObject) -> None:
    end = new + data.draw(st.integers(0, start))
    rate = retention(start=start, new=new, end=end).rate
    assert end_for(target=rate, start=start, new=new).end == end


@pytest.mark.parametrize(
    ("target", "start", "new", "code"),
    [
        (Fraction(101, 100), 5, 0, "share_over_100"),
        (Fraction(-1, 100), 5, 0, "negative"),
        (Fraction(1, 2), 0, 0, "start_is_zero"),
        (Fraction(1, 2), -1, 0, "negative"),
        (Fraction(1, 2), 1, -1, "negative"),
    ],
)
def test_targets_that_make_no_sense_are_refused(
    target: Fraction, start: int, new: int, code: str
) -> None:
    with pytest.raises(Refusal) as refused:
        end_for(target=target, start=start, new=new)
    assert refused.value.code == code


def test_80_to_85_percent_of_500_customers_and_10000_of_revenue() -> None:
    result = compare(
        before=Fraction(80, 100), after=Fraction(85, 100), start=500, revenue=Decimal(10_000)
    )
    before, after = result.before, result.after
    assert (before.rate, after.rate) == (Fraction(4, 5), Fraction(17, 20))
    assert (before.lifetime, after.lifetime) == (Fraction(5), Fraction(20, 3))
    assert (before.kept, after.kept) == (400, 425)
    assert (before.revenue_next, after.revenue_next) == (Fraction(8000), Fraction(8500))
    assert str(rounded(100 * before.after_a_year)) == "6.87"
    assert str(rounded(100 * after.after_a_year)) == "14.22"
    assert before.revenue_year is not None
    assert str(rounded(before.revenue_year)) == "37251.22"  # 10000 x 0.8 (1 - 0.8^12) / 0.2
    assert (result.start, result.revenue) == (500, Decimal(10_000))


def test_without_customers_and_revenue_only_the_rates_are_compared() -> None:
    result = compare(before=Fraction(1, 2), after=Fraction(1))
    before, after = result.before, result.after
    assert (after.kept, after.revenue_next, after.revenue_year) == (None, None, None)
    assert (before.lifetime, after.lifetime) == (Fraction(2), None)
    assert after.after_a_year == 1


def test_half_a_customer_is_rounded_up() -> None:
    assert compare(before=Fraction(1, 2), after=Fraction(0), start=5).before.kept == 3


@pytest.mark.parametrize(
    ("before", "after", "start", "revenue", "code"),
    [
        ("0.8", "0.8", None, None, "nothing_to_compare"),
        ("0.8", "1.1", None, None, "share_over_100"),
        ("1.1", "0.8", None, None, "share_over_100"),
        ("-0.8", "0.8", None, None, "negative"),
        ("0.8", "0.9", 0, None, "start_is_zero"),
        ("0.8", "0.9", -5, None, "negative"),
        ("0.8", "0.9", 5, -1, "negative"),
    ],
)
def test_comparisons_that_make_no_sense_are_refused(
    before: str, after: str, start: int | None, revenue: int | None, code: str
) -> None:
    money = None if revenue is None else Decimal(revenue)
    with pytest.raises(Refusal) as refused:
        compare(before=Fraction(before), after=Fraction(after), start=start, revenue=money)
    assert refused.value.code == code


@given(rates, rates, st.integers(1, 10**6), st.decimals(1, 10**9, places=2))
def test_a_higher_rate_never_looks_worse(
    one: Fraction, two: Fraction, start: int, revenue: Decimal
) -> None:
    assume(one != two)
    result = compare(before=min(one, two), after=max(one, two), start=start, revenue=revenue)
    low, high = result.before, result.after
    assert low.lifetime is not None
    assert high.lifetime is None or low.lifetime < high.lifetime
    assert low.after_a_year < high.after_a_year
    assert low.kept is not None
    assert high.kept is not None
    assert low.kept <= high.kept
    assert low.revenue_year is not None
    assert high.revenue_year is not None
    assert low.revenue_year < high.revenue_year <= 12 * Fraction(revenue)
