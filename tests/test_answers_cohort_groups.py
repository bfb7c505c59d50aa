"""Cohorts by a dimension: who is in the table, and what a channel may read and work out."""

from datetime import date

import pytest

from bot.answers.cohort_groups import Groups, Split, split
from bot.reply import Dimension, Own, Percent, Problem
from metrics.cohort import Cohort, pooled, together
from tests.company import ANN, IN_CHANNEL

JANUARY, FEBRUARY = date(2026, 1, 1), date(2026, 2, 1)


def group(january: tuple[int, ...], february: tuple[int, ...] = ()) -> tuple[Cohort, Cohort]:
    """Who began in two months, and how many were active since."""
    two = ((JANUARY, january), (FEBRUARY, february or (0,) * (len(january) - 1)))
    first, second = (Cohort(start, active[0], active) for start, active in two)
    return first, second


def by_plan(groups: Groups, *, public: bool = False) -> Split:
    rates = pooled(together(groups.values()))
    return split("plan", groups, rates, IN_CHANNEL if public else ANN)


def cells(found: Split) -> list[list[object]]:
    assert found.table is not None
    return [
        [getattr(cell, "text", getattr(cell, "key", cell)) for cell in row[:2]]
        + [
            cell and float(cell.share)
            for cell in row[2:]
            if cell is None or isinstance(cell, Percent)
        ]
        for row in found.table.rows
    ]


GROUPS: Groups = {
    "Pro": group((20, 18, 16), (20, 15)),
    "": group((10, 5, 4), (0, 0)),
    "Basic": group((40, 20, 10), (40, 20)),
}


def test_everyone_is_in_it_those_without_a_plan_too() -> None:
    assert cells(by_plan(GROUPS)) == [
        ["Basic", 80, 0.5, 0.25],
        ["Pro", 40, 33 / 40, 0.8],
        ["", 10, 0.5, 0.4],
        ["all_cohorts", 130, 78 / 130, 30 / 70],
    ]
    table = by_plan(GROUPS).table
    assert table is not None
    assert table.columns == (Dimension("plan"), "size", Own("+1"), Own("+2"))


def test_a_group_stands_out_by_its_name() -> None:
    worst = by_plan({"Pro": group((400, 360)), "Basic": group((400, 200))}).worst
    assert worst is not None
    assert (worst[0], worst[1].active, worst[2].active) == ("Basic", 200, 560)
    assert by_plan({"Pro": group((400, 360)), "": group((400, 200))}).worst is None


def test_a_channel_reads_of_no_group_that_is_too_small() -> None:
    small = {**GROUPS, "Team": group((3, 3, 3), (1, 1))}
    assert by_plan(small).hidden == 0
    found = by_plan(small, public=True)
    assert [row[0] for row in cells(found)] == ["Basic", "Pro", "all_cohorts"]
    assert found.hidden == 2  # Team, and the next smallest, from which it could be worked out


@pytest.mark.parametrize(
    ("groups", "columns"),
    [
        # After two months Pro is three customers; after one it is fourteen.
        ({"Basic": group((40, 20, 10), (40, 20)), "Pro": group((3, 2, 2), (11, 10))}, ["+1"]),
        # After two months those who are left out are three: all together less Basic.
        (
            {
                "Basic": group((40, 20, 10), (40, 20)),
                "Team": group((1, 1, 1), (3, 3)),
                "Solo": group((2, 2, 1), (3, 3)),
            },
            ["+1"],
        ),
        ({"Basic": group((40, 20, 10), (40, 20)), "Pro": group((9, 2, 2), (11, 10))}, ["+1", "+2"]),
    ],
)
def test_nor_a_column_in_which_only_a_few_have_come_so_far(
    groups: Groups, columns: list[str]
) -> None:
    table = by_plan(groups, public=True).table
    assert table is not None
    assert [getattr(one, "text", one) for one in table.columns[2:]] == columns


def test_of_fewer_than_five_in_all_a_channel_reads_nothing() -> None:
    with pytest.raises(Problem, match="data_few_in_channel"):
        by_plan({"Basic": group((4, 2))}, public=True)
    assert by_plan({"Basic": group((4, 2))}).table
