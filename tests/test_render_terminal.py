"""The terminal's version of a reply: plain lines, columns, and what the buttons ask."""

import pytest

from bot.render.terminal import bare, plain
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
