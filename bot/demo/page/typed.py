"""What stands in the fields of a form that the page sends, as the stand-in takes it."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from multidict import MultiMapping

from bot.demo.fields import Entered
from bot.demo.shared_files import Given
from bot.demo.view_limits import MAX_TYPED
from bot.demo.views import OpenView, inputs

Sent = MultiMapping[Any]

EMPTY = "Please complete this required field."


@dataclass(frozen=True, slots=True)
class Control:
    """What was pressed or chosen from, and with what value."""

    block_id: str
    action_id: str
    value: str | None


def control(sent: Sent) -> Control | None:
    """None where it is nothing that the page made."""
    try:
        block_id, action_id, value = json.loads(text(sent, "control"))
    except ValueError:
        return None
    chosen = text(sent, f"chosen:{action_id}")
    return Control(str(block_id), str(action_id), chosen or value)


def text(sent: Sent, name: str) -> str:
    """Lines end as Slack's do; empty when it was not sent."""
    value = sent.get(name, "")
    return value.replace("\r\n", "\n") if isinstance(value, str) else ""


def entered(view: OpenView, sent: Sent) -> dict[str, Entered]:
    """By block_id; of fields that were not sent nothing is known, but for boxes: none is ticked."""
    typed: dict[str, Entered] = {}
    for block in inputs(view.content):
        name = f"f:{block['block_id']}"
        if isinstance(view.filled()[block["block_id"]], list):
            typed[block["block_id"]] = [str(one) for one in sent.getall(name, [])]
        elif name in sent:
            typed[block["block_id"]] = text(sent, name)
    return typed


def wrong(view: OpenView) -> dict[str, str]:
    """What Slack's own form would not send, by block_id."""
    left = dict.fromkeys(view.left_empty(), EMPTY)
    return left | dict(_lengths(view.content, view.typed()))


def files(sent: Sent) -> Iterator[Given]:
    """A name and what is in it, each."""
    for one in sent.getall("files", []):
        if not isinstance(one, str) and one.filename:
            yield one.filename, one.file.read()


def _lengths(content: Mapping[str, Any], typed: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    for block in inputs(content):
        element, said = block["element"], typed.get(block["block_id"], "")
        most, least = element.get("max_length", MAX_TYPED), element.get("min_length", 0)
        if len(said) > most:
            yield block["block_id"], f"No more than {most:,} characters; these are {len(said):,}."
        elif said and len(said) < least:
            yield block["block_id"], f"At least {least:,} characters."
