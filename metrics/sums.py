"""Counts that add up: those of two segments are those of both together."""

from dataclasses import dataclass, fields, replace
from typing import Any, Self


@dataclass(frozen=True, slots=True)
class Sums:
    """A dataclass of numbers, added field by field: no customer is in both."""

    def __add__(self, other: Self) -> Self:
        together: dict[str, Any] = {
            field.name: getattr(self, field.name) + getattr(other, field.name)
            for field in fields(self)
        }
        return replace(self, **together)
