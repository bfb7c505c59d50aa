"""Numbers the way each language writes them, rounded half up before Babel sees them."""

from collections.abc import Callable, Mapping
from decimal import Context, Decimal, localcontext
from fractions import Fraction
from functools import lru_cache

from babel import Locale
from babel.numbers import format_currency, format_decimal, format_percent

from bot.reply import Language
from metrics.rounding import rounded

Number = int | Decimal | Fraction

_LOCALES: Mapping[Language, Locale] = {"en": Locale("en", "GB"), "nl": Locale("nl", "NL")}
# Babel quantizes in the context at hand; 28 digits are too few for the product of three figures.
_ROOMY = Context(prec=100)
_KEPT = 4096  # formatted numbers; one takes Babel about 10 µs


@lru_cache(_KEPT)
def percent(share: Number, language: Language) -> str:
    """0.76666… is `76.67%` in English and `76,67%` in Dutch."""
    shown = rounded(Fraction(share) * 100) / 100
    with localcontext(_ROOMY):
        return format_percent(shown, "#,##0.##%", locale=_LOCALES[language])


@lru_cache(_KEPT)
def number(value: Number, language: Language) -> str:
    """At most two decimals, grouped: `1,234.5` or `1.234,5`."""
    with localcontext(_ROOMY):
        return format_decimal(rounded(Fraction(value)), "#,##0.##", locale=_LOCALES[language])


@lru_cache(_KEPT)
def money(value: Number, currency: str, language: Language) -> str:
    """Whole amounts without cents: `€1,250`, `€ 29,90`."""
    cents = rounded(Fraction(value))
    locale = _LOCALES[language]
    whole = cents == int(cents)
    pattern = locale.currency_formats["standard"].pattern
    with localcontext(_ROOMY):
        return format_currency(
            cents,
            currency,
            pattern.replace("0.00", "0") if whole else pattern,
            locale,
            currency_digits=not whole,
        )


def signed(value: Number, language: Language) -> str:
    """With its sign: `+3`, `−1.5`, `0`."""
    shown = number(abs(Fraction(value)), language)
    return shown if shown == "0" else ("+" if value > 0 else "−") + shown


FILTERS: Mapping[str, Callable[..., str]] = {
    "percent": percent,
    "number": number,
    "signed": signed,
    "money": money,
}
