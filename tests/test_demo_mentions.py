"""Who is pinged by a message, and what never pings."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.demo.mentions import escape, pings


@pytest.mark.parametrize(
    ("text", "called"),
    [
        ("hello", set()),
        ("<!channel> look", {"channel"}),
        ("<!here|here> and <!everyone>", {"here", "everyone"}),
        ("<@U_ANN> and <@U_BOB|bob>", {"U_ANN", "U_BOB"}),
        ("&lt;!channel&gt; &lt;@U_ANN&gt;", set()),
        ("@channel", set()),
        ("<https://example.com|!channel>", set()),
    ],
)
def test_raw_mentions_in_the_text_ping_and_escaped_ones_do_not(text: str, called: set[str]) -> None:
    assert pings(text, []) == called


@pytest.mark.parametrize(
    ("block", "called"),
    [
        ({"type": "section", "text": {"type": "mrkdwn", "text": "<!here>"}}, {"here"}),
        ({"type": "section", "fields": [{"type": "mrkdwn", "text": "<@U_ANN>"}]}, {"U_ANN"}),
        ({"type": "context", "elements": [{"type": "mrkdwn", "text": "<!channel>"}]}, {"channel"}),
        ({"type": "markdown", "text": "<!everyone>"}, {"everyone"}),
        ({"type": "header", "text": {"type": "plain_text", "text": "<!here>"}}, set()),
        ({"type": "table", "rows": [[{"type": "raw_text", "text": "<!here>"}]]}, set()),
        (
            {
                "type": "rich_text",
                "elements": [
                    {
                        "type": "rich_text_section",
                        "elements": [
                            {"type": "broadcast", "range": "channel"},
                            {"type": "user", "user_id": "U_ANN"},
                        ],
                    }
                ],
            },
            {"channel", "U_ANN"},
        ),
    ],
)
def test_blocks_ping_where_slack_reads_markup(block: dict[str, Any], called: set[str]) -> None:
    assert pings("", [block]) == called


@given(st.text())
def test_what_a_person_types_never_pings_once_it_is_escaped(typed: str) -> None:
    assert pings(escape(f"<!channel> {typed} <@U_ANN>"), []) == set()


def test_escaping_is_done_once_for_each_sign() -> None:
    assert escape("a & <b> &amp;") == "a &amp; &lt;b&gt; &amp;amp;"
