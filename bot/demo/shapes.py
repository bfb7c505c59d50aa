"""A small language for the shape of JSON objects: each rule yields what is wrong, and where."""

from collections.abc import Callable, Iterator, Mapping
from math import isfinite
from typing import TypeAlias, cast

Rule: TypeAlias = Callable[[object, str], Iterator[str]]


def wrong(what: str, path: str) -> str:
    """A reason in Slack's own wording."""
    return f"{what} [json-pointer:{path}]"


def string(high: int | None = None, low: int = 1) -> Rule:
    """Text of low to high characters."""

    def check(value: object, path: str) -> Iterator[str]:
        if not isinstance(value, str):
            yield wrong("must be a string", path)
        elif len(value) < low:
            yield wrong(f"must be more than {low - 1} characters", path)
        elif high is not None and len(value) > high:
            yield wrong(f"must be less than {high + 1} characters", path)

    return check


def one_of(*values: object) -> Rule:
    """One of these values."""

    def check(value: object, path: str) -> Iterator[str]:
        if not any(value == allowed and type(value) is type(allowed) for allowed in values):
            yield wrong(f"must be one of {', '.join(map(str, values))}", path)

    return check


flag = one_of(True, False)


def integer(low: int, high: int) -> Rule:
    """A whole number from low to high."""

    def check(value: object, path: str) -> Iterator[str]:
        if type(value) is not int or not low <= value <= high:
            yield wrong(f"must be a whole number from {low} to {high}", path)

    return check


def number(value: object, path: str) -> Iterator[str]:
    """Any finite number."""
    is_finite = type(value) is int or (type(value) is float and isfinite(value))
    if not is_finite:
        yield wrong("must be a number", path)


def positive(value: object, path: str) -> Iterator[str]:
    """A finite number above zero."""
    if any(number(value, path)) or cast("float", value) <= 0:
        yield wrong("must be a number above 0", path)


def items(low: int, high: int, each: Rule) -> Rule:
    """A list of low to high things, each of which keeps the rule."""

    def check(value: object, path: str) -> Iterator[str]:
        if not isinstance(value, list):
            yield wrong("must be a list", path)
            return
        if len(value) < low:
            yield wrong(f"no fewer than {low} items allowed", path)
        if len(value) > high:
            yield wrong(f"no more than {high} items allowed", path)
        for index, part in enumerate(value):
            yield from each(part, f"{path}/{index}")

    return check


def fields(required: Mapping[str, Rule], optional: Mapping[str, Rule] | None = None) -> Rule:
    """An object with these fields and no other; `type` is read by `typed`."""
    known = {**required, **(optional or {})}

    def check(value: object, path: str) -> Iterator[str]:
        if not isinstance(value, dict):
            yield wrong("must be an object", path)
            return
        for name in required.keys() - value.keys():
            yield wrong(f"missing required field: {name}", path)
        for name in value.keys() - known.keys() - {"type"}:
            yield wrong(f"invalid additional property: {name}", path)
        for name in value.keys() & known.keys():
            yield from known[name](value[name], f"{path}/{name}")

    return check


def typed(table: Mapping[str, Rule]) -> Rule:
    """An object whose `type` is a row of the table, and which keeps that row's rule."""

    def check(value: object, path: str) -> Iterator[str]:
        kind = value.get("type") if isinstance(value, dict) else None
        if not isinstance(kind, str) or kind not in table:
            yield wrong(f"unsupported type: {kind}", f"{path}/type")
        else:
            yield from table[kind](value, path)

    return check


def either(names: tuple[str, str], rule: Rule, *, both: bool = False) -> Rule:
    """The rule, and one of two fields has to be there; both of them only where that is allowed."""

    def check(value: object, path: str) -> Iterator[str]:
        given = [name for name in names if isinstance(value, dict) and name in value]
        if not given:
            yield wrong(f"missing required field: {names[0]} or {names[1]}", path)
        if len(given) > 1 and not both:
            yield wrong(f"only one of {names[0]} and {names[1]} allowed", path)
        yield from rule(value, path)

    return check


def also(rule: Rule, further: Rule) -> Rule:
    """The further rule is read once the first one finds nothing, so it may rely on the shape."""

    def check(value: object, path: str) -> Iterator[str]:
        found = list(rule(value, path))
        yield from found or further(value, path)

    return check
