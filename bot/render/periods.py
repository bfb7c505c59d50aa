"""Periods and days the way each language writes them."""

from collections.abc import Callable, Mapping
from datetime import date, datetime, time, timedelta
from functools import lru_cache

from babel import Locale
from babel.dates import format_date

from bot.render.numbers import LOCALES
from bot.reply import Language
from metrics.period import Period

_DAY = timedelta(days=1)
_QUARTER: Mapping[Language, str] = {"en": "Q", "nl": "kwartaal "}
_KEPT = 4096  # written periods; one takes Babel about 10 µs


def day(language: Language, value: date) -> str:
    """`21 November 2026`, `21 november 2026`."""
    return _written(value, "d MMMM y", LOCALES[language])


def instant(language: Language, value: datetime) -> str:
    """`21 November 2026, 06:00`; a midnight as its day alone."""
    shown = day(language, value.date())
    return shown if value.time() == time() else f"{shown}, {value:%H:%M}"


@lru_cache(_KEPT)
def period(language: Language, value: Period) -> str:
    """`October 2026`, `Q3 2025`, `2025`, `week 47 · 16–22 November`; a custom one is its days,
    such as `1–14 March 2026`.
    """
    if value.kind in ("month", "quarter", "year"):
        return _calendar(language, value, "MMMM y")
    first, last = value.start, value.end - _DAY
    if value.kind == "week":
        days = _days(first, last, LOCALES[language], years=first.year != last.year)
        return f"week {first.isocalendar().week} · {days}"
    return _days(first, last, LOCALES[language], years=True)


@lru_cache(_KEPT)
def short(language: Language, value: Period) -> str:
    """For an axis, at most 20 characters: `Oct 2026`, `week 47`, `16 Nov`, `26 Oct–1 Nov 2026`;
    without its year each of the last half years would be `1 May–31 Oct`.
    """
    if value.kind in ("month", "quarter", "year"):
        return _calendar(language, value, "MMM y")
    first, last = value.start, value.end - _DAY
    if value.kind == "week":
        return f"week {first.isocalendar().week}"
    if first == last:
        return _written(last, "d MMM", LOCALES[language])
    end = _written(last, "d MMM y", LOCALES[language])
    start = (
        str(first.day) if _same_month(first, last) else _written(first, "d MMM", LOCALES[language])
    )
    return f"{start}–{end}"


def _calendar(language: Language, value: Period, month: str) -> str:
    if value.kind == "month":
        return _written(value.start, month, LOCALES[language])
    if value.kind == "quarter":
        return f"{_QUARTER[language]}{(value.start.month + 2) // 3} {value.start.year}"
    return str(value.start.year)


def _days(first: date, last: date, locale: Locale, *, years: bool) -> str:
    """`16–22 November`, `26 October – 1 November 2026`; Babel's own intervals shorten the month.
    Where the year changes it stands at both ends.
    """
    end = _written(last, "d MMMM y" if years else "d MMMM", locale)
    if first == last:
        return end
    if _same_month(first, last):
        return f"{first.day}–{end}"
    start = _written(first, "d MMMM" if first.year == last.year else "d MMMM y", locale)
    return f"{start} – {end}"


def _same_month(first: date, last: date) -> bool:
    return (first.year, first.month) == (last.year, last.month)


def _written(value: date, pattern: str, locale: Locale) -> str:
    return str(format_date(value, pattern, locale))


FILTERS: Mapping[str, Callable[..., str]] = {"period": period, "day": day, "instant": instant}
