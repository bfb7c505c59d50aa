"""Numbers the way each language writes them, rounded half up before Babel sees them."""

from collections.abc import Callable, Mapping
from decimal import Context, Decimal, localcontext
from fractions import Fraction
from functools import lru_cache

from babel import Locale
from babel.numbers import NumberPattern, format_currency, parse_pattern

from bot.reply import Language
from metrics.rounding import rounded

Number = int | Decimal | Fraction

LOCALES: Mapping[Language, Locale] = {"en": Locale("en", "GB"), "nl": Locale("nl", "NL")}
# Babel quantizes in the context at hand; 28 digits are too few for the product of three figures.
_ROOMY = Context(prec=100)
_PERCENT, _NUMBER = parse_pattern("#,##0.##%"), parse_pattern("#,##0.##")
_MINUS = "−"
_KEPT = 4096  # formatted numbers; one takes Babel about 5 µs


def percent(language: Language, share: Number) -> str:
    """0.76666… is `76.67%` in English and `76,67%` in Dutch."""
    return _shown(language, _PERCENT, rounded(share, 4))


@lru_cache(_KEPT)
def number(language: Language, value: Number) -> str:
    """At most two decimals, grouped: `1,234.5` or `1.234,5`."""
    return _shown(language, _NUMBER, rounded(value))


@lru_cache(_KEPT)
def money(language: Language, value: Number, currency: str) -> str:
    """Whole amounts without cents: `€1,250`, `€ 29,90`."""
    cents = rounded(value)
    locale = LOCALES[language]
    whole = cents == int(cents)
    pattern = locale.currency_formats["standard"].pattern
    with localcontext(_ROOMY):
        shown = format_currency(
            cents,
            currency,
            pattern.replace("0.00", "0") if whole else pattern,
            locale,
            currency_digits=not whole,
        )
    return shown.replace("-", _MINUS)


def signed_money(language: Language, value: Number, currency: str) -> str:
    """With its sign before all else: `+€1,250`, `−€ 29,90`, `€0`."""
    shown = money(language, abs(value), currency)
    return shown if not rounded(value) else ("+" if value > 0 else _MINUS) + shown


def signed(language: Language, value: Number) -> str:
    """With its sign: `+3`, `−1.5`, `0`."""
    shown = number(language, abs(value))
    return shown if shown == "0" else ("+" if value > 0 else _MINUS) + shown


@lru_cache(_KEPT)
def _shown(language: Language, pattern: NumberPattern, value: Decimal) -> str:
    with localcontext(_ROOMY):
        return str(pattern.apply(value, LOCALES[language])).replace("-", _MINUS)


FILTERS: Mapping[str, Callable[..., str]] = {
    "percent": percent,
    "number": number,
    "signed": signed,
    "money": money,
    "signed_money": signed_money,
}
