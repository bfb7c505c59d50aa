"""The manifest: what is committed is what the code says, within Slack's limits."""

from pathlib import Path

from bot.commands import COMMANDS
from bot.slack import manifest as module
from bot.slack.manifest import EXPLAIN, OPTIONAL_SCOPES, SCOPES, as_json, manifest

COMMITTED = Path(module.__file__).with_name("manifest.json")


def test_the_committed_manifest_is_what_the_command_table_makes() -> None:
    """Mend with: python -m bot manifest > bot/slack/manifest.json"""
    assert COMMITTED.read_text(encoding="utf-8") == as_json(manifest())


def test_it_installs_the_commands_of_the_table() -> None:
    commands = manifest()["features"]["slash_commands"]
    assert [command["command"] for command in commands] == [f"/{name}" for name in COMMANDS]


def test_every_scope_has_its_reason_and_the_optional_ones_can_be_declined() -> None:
    scopes = manifest()["oauth_config"]["scopes"]
    assert scopes["bot"] == [*SCOPES, *OPTIONAL_SCOPES]
    assert scopes["bot_optional"] == list(OPTIONAL_SCOPES)
    assert all((SCOPES | OPTIONAL_SCOPES).values())


def test_over_http_everything_slack_sends_goes_to_one_address() -> None:
    written = as_json(manifest(url="https://bot.example/slack/events"))
    assert written.count("https://bot.example/slack/events") == len(COMMANDS) + 2


def test_it_stays_within_slacks_limits() -> None:
    made = manifest()
    assert len(made["display_information"]["name"]) <= 35
    assert len(made["display_information"]["description"]) <= 140
    assert len(made["features"]["slash_commands"]) <= 50
    for command in made["features"]["slash_commands"]:
        assert len(command["command"]) <= 32
        assert len(command["usage_hint"]) <= 1000


def test_it_has_a_shortcut_in_the_menu_of_messages() -> None:
    (shortcut,) = manifest()["features"]["shortcuts"]
    assert (shortcut["type"], shortcut["callback_id"]) == ("message", EXPLAIN)
    assert len(shortcut["name"]) <= 24
    assert len(shortcut["description"]) <= 150
