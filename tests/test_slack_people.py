"""Who may ask and where an answer may stand, as far as Slack says so; silence means no."""

from collections.abc import AsyncIterator
from dataclasses import replace
from typing import Any

import pytest

from bot.demo.faults import Fault
from bot.demo.standin import StandIn
from bot.demo.workspace import BOT_USER, Channel, User
from bot.services import Asker
from bot.settings import Access
from bot.slack.people import KEPT_SECONDS, MOST_MEMBERS, Identity, People
from bot.slack.web import client
from tests.house import BOT_TOKEN, Clock, new_workspace

ALL = Access(people=("*",), channels=("C_GENERAL", "C_GUESTS", "C_SHARED", "C_QUIET", "G_BOARD"))


@pytest.fixture
async def slack() -> AsyncIterator[StandIn]:
    workspace = new_workspace()
    workspace.users["U_GONE"] = User("U_GONE", "Gone", deleted=True)
    workspace.users["U_APP"] = User("U_APP", "Another app", is_bot=True)
    async with StandIn(workspace) as running:
        yield running


def people(
    slack: StandIn, clock: Clock, access: Access = ALL, team: str | None = "T_DEMO"
) -> People:
    async def sleep(seconds: float) -> None:
        clock.at += seconds

    identity = Identity(BOT_USER, "B_BOT", team)
    return People(client(BOT_TOKEN, slack.api_url), identity, lambda: access, clock, sleep)


def asked(slack: StandIn) -> list[str]:
    return [call.method for call in slack.calls]


async def is_member(who: People, user: str) -> bool:
    return (await who.asking(Asker(user, "C_GENERAL"))).member


async def is_inside(who: People, channel: str) -> bool:
    return (await who.sharing(Asker("U_ANN", channel))).inside


@pytest.mark.parametrize(
    ("user", "member"),
    [
        ("U_ANN", True),
        ("U_GUS", False),
        ("U_SAM", False),
        ("U_EVE", False),
        ("U_ODD", False),
        ("U_GONE", False),
        ("U_APP", False),
        ("U_NOBODY", False),
    ],
)
async def test_full_members_are_told_from_all_others(
    slack: StandIn, clock: Clock, user: str, member: bool
) -> None:
    assert await is_member(people(slack, clock), user) is member


@pytest.mark.parametrize("named", [("U_BOB",), ("*", "U_ANN")])
async def test_slack_is_asked_only_where_it_decides(
    slack: StandIn, clock: Clock, named: tuple[str, ...]
) -> None:
    ann = Asker("U_ANN", "C_GENERAL")
    assert await people(slack, clock, Access(people=named)).asking(ann) == ann
    assert asked(slack) == []


@pytest.mark.parametrize(
    ("channel", "inside"),
    [
        ("C_GENERAL", True),
        ("C_QUIET", True),  # the bot need not be there
        ("C_GUESTS", False),
        ("C_SHARED", False),
        ("G_BOARD", False),  # the bot cannot see who is there
        ("C_OLD", False),  # not listed
    ],
)
async def test_a_channel_is_inside_when_only_full_members_read_it(
    slack: StandIn, clock: Clock, channel: str, inside: bool
) -> None:
    slack.workspace.channels["G_BOARD"] = Channel(
        "G_BOARD", "board", frozenset({"U_ANN"}), kind="private"
    )
    sharer = await people(slack, clock).sharing(Asker("U_ANN", channel))
    assert sharer == Asker("U_ANN", channel, member=True, public=True, inside=inside)


@pytest.mark.parametrize("shared", ["outside", "to be shared outside", "in the organisation"])
async def test_a_channel_that_is_shared_is_not_inside_whoever_is_there(
    slack: StandIn, clock: Clock, shared: Any
) -> None:
    general = slack.workspace.channels["C_GENERAL"]
    slack.workspace.channels["C_GENERAL"] = replace(general, shared=shared)
    assert not await is_inside(people(slack, clock), "C_GENERAL")


async def test_another_app_of_the_workspace_may_be_there(slack: StandIn, clock: Clock) -> None:
    slack.workspace.join("C_GENERAL", "U_APP")
    assert await is_inside(people(slack, clock), "C_GENERAL")


async def test_an_unlisted_channel_is_not_looked_into(slack: StandIn, clock: Clock) -> None:
    only_ann = Access(people=("U_ANN",))
    assert not await is_inside(people(slack, clock, only_ann), "C_GENERAL")
    assert asked(slack) == []


async def test_one_guest_on_the_second_page_is_found(slack: StandIn, clock: Clock) -> None:
    crowd(slack, 250)
    assert await is_inside(people(slack, clock), "C_GENERAL")
    slack.workspace.users["U_9999"] = User("U_9999", "Guest", guest="of one channel")
    slack.workspace.join("C_GENERAL", "U_9999")
    assert not await is_inside(people(slack, clock), "C_GENERAL")


async def test_in_a_crowd_nobody_is_looked_at(slack: StandIn, clock: Clock) -> None:
    crowd(slack, MOST_MEMBERS + 1)
    assert not await is_inside(people(slack, clock), "C_GENERAL")
    assert asked(slack).count("conversations.members") == 3
    assert asked(slack).count("users.info") == 1  # the sharer
    assert MOST_MEMBERS == 500


async def test_what_slack_said_holds_for_ten_minutes(slack: StandIn, clock: Clock) -> None:
    who = people(slack, clock)
    assert await is_inside(who, "C_GENERAL")
    calls = len(slack.calls)
    slack.workspace.join("C_GENERAL", "U_GUS")
    clock.at += KEPT_SECONDS - 1
    assert await is_inside(who, "C_GENERAL")
    assert len(slack.calls) == calls
    clock.at += 1
    assert not await is_inside(who, "C_GENERAL")
    assert KEPT_SECONDS == 600


@pytest.mark.parametrize("method", ["conversations.info", "conversations.members", "users.info"])
@pytest.mark.parametrize(
    "fault",
    [Fault.status(503), Fault.error("missing_scope"), Fault.rubbish(), Fault.rate_limited(31)],
    ids=lambda fault: fault.kind,
)
async def test_a_failure_is_a_no_that_does_not_last(
    slack: StandIn, clock: Clock, method: str, fault: Fault
) -> None:
    who = people(slack, clock, Access(people=("U_ANN",), channels=("C_GENERAL",)))
    slack.fail(method, fault)
    assert not await is_inside(who, "C_GENERAL")
    assert await is_inside(who, "C_GENERAL")


async def test_a_member_about_whom_nothing_is_said_may_not_ask(
    slack: StandIn, clock: Clock, caplog: pytest.LogCaptureFixture
) -> None:
    slack.workspace.scopes.discard("users:read")
    assert not await is_member(people(slack, clock), "U_ANN")
    assert "users.info does not say who is who: Refused(error='missing_scope')" in caplog.text


async def test_a_rate_limit_is_waited_out(slack: StandIn, clock: Clock) -> None:
    slack.fail("users.info", Fault.rate_limited(7), times=2)
    began = clock.at
    assert await is_member(people(slack, clock), "U_ANN")
    assert clock.at == began + 14


async def test_before_the_bot_knows_its_own_workspace_nobody_is_a_member(
    slack: StandIn, clock: Clock
) -> None:
    assert not await is_member(people(slack, clock, team=None), "U_ANN")


def crowd(slack: StandIn, count: int) -> None:
    """So many full members in #general."""
    for number in range(count):
        slack.workspace.users[f"U_{number:04}"] = User(f"U_{number:04}", f"{number}")
        slack.workspace.join("C_GENERAL", f"U_{number:04}")
