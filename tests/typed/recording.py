"""Writes down what the bot said to Slack while the tests ran: once for each shape.

Does nothing unless SLACK_CALLS names a folder; each process of the tests has a file there.
"""

import json
import os
import re
import shutil
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from bot.demo.deliveries import Delivery
from bot.demo.standin import StandIn

COMMAND, FORM, OTHER = "ack of a command", "ack of a form", "ack of something else"
RESPONSE_URL = "response_url"
_ACKS = {"view_submission": FORM}

_ASKED = os.environ.get("SLACK_CALLS")
_FOLDER = Path(_ASKED).resolve() if _ASKED else None  # tests may change where they stand
_WORKER = os.environ.get("PYTEST_XDIST_WORKER", "main")
_NAME = re.compile(r"[a-z0-9_]{1,30}")  # a type, a style: types tell such values apart
_LONGEST = 60
_OK = 200

_seen: set[str] = set()


@dataclass(frozen=True, slots=True)
class Said:
    """`to`: a method of the Web API, `response_url`, or whose acknowledgement it is."""

    to: str
    what: Any
    test: str


def begin() -> None:
    """Forgets what was written down before."""
    if _FOLDER:
        shutil.rmtree(_FOLDER, ignore_errors=True)
        _FOLDER.mkdir(parents=True)


def record(slack: StandIn) -> None:
    """Writes down what this stand-in heard from the bot, where it has a new shape."""
    if not _FOLDER:
        return
    test = os.environ.get("PYTEST_CURRENT_TEST", "").rpartition(" ")[0]
    new = [Said(to, sample(what), test) for to, what in heard(slack) if is_new(to, what)]
    with (_FOLDER / f"{_WORKER}.jsonl").open("a", encoding="utf-8") as file:
        file.writelines(json.dumps(asdict(one), ensure_ascii=False) + "\n" for one in new)


def recorded(folder: Path) -> list[Said]:
    """What was written down there, once for each shape."""
    files = sorted(folder.glob("*.jsonl"))
    lines = [line for file in files for line in file.read_text("utf-8").splitlines()]
    found = [Said(**json.loads(line)) for line in lines]
    by_shape = {_shape_of(one.to, one.what): one for one in reversed(found)}
    return sorted(by_shape.values(), key=lambda one: (one.to, one.test))


def heard(slack: StandIn) -> Iterator[tuple[str, Any]]:
    """To whom or what, and what was said."""
    yield from ((call.method, _decoded(call.arguments)) for call in slack.calls)
    yield from ((RESPONSE_URL, said.body) for said in slack.responses)
    for one in slack.deliveries:
        if one.parcel and one.status == _OK and one.body:
            yield _ack(one), one.body


def is_new(to: str, what: Any) -> bool:
    """Whether nothing of this shape was seen before in this process."""
    before = len(_seen)
    _seen.add(_shape_of(to, what))
    return len(_seen) > before


def sample(value: Any) -> Any:
    """All of a value that types see: of the items in a list one of each shape, long texts cut.

    >>> sample({"text": "Customer retention", "rows": [["1", "a"], ["3", "a"], [5]]})
    {'text': 'Customer retention', 'rows': [['1', 'a'], [5]]}
    """
    if isinstance(value, dict):
        return {key: sample(one) for key, one in value.items()}
    if isinstance(value, list):
        kinds: dict[str, Any] = {}
        for one in value:
            kinds.setdefault(json.dumps(_shape(one)), sample(one))
        return list(kinds.values())
    return value[:_LONGEST] if isinstance(value, str) else value


def _ack(one: Delivery) -> str:
    if one.parcel and one.parcel.kind == "slash_commands":
        return COMMAND
    return _ACKS.get(str(one.payload.get("type")), OTHER)


def _decoded(arguments: dict[str, Any]) -> dict[str, Any]:
    """slack_sdk sends the list of files as JSON within a form."""
    files = arguments.get("files")
    return {**arguments, "files": json.loads(files)} if isinstance(files, str) else arguments


def _shape_of(to: str, what: Any) -> str:
    return f"{to} {json.dumps(_shape(what))}"


def _shape(value: Any) -> Any:
    if isinstance(value, dict):
        return sorted((key, _shape(one)) for key, one in value.items())
    if isinstance(value, list):
        return ["list", *sorted({json.dumps(_shape(one)) for one in value})]
    if isinstance(value, str):
        return value if _NAME.fullmatch(value) and not value.isdigit() else "text"
    return value if value is None or isinstance(value, bool) else "number"
