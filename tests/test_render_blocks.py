"""Block Kit: what goes into which block, and what happens at Slack's limits."""

import re
from dataclasses import replace
from datetime import date
from fractions import Fraction
from typing import Any

import pytest

from bot.demo.limits import content, problems
from bot.render.alt import alt
from bot.render.blocks import MOST_SECTION, classic, is_classic, message
from bot.render.numbers import number
from bot.render.tables import MOST_ROWS, aligned
from bot.render.text import write
from bot.reply import LANGUAGES, Button, HeatMap, Language, Line, Own, Percent, Reply, Table
from metrics.period import containing
from tests.asking import ask, messages

TABLE = Table(
    "industries", ("industry", "average", "source"), (("<A & B>", Percent(Fraction(1, 3)), None),)
)
MONTHS = tuple(containing(date(2026, month, 1), "month") for month in (1, 2, 3))
LINE = Line(
    "churn", "share", MONTHS, (("churn", (Fraction(1, 5), Fraction(1, 4), Fraction(1, 8))),)
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


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("rows", [1, MOST_ROWS, MOST_ROWS + 1, 1234])
@pytest.mark.parametrize("name", ["x", "y" * 80, "&<>" * 20, "```"])
def test_a_long_table_is_cut_to_the_limits_and_says_how_many_rows_are_left(
    rows: int, name: str, language: Language
) -> None:
    listed = tuple((f"{i} {name}", Percent(Fraction(i, 100)), None) for i in range(rows))
    table = Table("industries", ("industry", "average", "source"), listed)
    full, plain = messages(Reply("problems", language, {}, "broken", table=table))
    for one, native in ((full, True), (plain, False)):
        content(one, native=native)
    shown = len(full["blocks"][1]["rows"]) - 1
    # 10,000 characters: 98 lines of 102, or 35 of 282; Gemiddelde takes more than Average.
    most = {"y": {"en": 97, "nl": 96}, "&": {"en": 34, "nl": 34}}.get(name[0], {})
    assert shown == min(rows, MOST_ROWS, most.get(language, MOST_ROWS))
    lines = "\n".join(block["text"]["text"] for block in plain["blocks"] if "text" in block)
    assert re.findall(r"(?m)^(?:```)?(\d+) ", lines) == [str(i) for i in range(shown)]
    assert lines.replace("'```", "```").count("```") == 2 * (
        len(plain["blocks"]) - 2 - (rows > shown)
    )
    left = {"en": "Rows not shown: ", "nl": "Niet getoonde rijen: "}[language]
    said = left + number(language, rows - shown)
    assert [block["elements"][0]["text"] for block in plain["blocks"] if "elements" in block] == (
        [said] if rows > shown else []
    )
    assert (said in full["text"]) == (rows > shown)


def test_a_wide_table_keeps_twenty_columns_and_says_how_many_are_left() -> None:
    columns = tuple(Own(str(k)) for k in range(25))
    table = Table("industries", columns, (tuple(range(25)), tuple(range(25))))
    full, plain = messages(Reply("problems", "en", {}, "broken", table=table))
    for one, native in ((full, True), (plain, False)):
        content(one, native=native)
        assert one["blocks"][-1]["elements"][0]["text"] == "Columns not shown: 5"
    assert [len(row) for row in full["blocks"][1]["rows"]] == [20, 20, 20]


def test_a_table_without_rows_is_no_block() -> None:
    empty = Table("industries", ("industry", "average"), ())
    full = message(Reply("problems", "en", {}, "broken", table=empty))
    assert [block["type"] for block in full["blocks"]] == ["section"]


def test_columns_and_cells_may_be_of_the_teams_own() -> None:
    table = Table("industries", (Own("<plan>"), "average"), ((Own("A & B"), 1), (Own(""), 2)))
    full, plain = messages(Reply("problems", "nl", {}, "broken", table=table))
    rows = [[part["text"] for part in row] for row in full["blocks"][1]["rows"]]
    assert rows == [["<plan>", "Gemiddelde"], ["A & B", "1"], ["onbekend", "2"]]
    assert "&lt;plan&gt;" in plain["blocks"][2]["text"]["text"]
    assert "<plan>" not in full["text"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_line_is_a_chart_and_where_charts_are_unknown_one_line_of_words(
    language: Language,
) -> None:
    reply = Reply("problems", language, {}, "broken", table=TABLE, chart=LINE)
    full, plain = message(reply, note="Gedeeld"), classic(message(reply, note="Gedeeld"))
    assert not is_classic(full)
    assert is_classic(plain)
    content(full, native=True)
    content(plain, native=False)
    kinds = [block["type"] for block in full["blocks"]]
    assert kinds == ["context", "section", "data_visualization", "data_table"]
    told = plain["blocks"][2]
    assert told == {
        "type": "context",
        "elements": [{"type": "mrkdwn", "text": alt(LINE, language)}],
    }
    assert alt(LINE, language) in full["text"].split("\n\n")
    assert plain["text"] == full["text"]


def test_a_line_that_slack_cannot_draw_is_told_in_words() -> None:
    gap = replace(LINE, series=(("churn", (Fraction(1, 5), None, Fraction(1, 8))),))
    full, plain = messages(Reply("problems", "en", {}, "broken", chart=gap))
    told = {"type": "context", "elements": [{"type": "mrkdwn", "text": alt(gap, "en")}]}
    assert full["blocks"][-1] == plain["blocks"][-1] == told


def test_one_value_and_a_heat_map_are_told_in_the_fallback_only() -> None:
    one = replace(LINE, periods=LINE.periods[:1], series=(("churn", (Fraction(1, 5),)),))
    cohorts = HeatMap("cohorts", ((LINE.periods[0], 50, (Fraction(1, 2),)),), (Fraction(1, 2),))
    charts: tuple[Line | HeatMap, ...] = (one, cohorts)
    for chart in charts:
        full = message(Reply("problems", "en", {}, "broken", chart=chart))
        assert [block["type"] for block in full["blocks"]] == ["section"]
        assert full["text"].endswith(alt(chart, "en"))


def test_a_message_that_cannot_hold_all_paragraphs_ends_with_a_mark() -> None:
    lines = "\n".join("z" * 99 for _ in range(200))
    full = message(noticed(lines))
    content(full, native=True)
    assert full["blocks"][-1]["text"]["text"] == "…"


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
