"""Block Kit: what goes into which block, and what happens at Slack's limits."""

import re
from fractions import Fraction
from typing import Any

import pytest

from bot.demo.limits import content, problems
from bot.render.blocks import (
    MOST_SECTION,
    MOST_TABLE_ROWS,
    aligned,
    classic,
    is_classic,
    message,
)
from bot.render.text import write
from bot.reply import LANGUAGES, Button, Language, Percent, Reply, Table
from tests.asking import ask, messages

TABLE = Table(
    "industries", ("industry", "average", "source"), (("<A & B>", Percent(Fraction(1, 3)), None),)
)


def noticed(text: str) -> Reply:
    """A reply whose first paragraph holds `text`, between a line above and one below."""
    facts = {"name": text, "metric": None, "example": None}
    return Reply("problems", "en", facts, "twice", ok=False)


def test_an_answer_is_sections_then_actions_then_small_print() -> None:
    blocks = message(ask("/crr 500 50 450"), share=True)["blocks"]
    assert [block["type"] for block in blocks] == ["section"] * 3 + ["actions", "context"]
    actions: Any = blocks[3]
    assert [element.get("action_id") for element in actions["elements"]] == [
        "share",
        "ask-0",
        "ask-1",
        "choose",
    ]
    assert actions["block_id"] == "crr start=500 new=50 end=450 lang=en"
    assert actions["elements"][0]["value"] == "crr start=500 new=50 end=450 lang=en"


def test_share_is_offered_only_where_asked_for_and_possible() -> None:
    answer, refusal = ask("/crr 500 50 450"), ask("/crr 500 50")
    assert "share" not in str(message(answer)["blocks"])
    assert [block["type"] for block in message(refusal, share=True)["blocks"]] == ["section"]
    whatif = ask("whatif crr 80 to 85")
    assert [b["type"] for b in message(whatif)["blocks"]].count("actions") == 0
    assert [b["type"] for b in message(whatif, share=True)["blocks"]].count("actions") == 1


def test_a_note_stands_on_top_and_in_the_fallback() -> None:
    full = message(ask("/crr 500 50"), note="Shared by <@U1>")
    assert full["blocks"][0]["type"] == "context"
    assert full["text"].startswith("Shared by <@U1>\n\n")


def test_a_table_becomes_aligned_text_with_its_caption_where_tables_are_unknown() -> None:
    full = message(Reply("problems", "en", {}, "broken", table=TABLE))
    assert not is_classic(full)
    plain = classic(full)
    assert is_classic(plain)
    caption, rows = (block["text"]["text"] for block in plain["blocks"][-2:])
    assert caption == "*Average retention by industry*"
    assert rows == ("```Industry           Average  Source\n&lt;A &amp; B&gt;  33.33%   –```")
    assert plain["text"] == full["text"]
    assert classic(plain) == plain


@pytest.mark.parametrize("rows", [1, MOST_TABLE_ROWS, MOST_TABLE_ROWS + 1])
@pytest.mark.parametrize("name", ["x", "y" * 80, "&<>" * 20])
def test_a_long_table_stays_within_the_limits_without_losing_a_row(rows: int, name: str) -> None:
    listed = tuple((f"{i} {name}", Percent(Fraction(i, 100)), None) for i in range(rows))
    table = Table("industries", ("industry", "average", "source"), listed)
    full = message(Reply("problems", "en", {}, "broken", table=table))
    content(full, native=True)
    plain = classic(full)
    assert problems(plain["blocks"], native=False) == []
    shown = "\n".join(block["text"]["text"] for block in plain["blocks"])
    numbered = re.findall(r"(?m)^(?:```)?(\d+) ", shown)
    assert numbered == [str(i) for i in range(min(rows, MOST_TABLE_ROWS))]


@pytest.mark.parametrize("length", [MOST_SECTION - 100, MOST_SECTION, MOST_SECTION + 1, 9000])
def test_a_long_paragraph_is_cut_at_line_ends(length: int) -> None:
    blocks = message(noticed("x" * length))["blocks"]
    assert problems(blocks) == []
    texts = [block["text"]["text"] for block in blocks]
    assert max(map(len, texts)) <= MOST_SECTION
    assert texts[-1].endswith("Give it once, so that I know which one counts.")


def test_many_lines_are_spread_over_sections_and_none_is_lost() -> None:
    lines = [f"line {i} " + "z" * 90 for i in range(90)]
    texts = [block["text"]["text"] for block in message(noticed("\n".join(lines)))["blocks"]]
    assert len(texts) > 2
    assert [line for line in lines if not any(line in text for text in texts)] == []


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    "asks", ["/crr 500 50 450", "/benchmark", "explain crr 500 50 450", "/tips", "help", "/crr 1"]
)
def test_the_fallback_holds_all_the_words(asks: str, language: Language) -> None:
    reply = ask(asks, language)
    full, plain = messages(reply)
    written = write(reply)
    assert [part for part in (*written.paragraphs, written.small) if part not in full["text"]] == []
    for block in full["blocks"]:
        if block["type"] == "data_table":
            cells = [cell["text"] for row in block["rows"] for cell in row]
            assert [cell for cell in (*cells, block["caption"]) if cell not in full["text"]] == []
    assert "\n\n\n" not in full["text"]
    content(full, native=True)
    content(plain, native=False)


def test_buttons_carry_their_question_and_their_label() -> None:
    reply = Reply("problems", "nl", {}, "broken", buttons=(Button("try", "crr 1 2 3"),))
    (button,) = message(reply)["blocks"][-1]["elements"]
    assert (button["text"]["text"], button["value"]) == ("Probeer het voorbeeld", "crr 1 2 3")


def test_columns_are_aligned_and_lines_end_at_their_last_word() -> None:
    assert aligned([["a", "long", "x"], ["wide", "b", ""]]) == "a     long  x\nwide  b"
