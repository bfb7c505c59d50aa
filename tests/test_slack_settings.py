"""What people and admins choose in forms: in force at the next question, in every process."""

import json
import time
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from bot.demo.faults import Fault
from bot.demo.views import OpenView
from bot.services import Services
from bot.slack.keeping import run_once
from bot.store.changes import Changes
from bot.store.schedules import Schedule
from bot.store.settings import ACCESS, KIND, TEAM, Settings, mark
from bot.weekly.rules import read_rule
from bot.weekly.slots import next_slots
from tests.company import Acme
from tests.house import House, environment, house
from tests.insiders import ACCESS as LISTED
from tests.insiders import RETENTION, texts, with_data, written_down
from tests.schedulers import add, becomes, kept, seen

TWO_ADMINS = LISTED.model_copy(update={"admins": ("U_BOB", "U_ANN")})
DUTCH = {"language": "nl"}


@pytest.fixture
def services(acme: Acme) -> Services:
    """Ann may ask; Bob is the admin, and may not."""
    return with_data(acme)


@pytest.fixture
async def two(anywhere: House, tmp_path: Path, services: Services) -> AsyncIterator[House]:
    """A second process on the same store, with a Slack of its own."""
    async with house(tmp_path, services=services, engine=anywhere.engine, clock=False) as other:
        yield other


async def opened(one: House, what: str = "settings", user: str = "U_ANN") -> OpenView:
    """The form that `/retention what` opens."""
    await one.slack.command("/retention", what, user)
    await one.slack.wait_for(lambda: one.slack.view(user))
    return seen(one, user)


async def choose(one: House, user: str = "U_ANN", **fields: str | list[str]) -> OpenView:
    """Fills in the form that is open, and saves it; what is seen then."""
    await one.slack.submit(fields, user)
    assert one.slack.refused_acks == []
    return seen(one, user)


async def figures(one: House, user: str = "U_ANN") -> str:
    """The answer to figures, which have no language of their own."""
    delivery = await one.slack.command("/crr", "500 50 450", user)
    assert delivery.message is not None
    return delivery.message.text


def history(one: House, scope: str) -> list[tuple[str, str, str | None, str | None]]:
    """Who changed which field from what to what, the oldest first."""
    changes = Changes(one.engine, time.time).of(KIND, scope)
    return [(each.who, each.field, each.before, each.after) for each in reversed(changes)]


def chosen(one: House, scope: str) -> dict[str, str]:
    return Settings(one.engine, time.time).of(scope)


async def test_a_language_is_spoken_at_the_next_command_in_every_process(
    anywhere: House, two: House
) -> None:
    assert "Customer retention 80%" in await figures(anywhere)
    await opened(anywhere)
    done = await choose(anywhere, **DUTCH)
    assert "*Je instellingen zijn bewaard*" in done.text
    assert "Klantbehoud 80%" in await figures(anywhere)
    assert "Customer retention 80%" in await figures(anywhere, "U_BOB")
    await two.slack.direct_message("kpi", user="U_ANN")
    (card,) = await two.says("D_ANN")
    assert card.text.startswith("*Kerncijfers")
    assert history(anywhere, "U_ANN") == [("U_ANN", "language", None, "nl")]


async def test_a_question_goes_before_what_was_chosen(one: House) -> None:
    await opened(one)
    await choose(one, **DUTCH)
    delivery = await one.slack.command("/crr", "500 50 450 lang=en")
    assert delivery.message is not None
    assert "Customer retention 80%" in delivery.message.text


async def test_the_form_shows_what_is_chosen_and_takes_it_back(one: House) -> None:
    first = await opened(one)
    assert "As the team: English" in first.text
    assert "As the team: No industry" in first.text
    await choose(one, language="nl", industry="banking", timezone="asia/tokyo")
    assert chosen(one, "U_ANN") == {
        "language": "nl",
        "industry": "banking",
        "timezone": "Asia/Tokyo",
    }
    one.slack.close_view()
    again = await opened(one, "instellingen")
    assert again.filled()["language"] == "nl"
    assert again.filled()["industry"] == "banking"
    assert again.typed()["timezone"] == "Asia/Tokyo"
    done = await choose(one, language="usual", industry="none", timezone="")
    assert "I speak English, compare with no industry." in done.text
    assert chosen(one, "U_ANN") == {"industry": ""}


async def test_a_time_zone_that_is_none_is_told_at_its_field(one: House) -> None:
    await opened(one, "instellingen")
    view = await choose(one, timezone="Amsterdan <!channel>")
    assert "Ik ken geen tijdzone" in view.errors["timezone"]
    assert chosen(one, "U_ANN") == {}


async def test_a_new_schedule_begins_with_the_time_zone_that_was_chosen(one: House) -> None:
    await opened(one)
    await choose(one, timezone="Asia/Tokyo")
    one.slack.close_view()
    await one.slack.command("/kpi", "schedule")
    await one.slack.wait_for(one.slack.view)
    assert seen(one).typed()["zone"] == "Asia/Tokyo"


async def test_the_team_has_what_an_admin_chose_unless_a_person_chose_something(
    one: House,
) -> None:
    await opened(one)
    await choose(one, language="en")
    own = await opened(one, user="U_BOB")
    assert "Team settings" in str(own.content)
    await one.slack.press_in_view("settings-team", "U_BOB")
    await becomes(one, "For everybody who chose nothing", "U_BOB")
    await choose(one, "U_BOB", language="nl", industry="banking")
    assert "Klantbehoud 80%" in await figures(one, "U_BOB")
    assert "Customer retention 80%" in await figures(one)
    assert history(one, TEAM) == [
        ("U_BOB", "language", None, "nl"),
        ("U_BOB", "industry", None, "banking"),
    ]


async def test_who_is_no_admin_finds_no_way_to_the_team_or_to_access(one: House) -> None:
    assert "settings-team" not in str((await opened(one)).content)
    one.slack.close_view()
    delivery = await one.slack.command("/retention", "access")
    assert delivery.message is not None
    assert "<@U_BOB> decides who may ask about it" in delivery.message.text
    assert "settings-access" not in str(delivery.message.blocks)


@pytest.mark.parametrize("form", ["team", "access"])
async def test_a_forged_form_is_refused(one: House, form: str) -> None:
    view = await opened(one)
    metadata = json.loads(view.content["private_metadata"])
    view.content["private_metadata"] = json.dumps({**metadata, "form": form})
    refused = await choose(one)
    assert "*Not saved: only admins can do that*" in refused.text
    assert (chosen(one, TEAM), chosen(one, ACCESS)) == ({}, {})
    assert history(one, form) == []


async def test_access_that_is_widened_counts_at_once(one: House, acme: Acme) -> None:
    await one.slack.command("/crr", "last month", "U_BOB")
    await one.says("C_GENERAL", 1, "U_BOB")
    assert written_down(acme) == []
    form = await opened(one, "access", "U_BOB")
    assert form.filled()["whom"] == "named"
    assert form.filled()["people"] == ["U_ANN"]
    done = await choose(one, "U_BOB", whom="everyone")
    assert "All full members of this workspace, and <@U_ANN>, may ask" in done.text
    await one.slack.command("/crr", "last month", "U_BOB")
    await one.says("C_GENERAL", 2, "U_BOB")
    assert texts(one, "C_GENERAL", "U_BOB")[1] == RETENTION
    assert history(one, ACCESS) == [("U_BOB", "people", "U_ANN", "* U_ANN")]


async def test_access_that_is_narrowed_counts_before_any_data_is_looked_at(
    anywhere: House, two: House, acme: Acme
) -> None:
    await two.slack.command("/crr", "last month")
    await two.says("C_GENERAL")
    assert len(written_down(acme)) == 1
    await opened(anywhere, "toegang", "U_BOB")
    done = await choose(anywhere, "U_BOB", people=[], channels=[])
    assert "Niemand mag vragen stellen" in done.text
    assert "Antwoorden mogen in geen enkel kanaal staan" in done.text
    await two.slack.command("/crr", "last month")
    await two.says("C_GENERAL", 2)
    assert "You may not ask" in texts(two, "C_GENERAL")[1]
    assert len(written_down(acme)) == 1
    assert history(anywhere, ACCESS) == [
        ("U_BOB", "people", "U_ANN", ""),
        ("U_BOB", "channels", "C_GENERAL C_GUESTS", ""),
    ]


async def test_a_channel_that_is_taken_off_the_list_reads_nothing_more(
    one: House, acme: Acme
) -> None:
    await one.slack.command("/crr", "last month")
    (answer,) = await one.says("C_GENERAL")
    await opened(one, "access", "U_BOB")
    await choose(one, "U_BOB", channels=["C_GUESTS"])
    await one.slack.press(answer, "share")
    (_, refused) = await one.says("C_GENERAL", 2)
    assert "may not be shown here" in refused.text
    assert len(written_down(acme)) == 1


async def clock_of_its_own(one: House, services: Services, made: Schedule) -> None:
    """Another process, which does what is due next."""
    (slot,) = next_slots(read_rule(made.rule), ZoneInfo(made.timezone), datetime.now(UTC), 1)
    settings = environment(one.slack, one.port)
    await run_once(settings, services, one.engine, slot.at.timestamp())


async def test_a_clock_of_its_own_posts_where_an_admin_lets_it(
    one: House, services: Services
) -> None:
    """Its own retention.toml lists no channel."""
    made = add(one)
    await opened(one, "access", "U_BOB")
    await choose(one, "U_BOB", channels=["C_GENERAL", "C_QUIET"])
    unlisted = LISTED.model_copy(update={"channels": ()})
    await clock_of_its_own(one, replace(services, access=unlisted), made)
    post, _ = one.said("C_GENERAL")
    assert post.text.startswith("*Key figures of week")


async def test_a_clock_of_its_own_posts_no_more_where_an_admin_took_it_back(
    one: House, services: Services, acme: Acme
) -> None:
    made = add(one)
    await opened(one, "access", "U_BOB")
    await choose(one, "U_BOB", people=[])
    await clock_of_its_own(one, services, made)
    assert one.said("C_GENERAL") == []
    assert written_down(acme) == []
    assert kept(one).reason == "no_access"
    (told,) = one.said("D_ANN")
    assert "<@U_BOB> can add you with `/retention access`" in told.text


async def test_a_post_is_as_the_team_chose_and_not_as_its_owner_did(
    one: House, services: Services
) -> None:
    made = add(one, rule="monthly 1 09:00")
    settings = Settings(one.engine, time.time)
    settings.save("U_ANN", {"industry": "banking"}, "U_ANN", mark({}))
    settings.save(TEAM, {"industry": "hospitality"}, "U_BOB", mark({}))
    await clock_of_its_own(one, services, made)
    post, _ = one.said("C_GENERAL")
    assert "average: Hospitality" in str(post.blocks)
    assert "Banking" not in str(post.blocks)


async def test_lists_that_are_as_in_the_file_again_follow_the_file(one: House) -> None:
    await opened(one, "access", "U_BOB")
    await choose(one, "U_BOB", people=["U_ANN", "U_BOB"])
    assert chosen(one, ACCESS) == {"people": "U_ANN U_BOB"}
    one.slack.close_view("U_BOB")
    form = await opened(one, "access", "U_BOB")
    assert "it is not what retention.toml says" in form.text
    await choose(one, "U_BOB", people=["U_ANN"])
    assert chosen(one, ACCESS) == {}


class TestTwoAdmins:
    """Bob and Ann have the same form open."""

    @pytest.fixture
    def services(self, acme: Acme) -> Services:
        return with_data(acme, TWO_ADMINS)

    async def test_the_second_is_told_and_loses_nothing(self, one: House) -> None:
        for user in ("U_ANN", "U_BOB"):
            await opened(one, "access", user)
        await choose(one, "U_ANN", people=["U_ANN", "U_BOB"])
        told = await choose(one, "U_BOB", people=["U_BOB"], channels=["C_GENERAL"])
        assert "<@U_ANN> changed these lists while you were at it" in told.text
        assert "<@U_ANN>, <@U_BOB> may ask" in told.text
        assert (told.filled()["people"], told.filled()["channels"]) == (["U_BOB"], ["C_GENERAL"])
        assert chosen(one, ACCESS) == {"people": "U_ANN U_BOB"}
        await choose(one, "U_BOB")
        assert chosen(one, ACCESS) == {"people": "U_BOB", "channels": "C_GENERAL"}
        assert ("U_BOB", "people", "U_ANN U_BOB", "U_BOB") in history(one, ACCESS)

    async def test_the_same_for_the_settings_of_the_team(self, one: House) -> None:
        for user in ("U_ANN", "U_BOB"):
            await opened(one, user=user)
            await one.slack.press_in_view("settings-team", user)
            await becomes(one, "For everybody who chose nothing", user)
        await choose(one, "U_ANN", language="nl", industry="banking")
        told = await choose(one, "U_BOB", timezone="Asia/Tokyo")
        assert "<@U_ANN> changed these settings while you were at it" in told.text
        assert "I speak Dutch, compare with Banking." in told.text
        assert told.typed()["timezone"] == "Asia/Tokyo"
        assert chosen(one, TEAM) == {"language": "nl", "industry": "banking"}


async def test_while_the_store_is_away_the_form_keeps_what_was_chosen(one: House) -> None:
    await opened(one)
    with one.engine.begin() as connection:
        connection.exec_driver_sql("ALTER TABLE settings RENAME TO away")
    kept = await choose(one, language="nl", timezone="Asia/Tokyo")
    assert "*Not saved: I can't write it down now*" in kept.text
    assert (kept.filled()["language"], kept.typed()["timezone"]) == ("nl", "Asia/Tokyo")
    one.slack.close_view()
    await one.slack.command("/retention", "settings")
    (told,) = await one.says("C_GENERAL")
    assert "*I can't get at the settings now*" in told.text
    with one.engine.begin() as connection:
        connection.exec_driver_sql("ALTER TABLE away RENAME TO settings")
    assert "Customer retention 80%" in await figures(one)


async def test_in_a_direct_message_a_button_opens_the_form(one: House) -> None:
    await one.slack.direct_message("instellingen")
    (said,) = await one.says("D_ANN")
    assert "*Jouw instellingen*" in said.text
    await one.slack.press(said, "settings-own")
    await becomes(one, "Alleen voor jou")


async def test_when_the_app_is_removed_what_was_chosen_counts_no_more(one: House) -> None:
    await opened(one)
    await choose(one, **DUTCH)
    await one.slack.uninstall()
    await one.slack.command("/retention", "help")
    assert chosen(one, "U_ANN") == {}
    assert "Customer retention 80%" in await figures(one)


async def test_a_form_that_opens_too_late_can_be_opened_again(one: House) -> None:
    one.slack.fail("views.open", Fault.error("expired_trigger_id"))
    await one.slack.command("/retention", "settings")
    (told,) = await one.says("C_GENERAL")
    await one.slack.press(told, "settings-own")
    await becomes(one, "For you alone")


class TestMany:
    """More people are listed than a field of Slack holds."""

    @pytest.fixture
    def services(self, acme: Acme) -> Services:
        many = tuple(f"U_{n}" for n in range(150))
        return with_data(acme, LISTED.model_copy(update={"people": many}))

    async def test_those_that_are_not_shown_stay_listed(self, one: House) -> None:
        form = await opened(one, "access", "U_BOB")
        assert "50 people and 0 channels are not shown here" in form.text
        shown = form.filled()["people"]
        assert len(shown) == 100
        await choose(one, "U_BOB", people=[*shown[1:], "U_ANN"])
        kept = chosen(one, ACCESS)["people"].split()
        assert kept == [*(f"U_{n}" for n in range(1, 150)), "U_ANN"]
