"""What the bot says to Slack is written down once for each shape, and tsc finds what is wrong."""

import json
from pathlib import Path
from typing import Any

import pytest

from tests.house import house
from tests.typed import recording
from tests.typed.__main__ import manifests
from tests.typed.checking import BUILT, TSC, faults, never_said, typescript
from tests.typed.recording import COMMAND, FORM, OTHER, RESPONSE_URL, Said, recorded, sample

TEXT = {"type": "mrkdwn", "text": "*Retention 80%*"}
SECTION = {"type": "section", "text": TEXT}
BUTTON = {"type": "button", "action_id": "ask", "text": {"type": "plain_text", "text": "Why?"}}
LINE = {
    "type": "data_visualization",
    "title": "Retention",
    "chart": {
        "type": "line",
        "series": [{"name": "Pro", "data": [{"label": "May", "value": 80.5}]}],
        "axis_config": {"categories": ["May"], "x_label": "Month"},
    },
}
MODAL = {"type": "modal", "title": {"type": "plain_text", "text": "A word"}, "blocks": [SECTION]}

installed = pytest.mark.skipif(not TSC.exists(), reason="make types installs Slack's types")


@pytest.fixture
def built(tmp_path: Path) -> Path:
    """A folder of its own, as several tests run at once."""
    (tmp_path / "node_modules").symlink_to(BUILT / "node_modules")
    return tmp_path


def post(*blocks: Any, **more: Any) -> Said:
    what = {"channel": "C1", "text": "Retention 80%", "blocks": list(blocks), **more}
    return Said("chat.postMessage", what, "tests/test_a.py::test_b")


def line_of(one: Said) -> str:
    return typescript([one]).splitlines()[1]


@pytest.mark.parametrize(
    ("to", "kind"),
    [
        ("chat.postMessage", 'Arguments<"chat", "postMessage">'),
        ("apps.connections.open", 'Arguments<"apps", "connections", "open">'),
        ("conversations.history", 'Form<Arguments<"conversations", "history">>'),
        (RESPONSE_URL, "Response"),
        (COMMAND, "Response | string"),
        (FORM, "Submitted"),
        (OTHER, "never"),
    ],
)
def test_what_is_said_has_the_type_of_whom_it_is_said_to(to: str, kind: str) -> None:
    assert line_of(Said(to, {}, "")) == f"export const said0: {kind} = {{}};"


def test_calls_that_differ_in_words_alone_are_one_and_the_first_test_is_named(
    tmp_path: Path,
) -> None:
    def call(text: str, test: str, style: str = "primary") -> str:
        what = {"text": text, "style": style, "id": 7}
        return json.dumps({"to": "chat.update", "what": what, "test": test}) + "\n"

    first = call("80 %", "one") + call("It is 70 %", "two")
    (tmp_path / "gw0.jsonl").write_text(first, "utf-8")
    (tmp_path / "gw1.jsonl").write_text(call("9 %", "three") + call("9 %", "four", "danger"))
    found = [(one.test, one.what["style"]) for one in recorded(tmp_path)]
    assert found == [("four", "danger"), ("one", "primary")]


def test_of_a_list_one_of_each_shape_stays() -> None:
    blocks = [SECTION, BUTTON, {**SECTION, "text": {**TEXT, "text": "Other words"}}]
    assert sample({"blocks": blocks, "text": "x" * 99}) == {
        "blocks": [SECTION, BUTTON],
        "text": "x" * 60,
    }


def test_nothing_is_written_down_unless_it_is_asked_for(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(recording, "_FOLDER", None)
    monkeypatch.chdir(tmp_path)
    recording.begin()
    assert list(tmp_path.iterdir()) == []


async def test_what_a_bot_says_while_it_runs_is_written_down_with_the_test(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(recording, "_FOLDER", tmp_path / "said")
    monkeypatch.setattr(recording, "_seen", set())
    recording.begin()
    async with house(tmp_path) as one:
        await one.slack.command("/crr", "500 50 450")
        await one.slack.command("/crr", "600 50 450")
        await one.slack.mention("crr 500 50 450")
        await one.says("C_GENERAL", 3)
    found = recorded(tmp_path / "said")
    assert [said.to for said in found].count(COMMAND) == 1
    assert {said.to for said in found} >= {"auth.test", "chat.postMessage", COMMAND}
    assert {said.test.partition("::")[0] for said in found} == {"tests/test_typed.py"}


def test_what_the_source_has_and_no_test_made_the_bot_say_is_told() -> None:
    missing = never_said([post(SECTION), Said(COMMAND, {}, "")])
    assert {"views.open", "users.info", RESPONSE_URL, FORM} <= set(missing)
    assert not {"chat.postMessage", COMMAND, "chat.scheduleMessage"} & set(missing)


@installed
def test_what_is_right_has_no_fault(built: Path) -> None:
    good = [
        post(SECTION, LINE, {"type": "actions", "elements": [BUTTON]}),
        Said("views.open", {"trigger_id": "1", "view": MODAL}, ""),
        Said("conversations.history", {"channel": "C1", "limit": "15"}, ""),
        Said(RESPONSE_URL, {"replace_original": True, "blocks": [SECTION]}, ""),
        Said(COMMAND, {"text": "Retention", "blocks": [SECTION]}, ""),
        Said(FORM, {"response_action": "update", "view": MODAL}, ""),
        *manifests(),
    ]
    assert faults(good, built) == []


@installed
@pytest.mark.parametrize(
    ("wrong", "line"),
    [
        (post({"type": "sektion", "text": TEXT}), '"type": "sektion",'),
        (post({"type": "section", "text": "Retention"}), '"text": "Retention"'),
        (post(SECTION, {"type": "divider", "size": 3}), '"size": 3'),
        (
            post({"type": "actions", "elements": [BUTTON | {"stile": "danger"}]}),
            '"stile": "danger"',
        ),
        (post({**LINE, "chart": {**LINE["chart"], "type": "star"}}), '"type": "star",'),  # type: ignore[dict-item]
        (post(SECTION, thread=1), '"thread": 1'),
        (
            Said("chat.shout", {"text": "hi"}, ""),
            'export const said1: Arguments<"chat", "shout"> = {',
        ),
        (Said("conversations.history", {"channel": "C1", "limit": "few"}, ""), '"limit": "few"'),
        (Said(FORM, {"response_action": "errors", "errors": "no"}, ""), '"errors": "no"'),
        (Said(OTHER, {"text": "hi"}, ""), "export const said1: never = {"),
    ],
    ids=lambda case: case.to if isinstance(case, Said) else "",
)
def test_what_is_wrong_is_told_with_its_line_and_whose_test_it_was(
    built: Path, wrong: Said, line: str
) -> None:
    found = faults([post(SECTION), wrong, post(LINE)], built)
    assert any(fault.said is wrong and fault.line.strip() == line for fault in found), found
    assert all(fault.said is wrong for fault in found)
    assert wrong.test in str(found[0])
