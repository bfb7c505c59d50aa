"""The state of the stand-in: who is where, who sees what, how messages are named."""

from typing import Any

import pytest

from bot.demo.errors import SlackError
from bot.demo.workspace import BOT_USER, Message, Workspace


def workspace(now: float = 1_790_000_000.5) -> Workspace:
    return Workspace("xoxb-1", "xapp-1", "secret", clock=lambda: now)


def said(channel: str = "C_GENERAL", **fields: Any) -> Message:
    return Message(**{"channel": channel, "user": BOT_USER, "text": "hi", **fields})


def test_timestamps_grow_while_the_clock_stands_still() -> None:
    team = workspace()
    first, second = team.store(said()), team.store(said())
    assert (first.ts, second.ts) == ("1790000000.500000", "1790000000.500001")


def test_an_ephemeral_message_is_seen_by_its_recipient_only() -> None:
    team = workspace()
    for_all, for_ann = team.store(said()), team.store(said(recipient="U_ANN"))
    assert team.visible_to("U_ANN", "C_GENERAL") == [for_all, for_ann]
    assert team.visible_to("U_BOB", "C_GENERAL") == [for_all]
    assert team.messages("C_GENERAL") == [for_all]


def test_who_is_not_in_a_channel_sees_nothing_of_it() -> None:
    team = workspace()
    team.store(said("D_ANN"))
    team.store(said("C_GENERAL"))
    team.leave("C_GENERAL", "U_BOB")
    assert team.visible_to("U_BOB", "D_ANN") == team.visible_to("U_BOB", "C_GENERAL") == []
    team.join("C_GENERAL", "U_BOB")
    assert len(team.visible_to("U_BOB", "C_GENERAL")) == 1


def test_a_users_id_stands_for_the_dm_with_them() -> None:
    team = workspace()
    assert team.channel("U_ANN") == team.channel("D_ANN") == team.dm("U_ANN")


@pytest.mark.parametrize("name", ["C_NOWHERE", "", "U_NOBODY"])
def test_an_unknown_channel_is_refused(name: str) -> None:
    with pytest.raises(SlackError, match="channel_not_found"):
        workspace().channel(name)


def test_there_is_no_dm_with_a_stranger() -> None:
    with pytest.raises(SlackError, match="channel_not_found"):
        workspace().dm("U_NOBODY")


def test_blocks_and_elements_without_a_name_get_one() -> None:
    button = {"type": "button", "text": {"type": "plain_text", "text": "Go"}}
    kept = workspace().store(
        said(
            blocks=[
                {"type": "divider"},
                {"type": "divider", "block_id": "mine"},
                {"type": "actions", "elements": [button, {**button, "action_id": "go"}]},
                {"type": "section", "accessory": button},
            ]
        )
    )
    assert [block["block_id"] == "mine" for block in kept.blocks] == [False, True, False, False]
    assert len({block["block_id"] for block in kept.blocks}) == 4
    assert [each["action_id"] for each in kept.blocks[2]["elements"]] == ["a0", "go"]
    assert kept.blocks[3]["accessory"]["action_id"] == "a0"


def test_a_changed_message_keeps_its_place_and_a_deleted_one_goes() -> None:
    team = workspace()
    first, second = team.store(said()), team.store(said())
    team.change(first.ts, "new", [])
    assert [each.text for each in team.messages("C_GENERAL")] == ["new", "hi"]
    team.delete(second.ts)
    assert team.change(second.ts, "late", []) is None
    assert [each.ts for each in team.messages("C_GENERAL")] == [first.ts]


def test_a_message_knows_whom_it_pings() -> None:
    assert said(text="<!here>").pings == {"here"}
