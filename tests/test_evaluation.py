"""What the evaluation of the tuning part must come to: `make eval` prints it whole."""

import re

import pytest

from bot import desk
from bot.render.terminal import plain
from bot.services import Asker
from tests.evaluation.__main__ import SERVICES, is_right, questions

TUNING = questions("tuning")
OUTSIDE = [question["text"] for question in TUNING if question["kind"] == "outside"]
_EXAMPLE = re.compile(r"`[^`]*`")  # of a question that can be asked


@pytest.mark.parametrize("text", OUTSIDE)
def test_nobody_reads_a_percentage_that_no_source_gives(text: str) -> None:
    said = _EXAMPLE.sub("", plain(desk.answer(text, Asker(), SERVICES)))
    assert "%" not in said


def test_of_ten_questions_nine_find_their_answer_first() -> None:
    right = sum(is_right(one, desk.answer(one["text"], Asker(), SERVICES)) for one in TUNING)
    assert right >= 0.9 * len(TUNING)
