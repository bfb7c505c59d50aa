"""Cohorts by a dimension: a row a group, its cohorts pooled, and what a channel may not read."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bot.answers.breakdown import FEWEST_SHOWN, refuse_few, withheld_of
from bot.reply import Cell, Dimension, Head, Kind, Own, Percent, Table
from bot.services import Asker
from metrics.cohort import Cohort, Pooled, pooled, worst_group

MOST_COLUMNS = 13  # of periods after the start, that itself included
_MARKS = (3, 1)  # periods after the start at which a group is set against all, the first there is

Groups = Mapping[str, Sequence[Cohort]]  # by value of the dimension; empty: not known
Rates = Mapping[int, Pooled]  # by how many periods after the start


@dataclass(frozen=True, slots=True)
class Split:
    """`hidden` counts the groups that are left out. `worst`: the group that stands out, and how
    many of it and of all are still there at one of the marks.
    """

    table: Table | None
    hidden: int
    worst: tuple[str, Pooled, Pooled] | None


def split(by: str, groups: Groups, rates: Sequence[Pooled], asker: Asker) -> Split:
    """`rates` are those of everyone. Raises Problem where a channel would read of so few."""
    everyone = {one.k: one for one in rates}
    sizes = {name: sum(one.size for one in cohorts) for name, cohorts in groups.items()}
    refuse_few(asker, None, sum(sizes.values()))
    hidden = withheld_of(sizes) if asker.public else ()
    names = sorted(sizes.keys() - set(hidden), key=lambda name: (-sizes[name], name))
    rows = {name: {one.k: one for one in pooled(groups[name])} for name in names}
    columns = [
        k for k in range(1, min(MOST_COLUMNS, len(everyone))) if _is_for(asker, k, rows, everyone)
    ]
    shown = {name: groups[name] for name in names}
    table = _table(by, {name: sizes[name] for name in names}, rows, everyone, columns)
    return Split(table if names else None, len(hidden), _worst(shown, everyone))


def _is_for(asker: Asker, k: int, rows: Mapping[str, Rates], everyone: Rates) -> bool:
    """Whether a column may be read. Only the oldest cohorts of a group have come so far: in a
    channel nobody reads, or works out from all together, a share of too few.
    """
    sizes = [row[k].size for row in rows.values() if k in row]
    left_out = everyone[k].size - sum(sizes)
    return not asker.public or all(size >= FEWEST_SHOWN for size in (*sizes, left_out) if size)


def _table(
    by: str, sizes: Mapping[str, int], rows: Mapping[str, Rates], everyone: Rates, ks: list[int]
) -> Table:
    """The groups in this order, and all together."""
    made: list[tuple[Cell, ...]] = [
        (Own(name), size, *(_rate(rows[name].get(k)) for k in ks)) for name, size in sizes.items()
    ]
    if 0 in everyone:
        every = (_rate(everyone[k]) for k in ks)
        made.append((Kind("all_cohorts"), everyone[0].size, *every))
    heads: tuple[Head, ...] = (Dimension(by), "size", *(Own(f"+{k}") for k in ks))
    return Table("cohorts_by", heads, tuple(made))


def _worst(shown: Groups, everyone: Rates) -> tuple[str, Pooled, Pooled] | None:
    """Of those with a name."""
    k = next((k for k in _MARKS if k in everyone), None)
    found = worst_group(shown, k) if k else None
    return (*found, everyone[found[1].k]) if found and found[0] else None


def _rate(one: Pooled | None) -> Percent | None:
    return Percent(one.rate) if one else None
