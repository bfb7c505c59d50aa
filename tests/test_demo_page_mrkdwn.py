"""bot/demo/page/mrkdwn.py: what Slack's marks look like, and that nothing typed is HTML."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.demo.mentions import escape
from bot.demo.page.mrkdwn import html

NAMES = {"U1": "Ann", "C1": "general"}
LINK = '<a href="https://a.nl/?b=1&amp;c" target="_blank" rel="noreferrer">{}</a>'


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        (
            "*bold* and _slanted_ and ~gone~",
            "<strong>bold</strong> and <em>slanted</em> and <s>gone</s>",
        ),
        ("2*3*4 and snake_case_name", "2*3*4 and snake_case_name"),
        ("`a *b*`", "<code>a *b*</code>"),
        ("```\na < b\n\n*c*\n```", "<pre>a &lt; b\n\n*c*</pre>"),
        ("a\nb", "a<br>b"),
        ("&gt; said\n&gt; twice\nanswered", "<blockquote>said<br>twice</blockquote>answered"),
        (
            "<@U1> in <#C1>",
            '<span class="mention">@Ann</span> in <span class="mention">#general</span>',
        ),
        ("<@U9|eve>", '<span class="mention">@eve</span>'),
        ("<!here>", '<span class="mention">@here</span>'),
        ("<https://a.nl/?b=1&amp;c|here>", LINK.format("here")),
        ("<https://a.nl/?b=1&amp;c>", LINK.format("https://a.nl/?b=1&amp;c")),
        ("<javascript:alert(1)|here>", "&lt;javascript:alert(1)|here&gt;"),
        ("<!date^1767225600^{date_short}|1 January, in UTC>", "2026-01-01 01:00"),
        ("&lt;b&gt; &amp;amp;", "&lt;b&gt; &amp;amp;"),
        ('<script>"', "&lt;script&gt;&#34;"),
        ("*&lt;!channel&gt;*", "<strong>&lt;!channel&gt;</strong>"),
    ],
)
def test_mrkdwn_becomes_html(text: str, shown: str) -> None:
    assert html(text, NAMES.get) == shown


@given(st.text())
def test_what_a_person_types_makes_no_tag_but_those_of_marks(typed: str) -> None:
    shown = str(html(escape(typed), NAMES.get))
    for tag in ("strong", "em", "s", "code", "pre", "blockquote"):
        shown = shown.replace(f"<{tag}>", "").replace(f"</{tag}>", "")
    assert "<" not in shown.replace("<br>", "")
