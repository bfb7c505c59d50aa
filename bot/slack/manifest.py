"""The app's manifest: what "create app from manifest" needs, with the least scopes.

The committed `manifest.json` beside this file is `as_json(manifest())`; a test keeps them equal.
"""

import json
from collections.abc import Iterable
from typing import Any

from bot.commands import COMMANDS

# Each scope and why it is asked for. Without the optional ones figures, words and data all work;
# what each of them adds stands beside it, and without it the bot says no rather than guess.
SCOPES = {
    "commands": "the slash commands",
    "chat:write": "answers, and sharing where the bot is a member",
    "app_mentions:read": "questions to @retention",
    "im:history": "questions in a direct message",
}
OPTIONAL_SCOPES = {
    "channels:history": "look up an unconfirmed post before it is repeated, public channels",
    "groups:history": "the same in private channels",
    "users:read": "who is a full member, where everyone may ask; the time zone of who schedules",
    "channels:read": "who reads along where data is shared: no guests, no other company",
    "groups:read": "the same in private channels",
    "files:read": "CSV files that somebody drops in a direct message",
    "files:write": "pictures of cohorts, and lists of customers as files",
    "im:write": "the direct message that such a file, or word of a schedule, goes to",
    "assistant:write": "suggestions to begin with, and a word while an answer is worked out",
}
_AGENT = (
    "Ask about keeping customers: retention from your figures or your own data, what a word means, "
    "what others retain, tips with their source. In Dutch and English, without a language model."
)
EXPLAIN = "explain_terms"  # the callback_id of the shortcut in the menu of a message
_FEATURES = {
    "agent_view": {"agent_description": _AGENT},
    "app_home": {
        "home_tab_enabled": True,
        "messages_tab_enabled": True,
        "messages_tab_read_only_enabled": False,
    },
    "bot_user": {"display_name": "retention", "always_online": True},
    "shortcuts": [
        {
            "name": "Explain the terms",
            "type": "message",
            "callback_id": EXPLAIN,
            "description": "What the words of the field in this message mean",
        }
    ],
}
EVENTS = ("app_home_opened", "app_mention", "message.im", "app_uninstalled", "tokens_revoked")


def manifest(
    *, prefix: str = "", commands: Iterable[str] = COMMANDS, url: str | None = None
) -> dict[str, Any]:
    """The manifest as data: Socket Mode, or HTTP at `url`. `prefix` keeps names of apps apart."""
    return {
        "_metadata": {"major_version": 2},
        "display_information": {
            "name": "Retention Bot",
            "description": "Answers customer-retention questions, in Dutch and English",
            "background_color": "#1f4b43",
        },
        "features": {
            **_FEATURES,
            "slash_commands": [_command(name, prefix, url) for name in commands],
        },
        "oauth_config": {
            "scopes": {
                "bot": [*SCOPES, *OPTIONAL_SCOPES],
                "bot_optional": list(OPTIONAL_SCOPES),
            }
        },
        "settings": {
            "event_subscriptions": _at(url) | {"bot_events": list(EVENTS)},
            "interactivity": {"is_enabled": True} | _at(url),
            "org_deploy_enabled": False,
            "socket_mode_enabled": url is None,
            "token_rotation_enabled": False,
        },
    }


def as_json(content: dict[str, Any]) -> str:
    """The file's text."""
    return json.dumps(content, indent=2, ensure_ascii=False) + "\n"


def _command(name: str, prefix: str, url: str | None) -> dict[str, Any]:
    command = COMMANDS[name]
    return {
        "command": f"/{prefix}{name}",
        "description": command.description,
        "usage_hint": command.hint,
        "should_escape": False,
    } | ({"url": url} if url else {})


def _at(url: str | None) -> dict[str, Any]:
    return {"request_url": url} if url else {}
