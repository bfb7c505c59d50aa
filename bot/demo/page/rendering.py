"""The templates of the page, and what they may call."""

import json
import re
from collections.abc import Mapping
from dataclasses import asdict
from functools import partial
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader
from markupsafe import Markup, escape

from bot.commands import COMMANDS
from bot.demo import fields
from bot.demo.page import mrkdwn
from bot.demo.page.charts import drawing
from bot.demo.page.numbers import numeric
from bot.demo.page.screen import Screen, called, players
from bot.demo.views import OpenView
from bot.demo.workspace import Workspace
from bot.slack.manifest import manifest

_HERE = Path(__file__).parent
# The types of HTML's fields.
_TEXTS = {"plain_text_input": "text"}
_TIMES = {"datepicker": "date", "timepicker": "time"}
_STYLES = (("code", "code"), ("bold", "strong"), ("italic", "em"), ("strike", "s"))
ROLES = {"U_ANN": "curator", "U_BOB": "team member"}

Choice = tuple[str, str]  # a value and what it is called


class Rendering:
    """Makes the page of a screen."""

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace
        environment = Environment(
            loader=FileSystemLoader(_HERE / "templates"),
            autoescape=True,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        environment.filters |= {
            "mrkdwn": partial(mrkdwn.html, names=self._name),
            "plain": lambda text: escape(text).replace("\n", Markup("<br>")),
            "confirmation": _confirmation,
            "drawing": drawing,
            "numeric": numeric,
            "rich": self._rich,
        }
        environment.tests["startingwith"] = str.startswith
        environment.globals |= {
            "choices": self._choices,
            "control_of": _control,
            "commands": {name: asdict(one) for name, one in COMMANDS.items()},
            "first": lambda element: fields.shown(fields.first_value(element)),
            "held": _held,
            "held_list": lambda held: [held] if isinstance(held, str) else list(held),
            "roles": ROLES,
            "shortcuts": _shortcuts(),
            "slug": lambda name: re.sub(r"\W+", "-", name),
            "texts": _TEXTS,
            "times": _TIMES,
        }
        self._page = environment.get_template("page.html.j2")

    def page(self, screen: Screen, **further: Any) -> str:
        """The whole of it."""
        place = escape(screen.where.path)
        back = Markup('<input type="hidden" name="back" value="{}">').format(place)
        return self._page.render(screen=screen, back=lambda: back, **further)

    def _name(self, number: str) -> str | None:
        return called(self._workspace, number)

    def _choices(self, element: Mapping[str, Any]) -> list[Choice]:
        """Of a select of people or of channels, else its options."""
        kind = str(element["type"])
        if "users_select" in kind:
            return [(one.id, one.name) for one in players(self._workspace)]
        if "channels_select" in kind or "conversations_select" in kind:
            channels = self._workspace.channels.values()
            return [(one.id, f"#{one.name}") for one in channels if one.kind != "im"]
        return [(one["value"], one["text"]["text"]) for one in fields.options(element)]

    def _rich(self, leaf: Mapping[str, Any]) -> Markup:
        """A leaf of rich text."""
        match leaf["type"]:
            case "user" | "channel" as kind:
                sign = "@" if kind == "user" else "#"
                number = leaf[f"{kind}_id"]
                return mrkdwn.mention(f"{sign}{self._name(number) or number}")
            case "broadcast":
                return mrkdwn.mention(f"@{leaf['range']}")
            case "link":
                return mrkdwn.link(leaf["url"], leaf.get("text") or leaf["url"])
        return _styled(leaf)


def _styled(leaf: Mapping[str, Any]) -> Markup:
    said = escape(leaf.get("text") or leaf.get("unicode") or leaf.get("name") or "")
    for style, tag in _STYLES:
        if leaf.get("style", {}).get(style):
            said = Markup("<{0}>{1}</{0}>").format(tag, said)
    return said


def _control(block_id: str, element: Mapping[str, Any], value: str | None = None) -> str:
    """What comes back when it is pressed; `typed.control` reads it."""
    return json.dumps([block_id, element["action_id"], value or element.get("value")])


def _confirmation(confirm: Mapping[str, Any]) -> str:
    """What is asked before, for the page's script."""
    parts = ("title", "text", "confirm", "deny")
    return json.dumps({part: confirm[part]["text"] for part in parts})


def _held(view: OpenView, block_id: str) -> fields.Entered:
    return view.filled()[block_id]


def _shortcuts() -> list[Choice]:
    """Of messages, as the app's manifest has them."""
    shortcuts = manifest()["features"].get("shortcuts", ())
    return [(one["callback_id"], one["name"]) for one in shortcuts if one["type"] == "message"]
