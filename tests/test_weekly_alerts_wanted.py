"""An alert as it is asked for: its condition, how often it looks, who may have one."""

import pytest

from bot.reply import Problem
from bot.services import Asker
from bot.weekly.alerts import read_condition, read_times, wanted
from tests.company import IN_CHANNEL, Acme


@pytest.mark.parametrize(
    ("typed", "question"),
    [
        ("churn above 5%", "alert churn above 5% lang=nl"),
        ("alert churn above 5%", "alert churn above 5% lang=nl"),
        ("waarschuw me als verloop boven 5,5% komt", "alert churn above 5,5% lang=nl"),
        ("  klantbehoud\nongewoon ", "alert crr unusual lang=nl"),
    ],
)
def test_a_condition_needs_no_word_before_it(acme: Acme, typed: str, question: str) -> None:
    assert read_condition(typed, "nl", acme.services()).question() == question


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("", "empty"),
        ("kpi", "alert_not_watched"),
        ("alerts", "alert_what"),
        ("churn above 100%", "alert_never"),
        ("what is churn", "alert_no_limit"),
    ],
)
def test_another_text_is_a_problem(acme: Acme, typed: str, code: str) -> None:
    with pytest.raises(Problem) as told:
        read_condition(typed, "en", acme.services())
    assert told.value.code == code


def test_it_looks_every_working_day_at_least() -> None:
    assert read_times("") == "workdays 09:00"
    assert read_times("elke dag 8.30") == "daily 08:30"
    assert read_times("monday to saturday 8:30") == (
        "weekly monday tuesday wednesday thursday friday saturday 08:30"
    )
    for typed in ("monday 09:00", "monthly 15 09:00"):
        with pytest.raises(Problem) as told:
            read_times(typed)
        assert told.value.code == "schedule_not_daily"


@pytest.mark.parametrize(
    ("asker", "code"),
    [
        (Asker("U_BOB", "C_NUMBERS", public=True, inside=True), "data_no_access"),
        (Asker("U_ANN", "C_LUNCH", public=True, inside=True), "data_not_in_channel"),
        (Asker("U_ANN", "C_NUMBERS", public=True), "data_not_in_channel"),
    ],
)
def test_who_may_not_post_there_can_have_none(acme: Acme, asker: Asker, code: str) -> None:
    with pytest.raises(Problem) as told:
        wanted("alert churn above 5% lang=en", "en", asker, acme.services())
    assert told.value.code == code


def test_it_is_made_of_who_asks_and_where(acme: Acme) -> None:
    assert wanted("alert churn above 5% lang=en", "en", IN_CHANNEL, acme.services()) == {
        "kind": "alert",
        "channel": "C_NUMBERS",
        "question": "alert churn above 5% lang=en",
        "rule": "workdays 09:00",
        "timezone": "Europe/Amsterdam",
        "language": "en",
        "owner": "U_ANN",
    }
