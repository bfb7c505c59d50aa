"""What Slack sends to the bot from views: buttons, fields being filled in, forms that are sent."""

from typing import Any

from bot.demo.payloads import VERIFICATION_TOKEN, Parcel, of_workspace, used
from bot.demo.views import OpenView, inputs
from bot.demo.workspace import APP_ID, TEAM_DOMAIN, TEAM_ID, Workspace

_ENTER, _TYPING = "on_enter_pressed", "on_character_entered"


def home_opened(workspace: Workspace, user: str, tab: str) -> Parcel:
    """The event that a person's look at the app makes; the home as it was published, if it was."""
    home = workspace.views.home(user)
    event = {
        "type": "app_home_opened",
        "user": user,
        "channel": workspace.open_dm(user).id,
        "tab": tab,
        "event_ts": f"{workspace.clock():.6f}",
    }
    shown = {"view": home.as_json(TEAM_ID, APP_ID)} if home and tab == "home" else {}
    return of_workspace({**event, **shown}, workspace.clock())


def view_action(
    workspace: Workspace, view: OpenView, action_id: str, value: str | None = None
) -> Parcel:
    """A button in a view, with this value if one is given, or the option of a select that has it.
    Raises ValueError when it is not there.
    """
    for block in view.content["blocks"]:
        for element in (*block.get("elements", ()), block.get("accessory", {})):
            added = used(element, value) if element.get("action_id") == action_id else None
            if added is not None:
                pressed = {"block_id": block["block_id"], "action_ts": f"{workspace.clock():.6f}"}
                named = {"type": element["type"], "action_id": action_id, **pressed}
                return Parcel("interactive", _acted(workspace, view, {**named, **added}))
    name = view.content.get("title", {}).get("text", "home")
    raise ValueError(f"no {action_id} to press in the view {name}")


def view_input(
    workspace: Workspace, view: OpenView, block_id: str, *, enter: bool = False
) -> Parcel | None:
    """What stands in a field now, where the app wants to hear of it before the form is sent: for a
    text as it is typed, or at `enter`. Raises KeyError when there is no such field.
    """
    block = {one["block_id"]: one for one in inputs(view.content)}[block_id]
    element = block["element"]
    asked = element.get("dispatch_action_config", {}).get("trigger_actions_on", [_ENTER])
    happened = _ENTER if enter else _TYPING
    is_text = element["type"] == "plain_text_input"
    if not block.get("dispatch_action") or (is_text and happened not in asked):
        return None
    ((action_id, value),) = view.values[block_id].items()
    at = f"{workspace.clock():.6f}"
    action = {**value, "block_id": block_id, "action_id": action_id, "action_ts": at}
    return Parcel("interactive", _acted(workspace, view, action))


def view_submission(workspace: Workspace, view: OpenView) -> Parcel:
    """A form that was sent. Raises ValueError when Slack would not let it go."""
    if empty := view.left_empty():
        raise ValueError(f"required, and empty: {', '.join(empty)}")
    return Parcel(
        "interactive", {**_in_view(workspace, view, "view_submission"), "response_urls": []}
    )


def _acted(workspace: Workspace, view: OpenView, action: dict[str, Any]) -> dict[str, Any]:
    container = {"type": "view", "view_id": view.id}
    acted = _in_view(workspace, view, "block_actions")
    return {**acted, "container": container, "actions": [action]}


def _in_view(workspace: Workspace, view: OpenView, kind: str) -> dict[str, Any]:
    person = workspace.users[view.user].name.lower()
    return {
        "type": kind,
        "enterprise": None,
        "is_enterprise_install": False,
        "user": {"id": view.user, "username": person, "name": person, "team_id": TEAM_ID},
        "api_app_id": APP_ID,
        "token": VERIFICATION_TOKEN,
        "trigger_id": workspace.views.trigger(view.user, workspace.clock()),
        "team": {"id": TEAM_ID, "domain": TEAM_DOMAIN},
        "view": view.as_json(TEAM_ID, APP_ID),
    }
