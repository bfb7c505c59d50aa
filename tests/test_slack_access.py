"""Who may ask, and where it may be read: lists that admins keep in a form."""

import time
from dataclasses import replace
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from bot.services import Services
from bot.slack.keeping import run_once
from bot.store.schedules import Schedule
from bot.store.settings import ACCESS, TEAM, Settings, mark
from bot.weekly.rules import read_rule
from bot.weekly.slots import next_slots
from tests.choosing import choose, chosen, history, opened
from tests.company import Acme
from tests.house import House, environment
from tests.insiders import ACCESS as LISTED
from tests.insiders import RETENTION, texts, with_data, written_down
from tests.schedulers import add, becomes, kept

TWO_ADMINS = LISTED.model_copy(update={"admins": ("U_BOB", "U_ANN")})


@pytest.fixture
def services(acme: Acme) -> Services:
    """Ann may ask; Bob is the admin, and may not."""
    return with_data(acme)


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
        assert "I answer in Dutch and compare with Banking." in told.text
        assert told.typed()["timezone"] == "Asia/Tokyo"
        assert chosen(one, TEAM) == {"language": "nl", "industry": "banking"}


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
