"""Questions about the company's data: after the acknowledgement, to who may see it, followed up."""

import time
from pathlib import Path

import pytest

from bot.demo.limits import content
from bot.demo.workspace import Message
from bot.render.blocks import classic, message
from bot.services import Asker, Services
from bot.store.threads import Threads
from tests.company import Acme
from tests.house import House
from tests.insiders import RETENTION, insiders, kinds, texts, with_data, written_down

BY_PLAN = "crr from 2026-10-01 to 2026-10-31 by plan lang=en"


@pytest.fixture
def services(acme: Acme) -> Services:
    return with_data(acme)


def earlier(one: House, place: str) -> str | None:
    return Threads(one.engine, time.time).earlier(place)


async def remembered(one: House, place: str, question: str) -> None:
    await one.slack.wait_for(lambda: earlier(one, place) == question)


async def mentioned(one: House, text: str, thread_ts: str | None = None) -> str:
    """Ann's mention; the ts of the thread that it is answered in."""
    delivery = await one.slack.mention(text, thread_ts=thread_ts)
    assert delivery.message is not None
    return thread_ts or delivery.message.ts


async def test_a_command_about_data_is_acknowledged_empty_and_answered_after_it(
    either: House, acme: Acme
) -> None:
    delivery = await either.slack.command("/crr", "last month by plan")
    assert (delivery.status, delivery.body or "") == (200, "")
    (answer,) = await either.says("C_GENERAL")
    assert answer.text.startswith(RETENTION)
    assert answer.recipient == "U_ANN"
    assert {"data_table", "data_visualization", "actions"} <= set(kinds(answer))
    assert "'share'" in str(answer.blocks)
    assert written_down(acme) == [("U_ANN", BY_PLAN, False)]


async def test_figures_ride_on_the_acknowledgement_where_data_is_connected(either: House) -> None:
    delivery = await either.slack.command("/crr", "500 50 450")
    assert delivery.message is not None
    assert delivery.message.text.startswith("*Customer retention 80%*")
    assert either.slack.responses == []


async def test_a_mention_about_data_is_answered_in_its_thread_to_the_asker_alone(
    either: House,
) -> None:
    thread = await mentioned(either, "retention last month by plan")
    (answer,) = await either.says("C_GENERAL")
    assert answer.text.startswith(RETENTION)
    assert (answer.recipient, answer.thread_ts) == ("U_ANN", thread)
    assert "'share'" in str(answer.blocks)
    assert either.said("C_GENERAL", "U_BOB") == []


async def test_in_a_direct_message_the_answer_stays(one: House) -> None:
    await one.slack.direct_message("klantbehoud vorige maand")
    (answer,) = await one.says("D_ANN")
    assert answer.text.startswith("*Klantbehoud 87,5% · oktober 2026*")
    assert not answer.ephemeral
    assert "'share'" not in str(answer.blocks)


async def test_who_may_not_ask_reads_who_can_change_that_and_nobody_else_does(
    one: House, acme: Acme
) -> None:
    await one.slack.command("/crr", "last month", user="U_BOB")
    (told,) = await one.says("C_GENERAL", user="U_BOB")
    await one.slack.mention("churn vorig kwartaal", user="U_BOB")
    dutch = (await one.says("C_GENERAL", 2, user="U_BOB"))[1]
    assert told.text.startswith("*You may not ask about the company's data yet*\n<@U_BOB> can add")
    assert dutch.text.startswith("*Je mag nog niets vragen over de gegevens van het bedrijf*")
    assert (told.recipient, dutch.recipient) == ("U_BOB", "U_BOB")
    assert one.said("C_GENERAL") == []
    assert written_down(acme) == []


async def test_what_cannot_be_written_down_is_not_answered(tmp_path: Path, acme: Acme) -> None:
    async with insiders(tmp_path, acme, audited=False) as one:
        await one.slack.command("/crr", "last month")
        (told,) = await one.says("C_GENERAL")
    assert told.text.startswith("*I can't answer from the data right now*")


async def test_a_follow_up_in_a_thread_keeps_the_question(either: House, acme: Acme) -> None:
    thread = await mentioned(either, "crr last month by plan")
    await either.says("C_GENERAL")
    await remembered(either, f"C_GENERAL:{thread}", BY_PLAN)
    await mentioned(either, "and by country?", thread)
    answer = (await either.says("C_GENERAL", 2))[1]
    assert answer.text.startswith(RETENTION)
    assert "176" in str(answer.blocks)  # customers in NL
    country = BY_PLAN.replace("plan", "country")
    await remembered(either, f"C_GENERAL:{thread}", country)
    await mentioned(either, "en vorig jaar?", thread)
    dutch = (await either.says("C_GENERAL", 3))[2]
    assert "oktober 2025" in dutch.text.partition("\n")[0]
    assert written_down(acme)[0] == (
        "U_ANN",
        "crr from 2025-10-01 to 2025-10-31 by country lang=nl",
        False,
    )


async def test_a_follow_up_elsewhere_is_a_question_of_its_own(one: House) -> None:
    thread = await mentioned(one, "crr last month by plan")
    await remembered(one, f"C_GENERAL:{thread}", BY_PLAN)
    await one.slack.mention("and by country?")
    answer = (await one.says("C_GENERAL", 2))[1]
    assert not answer.text.startswith("*Retention")
    await one.slack.direct_message("and by country?")
    (direct,) = await one.says("D_ANN")
    assert not direct.text.startswith("*Retention")


async def test_a_follow_up_has_the_rights_of_who_asks_it(one: House, acme: Acme) -> None:
    thread = await mentioned(one, "crr last month by plan")
    await remembered(one, f"C_GENERAL:{thread}", BY_PLAN)
    await one.slack.mention("and by country?", user="U_BOB", thread_ts=thread)
    (told,) = await one.says("C_GENERAL", user="U_BOB")
    assert told.text.startswith("*You may not ask about the company's data yet*")
    assert told.recipient == "U_BOB"
    assert written_down(acme) == [("U_ANN", BY_PLAN, False)]


async def test_direct_messages_follow_each_other_up_for_half_an_hour(one: House) -> None:
    await one.slack.direct_message("crr last month by plan")
    await one.says("D_ANN")
    await remembered(one, "D_ANN", BY_PLAN)
    await one.slack.direct_message("and by country?")
    answer = (await one.says("D_ANN", 2))[1]
    assert answer.text.startswith(RETENTION)
    await remembered(one, "D_ANN", BY_PLAN.replace("plan", "country"))
    Threads(one.engine, lambda: time.time() - 31 * 60).remember("D_ANN", BY_PLAN)
    await one.slack.direct_message("and by country?")
    late = (await one.says("D_ANN", 3))[2]
    assert not late.text.startswith("*Retention")


async def test_a_thread_that_begins_with_an_answer_follows_it_up(one: House) -> None:
    await one.slack.direct_message("crr last month by plan")
    (answer,) = await one.says("D_ANN")
    await remembered(one, f"D_ANN:{answer.ts}", BY_PLAN)
    await one.slack.direct_message("and by country?", thread_ts=answer.ts)
    second = (await one.says("D_ANN", 2))[1]
    assert second.text.startswith(RETENTION)
    assert second.thread_ts == answer.ts


async def test_an_answer_to_figures_is_not_remembered_and_forgets_nothing(one: House) -> None:
    thread = await mentioned(one, "crr last month by plan")
    await remembered(one, f"C_GENERAL:{thread}", BY_PLAN)
    await mentioned(one, "crr 500 50 450", thread)
    await one.says("C_GENERAL", 2)
    assert earlier(one, f"C_GENERAL:{thread}") == BY_PLAN


async def test_a_button_in_a_thread_is_followed_up_too(one: House) -> None:
    thread = await mentioned(one, "crr last month")
    (answer,) = await one.says("C_GENERAL")
    await one.slack.press(answer, "ask-1")  # by plan
    by_plan = (await one.says("C_GENERAL", 2))[1]
    assert by_plan.recipient == "U_ANN"
    assert "data_table" in kinds(by_plan)
    assert "'share'" in str(by_plan.blocks)
    await remembered(one, f"C_GENERAL:{thread}", BY_PLAN)


async def test_a_question_before_that_nothing_can_be_made_of_is_left_alone(one: House) -> None:
    root = one.slack.workspace.store(Message("C_GENERAL", "U_BOB", "How do we do?"))
    Threads(one.engine, time.time).remember(f"C_GENERAL:{root.ts}", "crr by shoe size lang=en")
    await mentioned(one, "churn last month", root.ts)
    await one.says("C_GENERAL")
    assert texts(one, "C_GENERAL") == ["*Churn 12.5% · October 2026*"]


async def test_without_the_store_of_threads_questions_are_still_answered(
    one: House, caplog: pytest.LogCaptureFixture
) -> None:
    with one.engine.begin() as connection:
        connection.exec_driver_sql("DROP TABLE threads")
    await mentioned(one, "churn last month")
    await one.says("C_GENERAL")
    assert texts(one, "C_GENERAL") == ["*Churn 12.5% · October 2026*"]
    assert "what was asked before cannot be read" in caplog.text


async def test_an_answer_from_data_that_breaks_apologises(
    tmp_path: Path, acme: Acme, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(text: str, asker: Asker, services: Services, earlier: str | None = None) -> None:
        raise ZeroDivisionError

    async with insiders(tmp_path, acme, desk=broken) as one:
        await one.slack.command("/crr", "last month")
        (told,) = await one.says("C_GENERAL")
    assert "Something went wrong on my side" in told.text
    assert "ZeroDivisionError" in caplog.text


@pytest.mark.parametrize(
    "text",
    [
        "crr last month by plan",
        "klantverloop 2026 per land",
        "mrr last 12 months",
        "nps last month",
        "clv",
        "herhaalaankopen dit jaar",
        "quick last quarter by country",
        "customers last month vs last year",
        "cohort 12 months",
        "risk",
        "risk by plan",
        "kpi vorige maand",
        "explain crr last month",
        "explain kpi last month",
    ],
)
def test_slack_takes_every_answer_as_it_is(acme: Acme, text: str) -> None:
    reply = acme.ask(f"/retention {text}", acme.services())
    assert reply.ok
    assert content(message(reply, share=True), native=True).text
    assert content(classic(message(reply)), native=False).text


async def test_where_native_blocks_are_refused_a_private_answer_comes_in_words(one: House) -> None:
    one.slack.workspace.native_blocks = False
    await mentioned(one, "retention last month by plan")
    (answer,) = await one.says("C_GENERAL")
    assert answer.text.startswith(RETENTION)
    assert not {"data_table", "data_visualization"} & set(kinds(answer))
