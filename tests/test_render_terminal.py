"""The terminal's version of a reply: plain lines, columns, and what the buttons ask."""

from dataclasses import replace
from datetime import date
from fractions import Fraction

import pytest

from bot.render.terminal import bare, plain
from bot.reply import HeatMap, Language, Line, Reply, Table
from metrics.period import containing
from tests.asking import ask


@pytest.mark.parametrize(
    ("mrkdwn", "shown"),
    [
        ("*80%* of _it_", "80% of it"),
        ("`a_b_c` stays", "`a_b_c` stays"),
        ("&lt;b&gt; &amp;amp;", "<b> &amp;"),
        ("3 * 4 * 5", "3  4  5"),
        ("*one\ntwo*", "*one\ntwo*"),
    ],
)
def test_marks_are_taken_away(mrkdwn: str, shown: str) -> None:
    assert bare(mrkdwn) == shown


def test_a_table_has_its_caption_and_columns() -> None:
    lines = plain(ask("explain crr 500 50 450")).splitlines()
    caption = lines.index("Yardsticks for retention")
    assert lines[caption + 1].split("  ")[0] == "Whose"
    assert lines[caption + 2].startswith("Shopify     70–80%")


def test_buttons_are_shown_as_what_they_ask() -> None:
    assert "→ Meer tips: tips crr after=1 result=usual lang=nl" in plain(ask("/crr 5 0 5", "nl"))


def test_nothing_hangs_over_where_there_is_no_small_print() -> None:
    assert plain(ask("/crr 500 50")) == plain(ask("/crr 500 50")).strip()


@pytest.mark.parametrize(
    ("language", "shown"),
    [
        ("en", "Churn · Jan 2026 – Apr 2026\nchurn  20%  ▅█·▁  12.5%"),
        ("nl", "Klantverloop · jan 2026 – apr 2026\nklantverloop  20%  ▅█·▁  12,5%"),
    ],
)
def test_a_line_is_a_row_of_bars_between_its_ends(language: Language, shown: str) -> None:
    values = (Fraction(1, 5), Fraction(1, 4), None, Fraction(1, 8))
    months = tuple(containing(date(2026, month, 1), "month") for month in (1, 2, 3, 4))
    chart = Line("churn", "share", months, (("churn", values), ("lost", (None,) * 4)))
    lines = plain(Reply("problems", language, {}, "broken", chart=chart)).split("\n\n")
    assert lines[-1] == shown


def test_a_heat_map_is_not_drawn() -> None:
    month = containing(date(2026, 1, 1), "month")
    chart = HeatMap("cohorts", ((month, 50, (Fraction(1, 2),)),), (Fraction(1, 2),))
    bare_reply = Reply("problems", "en", {}, "broken")
    assert plain(replace(bare_reply, chart=chart)) == plain(bare_reply)


def test_a_table_that_is_cut_says_so() -> None:
    table = Table("industries", ("industry",), tuple((f"i{i}",) for i in range(103)))
    lines = plain(Reply("problems", "nl", {}, "broken", table=table)).splitlines()
    assert lines[-2:] == ["i99", "Niet getoonde rijen: 3"]
