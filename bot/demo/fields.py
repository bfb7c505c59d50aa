"""The fields of a view: what stands in each at first, and what a person puts there."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

Element = Mapping[str, Any]
Value = dict[str, Any]
Entered = str | Sequence[str]

# Where the state of a view holds what was chosen, by the type of the field.
CHOSEN: Mapping[str, str] = {
    "plain_text_input": "value",
    "static_select": "selected_option",
    "radio_buttons": "selected_option",
    "checkboxes": "selected_options",
    "timepicker": "selected_time",
    "datepicker": "selected_date",
    "users_select": "selected_user",
    "multi_users_select": "selected_users",
    "channels_select": "selected_channel",
    "conversations_select": "selected_conversation",
    "multi_conversations_select": "selected_conversations",
}
_MANY = {"checkboxes", "multi_users_select", "multi_conversations_select"}
_OF_OPTIONS = {"selected_option", "selected_options"}


def first_value(element: Element) -> Value:
    """What a field holds before anybody touches it."""
    kind = element["type"]
    initial = element.get(f"initial_{CHOSEN[kind].removeprefix('selected_')}")
    return {"type": kind, CHOSEN[kind]: initial or ([] if kind in _MANY else None)}


def entered(element: Element, what: Entered) -> Value:
    """With this in it: a text, an id, a time, the value of an option, or several. Raises
    ValueError where nobody can choose that.
    """
    kind, several = element["type"], [what] if isinstance(what, str) else list(what)
    if kind not in _MANY:
        several = several if isinstance(what, str) and what else []
    if len(several) > element.get("max_selected_items", len(several)):
        raise ValueError(f"no more than {element['max_selected_items']} can be chosen")
    if CHOSEN[kind] in _OF_OPTIONS:
        chosen: list[Any] = [_option(element, one) for one in several]
    else:
        chosen = several
    one_or_none = chosen[0] if chosen else None
    return {"type": kind, CHOSEN[kind]: chosen if kind in _MANY else one_or_none}


def shown(value: Value) -> Entered:
    """What stands in a field, as `entered` takes it."""
    held = value[CHOSEN[value["type"]]]
    if isinstance(held, list):
        return [one["value"] if isinstance(one, dict) else one for one in held]
    return str(held["value"] if isinstance(held, dict) else held or "")


def words(value: Value) -> Iterator[str]:
    """What can be read in a field."""
    held = value[CHOSEN[value["type"]]]
    for one in held if isinstance(held, list) else [held]:
        yield str(one["text"]["text"] if isinstance(one, dict) else one or "")


def options(element: Element) -> list[dict[str, Any]]:
    """The options of a select, those of its groups included."""
    groups = [group["options"] for group in element.get("option_groups", ())]
    return [option for group in [element.get("options", []), *groups] for option in group]


def _option(element: Element, value: str) -> dict[str, Any]:
    for option in options(element):
        if option["value"] == value:
            return dict(option)
    raise ValueError(f"no option {value}")
