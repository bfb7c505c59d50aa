"""The words of a post: periods that are over, the note, whom it calls, what was restated."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from bot.demo.mentions import pings
from bot.render.blocks import message
from bot.render.terminal import plain
from bot.reply import Problem
from bot.services import Asker, Services
from bot.store.schedules import Schedule
from bot.weekly.digest import Digest, Due, digest
from tests.asking import LIBRARY
from tests.company import IN_CHANNEL, Acme

_AT = datetime(2026, 11, 9, 8, tzinfo=UTC)
MONDAY = Due(_AT.replace(hour=9, tzinfo=None), _AT, "weekly")


def schedule(question: str, **more: Any) -> Schedule:
    language = question[-2:]
    values: dict[str, Any] = {
        "id": 1,
        "kind": "post",
        "channel": "C_NUMBERS",
        "question": question,
        "rule": "weekly monday 09:00",
        "timezone": "Europe/Amsterdam",
        "language": language,
        "note": "",
        "mention": "",
        "owner": "U_ANN",
        "offered_to": None,
        "anchor_at": 0,
        "state": "active",
        "reason": None,
        "crossing": "",
    }
    return Schedule(**{**values, **more})


def made(acme: Acme, question: str, due: Due = MONDAY, **more: Any) -> Digest:
    return digest(schedule(question, **more), due, IN_CHANNEL, acme.services())


@pytest.mark.parametrize(
    ("question", "pace", "first_line"),
    [
        ("kpi lang=en", "weekly", "Key figures of week 45 · 2–8 November"),
        ("kpi lang=nl", "weekly", "Kerncijfers van week 45 · 2–8 november"),
        ("kpi lang=en", "monthly", "Key figures of October 2026"),
        ("kpi lang=en", "daily", "Key figures of 8 November 2026"),
        ("churn by plan lang=en", "monthly", "Churn 12.5% · October 2026"),
        ("crr vs last year lang=en", "monthly", "Retention 87.5% · October 2026"),
        ("crr period=month lang=en", "weekly", "Retention 87.5% · October 2026"),
        (
            "risk lang=nl",
            "weekly",
            "Verkeerslicht op 8 november 2026: 21 rood, 32 oranje, 52 groen",
        ),
        ("cohort lang=en", "weekly", "Cohorts by month of first start"),
        ("clv ever lang=en", "weekly", "Revenue per customer"),
    ],
)
def test_a_post_is_of_the_last_period_that_is_over(
    acme: Acme, question: str, pace: str, first_line: str
) -> None:
    post = made(acme, question, replace(MONDAY, pace=pace)).post
    assert plain(post).startswith(first_line)


def test_a_period_is_over_where_the_data_is(acme: Acme) -> None:
    """Monday 00:30 in Amsterdam is still Sunday in London: the week is over all the same."""
    half_past = datetime(2026, 11, 8, 23, 30, tzinfo=UTC)
    for at, week in ((half_past, "week 45"), (half_past - timedelta(hours=1), "week 44")):
        due = Due(at.replace(tzinfo=None), at, "weekly")
        assert plain(made(acme, "kpi lang=en", due).post).startswith(f"Key figures of {week}")


def test_the_figures_are_those_of_the_company(acme: Acme) -> None:
    """On 1 October there were 240, in October 30 left; on 2 November 224, in that week 4 left."""
    month = plain(made(acme, "kpi lang=nl", replace(MONDAY, pace="monthly")).post)
    assert "Klantbehoud 87,5%, ongewoon laag: van de 240 klanten aan het begin bleven er 210." in (
        month
    )
    week = plain(made(acme, "kpi lang=en").post)
    assert "Retention 98.21%, as usual: 220 of the 224 customers at the start stayed." in week


@pytest.mark.parametrize(
    ("language", "counted", "so_far"),
    [
        ("en", "220 of the 224 customers at the start stayed", "The month so far: 1–8 November"),
        ("nl", "Van de 224 klanten aan het begin bleven er 220", "De maand tot nu toe: 1–8 nov"),
    ],
)
def test_the_thread_tells_what_was_counted_and_the_month_so_far(
    acme: Acme, language: str, counted: str, so_far: str
) -> None:
    thread = plain(made(acme, f"kpi lang={language}").thread)
    assert counted in thread
    assert so_far in thread
    assert len(message(made(acme, f"kpi lang={language}").thread)["blocks"]) < 20


@pytest.mark.parametrize("pace", ["monthly", "daily"])
def test_only_a_week_has_the_month_so_far_beside_it(acme: Acme, pace: str) -> None:
    assert made(acme, "kpi lang=en", replace(MONDAY, pace=pace)).thread.table is None


def test_on_the_first_of_a_month_none_of_it_is_over(acme: Acme) -> None:
    first = datetime(2026, 6, 1, 7, tzinfo=UTC)
    assert made(acme, "kpi lang=en", Due(first, first, "weekly")).thread.table is None


@pytest.mark.parametrize("question", ["churn by plan", "risk", "cohort", "crr", "nps"])
def test_the_thread_says_how_it_is_counted_without_the_sql(acme: Acme, question: str) -> None:
    for language in ("en", "nl"):
        said = plain(made(acme, f"{question} lang={language}").thread)
        assert said.startswith(("How ", "Hoe "))
        assert "SELECT" not in said


def test_nobody_is_called_but_by_the_mentions(acme: Acme) -> None:
    note = "Read <!channel> this <@U_BOB>,\nplease\n---\n"
    post = made(acme, "kpi lang=en", note=note, mention="U_ANN S_TEAM <!here> U_ANN|x").post
    full = message(post)
    assert pings(full["text"], full["blocks"]) == {"U_ANN"}
    assert full["text"].startswith("<@U_ANN> <!subteam^S_TEAM>\n> Read &lt;!channel&gt; this")
    assert "data up to 5 November 2026" in full["blocks"][-1]["elements"][0]["text"]


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "This post was due on 9 November 2026 at 09:00 and comes late."),
        ("nl", "Dit bericht had er op 9 november 2026 om 09:00 uur moeten staan en komt later."),
    ],
)
def test_a_late_post_says_so(acme: Acme, language: str, said: str) -> None:
    late = replace(MONDAY, late=True)
    assert said in plain(made(acme, f"kpi lang={language}", late).post)
    assert said not in plain(made(acme, f"kpi lang={language}").post)


def told(period: list[str], **values: list[str]) -> dict[str, Any]:
    return {"question": "kpi lang=en", "period": period, "told": values}


LAST_WEEK = "week 44 · 26 October – 1 November"
WEEK_44 = ["2026-10-26", "2026-11-02"]


@pytest.mark.parametrize(
    ("before", "lines"),
    [
        (None, []),
        ({}, []),
        (told(WEEK_44, crr=["share", "1"], customers=["number", "224"]), []),
        (
            told(
                WEEK_44, crr=["share", "49/50"], mrr=["amount", "7500", "EUR"], csat=["text", "3/9"]
            ),
            [
                f"Retention, {LAST_WEEK}: 100%; the last post said 98%.",
                f"Monthly revenue, {LAST_WEEK}: €7,520; the last post said €7,500.",
            ],
        ),
        (told(["2026-10-19", "2026-10-26"], crr=["share", "1/2"]), []),
        ({**told(WEEK_44, crr=["share", "1/2"]), "question": "kpi plan=Basic lang=en"}, []),
    ],
)
def test_what_the_last_post_said_otherwise_is_marked(
    acme: Acme, before: dict[str, Any] | None, lines: list[str]
) -> None:
    """In week 44 nobody left: 224 customers paid 7,520 a month."""
    one = digest(schedule("kpi lang=en"), MONDAY, IN_CHANNEL, acme.services(), before)
    said = plain(one.post)
    assert ("Restated since the last post" in said) == bool(lines)
    assert [line for line in said.split("\n") if "the last post said" in line] == lines


def test_a_question_of_one_figure_is_marked_too(acme: Acme) -> None:
    monthly = replace(MONDAY, pace="monthly")
    first = made(acme, "churn lang=nl", monthly)
    assert first.figures == {
        "question": "churn lang=en",
        "period": ["2026-10-01", "2026-11-01"],
        "told": {"churn": ["share", "1/8"]},
    }
    other = {**first.figures, "told": {"churn": ["share", "1/10"]}}
    again = digest(schedule("churn lang=nl"), monthly, IN_CHANNEL, acme.services(), other)
    assert "Klantverloop, oktober 2026: 12,5%; het vorige bericht zei 10%." in plain(again.post)


def test_a_card_by_plan_has_its_definitions_in_the_thread_and_is_marked_too(acme: Acme) -> None:
    card = made(acme, "kpi by plan lang=en")
    assert card.post.table is not None
    assert "all together" in plain(card.post)
    assert "The month so far: 1–8 November" in plain(card.thread)
    other = {**card.figures, "told": {"crr": ["share", "1/2"]}}
    again = digest(schedule("kpi by plan lang=en"), MONDAY, IN_CHANNEL, acme.services(), other)
    assert "98.21%; the last post said 50%." in plain(again.post)


def test_the_same_figures_restate_nothing(acme: Acme) -> None:
    for question in (
        "kpi lang=en",
        "mrr lang=en",
        "nps lang=nl",
        "customers lang=en",
        "risk lang=en",
    ):
        one = made(acme, question)
        again = digest(schedule(question), MONDAY, IN_CHANNEL, acme.services(), one.figures)
        assert again.post.facts["restated"] == ()


@pytest.mark.parametrize(
    ("asker", "code"),
    [
        (Asker("U_BOB", "C_NUMBERS", public=True, inside=True), "data_no_access"),
        (Asker("U_ANN", "C_OTHER", public=True, inside=True), "data_not_in_channel"),
        (Asker("U_ANN", "C_NUMBERS", public=True), "data_not_in_channel"),
    ],
)
def test_the_owners_rights_count(acme: Acme, asker: Asker, code: str) -> None:
    with pytest.raises(Problem) as refused:
        digest(schedule("kpi lang=en"), MONDAY, asker, acme.services())
    assert refused.value.code == code


def test_without_a_warehouse_there_is_nothing_to_post(acme: Acme) -> None:
    services = Services(LIBRARY, acme.services().settings_for)
    with pytest.raises(Problem) as refused:
        digest(schedule("kpi lang=en"), MONDAY, IN_CHANNEL, services)
    assert refused.value.code == "no_warehouse"
