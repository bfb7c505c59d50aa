"""Questions without an answer are kept, masked and nameless, and the asker is told."""

import time

import pytest
from typer.testing import CliRunner

from bot.__main__ import app
from bot.store.gaps import Gaps
from tests.house import House

KEPT = "I keep the question for 90 days, without your name and with its figures masked"


def kept(one: House) -> list[tuple[int, str]]:
    return [(gap.times, gap.question) for gap in Gaps(one.engine, time.time).open()]


@pytest.mark.parametrize("door", ["command", "direct message"])
async def test_a_question_without_an_answer_is_kept_and_the_asker_is_told(
    one: House, door: str
) -> None:
    if door == "command":
        await one.slack.command("/define", "quwopzyx of 83 customers by <@U_BOB>")
        channel = "C_GENERAL"
    else:
        await one.slack.direct_message("what is quwopzyx of 83 customers by <@U_BOB>")
        channel = "D_ANN"
    (reply,) = await one.says(channel)
    await one.slack.wait_for(lambda: kept(one))
    ((times, question),) = kept(one)
    assert KEPT in reply.text
    assert times == 1
    assert "quwopzyx" in question
    assert "83" not in question
    assert "U_BOB" not in question
    assert "U_ANN" not in question


async def test_a_question_with_an_answer_and_a_wrong_figure_are_not_kept(one: House) -> None:
    await one.slack.command("/define", "churn")
    await one.slack.command("/crr", "120 5 150")
    answers = await one.says("C_GENERAL", 2)
    assert not any("90 days" in answer.text for answer in answers)
    assert kept(one) == []


async def test_the_operator_can_list_them(one: House, monkeypatch: pytest.MonkeyPatch) -> None:
    for _ in range(2):
        await one.slack.command("/define", "quwopzyx")
    await one.slack.wait_for(lambda: kept(one) and kept(one)[0][0] == 2)
    monkeypatch.setenv("DATABASE_URL", one.engine.url.render_as_string())
    result = CliRunner().invoke(app, ["knowledge", "gaps"])
    assert result.output.strip() == "2  en  /define quwopzyx"
