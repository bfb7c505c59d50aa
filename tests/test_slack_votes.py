"""Thumbs under answers from the store: counted once a person, without keeping who."""

import asyncio
import time
from pathlib import Path

import pytest

from bot.demo.faults import Fault
from bot.demo.workspace import Message
from bot.store.engine import open_store
from bot.store.gaps import Gap, Gaps
from bot.store.gaps import Votes as Counted
from tests.house import House, house, store_in


async def defined(one: House, text: str = "churn", user: str = "U_ANN") -> Message:
    delivery = await one.slack.command("/define", text, user)
    assert delivery.message is not None
    return delivery.message


def votes(one: House, key: str = "terms/churn") -> Counted:
    return Gaps(one.engine, time.time).votes(key)


def gaps(one: House) -> tuple[Gap, ...]:
    return Gaps(one.engine, time.time).open()


async def told(one: House, text: str, user: str = "U_ANN") -> Message:
    """Waits until the bot has told the user so."""

    def found() -> list[Message]:
        return [said for said in one.said("C_GENERAL", user) if text in said.text]

    await one.slack.wait_for(found)
    return found()[0]


async def test_a_thumb_up_is_counted_and_the_voter_alone_reads_so(anywhere: House) -> None:
    await anywhere.slack.press(await defined(anywhere), "vote-up")
    said = await told(anywhere, "*Counted, thank you*")
    assert said.ephemeral
    assert votes(anywhere) == Counted(up=1, down=0)
    assert gaps(anywhere) == ()


@pytest.mark.parametrize(
    ("question", "thanks"),
    [
        ("what is churn of 83 customers?", "*Noted, thank you*\nI keep the question and your"),
        ("wat is klantverloop van 83 klanten?", "*Genoteerd, dank je*\nDe vraag en je reden"),
    ],
)
async def test_a_thumb_down_asks_why_and_keeps_the_question_masked(
    anywhere: House, question: str, thanks: str
) -> None:
    await anywhere.slack.mention(question)
    (answer,) = await anywhere.says("C_GENERAL")
    await anywhere.slack.press(answer, "vote-down", "U_BOB")
    await anywhere.slack.wait_for(lambda: anywhere.slack.view("U_BOB"))
    assert votes(anywhere) == Counted(up=0, down=0)
    await anywhere.slack.submit({"reason": "We say 7% <@U_ANN>"}, "U_BOB")
    view = anywhere.slack.view("U_BOB")
    assert view is not None
    assert thanks in view.text
    assert "90" in view.text
    (gap,) = gaps(anywhere)
    assert (gap.why, gap.reason, gap.question) == ("down", "We say #%", question.replace("83", "#"))
    assert votes(anywhere) == Counted(up=0, down=1)


async def test_the_reason_may_be_left_out(one: House) -> None:
    await one.slack.press(await defined(one), "vote-down")
    await one.slack.wait_for(one.slack.view)
    await one.slack.submit({})
    ((gap),) = gaps(one)
    assert (gap.question, gap.reason) == ("/define churn", None)


async def test_a_form_that_is_closed_counts_nothing(one: House) -> None:
    await one.slack.press(await defined(one), "vote-down")
    await one.slack.wait_for(one.slack.view)
    one.slack.workspace.views.close("U_ANN")
    assert votes(one) == Counted(0, 0)


async def test_a_person_votes_once_on_an_answer_whichever_way(one: House) -> None:
    answer = await defined(one)
    await asyncio.gather(*(one.slack.press(answer, "vote-up") for _ in range(4)))
    await told(one, "*You told me about this answer already*")
    await one.slack.press(answer, "vote-down")
    await one.slack.wait_for(one.slack.view)
    await one.slack.submit({"reason": "Second thoughts"})
    view = one.slack.view()
    assert view is not None
    assert "already" in view.text
    assert (votes(one), gaps(one)) == (Counted(up=1, down=0), ())


async def test_two_people_vote_apart(one: House) -> None:
    await one.slack.mention("what is churn?")
    (answer,) = await one.says("C_GENERAL")
    for user in ("U_ANN", "U_BOB"):
        await one.slack.press(answer, "vote-up", user)
    await one.slack.wait_for(lambda: votes(one) == Counted(up=2, down=0))


async def test_who_voted_is_not_kept(one: House) -> None:
    await one.slack.press(await defined(one), "vote-up")
    await told(one, "*Counted")
    with one.engine.connect() as connection:
        for table in ("votes", "gaps", "inbox"):
            rows = connection.exec_driver_sql(f"SELECT * FROM {table}").all()
            assert "U_ANN" not in str(rows)


async def test_figures_and_refusals_have_no_thumbs(one: House) -> None:
    await one.slack.command("/crr", "500 50 450")
    await one.slack.command("/define", "quwopzyx")
    await one.slack.command("/benchmark", "hotels")
    crr, unknown, hotels = await one.says("C_GENERAL", 3)
    assert "vote-up" not in str(crr.blocks) + str(unknown.blocks)
    assert "benchmarks/industries/" in str(hotels.blocks)


async def test_a_vote_on_an_entry_survives_a_restart(tmp_path: Path) -> None:
    store = store_in(tmp_path)
    async with house(tmp_path, engine=store) as one:
        answer = await defined(one, "churn lang=nl")
        async with house(tmp_path, engine=store, slack=one.slack):
            await one.slack.press(answer, "vote-up")
            await told(one, "*Geteld, dank je*")
            assert votes(one) == Counted(up=1, down=0)
    store.dispose()


async def test_a_store_that_can_only_be_read_counts_nothing_and_says_so(tmp_path: Path) -> None:
    store_in(tmp_path).dispose()
    file = tmp_path / "retention.sqlite"
    store = open_store(f"sqlite:///file:{file}?mode=ro&uri=true")
    async with house(tmp_path, engine=store) as one:
        answer = await defined(one)
        await one.slack.press(answer, "vote-up")
        await told(one, "*I can't count that now*")
        await one.slack.press(answer, "vote-down")
        await one.slack.wait_for(one.slack.view)
        await one.slack.submit({"reason": "Too short"})
        view = one.slack.view()
        assert view is not None
        assert "*I can't keep that now*" in view.text
    store.dispose()


async def test_a_form_that_does_not_open_is_told_and_nothing_is_counted(one: House) -> None:
    one.slack.fail("views.open", Fault.error("expired_trigger_id"))
    await one.slack.press(await defined(one), "vote-down")
    await told(one, "*The form did not open*")
    assert votes(one) == Counted(0, 0)


@pytest.mark.parametrize("question", ['"\\' * 400, "é" * 900, "x" * 900, "churn " * 140])
async def test_a_long_question_fits_behind_a_thumb(one: House, question: str) -> None:
    delivery = await one.slack.command("/define", f"churn {question}"[:990])
    assert delivery.message is not None
    assert one.slack.refused_acks == []
