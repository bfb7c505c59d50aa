"""The commands of `python -m bot`, in this process; serving has tests of its own."""

import asyncio
import json
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from typer.testing import CliRunner

from bot.__main__ import app
from bot.checkup import Finding, findings
from bot.demo.standin import StandIn
from bot.settings import SettingsError
from bot.start import start
from tests.house import APP_TOKEN, BOT_TOKEN, new_workspace

VARIABLES = ("SLACK_BOT_TOKEN", "SLACK_APP_TOKEN", "SLACK_SIGNING_SECRET", "DATABASE_URL")


@pytest.fixture(autouse=True)
def bare_environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """No token of the machine; the store in a folder of its own."""
    for name in VARIABLES:
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{tmp_path / 'store.sqlite'}")


@pytest.fixture
async def slack() -> AsyncIterator[StandIn]:
    async with StandIn(new_workspace()) as running:
        yield running


def run(*arguments: str) -> tuple[int, str]:
    result = CliRunner().invoke(app, arguments)
    return result.exit_code, result.output


def test_ask_answers_and_tells_by_its_status_whether_it_could() -> None:
    assert run("ask", "/crr 500 50 450")[0] == 0
    status, output = run("ask", "/crr 120 5 150")
    assert status == 2
    assert output.startswith("That cannot be right")


def test_ask_reads_many_questions_from_standard_input() -> None:
    result = CliRunner().invoke(app, ["ask", "-"], input="/crr 500 50 450\n\nhelp\n")
    lines = [json.loads(line) for line in result.stdout.splitlines()]
    assert [line["question"] for line in lines] == ["/crr 500 50 450", "help"]


def test_ask_without_a_question_answers_every_line_of_a_pipe() -> None:
    result = CliRunner().invoke(app, ["ask", "--lang", "nl"], input="/crr 150 5 120\n")
    assert result.stdout.startswith("Klantbehoud 76,67%")


def test_migrate_brings_the_store_up_to_date(tmp_path: Path) -> None:
    assert run("migrate") == (0, "The store is up to date.\n")
    assert (tmp_path / "store.sqlite").exists()


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--now", "monday"], "'monday' is no instant"),
        (["--from", "2026-01-01"], "--from and --to go together"),
        (["--now", "2026-01-01", "--from", "2026-01-01", "--to", "2026-02-01"], "go together"),
    ],
)
def test_a_clock_without_an_instant_is_refused(arguments: list[str], said: str) -> None:
    status, output = run("clock", *arguments)
    assert status == 2
    assert said in " ".join(output.split())


def test_the_manifest_can_be_printed_for_another_choice_of_commands() -> None:
    status, output = run(
        "manifest", "--prefix", "x-", "--commands", "crr", "--url", "https://b.ot/"
    )
    written = json.loads(output)
    assert status == 0
    (command,) = written["features"]["slash_commands"]
    assert (command["command"], command["url"]) == ("/x-crr", "https://b.ot/")
    assert not written["settings"]["socket_mode_enabled"]


def test_an_unknown_command_in_the_manifest_is_named() -> None:
    status, output = run("manifest", "--commands", "crr,soup")
    assert status == 2
    assert "soup" in output


def test_check_names_what_is_missing() -> None:
    status, output = run("check")
    assert status == 1
    assert "fails SLACK_BOT_TOKEN is not set" in output
    assert "ok    store: sqlite:///" in output


async def test_check_says_that_all_works(
    slack: StandIn, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("RETENTION_CONFIG", str(tmp_path / "retention.toml"))
    monkeypatch.setenv("SLACK_BOT_TOKEN", BOT_TOKEN)
    monkeypatch.setenv("SLACK_APP_TOKEN", APP_TOKEN)
    monkeypatch.setenv("SLACK_API_URL", slack.api_url)
    lines = [finding.line for finding in await _found()]
    assert "ok    SLACK_APP_TOKEN: Socket Mode" in lines
    assert not [line for line in lines if line.startswith("fails")]


async def test_check_says_what_slack_refuses(
    slack: StandIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    slack.workspace.revoke()
    monkeypatch.setenv("SLACK_BOT_TOKEN", BOT_TOKEN)
    monkeypatch.setenv("SLACK_API_URL", slack.api_url)
    lines = [finding.line for finding in await _found()]
    assert any("token_revoked" in line for line in lines)
    assert any("SLACK_APP_TOKEN (Socket Mode) or SLACK_SIGNING_SECRET" in line for line in lines)


def test_check_says_why_a_store_cannot_be_used(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "sqlite:////nowhere/at/all.sqlite")
    assert "fails store: sqlite:////nowhere/at/all.sqlite cannot be opened" in run("check")[1]


async def _found() -> list[Finding]:
    return await asyncio.to_thread(lambda: list(findings(start(None))))


ROLLED = """
[warehouse]
url = "duckdb:///demo.duckdb"

[orders]
table = "orders"
customer = "customer_id"
at = "ordered_at"
amount = "amount"
"""


@pytest.fixture
def shop(tmp_path: Path) -> str:
    """A configuration beside a small warehouse with orders."""
    config = tmp_path / "retention.toml"
    config.write_text(ROLLED)
    assert run("demo-data", "--customers", "200", "--config", str(config))[0] == 0
    return str(config)


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("/repeat", "counted in the roll-up of"),
        ("/crr last month", "counted in the roll-up of"),
        ("/kpi last month", "counted in the roll-up of"),
        ("/cohort 6 months", "counted in the roll-up of"),
        ("/crr vorige maand lang=nl", "geteld in de samenvatting van"),
        ("/cohort 6 maanden lang=nl", "geteld in de samenvatting van"),
        ("/kpi vorige maand lang=nl", "geteld in de samenvatting van"),
    ],
)
def test_after_a_roll_up_the_answer_is_the_same_and_says_where_it_was_counted(
    shop: str, question: str, said: str
) -> None:
    before = run("ask", question, "--config", shop)
    assert before[0] == 0
    assert said not in before[1]
    status, told = run("rollup", "--config", shop)
    assert (status, told.startswith("Rolled up ")) == (0, True)
    after = run("ask", question, "--config", shop)
    assert said in after[1]
    assert after[1].split(said)[0].removesuffix(" · ") in before[1]


def test_a_roll_up_of_no_orders_or_no_warehouse_is_refused_in_a_sentence(
    tmp_path: Path, shop: str
) -> None:
    empty = tmp_path / "empty.toml"
    empty.write_text("")
    with pytest.raises(SettingsError, match=r"no \[orders\]"):
        CliRunner().invoke(app, ["rollup", "--config", str(empty)], catch_exceptions=False)
    (tmp_path / "demo.duckdb").unlink()
    status, told = run("rollup", "--config", shop)
    assert (status, told.startswith("No roll-up was made. unreachable: ")) == (1, True)
