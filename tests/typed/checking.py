"""Turns what was said into TypeScript, and lets tsc compare it with Slack's published types."""

import json
import re
import shutil
import subprocess
from bisect import bisect
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import NamedTuple

from bot.demo.methods import METHODS
from bot.demo.serving import READING
from tests.typed.recording import COMMAND, FORM, OTHER, RESPONSE_URL, Said

ROOT = Path(__file__).resolve().parents[2]
SOURCES = ROOT / ".ci" / "types"  # the types, and what must be a fault
BUILT = ROOT / ".types"  # where `make types` installs Slack's packages
TSC = BUILT / "node_modules" / ".bin" / "tsc"
CALLS = "calls.ts"

_IMPORT = 'import type { Arguments, Form, Response, Submitted } from "./slack.ts";'
_TYPES = {
    RESPONSE_URL: "Response",
    COMMAND: "Response | string",
    FORM: "Submitted",
    OTHER: "never",
}
_FAULT = re.compile(r"(?P<file>\S+?)\((?P<line>\d+),\d+\): error (?P<what>.+)")


class Fault(NamedTuple):
    """What tsc says, of which line; `said` is None where no call is at fault but the types are."""

    what: str
    line: str
    said: Said | None

    def __str__(self) -> str:
        where = f"{self.said.to}, {self.said.test}" if self.said else "the types themselves"
        return f"{where}\n  {self.line.strip()}\n  {self.what}"


def faults(said: Sequence[Said], folder: Path) -> list[Fault]:
    """What is not as Slack's types want it. The folder has Slack's packages in it."""
    for name in ("slack.ts", "wrong.ts", "tsconfig.json"):
        shutil.copy(SOURCES / name, folder / name)
    (folder / CALLS).write_text(typescript(said), encoding="utf-8")
    command = [str(TSC), "--project", str(folder), "--pretty", "false"]
    told = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    found = list(_read(told.stdout, said, folder))
    if told.returncode and not found:
        raise RuntimeError(told.stdout + told.stderr)
    return found


def never_said(said: Iterable[Said]) -> list[str]:
    """What the bot says as its source has it, and did not say: then the recording lacks something,
    or a test is missing.
    """
    files = sorted((ROOT / "bot" / "slack").rglob("*.py"))
    source = "\n".join(file.read_text("utf-8") for file in files)
    methods = {name for name in METHODS if f'"{name}"' in source}
    return sorted((methods | {RESPONSE_URL, COMMAND, FORM}) - {one.to for one in said})


def typescript(said: Sequence[Said]) -> str:
    """A file with a constant for each thing that was said, of the type that it must have."""
    return "\n".join([_IMPORT, *(_constant(i, one) for i, one in enumerate(said))])


def _constant(place: int, one: Said) -> str:
    value = json.dumps(one.what, indent=1, ensure_ascii=False)
    return f"export const said{place}: {_type(one.to)} = {value};"


def _type(to: str) -> str:
    """Of the arguments of a method as Slack's client takes them, or of an answer.

    >>> _type("chat.postMessage"), _type("users.info"), _type("ack of a form")
    ('Arguments<"chat", "postMessage">', 'Form<Arguments<"users", "info">>', 'Submitted')
    """
    if to in _TYPES:
        return _TYPES[to]
    arguments = "Arguments<" + ", ".join(f'"{part}"' for part in to.split(".")) + ">"
    return f"Form<{arguments}>" if to in READING else arguments


def _read(told: str, said: Sequence[Said], folder: Path) -> Iterable[Fault]:
    """The faults in what tsc printed."""
    calls = (folder / CALLS).read_text("utf-8").splitlines()
    begins = [i for i, line in enumerate(calls, 1) if line.startswith("export const said")]
    for match in filter(None, map(_FAULT.match, told.splitlines())):
        line, what = int(match["line"]), match["what"]
        if match["file"] != CALLS:
            yield Fault(what, f"{match['file']}, line {line}", None)
        else:
            found = bisect(begins, line) - 1
            yield Fault(what, calls[line - 1], said[found] if found >= 0 else None)
