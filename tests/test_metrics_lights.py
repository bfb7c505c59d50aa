"""The traffic light: its limits, and the shares of all customers."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from metrics.lights import Light, Lights, light, shares

counts = st.integers(0, 10**9)


@pytest.mark.parametrize(
    ("days", "expected"),
    [
        (0, "green"),
        (29, "green"),
        (30, "amber"),
        (59, "amber"),
        (60, "red"),
        (4000, "red"),
    ],
)
def test_green_is_under_30_days_amber_under_60_and_red_from_there(
    days: int, expected: Light
) -> None:
    assert light(days, 30, 60) == expected


def test_other_limits_may_be_set() -> None:
    assert [light(days, amber_days=7, red_days=14) for days in (6, 7, 13, 14)] == [
        "green",
        "amber",
        "amber",
        "red",
    ]


def test_equal_limits_leave_no_amber() -> None:
    assert [light(days, 30, 30) for days in (29, 30)] == ["green", "red"]


@given(st.integers(0, 1000), st.integers(0, 1000), st.integers(1, 500), st.integers(0, 500))
def test_longer_silence_is_never_greener(one: int, other: int, amber: int, between: int) -> None:
    order = ("green", "amber", "red")
    short, long = sorted((one, other))
    red = amber + between
    assert order.index(light(short, amber, red)) <= order.index(light(long, amber, red))


def test_the_shares_are_of_all_customers() -> None:
    lights = Lights(green=60, amber=25, red=15, turned_red=4, usual_turned_red=None)
    assert lights.total == 100
    assert shares(lights) == {
        "green": Fraction(3, 5),
        "amber": Fraction(1, 4),
        "red": Fraction(3, 20),
    }


def test_without_customers_there_are_no_shares() -> None:
    assert shares(Lights(0, 0, 0, 0, None)) is None


@given(counts, counts, counts)
def test_the_shares_make_one(green: int, amber: int, red: int) -> None:
    parts = shares(Lights(green, amber, red, turned_red=0, usual_turned_red=None))
    assert parts is None or sum(parts.values()) == 1


def test_the_lights_of_two_segments_add_up_to_those_of_both() -> None:
    nl, be = Lights(5, 2, 1, 1, Fraction(3, 4)), Lights(50, 20, 10, 4, Fraction(7, 2))
    assert nl + be == Lights(55, 22, 11, 5, Fraction(17, 4))


def test_what_is_usual_of_both_is_only_told_where_both_know_it() -> None:
    short, long = Lights(5, 2, 1, 1, None), Lights(50, 20, 10, 4, Fraction(7, 2))
    assert short + long == long + short == Lights(55, 22, 11, 5, None)
