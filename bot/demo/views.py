"""Views of the stand-in: the triggers that open modals, the stack that each person looks at, and
the app's home.
"""

import secrets
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import count
from typing import Any

from bot.demo import fields
from bot.demo.errors import SlackError
from bot.demo.view_limits import problems

TRIGGER_SECONDS = 3
MOST_VIEWS = 3  # over each other
MAX_VIEW = 250_000  # bytes of JSON, as text

State = dict[str, dict[str, dict[str, Any]]]


@dataclass(slots=True, eq=False)
class OpenView:
    """A modal, or the app's home, as one person sees it. values by block_id and action_id; errors
    by block_id; trouble: Slack says under it that the app did not answer.
    """

    id: str
    user: str
    content: dict[str, Any]
    values: State
    hash: str = ""
    errors: dict[str, str] = field(default_factory=dict)
    trouble: bool = False

    @property
    def text(self) -> str:
        """All that can be read in it, a line each, fields with what stands in them."""
        return "\n".join(_readable(self))

    def type(self, typed: Mapping[str, fields.Entered]) -> None:
        """Fills in fields, by block_id. Raises KeyError when there is no such field, ValueError for
        what cannot be chosen in it.
        """
        elements = {block["block_id"]: block["element"] for block in inputs(self.content)}
        for block_id, what in typed.items():
            for action_id in self.values[block_id]:
                self.values[block_id][action_id] = fields.entered(elements[block_id], what)

    def typed(self) -> dict[str, str]:
        """What stands in the text fields, by block_id."""
        return {
            block_id: value["value"] or ""
            for block_id, actions in self.values.items()
            for value in actions.values()
            if value["type"] == "plain_text_input"
        }

    def filled(self) -> dict[str, fields.Entered]:
        """What stands in every field, by block_id."""
        return {
            block_id: fields.shown(value)
            for block_id, actions in self.values.items()
            for value in actions.values()
        }

    def left_empty(self) -> list[str]:
        """The required fields with nothing in them: Slack does not send the form then."""
        needed = {block["block_id"] for block in inputs(self.content) if not block.get("optional")}
        return [name for name, what in self.filled().items() if not what and name in needed]

    def as_json(self, team: str, app: str) -> dict[str, Any]:
        """As Slack hands it to an app."""
        return {
            **self.content,
            "id": self.id,
            "team_id": team,
            "app_id": app,
            "hash": self.hash,
            "state": {"values": self.values},
            "root_view_id": self.id,
            "previous_view_id": None,
        }


@dataclass(slots=True)
class Trigger:
    """An interaction that may open one modal, soon after."""

    user: str
    at: float
    used: bool = False


class Views:
    """What everybody has open; `at` is the workspace's time."""

    def __init__(self) -> None:
        self._triggers: dict[str, Trigger] = {}
        self._stacks: dict[str, list[OpenView]] = {}
        self._homes: dict[str, OpenView] = {}
        self._numbers = count(1)

    def trigger(self, user: str, at: float) -> str:
        """A new trigger_id for something this person did."""
        name = f"{secrets.randbelow(10**9)}.{secrets.randbelow(10**9)}.{secrets.token_hex(16)}"
        self._triggers[name] = Trigger(user, at)
        return name

    def top(self, user: str) -> OpenView | None:
        """The modal that this person has in front of them."""
        stack = self._stacks.get(user, [])
        return stack[-1] if stack else None

    def home(self, user: str) -> OpenView | None:
        """What this person sees in the app's home."""
        return self._homes.get(user)

    def publish(self, user: str, content: object, known_hash: str | None = None) -> OpenView:
        """In place of what the home of this person shows. Raises SlackError."""
        old = self._homes.get(user)
        if known_hash and (old is None or old.hash != known_hash):
            raise SlackError("hash_conflict")
        new = self._new(user, content, "home")
        new.id = old.id if old else new.id
        self._homes[user] = new
        return new

    def open(self, trigger_id: str, content: object, at: float) -> OpenView:
        """In place of what was open. Raises SlackError."""
        view = self._new(self._used(trigger_id, at), content)
        self._stacks[view.user] = [view]
        return view

    def push(self, trigger_id: str, content: object, at: float) -> OpenView:
        """Over what is open. Raises SlackError."""
        user = self._used(trigger_id, at)
        stack = self._stacks.get(user, [])
        if not stack:
            raise SlackError("not_found")
        if len(stack) >= MOST_VIEWS:
            raise SlackError("push_limit_reached")
        stack.append(self._new(user, content))
        return stack[-1]

    def update(self, view_id: str, content: object, known_hash: str | None = None) -> OpenView:
        """In place of one that is open; what was typed in a field that stays, stays. Raises
        SlackError.
        """
        for stack in self._stacks.values():
            for place, old in enumerate(stack):
                if old.id == view_id:
                    if known_hash and known_hash != old.hash:
                        raise SlackError("hash_conflict")
                    new = self._new(old.user, content)
                    new.id = old.id
                    _keep_typed(old, new)
                    stack[place] = new
                    return new
        raise SlackError("not_found")

    def close(self, user: str, *, every: bool = False) -> None:
        """Closes the one in front, or all."""
        stack = self._stacks.get(user, [])
        everything = every or bool(stack and stack[-1].content.get("clear_on_close"))
        del stack[0 if everything else -1 :]

    def _used(self, trigger_id: str, at: float) -> str:
        trigger = self._triggers.get(trigger_id)
        if trigger is None:
            raise SlackError("invalid_trigger_id")
        if at - trigger.at > TRIGGER_SECONDS:
            raise SlackError("expired_trigger_id")
        if trigger.used:
            raise SlackError("exchanged_trigger_id")
        trigger.used = True
        return trigger.user

    def _new(self, user: str, content: object, kind: str = "modal") -> OpenView:
        if found := problems(content, kind):
            raise SlackError("invalid_arguments", tuple(found))
        view = _with_ids(content)
        if len(str(view)) > MAX_VIEW:
            raise SlackError("view_too_large")
        number = f"V{next(self._numbers)}"
        return OpenView(number, user, view, _first_values(view), secrets.token_hex(8))


def inputs(view: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """The blocks of a view that are filled in."""
    yield from (block for block in view["blocks"] if block["type"] == "input")


def _with_ids(content: Any) -> dict[str, Any]:
    blocks = [{"block_id": f"v{place}", **block} for place, block in enumerate(content["blocks"])]
    return {"private_metadata": "", "callback_id": "", **content, "blocks": blocks}


def _first_values(view: Mapping[str, Any]) -> State:
    values: State = {}
    for block in inputs(view):
        element = block["element"]
        filled = fields.first_value(element)
        values[block["block_id"]] = {element.get("action_id", "a0"): filled}
    return values


def _keep_typed(old: OpenView, new: OpenView) -> None:
    for block_id, actions in new.values.items():
        for action_id in actions:
            if action_id in old.values.get(block_id, {}):
                actions[action_id] = old.values[block_id][action_id]


def _readable(view: OpenView) -> Iterator[str]:
    yield view.content.get("title", {}).get("text", "")
    for block in view.content["blocks"]:
        for part in (block.get("text"), *block.get("elements", ()), block.get("label")):
            text = part.get("text") if part else None
            yield str(text.get("text") if isinstance(text, dict) else text or "")
        for value in view.values.get(block["block_id"], {}).values():
            yield from fields.words(value)
