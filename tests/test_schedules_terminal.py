"""`python -m bot schedules`: what the operator types, and what is read back."""

from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from typer.testing import CliRunner

from bot.__main__ import app
from bot.schedules_terminal import lines
from bot.settings import Access, SettingsError
from bot.store.changes import Changes
from bot.store.engine import migrate, open_store
from bot.store.schedules import Schedule, Schedules

CONFIGURATION = """
timezone = "America/New_York"
[warehouse]
url = "duckdb:///demo.duckdb"
[subscriptions]
table = "subscriptions"
customer = "customer_id"
started = "started_at"
ended = "ended_at"
[access]
channels = ["C0123"]
"""
ADD = ("add", "--channel", "C0123", "--what", "kpi", "--every", "monday 09:00", "--owner", "U0123")


@pytest.fixture(autouse=True)
def store(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Schedules:
    """The store of this test alone, and the configuration."""
    url = f"sqlite:///{tmp_path / 'store.sqlite'}"
    monkeypatch.setenv("DATABASE_URL", url)
    config = tmp_path / "retention.toml"
    config.write_text(CONFIGURATION)
    monkeypatch.setenv("RETENTION_CONFIG", str(config))
    engine = open_store(url)
    migrate(engine)
    return Schedules(engine, lambda: 0.0)


def run(*arguments: str) -> tuple[int, str]:
    result = CliRunner().invoke(app, ["schedules", *arguments])
    return result.exit_code, result.output


def test_what_is_added_is_read_back_with_its_next_three_dates(store: Schedules) -> None:
    more = ("--timezone", "Europe/Amsterdam", "--language", "nl")
    status, output = run(*ADD, *more)
    (added,) = store.all()
    assert status == 0
    assert (added.channel, added.question, added.rule) == (
        "C0123",
        "kpi lang=nl",
        "weekly monday 09:00",
    )
    assert (added.timezone, added.language, added.owner) == ("Europe/Amsterdam", "nl", "U0123")
    first, second, third = output.splitlines()
    assert first == f"Schedule {added.id}: kpi lang=nl"
    assert second == "  in C0123, weekly monday 09:00, Europe/Amsterdam, owner U0123"
    assert third.startswith("  next: Mon 2")
    assert third.count("Mon 2") == 3
    assert third.count("09:00") == 3


def test_what_is_left_out_is_as_retention_toml_says(store: Schedules) -> None:
    run(*ADD)
    (added,) = store.all()
    assert (added.timezone, added.language) == ("America/New_York", "en")
    assert (added.note, added.mention) == ("", "")


def test_a_note_and_whom_to_mention_are_kept(store: Schedules) -> None:
    output = run(*ADD, "--note", " Good\nmorning ", "--mention", "U0456,S789")[1]
    (added,) = store.all()
    assert (added.note, added.mention) == ("Good morning", "U0456 S789")
    assert "  note: Good morning\n  mentions: U0456 S789\n" in output


def test_the_history_shows_who_did_it(store: Schedules) -> None:
    run(*ADD)
    (added,) = store.all()
    run("pause", str(added.id), "--who", "ann")
    newest = Changes(store.engine, store.now).of("schedule", str(added.id))
    assert {(one.who, one.field) for one in newest} >= {("terminal", "channel"), ("ann", "state")}


def test_the_list_shows_all_of_them(store: Schedules) -> None:
    assert run("list") == (0, "There are no schedules yet.\n")
    run(*ADD)
    run(*ADD[:-1], "U0456")
    output = run("list")[1]
    assert [line.split(":")[0] for line in output.splitlines() if "Schedule" in line] == [
        f"Schedule {one.id}" for one in store.all()
    ]
    assert "\n\n" in output


ALERT = ("add", "--channel", "C0123", "--alert", "churn above 5%", "--owner", "U0123")


def test_an_alert_is_looked_at_on_working_days(store: Schedules) -> None:
    status, output = run(*ALERT)
    (added,) = store.all()
    assert status == 0
    assert (added.kind, added.question, added.rule, added.timezone) == (
        "alert",
        "alert churn above 5% lang=en",
        "workdays 09:00",
        "America/New_York",
    )
    assert output.startswith(f"Schedule {added.id}: alert churn above 5% lang=en\n")


def test_an_alert_in_dutch_at_another_time(store: Schedules) -> None:
    more = ("--language", "nl", "--every", "elke dag 8.30", "--mention", "U0456")
    run(*ALERT[:3], "--alert", "klantbehoud ongewoon wekelijks", *ALERT[5:], *more)
    (added,) = store.all()
    assert (added.question, added.rule) == ("alert crr unusual period=week lang=nl", "daily 08:30")
    assert added.mention == "U0456"


@pytest.mark.parametrize(
    ("more", "told"),
    [
        (("--alert", "churn above 100%"), "Dat gebeurt nooit"),
        (("--alert", "churn"), "Voorbij welke grens?"),
        (("--every", "monday 09:00"), "Een melding kijkt elke werkdag"),
        (("--every", "someday"), "Ik kan `someday` niet lezen"),
        (("--what", "kpi"), "either --what or --alert"),
    ],
)
def test_an_alert_that_cannot_be_used_is_told_and_adds_nothing(
    store: Schedules, more: tuple[str, ...], told: str
) -> None:
    status, output = run(*ALERT, "--language", "nl", *more)
    assert status == 2
    assert told in output
    assert store.all() == ()


def test_without_a_question_or_an_alert_nothing_is_added(store: Schedules) -> None:
    status, output = run(*ALERT[:3], *ALERT[5:])
    assert (status, "either --what or --alert" in output) == (2, True)
    assert store.all() == ()


def test_pause_and_resume(store: Schedules) -> None:
    run(*ADD)
    number = str(store.all()[0].id)
    assert run("pause", number) == (0, f"Schedule {number} is paused.\n")
    assert run("pause", number) == (0, f"Schedule {number} was paused before.\n")
    assert run("list")[1].splitlines()[-1] == "  paused"
    store.resume(int(number), "U_ANN")
    store.pause(int(number), "clock", "archived")
    assert run("list")[1].splitlines()[-1] == "  paused: the channel is archived"
    assert "  next: Mon" in run("resume", number)[1]
    assert [one.state for one in store.all()] == ["active"]


def test_what_is_removed_is_gone(store: Schedules) -> None:
    run(*ADD)
    number = str(store.all()[0].id)
    assert run("remove", number) == (0, f"Schedule {number} is removed.\n")
    assert store.all() == ()


@pytest.mark.parametrize("command", ["pause", "resume", "remove"])
def test_a_schedule_that_is_not_there_is_a_sentence(command: str) -> None:
    status, output = run(command, "7")
    assert (status, output.partition(";")[0]) == (2, "There is no schedule 7")


@pytest.mark.parametrize(
    ("option", "typed", "told"),
    [
        ("--every", "someday 09:00", "Ik kan `someday` niet lezen"),
        ("--every", "monday", "Hoe laat?"),
        ("--what", "wat is churn", "op vaste tijden"),
        ("--timezone", "Mars", "Ik ken geen tijdzone `Mars`"),
        ("--channel", "#general", "no id of Slack's"),
        ("--owner", "ann", "no id of Slack's"),
        ("--mention", "U1,<!channel>", "no id of Slack's"),
    ],
)
def test_what_cannot_be_used_is_told_and_adds_nothing(
    store: Schedules, option: str, typed: str, told: str
) -> None:
    status, output = run(*ADD, "--language", "nl", option, typed)
    assert status == 2
    assert told in output
    assert store.all() == ()


def test_another_language_is_refused(store: Schedules) -> None:
    with pytest.raises(SettingsError, match="en or nl"):
        CliRunner().invoke(app, ["schedules", *ADD, "--language", "de"], catch_exceptions=False)
    assert store.all() == ()


SHOWN = Schedule(
    3,
    "post",
    "C0123",
    "kpi lang=nl",
    "daily 02:30",
    "Europe/Amsterdam",
    "nl",
    "",
    "",
    "U0123",
    offered_to=None,
    anchor_at=0,
    state="active",
    reason=None,
    crossing="",
)
LISTED = Access(channels=("C0123",))
NOON = datetime(2026, 3, 28, 12, tzinfo=ZoneInfo("Europe/Amsterdam"))


def test_the_dates_are_those_on_the_clock_of_its_zone() -> None:
    assert list(lines(SHOWN, LISTED, NOON)) == [
        "Schedule 3: kpi lang=nl",
        "  in C0123, daily 02:30, Europe/Amsterdam, owner U0123",
        "  next: Sun 2026-03-29 03:00, Mon 2026-03-30 02:30, Tue 2026-03-31 02:30",
    ]


def test_what_keeps_it_from_being_posted_is_told() -> None:
    assert list(lines(SHOWN, Access(), NOON))[-1] == (
        "  C0123 is not listed, neither in retention.toml ([access] channels) nor in Slack "
        "(/retention access): until it is, nothing is posted there."
    )
