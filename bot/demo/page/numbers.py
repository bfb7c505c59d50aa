"""Cells of tables as numbers, to sort by: whatever the bot writes, in English or Dutch."""

import re
from collections.abc import Mapping
from typing import Any

_NUMBER = re.compile(r"([+−-]?)\s?(?:[€$£]|[A-Z]{3})?\s?([+−-]?)(\d[\d.,]*)(?:\s?%| pts?)?")
_THOUSANDS = re.compile(r"\d{1,3}([.,])\d{3}(\1\d{3})*")


def numeric(cell: Mapping[str, Any]) -> float | None:
    """None for a cell that is not a number.

    >>> [numeric({"type": "raw_text", "text": text}) for text in ("€3,902.50", "−0,67 pt", "–")]
    [3902.5, -0.67, None]
    """
    if cell["type"] == "raw_number":
        return float(cell["value"])
    found = _NUMBER.fullmatch(cell.get("text", "").strip()) if cell["type"] == "raw_text" else None
    if found is None:
        return None
    *signs, digits = found.groups()
    return float(f"{'-' if {'-', '−'} & set(signs) else ''}{_point(digits)}")


def _point(digits: str) -> str:
    """With a point and nothing else: of two signs the last one is it, one alone is it unless three
    digits follow.
    """
    last = max(digits.rfind("."), digits.rfind(","))
    both = "." in digits and "," in digits
    if last < 0 or (not both and _THOUSANDS.fullmatch(digits)):
        return re.sub(r"[.,]", "", digits)
    return f"{re.sub('[.,]', '', digits[:last])}.{digits[last + 1 :] or 0}"
