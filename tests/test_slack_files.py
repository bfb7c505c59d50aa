"""Pictures and files: to the asker's direct messages, described, and never at the answer's cost."""

import pytest

from bot.demo.faults import Fault
from bot.services import Services
from tests.company import Acme
from tests.house import House
from tests.insiders import RETENTION, calls, kinds, pictures, texts, with_data

LOST = "The picture did not reach your direct messages; the answer itself is complete."


@pytest.fixture
def services(acme: Acme) -> Services:
    return with_data(acme)


async def test_a_heat_map_goes_to_the_askers_direct_messages(either: House) -> None:
    await either.slack.command("/retention", "cohort 6 months")
    await either.slack.wait_for(lambda: pictures(either))
    ((said, file),) = pictures(either)
    assert said == "For your question `/retention cohort 6 months`"
    assert (file.name, file.title) == ("cohorts.png", "Who stays, by cohort")
    assert file.content.startswith(b"\x89PNG")
    assert 20 < len(file.alt) <= 1000
    assert texts(either, "C_GENERAL") == ["*Cohorts by month of first start*"]
    assert either.said("C_GENERAL", "U_BOB") == either.said("D_BOB", "U_BOB") == []


async def test_after_a_mention_it_speaks_the_language_of_the_question(one: House) -> None:
    await one.slack.mention("cohort 6 maanden")
    await one.slack.wait_for(lambda: pictures(one))
    ((said, file),) = pictures(one)
    assert said == "Bij je vraag `cohort 6 maanden`"
    assert file.title == "Wie blijft, per cohort"


async def test_in_a_direct_message_it_stands_below_the_answer(one: House) -> None:
    await one.slack.direct_message("cohort 6 months")
    answer, picture = await one.says("D_ANN", 2)
    assert answer.text.startswith("*Cohorts by month")
    assert len(picture.files) == 1
    assert calls(one, "conversations.open") == []


async def test_a_button_brings_its_picture_too(one: House) -> None:
    await one.slack.command("/crr", "last month")
    (answer,) = await one.says("C_GENERAL")
    await one.slack.press(answer, "ask-3")  # cohorts
    await one.slack.wait_for(lambda: pictures(one))
    assert pictures(one)[0][0] == "For your question `cohort`"


async def test_a_line_that_slack_draws_needs_no_picture(one: House) -> None:
    await one.slack.command("/crr", "last month")
    (answer,) = await one.says("C_GENERAL")
    assert "data_visualization" in kinds(answer)
    await one.close()
    assert pictures(one) == []


@pytest.mark.parametrize("door", ["command", "mention", "direct message"])
async def test_a_line_that_slack_will_not_draw_comes_as_a_picture(one: House, door: str) -> None:
    one.slack.workspace.native_blocks = False
    if door == "command":
        await one.slack.command("/crr", "last month")
    elif door == "mention":
        await one.slack.mention("crr last month")
    else:
        await one.slack.direct_message("crr last month")
    await one.slack.wait_for(lambda: pictures(one))
    answer = one.said("D_ANN" if door == "direct message" else "C_GENERAL")[0]
    assert answer.text.startswith(RETENTION)
    assert "data_visualization" not in kinds(answer)
    ((_, file),) = pictures(one)
    assert (file.name, file.title) == ("crr.png", "Customer retention")
    assert "87.5%" in file.alt


async def test_a_list_of_customers_comes_as_a_file(one: House) -> None:
    await one.slack.command("/retention", "risk")
    (answer,) = await one.says("C_GENERAL")
    await one.slack.press(answer, "ask-1")  # as a CSV file
    await one.slack.wait_for(lambda: pictures(one))
    ((_, file),) = pictures(one)
    assert file.name == "risk-2026-11-12.csv"
    assert "fading-1" in file.content.decode("utf-8-sig")
    assert one.said("C_GENERAL", "U_BOB") == []


@pytest.mark.parametrize(
    ("method", "fault"),
    [
        ("conversations.open", Fault.error("missing_scope")),
        ("files.getUploadURLExternal", Fault.error("file_uploads_disabled")),
        ("files.getUploadURLExternal", Fault.rate_limited(30)),
        ("upload", Fault.status(500, "no")),
        ("upload", Fault.drop_before()),
        ("files.completeUploadExternal", Fault.status(503)),
    ],
    ids=str,
)
async def test_an_upload_that_fails_is_told_in_a_sentence_and_the_answer_stays(
    one: House, caplog: pytest.LogCaptureFixture, method: str, fault: Fault
) -> None:
    one.slack.fail(method, fault)
    await one.slack.command("/retention", "cohort 6 months")
    answer, told = await one.says("C_GENERAL", 2)
    assert answer.text.startswith("*Cohorts by month")
    assert told.text == LOST
    assert told.recipient == "U_ANN"
    assert pictures(one) == []
    assert "a file did not arrive" in caplog.text
    assert "/upload/v1/" not in caplog.text


@pytest.mark.parametrize("door", ["mention", "direct message", "button"])
async def test_every_door_tells_it(one: House, door: str) -> None:
    one.slack.workspace.scopes.discard("files:write")
    channel = "D_ANN" if door == "direct message" else "C_GENERAL"
    if door == "mention":
        await one.slack.mention("cohort 6 maanden")
    elif door == "direct message":
        await one.slack.direct_message("cohort 6 maanden")
    else:
        await one.slack.command("/crr", "vorige maand")
        (answer,) = await one.says("C_GENERAL")
        await one.slack.press(answer, "ask-3")  # cohorts
    lost = "De afbeelding kwam niet aan in je privéberichten; het antwoord zelf is compleet."
    await one.slack.wait_for(lambda: lost in texts(one, channel))


async def test_a_file_that_is_lost_can_be_asked_for_again(one: House) -> None:
    one.slack.fail("upload", Fault.status(500, "no"))
    await one.slack.command("/retention", "risk csv")
    told = (await one.says("C_GENERAL", 2))[1]
    assert told.text.startswith("The file did not reach your direct messages; ask for it again")
    await one.slack.command("/retention", "risk csv")
    await one.slack.wait_for(lambda: pictures(one))
