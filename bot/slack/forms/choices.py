"""Fields of a form in which something is chosen: options, people, a channel, a time."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from bot.render.blocks import Block
from bot.render.text import label
from bot.reply import Language
from bot.slack.forms.modal import plain

Chosen = str | tuple[str, ...]
Options = Sequence[tuple[str, str]]  # value, what is shown

ACTION = "chosen"
MOST_OPTION = 75  # characters
_OURS = {"include": ["public", "private"], "exclude_external_shared_channels": True}
MOST_OPTIONS = 100  # of a select, or of a group in one

# What comes back, by the type of the field.
_CHOSEN: Mapping[str, Callable[[Mapping[str, Any]], Chosen]] = {
    "static_select": lambda field: _value(field["selected_option"]),
    "radio_buttons": lambda field: _value(field["selected_option"]),
    "checkboxes": lambda field: tuple(map(_value, field["selected_options"])),
    "timepicker": lambda field: field["selected_time"] or "",
    "users_select": lambda field: field["selected_user"] or "",
    "multi_users_select": lambda field: tuple(field["selected_users"]),
    "conversations_select": lambda field: field["selected_conversation"] or "",
    "multi_conversations_select": lambda field: tuple(field["selected_conversations"]),
}


def choice(
    name: str, language: Language, element: Block, *, optional: bool = False, hint: bool = False
) -> Block:
    """A field with this block_id, which is also its key in labels.toml."""
    field: Block = {
        "type": "input",
        "block_id": name,
        "label": plain(label("fields", name, language)),
        "element": {"action_id": ACTION, **element},
        "optional": optional,
    }
    return field | ({"hint": plain(label("hints", name, language))} if hint else {})


def one_of(kind: str, options: Iterable[tuple[str, str]], first: str = "") -> Block:
    """`static_select` or `radio_buttons`; options are (value, what is shown)."""
    made = [_option(value, shown) for value, shown in options]
    initial = [option for option in made if option["value"] == first]
    return {"type": kind, "options": made} | ({"initial_option": initial[0]} if initial else {})


def one_of_groups(groups: Iterable[tuple[str, Options]], first: str = "") -> Block:
    """A `static_select` of groups: what each is called, and its options; Slack finds an option by
    what is typed. A group that is too large becomes several, called by their first and last.
    """
    made: list[Block] = []
    for shown, options in groups:
        parts = [options[i : i + MOST_OPTIONS] for i in range(0, len(options), MOST_OPTIONS)]
        for part in parts:
            called = shown if len(parts) == 1 else f"{shown}: {part[0][1]} – {part[-1][1]}"
            group = [_option(value, name) for value, name in part]
            made.append({"label": plain(called[:MOST_OPTION]), "options": group})
    every = (option for group in made for option in group["options"])
    initial = [option for option in every if option["value"] == first]
    select: Block = {"type": "static_select", "option_groups": made}
    return select | ({"initial_option": initial[0]} if initial else {})


def some_of(options: Iterable[tuple[str, str]], first: Iterable[str] = ()) -> Block:
    """Checkboxes."""
    chosen, made = set(first), [_option(value, shown) for value, shown in options]
    initial = [option for option in made if option["value"] in chosen]
    return {"type": "checkboxes", "options": made} | (
        {"initial_options": initial} if initial else {}
    )


def channel(first: str = "") -> Block:
    """A channel of this workspace alone, which Slack lists; the bot never does."""
    initial = {"initial_conversation": first} if first else {}
    return {"type": "conversations_select", "filter": _OURS, **initial}


def channels(most: int, first: tuple[str, ...] = ()) -> Block:
    """Several of them, at most so many."""
    initial = {"initial_conversations": list(first)} if first else {}
    several = {"type": "multi_conversations_select", "max_selected_items": most}
    return {**several, "filter": _OURS, **initial}


def people(most: int, first: tuple[str, ...] = ()) -> Block:
    """Several, at most so many."""
    initial = {"initial_users": list(first)} if first else {}
    return {"type": "multi_users_select", "max_selected_items": most, **initial}


def chosen(view: Mapping[str, Any]) -> dict[str, Chosen]:
    """What was chosen in a view that comes back, by block_id."""
    return {
        block_id: _CHOSEN[field["type"]](field)
        for block_id, actions in view["state"]["values"].items()
        for field in actions.values()
        if field["type"] in _CHOSEN
    }


def _option(value: str, shown: str) -> Block:
    return {"text": plain(shown[:MOST_OPTION]), "value": value}


def _value(option: Mapping[str, Any] | None) -> str:
    return str(option["value"]) if option else ""
