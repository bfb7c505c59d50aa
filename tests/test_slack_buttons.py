"""Buttons and menus ask again; Share posts once, in the sharer's name."""

import asyncio
from pathlib import Path

import pytest

from bot import desk
from bot.demo.faults import Fault
from bot.demo.workspace import Message
from bot.reply import Reply
from bot.services import Asker, Services
from tests.house import House, house


async def answered(one: House, channel: str = "C_GENERAL") -> Message:
    """The private answer to `/crr 500 50 450`."""
    delivery = await one.slack.command("/crr", "500 50 450", channel=channel)
    assert delivery.message is not None
    return delivery.message


async def settled() -> None:
    await asyncio.sleep(0.2)


async def test_explain_comes_beside_the_answer_to_the_asker_only(one: House) -> None:
    await one.slack.press(await answered(one), "ask-0")
    first, second = await one.says("C_GENERAL", 2)
    assert first.text.startswith("*Customer retention 80%*")
    assert "(450 − 50) ÷ 500 = 400 ÷ 500 = *80%*" in second.text
    assert one.said("C_GENERAL", "U_BOB") == []


async def test_more_tips_does_not_repeat_the_tip_that_was_shown(one: House) -> None:
    answer = await answered(one)
    await one.slack.press(answer, "ask-1")
    tips = (await one.says("C_GENERAL", 2))[1]
    shown = answer.text.split("*Worth trying:* ")[1].split(".")[0]
    assert shown not in tips.text
    assert tips.text.startswith("*Tips for customer retention · Software*")


async def test_another_industry_replaces_the_private_answer(one: House) -> None:
    await one.slack.press(await answered(one), "choose", value="banking")
    await one.slack.wait_for(lambda: "Banking: 75%" in one.said("C_GENERAL")[0].text)
    (only,) = one.said("C_GENERAL")
    assert "'share'" in str(only.blocks)


async def test_share_posts_to_the_channel_in_the_sharers_name(one: House) -> None:
    await one.slack.press(await answered(one), "share")
    (shared,) = await one.says("C_GENERAL", user="U_BOB")
    assert shared.text.startswith("Shared by <@U_ANN>\n\n*Customer retention 80%*")
    assert "'share'" not in str(shared.blocks)
    await one.slack.wait_for(
        lambda: any("Shared in this channel" in said.text for said in one.said("C_GENERAL"))
    )


async def test_sharing_keeps_the_language_of_the_answer(one: House) -> None:
    delivery = await one.slack.command("/crr", "150 5 120 lang=nl")
    assert delivery.message is not None
    await one.slack.press(delivery.message, "share")
    (shared,) = await one.says("C_GENERAL", user="U_BOB")
    assert shared.text.startswith("Gedeeld door <@U_ANN>\n\n*Klantbehoud 76,67%*")


async def test_a_double_press_of_share_posts_once(one: House) -> None:
    answer = await answered(one)
    await asyncio.gather(*(one.slack.press(answer, "share") for _ in range(4)))
    await one.says("C_GENERAL", user="U_BOB")
    await settled()
    assert len(one.said("C_GENERAL", "U_BOB")) == 1
    assert any("You shared this already" in said.text for said in one.said("C_GENERAL"))


async def test_where_the_bot_is_no_member_share_goes_by_the_response_url(one: House) -> None:
    await one.slack.press(await answered(one, "C_QUIET"), "share")
    await one.slack.wait_for(
        lambda: any(not message.ephemeral for message in one.slack.workspace.messages("C_QUIET"))
    )
    (shared,) = one.slack.workspace.messages("C_QUIET")
    assert "Shared by <@U_ANN>" in shared.text


async def test_a_share_that_slack_refuses_says_so_and_may_be_tried_again(one: House) -> None:
    answer = await answered(one)
    one.slack.fail("chat.postMessage", Fault.error("restricted_action"))
    await one.slack.press(answer, "share")
    await one.slack.wait_for(
        lambda: any("I could not share it here" in said.text for said in one.said("C_GENERAL"))
    )
    assert one.said("C_GENERAL", "U_BOB") == []
    await one.slack.press(answer, "share")
    assert len(await one.says("C_GENERAL", user="U_BOB")) == 1


async def test_a_share_refused_for_another_reason_does_not_blame_membership(one: House) -> None:
    answer = await answered(one)
    one.slack.fail("chat.postMessage", Fault.error("msg_too_long"))
    await one.slack.press(answer, "share")
    await one.slack.wait_for(
        lambda: any(
            "Something went wrong on my side" in said.text for said in one.said("C_GENERAL")
        )
    )


async def test_after_a_share_the_answer_for_another_industry_can_be_shared_too(one: House) -> None:
    answer = await answered(one)
    await one.slack.press(answer, "share")
    await one.says("C_GENERAL", user="U_BOB")
    other = await one.slack.command("/crr", "500 50 450 industry=banking")
    assert other.message is not None
    await one.slack.press(other.message, "share")
    assert len(await one.says("C_GENERAL", 2, user="U_BOB")) == 2


async def test_a_share_that_breaks_can_be_tried_again(tmp_path: Path) -> None:
    broken = [True]

    def breaks_once(
        text: str, asker: Asker, services: Services, earlier: str | None = None
    ) -> Reply:
        if text.endswith("lang=en") and broken:
            broken.pop()
            raise ZeroDivisionError
        return desk.answer(text, asker, services, earlier)

    async with house(tmp_path, desk=breaks_once) as one:
        answer = await answered(one)
        await one.slack.press(answer, "share")
        await one.slack.wait_for(
            lambda: any("Something went wrong" in said.text for said in one.said("C_GENERAL"))
        )
        await one.slack.press(answer, "share")
        assert len(await one.says("C_GENERAL", user="U_BOB")) == 1


async def test_a_share_whose_outcome_cannot_be_known_is_never_repeated(one: House) -> None:
    one.slack.workspace.scopes.discard("channels:history")
    answer = await answered(one)
    one.slack.fail("chat.postMessage", Fault.drop_after())
    await one.slack.press(answer, "share")
    await one.slack.wait_for(
        lambda: any(
            "I don't know whether it was shared" in said.text for said in one.said("C_GENERAL")
        )
    )
    assert len(one.said("C_GENERAL", "U_BOB")) == 1


async def test_a_button_under_a_public_answer_answers_in_its_thread_privately(one: House) -> None:
    await one.slack.mention("crr 500 50 450")
    (public,) = await one.says("C_GENERAL")
    await one.slack.press(public, "ask-0", user="U_BOB")
    await one.slack.wait_for(lambda: len(one.said("C_GENERAL", "U_BOB")) == 2)
    explained = one.said("C_GENERAL", "U_BOB")[1]
    assert explained.thread_ts == public.thread_ts
    assert len(one.said("C_GENERAL", "U_ANN")) == 1


async def test_another_industry_under_a_public_answer_leaves_it_as_it_is(one: House) -> None:
    await one.slack.mention("crr 500 50 450")
    (public,) = await one.says("C_GENERAL")
    await one.slack.press(public, "choose", user="U_BOB", value="banking")
    await one.slack.wait_for(lambda: len(one.said("C_GENERAL", "U_BOB")) == 2)
    assert "Software: 77%" in one.said("C_GENERAL", "U_BOB")[0].text


async def test_in_a_direct_message_an_explanation_stays_after_a_reload(one: House) -> None:
    await one.slack.direct_message("crr 500 50 450")
    (direct,) = await one.says("D_ANN")
    await one.slack.press(direct, "ask-0")
    explained = (await one.says("D_ANN", 2))[1]
    assert not explained.ephemeral


async def test_a_question_that_breaks_after_a_press_apologises(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    def breaks_on_explain(
        text: str, asker: Asker, services: Services, earlier: str | None = None
    ) -> Reply:
        if text.startswith("explain"):
            raise ZeroDivisionError
        return desk.answer(text, asker, services, earlier)

    async with house(tmp_path, desk=breaks_on_explain) as one:
        await one.slack.press(await answered(one), "ask-0")
        sorry = (await one.says("C_GENERAL", 2))[1]
    assert "Something went wrong on my side" in sorry.text
    assert "ZeroDivisionError" in caplog.text


async def test_an_answer_that_the_response_url_refuses_is_logged(
    one: House, caplog: pytest.LogCaptureFixture
) -> None:
    answer = await answered(one)
    one.slack.fail("response_url", Fault.drop_before())
    await one.slack.press(answer, "ask-0")
    await one.slack.wait_for(lambda: "a button's answer did not arrive" in caplog.text)
