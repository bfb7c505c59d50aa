"""Columns of dates, in any of the ways people write them, decided by the whole column."""

from dataclasses import dataclass
from typing import Literal

from duckdb import DuckDBPyConnection

from bot.importing.lines import RAW, add, row
from bot.importing.words import words

Order = Literal["day", "month"]  # which comes first in 3-4-2025
Why = Literal["over_12", "sorted", "zone"]

_TIME = (
    r"(?:[t ,]+(\d{1,2})[:.](\d{2})(?:[:.](\d{2})(?:[.,]\d+)?)?\s*([ap])?\.?m?\.?)?"
    r"\s*(z|utc|gmt|[+-]\d{2}:?\d{2})?"
)
_CLOCK = ("h", "i", "s", "half", "zone")
_BETWEEN = "[-/. ]"
# Each form's pattern, over lower case, and the order of its parts; a and b await the column.
FORMS: dict[str, tuple[str, tuple[str, ...]]] = {
    "year_first": (
        rf"^(\d{{4}}){_BETWEEN}(\d{{1,2}}){_BETWEEN}(\d{{1,2}}){_TIME}$",
        ("y", "m", "d"),
    ),
    "compact": (rf"^(\d{{4}})(\d{{2}})(\d{{2}}){_TIME}$", ("y", "m", "d")),
    "numbers": (
        rf"^(\d{{1,2}}){_BETWEEN}(\d{{1,2}}){_BETWEEN}(\d{{4}}|\d{{2}}){_TIME}$",
        ("a", "b", "y"),
    ),
    "named": (
        rf"^(?:[a-z]{{2,9}},? )?(\d{{1,2}})[-/. ]+([a-z]{{3,9}})[-/. ,]+(\d{{4}}|\d{{2}}){_TIME}$",
        ("d", "name", "y"),
    ),
    "american_named": (rf"^([a-z]{{3,9}})\.? (\d{{1,2}}),? (\d{{4}}){_TIME}$", ("name", "d", "y")),
}
_CENTURY_SPLIT = 70  # 69 is 2069, 70 is 1970
_CLEARLY = 4  # times as many steps back in time: then the other order is meant
_MIDNIGHT = "'00:00'"
_ZONED = r":.*(z|utc|gmt|[+-]\d{2}:?\d{2})$"


@dataclass(frozen=True, slots=True)
class Dates:
    """How a column's dates are written. RAW's column `sql` has them, as local TIMESTAMPs."""

    sql: str
    read: int  # values that are dates
    order: Order | None = None  # None: nothing to decide
    why: Why | None = None
    telling: int = 0  # values that decided it
    timed: bool = False  # some have a time of day
    zoned: int = 0  # values that had a zone, and were converted


def dates_in(connection: DuckDBPyConnection, cells: str, zone: str) -> Dates | None:
    """How the dates in a column of RAW are written; None: there are none. Gives RAW a column with
    them, where times with a zone of their own have become local times of `zone`.
    """
    value = f"lower({cells})"
    counts = [_count(f"regexp_matches({value}, '{pattern}')") for pattern, _ in FORMS.values()]
    found = row(connection, f"SELECT {', '.join(counts)} FROM {RAW}")
    forms = [form for form, count in zip(FORMS, found, strict=True) if count]
    if not forms:
        return None
    order, why, telling = None, None, 0
    if "numbers" in forms:
        order, why, telling = _order(connection, value, zone)
    moment = f"moment_{cells}"
    add(connection, moment, _moment(forms, order, zone), _parts(value, forms))
    read, timed, zoned = row(
        connection,
        f"SELECT count({moment}), {_count(f'{moment}::TIME <> TIME {_MIDNIGHT}')}, "
        f"count({moment}) FILTER (regexp_matches({value}, '{_ZONED}')) FROM {RAW}",
    )
    return Dates(moment, read, order, why, telling, timed > 0, zoned) if read else None


def _order(connection: DuckDBPyConnection, value: str, zone: str) -> tuple[Order, Why, int]:
    """A number over 12 is no month; else files mostly run on in time; else the zone decides."""
    first, second = row(
        connection,
        f"SELECT {_count('try_cast(p.a AS INT) > 12')}, {_count('try_cast(p.b AS INT) > 12')} "
        f"FROM (SELECT {_parts(value, ['numbers'])['numbers']} AS p FROM {RAW})",
    )
    if first != second:
        return ("day", "over_12", first) if first > second else ("month", "over_12", second)
    day, month = (_against(connection, value, order, zone) for order in ("day", "month"))
    if min(day, month) * _CLEARLY < max(day, month):
        return ("day" if day < month else "month", "sorted", abs(day - month))
    return ("month" if zone.startswith("America/") else "day", "zone", 0)


def _against(connection: DuckDBPyConnection, value: str, order: Order, zone: str) -> int:
    """How often the next row goes against the direction in which most go."""
    moment = _moment(["numbers"], order, zone)
    parts = _parts(value, ["numbers"])["numbers"]
    (steps,) = row(
        connection,
        f"SELECT least({_count('moment < before')}, {_count('moment > before')}) FROM (SELECT "
        f"moment, lag(moment) OVER (ORDER BY line) AS before FROM (SELECT line, {moment} AS moment "
        f"FROM (SELECT line, {parts} AS numbers FROM {RAW})))",
    )
    return int(steps)


def _parts(value: str, forms: list[str]) -> dict[str, str]:
    """SQL: the parts of a date in each form, empty where the value has another."""
    return {
        form: f"regexp_extract({value}, '{FORMS[form][0]}', {[*FORMS[form][1], *_CLOCK]})"
        for form in forms
    }


def _moment(forms: list[str], order: Order | None, zone: str) -> str:
    """SQL over the parts: a TIMESTAMP by the first form that makes sense."""
    return f"coalesce({', '.join(_read(form, order, zone) for form in forms)}, NULL)"


def _read(form: str, order: Order | None, zone: str) -> str:
    """SQL: a TIMESTAMP of the parts, null when there is no such day or time."""

    def part(name: str) -> str:
        return f"{form}.{name}"

    names = FORMS[form][1]
    day, month = ("a", "b") if order != "month" else ("b", "a")
    if "name" in names:
        cases = " ".join(f"WHEN '{name}' THEN {number}" for name, number in words().months.items())
        months, days = f"CASE left({part('name')}, 3) {cases} END", part("d")
    else:
        months, days = (part("m"), part("d")) if "m" in names else (part(month), part(day))
    year = (
        f"CASE WHEN length({part('y')}) = 2 THEN CASE WHEN {part('y')} < '{_CENTURY_SPLIT}' "
        f"THEN '20' ELSE '19' END ELSE '' END || {part('y')}"
    )
    hour = (
        f"(coalesce(try_cast({part('h')} AS INT), 0) + CASE WHEN {part('half')} = 'p' AND "
        f"{part('h')} <> '12' THEN 12 WHEN {part('half')} = 'a' AND {part('h')} = '12' THEN -12 "
        "ELSE 0 END)"
    )
    clock = (
        f"{hour} || ':' || coalesce(nullif({part('i')}, ''), '0') || ':' || "
        f"coalesce(nullif({part('s')}, ''), '0')"
    )
    naive = f"try_cast({year} || '-' || {months} || '-' || {days} || ' ' || {clock} AS TIMESTAMP)"
    return _localised(naive, part("zone"), zone)


def _localised(naive: str, offset: str, zone: str) -> str:
    """SQL: local time, of a time that may have an offset from UTC."""
    digits = f"replace({offset}, ':', '')"
    minutes = (
        f"(try_cast(substr({digits}, 1, 1) || '1' AS INT) * (try_cast(substr({digits}, 2, 2) AS "
        f"INT) * 60 + try_cast(substr({digits}, 4, 2) AS INT)))"
    )
    utc = f"({naive} - to_minutes(coalesce({minutes}, 0)))"
    return (
        f"CASE WHEN {offset} = '' THEN {naive} ELSE timezone('{zone}', timezone('UTC', {utc})) END"
    )


def _count(condition: str) -> str:
    return f"count(*) FILTER ({condition})"
