"""Slash commands: answered in the acknowledgement, to the asker only, over both connections."""

from pathlib import Path

import pytest

from bot.demo.faults import Fault
from bot.render.terminal import bare
from bot.reply import Reply
from bot.services import Asker, Services
from bot.slack.doors.commands import plain_name
from tests.house import House, house


async def test_figures_are_answered_in_the_acknowledgement_to_the_asker_only(
    either: House,
) -> None:
    delivery = await either.slack.command("/crr", "500 50 450")
    assert delivery.status == 200
    assert delivery.message is not None
    assert delivery.message.text.startswith("*Customer retention 80%*")
    assert either.said("C_GENERAL", "U_BOB") == []
    assert either.slack.responses == []


async def test_a_command_answers_in_dutch_when_asked_in_dutch(either: House) -> None:
    delivery = await either.slack.command("/crr", "150 5 120 lang=nl")
    assert delivery.message is not None
    assert "*Klantbehoud 76,67%*" in delivery.message.text


@pytest.mark.parametrize(
    ("command", "text", "headline"),
    [
        ("/crr", "", "Customer retention · "),
        ("/crr", "help", "Customer retention · "),
        ("/churn", "start=130 lost=9", "Churn 6.92%"),
        ("/tips", "hotels", "Tips · Hospitality"),
        ("/retention", "", "Retention Bot answers questions about keeping customers"),
        ("/retention", "nps 60 25 15", "NPS 45"),
        ("/x-crr", "500 50 450", "Customer retention 80%"),
        ("/crr", "120 5 150", "That cannot be right: more customers stayed"),
    ],
)
async def test_every_command_answers(one: House, command: str, text: str, headline: str) -> None:
    delivery = await one.slack.command(command, text)
    assert delivery.message is not None
    assert bare(delivery.message.text).startswith(headline)


async def test_the_figures_of_a_command_may_hold_escaped_signs(one: House) -> None:
    delivery = await one.slack.command("/crr", "<!channel> & <@U_BOB>")
    assert delivery.message is not None
    assert delivery.message.pings == frozenset()
    assert "&lt;!channel&gt;" in delivery.message.text


async def test_a_table_follows_by_the_response_url(one: House) -> None:
    delivery = await one.slack.command("/benchmark")
    assert delivery.message is None
    (message,) = await one.says("C_GENERAL")
    assert [block["type"] for block in message.blocks].count("data_table") == 1
    assert one.said("C_GENERAL", "U_BOB") == []


async def test_an_older_slack_gets_the_table_as_text(one: House) -> None:
    one.slack.workspace.native_blocks = False
    await one.slack.command("/benchmark")
    (message,) = await one.says("C_GENERAL")
    assert "Hospitality" in str(message.blocks)
    assert "data_table" not in str(message.blocks)


async def test_no_acknowledgement_is_ever_refused(one: House) -> None:
    for command, text in [("/crr", "500 50 450"), ("/tips", ""), ("/crr", "x" * 5000)]:
        assert (await one.slack.command(command, text)).message is not None
    assert one.slack.refused_acks == []


async def test_a_follow_up_that_slack_limits_is_logged_and_the_bot_goes_on(
    one: House, caplog: pytest.LogCaptureFixture
) -> None:
    one.slack.fail("response_url", Fault.rate_limited(1))
    await one.slack.command("/benchmark")
    await one.slack.wait_for(lambda: "a follow-up did not arrive" in caplog.text)
    delivery = await one.slack.command("/crr", "500 50 450")
    assert delivery.message is not None


async def test_a_broken_answer_apologises_and_is_logged(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(text: str, asker: Asker, services: Services, earlier: str | None = None) -> Reply:
        raise ZeroDivisionError(text)

    async with house(tmp_path, desk=broken) as one:
        delivery = await one.slack.command("/crr", "500 50 450")
    assert delivery.message is not None
    assert "Something went wrong on my side" in delivery.message.text
    assert "ZeroDivisionError" in caplog.text


async def test_share_is_offered_in_a_channel_and_not_in_a_direct_message(one: House) -> None:
    in_channel = await one.slack.command("/crr", "500 50 450")
    direct = await one.slack.command("/crr", "500 50 450", channel="D_ANN")
    assert "'share'" in str(in_channel.message)
    assert "'share'" not in str(direct.message)


@pytest.mark.parametrize(
    ("typed", "name"),
    [("/crr", "crr"), ("/x-crr", "crr"), ("/acme-retention", "retention"), ("/other", "other")],
)
def test_the_manifests_prefix_is_taken_off(typed: str, name: str) -> None:
    assert plain_name(typed) == name
