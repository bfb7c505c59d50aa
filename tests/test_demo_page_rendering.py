"""bot/demo/page/rendering.py: every block and element that Slack takes from the bot is drawn."""

import re
from typing import Any

import pytest

from bot.demo.limits import BLOCKS, problems
from bot.demo.page.rendering import Rendering
from bot.demo.page.screen import Looks, Where, screen
from bot.demo.people import CHANNELS, USERS
from bot.demo.view_limits import ELEMENTS
from bot.demo.workspace import BOT_USER, File, Message, Workspace
from tests.house import new_workspace

NASTY = '<script>alert("1")</script>'


def plain(text: str) -> dict[str, Any]:
    return {"type": "plain_text", "text": text}


def option(value: str) -> dict[str, Any]:
    return {"text": plain(value.title()), "value": value}


def leaf(**fields: Any) -> dict[str, Any]:
    return {"type": "text", **fields}


SURE = {
    "title": plain("Sure?"),
    "text": plain("It goes"),
    "confirm": plain("Yes"),
    "deny": plain("No"),
}
RICH = {
    "type": "rich_text",
    "elements": [
        {
            "type": "rich_text_section",
            "elements": [
                leaf(text="heavy", style={"bold": True, "italic": True}),
                {"type": "user", "user_id": "U_BOB"},
                {"type": "channel", "channel_id": "C_GENERAL"},
                {"type": "broadcast", "range": "here"},
                {"type": "link", "url": "https://a.nl/", "text": "there"},
                {"type": "emoji", "name": "tada"},
            ],
        },
        {
            "type": "rich_text_list",
            "style": "ordered",
            "elements": [{"type": "rich_text_section", "elements": [leaf(text="first")]}],
        },
        {"type": "rich_text_quote", "elements": [leaf(text="quoted")]},
        {"type": "rich_text_preformatted", "elements": [leaf(text=NASTY)]},
    ],
}
LINES = {
    "type": "line",
    "series": [
        {"name": "usual", "data": [{"label": "Jan", "value": 1}, {"label": "Feb", "value": 2}]}
    ],
    "axis_config": {"categories": ["Jan", "Feb"]},
}
CELLS = [
    [{"type": "raw_text", "text": "Plan"}, {"type": "raw_text", "text": "Rate"}],
    [{"type": "raw_text", "text": NASTY}, {"type": "raw_number", "value": 1.5, "text": "1.5%"}],
]
# A block, and what is to be found in its HTML.
DRAWN: list[tuple[dict[str, Any], str]] = [
    ({"type": "section", "text": {"type": "mrkdwn", "text": "*so*"}}, "<strong>so</strong>"),
    ({"type": "section", "fields": [plain("left"), plain("right")]}, "<p>right</p>"),
    ({"type": "section", "text": plain(NASTY)}, "&lt;script&gt;"),
    ({"type": "header", "text": plain("Head")}, '<h3 class="heading">Head</h3>'),
    ({"type": "divider"}, "<hr>"),
    ({"type": "context", "elements": [plain("small print")]}, "<span>small print</span>"),
    ({"type": "image", "image_url": "https://a.nl/x.png", "alt_text": "A cat"}, "Picture: A cat"),
    ({"type": "markdown", "text": "one\ntwo"}, "one<br>two"),
    (RICH, "<strong><em>heavy</em></strong>|<em><strong>heavy</strong></em>"),
    (RICH, "<ol><li>first</li></ol>"),
    (RICH, '<span class="mention">@Bob</span><span class="mention">#general</span>'),
    (RICH, "<blockquote>quoted</blockquote>"),
    ({"type": "table", "rows": CELLS}, "<td>&lt;script&gt;"),
    ({"type": "data_table", "caption": "By plan", "rows": CELLS}, 'data-sort="1.5">1.5%'),
    ({"type": "data_table", "caption": "By plan", "rows": CELLS}, "<caption>By plan</caption>"),
    (
        {"type": "data_visualization", "title": "Rates", "chart": LINES},
        'aria-label="Rates: usual from 1',
    ),
]
PRESSED: list[tuple[dict[str, Any], str]] = [
    ({"type": "button", "text": plain("Go"), "value": 'a"b'}, "a\\\\&#34;b"),
    ({"type": "button", "text": plain("Go"), "confirm": SURE}, "data-confirm=.*Sure"),
    ({"type": "button", "text": plain("Go"), "url": "https://a.nl/"}, 'href="https://a.nl/"'),
    (
        {"type": "button", "text": plain("👍"), "accessibility_label": "Useful"},
        'aria-label="Useful"',
    ),
    (
        {"type": "static_select", "options": [option("banks")]},
        '<option value="banks">Banks</option>',
    ),
    (
        {
            "type": "static_select",
            "option_groups": [{"label": plain("All"), "options": [option("x")]}],
        },
        '<optgroup label="All">',
    ),
    ({"type": "overflow", "options": [option("later")]}, "Later</button>"),
    ({"type": "radio_buttons", "options": [option("weekly")]}, 'type="radio"'),
    ({"type": "checkboxes", "options": [option("monday")]}, 'type="checkbox"'),
    ({"type": "datepicker", "initial_date": "2026-03-29"}, 'type="date" value="2026-03-29"'),
    ({"type": "timepicker", "initial_time": "09:00"}, 'type="time" value="09:00"'),
    ({"type": "users_select"}, '<option value="U_BOB">Bob</option>'),
    ({"type": "channels_select"}, '<option value="C_GENERAL">#general</option>'),
    ({"type": "conversations_select"}, '<option value="C_SUCCESS">#customer-success</option>'),
]
WAYS = [
    (
        {
            "type": "feedback_buttons",
            "positive_button": {"text": plain("Good"), "value": "up"},
            "negative_button": {"text": plain("Bad"), "value": "down"},
        },
        "Good</button>",
    ),
    ({"type": "icon_button", "icon": "trash", "text": plain("Remove")}, 'aria-label="Remove"'),
]


@pytest.fixture
def workspace() -> Workspace:
    made = new_workspace()
    made.users = {user.id: user for user in USERS}
    made.channels = {channel.id: channel for channel in CHANNELS}
    return made


def seen(workspace: Workspace, place: str = "C_GENERAL") -> str:
    """The page in one line."""
    shown = screen(workspace, Where("U_ANN", place), Looks())
    page = Rendering(workspace).page(shown, draft="", guide=(), notice="", passing=False)
    return re.sub(r"\s+", " ", page)


def said(workspace: Workspace, *blocks: dict[str, Any]) -> str:
    assert problems(list(blocks)) == []
    workspace.store(Message("C_GENERAL", BOT_USER, "in words", list(blocks)))
    return seen(workspace)


@pytest.mark.parametrize(("block", "found"), DRAWN)
def test_a_block_is_drawn(workspace: Workspace, block: dict[str, Any], found: str) -> None:
    page = said(workspace, block)
    assert any(one in page for one in found.split("|"))
    assert NASTY not in page


@pytest.mark.parametrize(("element", "found"), PRESSED)
@pytest.mark.parametrize("beside", [False, True])
def test_an_element_is_drawn_in_a_row_and_beside_a_text(
    workspace: Workspace, element: dict[str, Any], found: str, *, beside: bool
) -> None:
    row = {"type": "actions", "elements": [element]}
    section = {"type": "section", "text": plain("Choose"), "accessory": element}
    assert re.search(found.replace("|", r"\|"), said(workspace, section if beside else row))


@pytest.mark.parametrize(("element", "found"), WAYS)
def test_feedback_is_drawn(workspace: Workspace, element: dict[str, Any], found: str) -> None:
    assert found in said(workspace, {"type": "context_actions", "elements": [element]})


def test_no_block_is_left_out() -> None:
    drawn = {block["type"] for block, _ in DRAWN} | {"actions", "context_actions"}
    assert drawn == BLOCKS.keys()


def modal(*elements: dict[str, Any]) -> dict[str, Any]:
    inputs = [
        {"type": "input", "block_id": f"f{i}", "label": plain(one["type"]), "element": one}
        for i, one in enumerate(elements)
    ]
    return {"type": "modal", "title": plain("All"), "submit": plain("Send"), "blocks": inputs}


def test_every_field_of_a_form_has_a_name_and_what_stands_in_it(workspace: Workspace) -> None:
    fields: list[dict[str, Any]] = [
        {"type": "plain_text_input", "initial_value": NASTY},
        {"type": "plain_text_input", "multiline": True, "initial_value": "a\nb"},
        {"type": "multi_users_select", "initial_users": ["U_BOB"]},
        {"type": "multi_conversations_select", "initial_conversations": ["C_SUCCESS"]},
        *(element for element, _ in PRESSED if element["type"] not in {"button", "overflow"}),
    ]
    assert {one["type"] for one in fields} == ELEMENTS.keys()
    trigger = workspace.views.trigger("U_ANN", workspace.clock())
    workspace.views.open(trigger, modal(*fields), workspace.clock())
    page = seen(workspace)
    assert all(f'name="f:f{i}"' in page for i in range(len(fields)))
    assert 'value="U_BOB" checked' in page
    assert 'value="C_SUCCESS" checked' in page
    assert NASTY not in page


def test_files_are_shown_or_offered(workspace: Workspace) -> None:
    files = (
        File("F1", "map.png", "A map", "Dark is good", b"png"),
        File("F2", "risk.csv", "risk.csv", "", b"a;b"),
    )
    workspace.store(Message("C_GENERAL", BOT_USER, "For your question", files=files))
    page = seen(workspace)
    assert 'src="/U_ANN/files/F1" alt="Dark is good"' in page
    assert 'download="risk.csv"' in page


def test_the_home_says_so_while_it_is_not_there(workspace: Workspace) -> None:
    assert "The app is making its home." in seen(workspace, "home")


def test_a_channel_that_another_company_reads_says_so(workspace: Workspace) -> None:
    assert "Shared with another company" in seen(workspace, "C_PARTNERS")
