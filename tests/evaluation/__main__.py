"""`python -m tests.evaluation [tuning|held_out] [--misses]`: right first answers."""

import sys
import tomllib
from collections import Counter
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

from bot import desk
from bot.render.terminal import plain
from bot.reply import Reply
from bot.services import Asker, Preferences, Services
from knowledge.library import load

SERVICES = Services(load(), lambda _: Preferences())
LANGUAGES = ("nl", "en", "mixed")
# Misses are read in the first only; the second is run once, at the end.
PARTS = ("tuning", "held_out")


def main(part: str, *, misses: bool) -> None:
    """Asks every question of a part and prints the shares of right first answers."""
    asked, right = Counter[tuple[str, str]](), Counter[tuple[str, str]]()
    for question in questions(part):
        reply = desk.answer(question["text"], Asker(), SERVICES)
        key = (question["kind"], question["language"])
        asked[key] += 1
        right[key] += (good := is_right(question, reply))
        if misses and not good:
            first = plain(reply).splitlines()[0]
            print(f"{question['kind']:11} {question['text']!r} -> {first}")  # noqa: T201
    Console().print(_table(part, asked, right))


def questions(part: str) -> list[dict[str, Any]]:
    """The questions of one part."""
    file = Path(__file__).with_name(f"{part}.toml")
    found = tomllib.loads(file.read_text(encoding="utf-8"))["question"]
    return list(found)


def is_right(question: dict[str, Any], reply: Reply) -> bool:
    """The first entry restates a wanted fact and the figures are shown; outside: an honest no."""
    if question["kind"] == "outside":
        return not reply.ok
    shown = plain(reply)
    figures = all(figure in shown for figure in question.get("figures", ()))
    return reply.ok and figures and bool(covered(reply) & set(question["facts"]))


def covered(reply: Reply) -> set[str]:
    """The facts of the entry that a reply is about; of a list, of its first."""
    facts = reply.facts
    if tips := facts.get("tips"):
        return set(tips[0].facts)  # type: ignore[index]
    if both := facts.get("both"):
        return {fact for one in both for fact in one.facts}  # type: ignore[attr-defined]
    if reply.template in {"threshold", "benchmarks", "reasons"}:
        return _of_lists(reply)
    one: Any = facts.get("one") or facts.get("term")
    return set(one.facts) if one else set()


def _of_lists(reply: Reply) -> set[str]:
    library = SERVICES.library
    industry: Any = reply.facts.get("industry")
    lists: dict[str, list[Any]] = {
        "threshold": [*library.yardsticks.values(), *([industry] if industry else [])],
        "benchmarks": [*library.industries.values(), *library.yardsticks.values()],
        "reasons": list(library.reasons.values()),
    }
    return {fact for one in lists[reply.template] for fact in one.facts}


def _table(part: str, asked: Counter[tuple[str, str]], right: Counter[tuple[str, str]]) -> Table:
    table = Table("kind", *LANGUAGES, "all", title=f"right first answers, {part}")
    for kind in dict.fromkeys(kind for kind, _ in asked):
        cells = [_share(asked, right, kind, language) for language in LANGUAGES]
        table.add_row(kind, *cells, _share(asked, right, kind, None))
    table.add_row("all", *(_share(asked, right, None, one) for one in (*LANGUAGES, None)))
    return table


def _share(
    asked: Counter[tuple[str, str]],
    right: Counter[tuple[str, str]],
    kind: str | None,
    language: str | None,
) -> str:
    keys = [key for key in asked if kind in {None, key[0]} and language in {None, key[1]}]
    count = sum(asked[key] for key in keys)
    return f"{sum(right[key] for key in keys)}/{count}" if count else ""


if __name__ == "__main__":
    parts = [one for one in sys.argv[1:] if not one.startswith("--")] or list(PARTS)
    for one in parts:
        main(one, misses="--misses" in sys.argv and one == PARTS[0])
