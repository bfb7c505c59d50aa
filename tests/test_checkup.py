"""What `python -m bot check` says about the data: sections, the newest row, doubts, who may ask."""

import time
from contextlib import closing
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from bot.checkup import DOUBTS, findings
from bot.settings import Configuration, Environment
from bot.start import Start
from bot.store.settings import ACCESS as ACCESS_CHOSEN
from bot.store.settings import TEAM, Settings, mark
from metrics.warehouse.suspicions import Doubt
from tests.company import ACCESS, Acme, tables
from tests.house import store_in
from tests.warehouses import Rows


def lines(acme: Acme, folder: Path, mapped: str = "everything") -> list[str]:
    """Those about the data; Slack is not asked, as there is no token."""
    environment = Environment(
        retention_config=folder / "retention.toml", slack_bot_token=None, slack_app_token=None
    )
    begun = Start(environment, Configuration(access=ACCESS), acme.services(mapped=mapped))
    return [one.line for one in findings(begun)][3:-2]


def test_each_section_is_looked_at_and_the_newest_row_told(acme: Acme, tmp_path: Path) -> None:
    assert lines(acme, tmp_path) == [
        "ok    [customers] customers: id, plan, country",
        "ok    [orders] orders: who, ordered, amount",
        "ok    [subscriptions] subscriptions: who, started, ended, monthly",
        "ok    [nps] nps: who, answered, score",
        "ok    [csat] csat: answered, score",
        "ok    [activity] logins: who, seen",
        "ok    data: newest row 2026-11-05 00:00:00",
        "ok    access: admins U_ADA; people U_ANN, U_ADA; channels C_NUMBERS; curators none",
    ]


@pytest.mark.parametrize(
    ("mapped", "line"),
    [
        ("no such table", "fails [subscriptions] contracts: who, started, ended: missing_table"),
        (
            "no such column",
            "fails [subscriptions] subscriptions: who, started, until: missing_column",
        ),
        ("no such file", "fails [subscriptions] subscriptions: who, started, ended: unreachable"),
    ],
)
def test_what_is_not_there_is_told_and_no_more_is_asked(
    mapped: str, line: str, acme: Acme, tmp_path: Path
) -> None:
    told = lines(acme, tmp_path, mapped)
    assert told[0].startswith(line)
    assert len(told) == 2  # and who may ask


def test_what_no_row_can_be_counted_by_is_told(acme: Acme, tmp_path: Path) -> None:
    told = lines(acme, tmp_path, "names for dates")
    assert told[0] == "ok    [subscriptions] subscriptions: who, ended"
    assert told[1].startswith("fails data: failed: ")
    assert told[2].startswith("ok    access: ")


def test_without_a_warehouse_figures_can_be_typed(acme: Acme, tmp_path: Path) -> None:
    services = replace(acme.services(), data=None)
    environment = Environment(retention_config=tmp_path / "retention.toml")
    begun = Start(environment, Configuration(), services)
    told = [one.line for one in findings(begun)]
    assert "ok    data: no [warehouse]; figures can be typed" in told
    assert not any("access" in line for line in told)


def test_rows_that_look_wrong_are_counted(tmp_path: Path) -> None:
    orders = [
        (None, date(2026, 1, 1), 10),
        ("a", None, 10),
        ("a", date(2027, 1, 1), 10),
        ("a", date(2026, 1, 1), -10),
        ("a", date(2026, 1, 1), None),
    ]
    made = tables() | {"orders": Rows({"who": "text", "ordered": "day", "amount": "money"}, orders)}
    with closing(Acme.made_in(tmp_path, made)) as acme:
        told = lines(acme, tmp_path, "orders")
    assert [line for line in told if "look at" in line] == [
        "ok    look at [orders]: rows without a customer, left out: 1",
        "ok    look at [orders]: rows without a time, left out: 1",
        "ok    look at [orders]: rows later than today, not yet counted: 1",
        "ok    look at [orders]: negative amounts, counted as they are: 1",
        f"ok    look at [orders]: {DOUBTS['no_amount']}: 1",
    ]


def test_the_lists_and_the_settings_in_force_are_those_chosen_in_slack(
    acme: Acme, tmp_path: Path
) -> None:
    settings = Settings(store_in(tmp_path), time.time)
    settings.save(ACCESS_CHOSEN, {"people": "*", "channels": ""}, "U_ADA", mark({}))
    settings.save(TEAM, {"language": "nl", "industry": ""}, "U_ADA", mark({}))
    told = lines(acme, tmp_path)
    assert "ok    chosen in Slack for the team: industry none, language nl" in told[0]
    assert told[-1] == (
        "ok    access: admins U_ADA; people *; channels none; curators none (chosen in Slack)"
    )


def test_every_doubt_has_words() -> None:
    assert set(DOUBTS) == set(Doubt.__args__)  # type: ignore[attr-defined]
