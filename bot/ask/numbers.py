"""Figures as people write them, in both languages: counts, amounts, shares.

A count is whole, so `1.200`, `1,200` and `1200` are one number. For an amount the language
decides what a single point or comma before three digits means. Whatever cannot be read raises a
Problem that names the figure and shows one that works.
"""

import re
import unicodedata
from decimal import Decimal

from bot.reply import Language, Problem

MOST_DIGITS = 15
INNER_SPACES = "\u00a0\u2009\u202f\u2007"  # no-break, thin, narrow no-break, figure space
SPACED = (
    r"\d{1,3}(?: \d{3})+(?:[.,]\d+)?(?![.,]?\d)"  # with plain spaces: only where they may group
)
_SPACED = re.compile(rf"(?<!\d)\d{{1,3}}(?:[{INNER_SPACES}]\d{{3}})+(?!\d)")
_AFTER = re.compile(r"(?<=\d)\s+(?=[€$£%](?:[\s.,;:!?]|$))")
_BEFORE = re.compile(r"(?<=(?<!\d)[€$£])\s+(?=\d)")
_MINUS = "-−–"
_CURRENCY = "€$£"
_GROUPED = re.compile(r"[1-9]\d{0,2}([.,])\d{3}(?:\1\d{3})*")
_DECIMAL = re.compile(r"(\d+)[.,](\d+)")
_GROUPED_DECIMAL = re.compile(r"([1-9]\d{0,2}(?:([.,])\d{3})+)(?!\2)[.,](\d+)")
_NOT_FINITE = {"nan", "inf", "infinity", "oneindig", "∞"}


def looks_like_a_figure(token: str) -> bool:
    """Whether the token was meant as a number, well or badly written."""
    bare = token.strip(_MINUS + "+" + _CURRENCY).casefold()
    return bare in _NOT_FINITE or bool(re.match(r"[.,]?\d", bare))


def close_up(text: str) -> str:
    """Takes the spaces out of `€ 80`, `5 %` and, where they are special, of thousands; what other
    special spaces there are become plain.

    >>> close_up("1\u2009200 customers, 500\u00a050, € 80, 80 € 4, 5 %")
    '1200 customers, 500 50, €80, 80€ 4, 5%'
    """
    text = _SPACED.sub(lambda number: re.sub(r"\D", "", number[0]), text)
    return re.sub(f"[{INNER_SPACES}]", " ", _BEFORE.sub("", _AFTER.sub("", text)))


def count(typed: str) -> int:
    """A whole number of customers or answers.

    Raises Problem fraction_of_a_customer, negative, percent_for_a_count, or one of `_checked`'s.
    """
    if typed.rstrip().endswith("%"):
        raise Problem("percent_for_a_count", typed=typed)
    digits, thousands = _checked(typed)
    if digits.isdigit() and not thousands:
        return int(digits)
    if _GROUPED.fullmatch(digits) and not thousands:
        return int(re.sub(r"\D", "", digits))
    value = _decimal(digits, "en", typed) * (1000 if thousands else 1)
    if value != int(value):
        raise Problem("fraction_of_a_customer", typed=typed)
    return int(value)


def amount(typed: str, language: Language) -> Decimal:
    """Money, or any number that may have decimals. Raises Problem as `count` does."""
    if typed.rstrip().endswith("%"):
        raise Problem("percent_for_a_count", typed=typed)
    digits, thousands = _checked(typed)
    return _decimal(digits, language, typed) * (1000 if thousands else 1)


def share(typed: str, language: Language) -> Decimal:
    """A share of one: `45%` and `45` are 0.45; up to 1 without a percent sign is asked back.

    Raises Problem share_or_percent for those, else as `count` does.
    """
    bare = typed.strip()
    marked = bare.endswith("%")
    value = _decimal(_checked(bare.rstrip("% "))[0], language, typed)
    if not marked and 0 < value <= 1:
        times_100 = plain(value * 100, language)
        raise Problem("share_or_percent", typed=typed, percent=times_100, asis=bare)
    return value / 100


def plain(figure: Decimal | int, language: Language) -> str:
    """All the digits and no grouping: what reads back as the same figure in that language."""
    digits = f"{Decimal(figure):f}"
    digits = digits.rstrip("0").rstrip(".") if "." in digits else digits
    return digits.replace(".", ",") if language == "nl" else digits


def _checked(typed: str) -> tuple[str, bool]:
    """The digits and separators, and whether a `k` multiplied them by a thousand."""
    bare = typed.strip().strip(_CURRENCY).casefold()
    if bare.strip(_MINUS + "+") in _NOT_FINITE:
        raise Problem("not_a_number", typed=typed)
    if any(letter.isnumeric() and letter not in "0123456789" for letter in bare):
        letters = unicodedata.normalize("NFKC", bare)
        usual = "".join(str(unicodedata.decimal(letter, letter)) for letter in letters)
        raise Problem("other_digits", typed=typed, plain=usual if usual.isascii() else None)
    if re.fullmatch(r"[-−–+]?[\d.,]+e[-+]?\d+", bare):
        raise Problem("exponent", typed=typed)
    if bare[:1] and bare[0] in _MINUS:
        raise Problem("negative", typed=typed)
    thousands = bare.endswith("k")
    digits = bare.removesuffix("k").strip(_CURRENCY).removeprefix("+")
    if sum(map(str.isdigit, digits)) > MOST_DIGITS:
        raise Problem("too_many_digits", typed=typed[:40], most=MOST_DIGITS)
    return digits, thousands


def _decimal(digits: str, language: Language, typed: str) -> Decimal:
    if digits.isdigit():
        return Decimal(digits)
    grouping = "." if language == "nl" else ","
    grouped = _GROUPED.fullmatch(digits)
    if grouped and (grouped[1] == grouping or digits.count(grouped[1]) > 1):
        return Decimal(re.sub(r"\D", "", digits))
    if whole := _DECIMAL.fullmatch(digits):
        return Decimal(f"{whole[1]}.{whole[2]}")
    if both := _GROUPED_DECIMAL.fullmatch(digits):
        return Decimal(re.sub(r"\D", "", both[1]) + "." + both[3])
    raise Problem("unreadable_number", typed=typed)
