"""The app's home as a dashboard: key figures, alerts, settings; for curators, for admins."""

import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest

from bot.demo.faults import Fault
from bot.demo.views import OpenView
from bot.render.blocks import CALCULATOR, FINDER
from bot.settings import Access
from bot.store.entries import Entries
from bot.store.gaps import Gaps
from bot.store.runs import Runs
from bot.store.settings import ACCESS, TEAM, Settings, mark
from tests.company import Acme
from tests.house import House, house
from tests.insiders import ACCESS as LISTED
from tests.insiders import calls, insiders, written_down
from tests.schedulers import add, becomes, schedules
from tests.test_slack_shelf import ENTRY

CARD = "Retention 87.5%"
ALL = Access(
    admins=("U_ANN",), people=("U_ANN",), channels=("C_GENERAL",), curators=("U_ANN", "U_BOB")
)
CHURN = {"kind": "alert", "question": "alert churn above 5% lang=en", "rule": "workdays 09:00"}


@asynccontextmanager
async def running(folder: Path, acme: Acme, access: Access = ALL) -> AsyncIterator[House]:
    async with insiders(folder, acme, access) as one:
        yield one


@pytest.fixture
async def one(tmp_path: Path, acme: Acme) -> AsyncIterator[House]:
    """Ann may do everything; Bob is a curator."""
    async with running(tmp_path, acme) as bot:
        yield bot


def home(one: House, user: str = "U_ANN") -> OpenView:
    view = one.slack.home(user)
    assert view is not None
    return view


async def shows(one: House, words: str, user: str = "U_ANN") -> str:
    """All that stands there, once it is there."""
    await one.slack.wait_for(lambda: one.slack.home(user) and words in home(one, user).text)
    return home(one, user).text


async def opened(one: House, words: str = CARD, user: str = "U_ANN") -> str:
    await one.slack.open_home(user)
    return await shows(one, words, user)


def published(one: House) -> list[dict[str, Any]]:
    return calls(one, "views.publish")


async def test_the_frame_comes_at_once_and_the_key_figures_follow(one: House, acme: Acme) -> None:
    await opened(one)
    first, second = published(one)
    assert "One moment, I am looking them up" in str(first["view"])
    assert CARD not in str(first["view"])
    assert "One moment" not in str(second["view"])
    assert second["hash"]
    assert written_down(acme) == [("U_ANN", "kpi from 2026-10-01 to 2026-10-31 lang=en", False)]


async def test_key_figures_of_a_moment_ago_are_shown_again(one: House, acme: Acme) -> None:
    await opened(one)
    await one.slack.open_home()
    await one.slack.wait_for(lambda: len(published(one)) == 3)
    assert CARD in home(one).text
    assert "One moment" not in home(one).text
    assert len(written_down(acme)) == 1


async def test_key_figures_of_a_moment_ago_are_not_for_who_may_no_longer_ask(one: House) -> None:
    await opened(one)
    Settings(one.engine, time.time).save(ACCESS, {"people": ""}, "U_BOB", mark({}))
    text = await opened(one, "Nobody may ask")
    assert CARD not in text
    assert "One moment" not in text


async def test_who_may_not_ask_sees_no_figures_and_reads_who_decides(
    one: House, acme: Acme
) -> None:
    text = await opened(one, "*Your settings*", "U_BOB")
    assert "<@U_ANN> decides" in text
    assert "*Key figures" not in text
    assert written_down(acme) == []


async def test_a_guest_sees_no_figures_where_all_members_may_ask(
    tmp_path: Path, acme: Acme
) -> None:
    everyone = ALL.model_copy(update={"people": ("*",)})
    async with running(tmp_path, acme, everyone) as one:
        await opened(one, "*Your settings*", "U_GUS")
        await one.slack.wait_for(lambda: len(published(one)) == 2)
        assert "Key figures" not in home(one, "U_GUS").text
        await opened(one, CARD, "U_BOB")
    assert {who for who, _, _ in written_down(acme)} == {"U_BOB"}


async def test_what_keeps_the_figures_is_told_in_their_place(tmp_path: Path, acme: Acme) -> None:
    services = acme.services(mapped="no such file", access=ALL)
    async with house(tmp_path, services=services) as one:
        text = await opened(one, "The warehouse")
        assert "*Nothing is scheduled*" in text
    assert "One moment" not in text


async def test_a_language_that_is_chosen_from_it_is_spoken_in_it(one: House) -> None:
    await opened(one)
    await one.slack.press_in_home("settings-own")
    await becomes(one, "For you alone")
    await one.slack.submit({"language": "nl"})
    text = await shows(one, "Klantbehoud 87,5%")
    assert "*Jouw instellingen*" in text
    assert "*Je hebt geen meldingen*" in text
    assert "*Voor beheerders: wie gegevens mag zien*" in text


async def test_an_alert_is_paused_and_removed_in_it(one: House) -> None:
    add(one, **CHURN)
    add(one, **CHURN, owner="U_BOB")
    text = await opened(one)
    assert text.count("*Churn above 5% · by the month*") == 1
    await one.slack.press_in_home("keep-pause")
    await shows(one, "· paused")
    await one.slack.press_in_home("keep-remove")
    await shows(one, "*You have no alerts*")
    (left,) = schedules(one).all()
    assert left.owner == "U_BOB"


async def test_curators_see_what_is_asked_most_and_what_others_saved(one: House) -> None:
    gaps = Gaps(one.engine, time.time)
    for times, word in enumerate(("abacus", "beacon", "cipher", "dapper"), 1):
        for _ in range(times):
            gaps.note(f"what is {word}", "en", "unanswered")
    entries = Entries(one.engine, time.time)
    entries.save("health-score", ENTRY, "U_ANN", 0)
    text = await opened(one, "*For curators", "U_BOB")
    assert "*For curators: 4 open questions*, and the most asked" in text
    assert text.index("`what is dapper`") < text.index("`what is beacon`")
    assert "abacus" not in text
    assert "Health score · <@U_ANN>" in text
    assert "Health score" not in await opened(one)
    assert "For admins" not in text


async def test_a_form_opens_from_it_and_a_list_comes_in_a_direct_message(one: House) -> None:
    Gaps(one.engine, time.time).note("what is abacus", "en", "unanswered")
    await opened(one, "*For curators", "U_BOB")
    await one.slack.press_in_home("form", "U_BOB")
    await becomes(one, "What it means", "U_BOB")
    one.slack.close_view("U_BOB")
    everything = next(
        element["value"]
        for block in home(one, "U_BOB").content["blocks"]
        for element in block.get("elements", ())
        if element.get("value", "").startswith("gaps")
    )
    await one.slack.press_in_home("ask-0", "U_BOB", everything)
    await becomes(one, "*The answer is on its way*", "U_BOB")
    (told,) = await one.says("D_BOB", user="U_BOB")
    assert told.text.startswith("*One open question*")


async def test_an_answer_that_cannot_be_sent_is_told(one: House) -> None:
    await opened(one)
    one.slack.fail("conversations.open", Fault.error("user_disabled"))
    await one.slack.press_in_home("ask-0")
    await becomes(one, "*I can't send you a direct message*")
    assert one.said("D_ANN") == []


async def test_admins_see_who_may_see_data_and_what_happened_of_late(one: House) -> None:
    made = add(one)
    runs = Runs(one.engine, time.time)
    run = runs.claim(made, "2026-11-23T09:00", int(time.time()) + 5)
    assert run is not None
    runs.failed(run, "archived")
    settings = Settings(one.engine, time.time)
    settings.save(TEAM, {"industry": "banking"}, "U_BOB", mark({}))
    lists = {"people": "U_ANN", "channels": "C_GENERAL"}
    settings.save(ACCESS, {"people": "* U_ANN"}, "U_ANN", mark({}), lists)
    await opened(one)
    text = await opened(one, "`kpi from 2026-10-01")
    assert "All full members of this workspace, and <@U_ANN>, may ask" in text
    assert "That was chosen here; retention.toml says otherwise." in text
    assert (
        "Monday 23 November 2026, 09:00 · Key figures in <#C_GENERAL>: the channel is archived"
        in text
    )
    assert "<@U_BOB> · the team's industry: not chosen → Banking" in text
    assert "<@U_ANN> · who may ask: added all full members" in text


async def test_without_anything_to_tell_admins_read_that(one: House) -> None:
    text = await opened(one, "*For admins")
    assert "*Posts that failed in the last seven days*\nNone." in text
    assert "*Last changed settings*\nEverything is as retention.toml says." in text


async def test_who_is_neither_sees_nothing_of_that(tmp_path: Path, acme: Acme) -> None:
    async with running(tmp_path, acme, LISTED) as one:
        text = await opened(one)
    assert "For curators" not in text
    assert "For admins" not in text
    assert "settings-access" not in str(published(one)[-1])


async def test_however_much_there_is_it_fits(one: House) -> None:
    for hour in range(24):
        add(one, rule=f"daily {hour:02}:00")
        add(one, **{**CHURN, "question": f"alert churn above {hour + 1}% lang=en"})
        Gaps(one.engine, time.time).note(
            f"what is number {'abcdefghijklmnopqrstuvwxyz'[hour]}q", "en", "down"
        )
    for key in "abcd":
        entry = ENTRY.replace("Health score", f"Score {key}").replace("account health", f"{key}q")
        entry = entry.replace("Gezondheidsscore", f"Cijfer {key}")
        Entries(one.engine, time.time).save(f"score-{key}", entry, "U_BOB", 0)
    text = await opened(one)
    assert len(home(one).content["blocks"]) <= 100
    assert "*24 schedules* · 1 to " in text
    assert "*For admins" in text
    assert one.slack.refused_acks == []


async def test_without_the_store_the_rest_is_there(one: House) -> None:
    with one.engine.begin() as connection:
        connection.exec_driver_sql("ALTER TABLE gaps RENAME TO away")
    text = await opened(one)
    assert "*I can't get at the schedules now*" in text
    assert "*Your settings*" in text


@pytest.mark.parametrize(
    ("button", "title"), [(CALCULATOR, "Calculator"), (FINDER, "Benchmark finder")]
)
async def test_the_forms_for_figures_and_for_benchmarks_open_from_it(
    one: House, button: str, title: str
) -> None:
    await opened(one)
    await one.slack.press_in_home(button)
    await one.slack.wait_for(one.slack.view)
    view = one.slack.view()
    assert view
    assert view.content["title"]["text"] == title
