"""The calculator: opened from every door, told what it comes to as figures are typed, answered
where it was opened.
"""

import asyncio
from pathlib import Path

import pytest

from bot.reply import Language
from bot.store.engine import open_store
from metrics.catalog import METRICS
from tests.calculating import DUTCH, FIGURES, form, reads, seen, updates
from tests.house import SERVICES, House, house, store_in

NPS = {"count_promoters": "60", "count_passives": "25", "count_detractors": "15"}


async def test_a_command_opens_it_with_an_example_and_the_answer_is_the_askers(
    either: House,
) -> None:
    view = await form(either)
    assert view.content["title"]["text"] == "Calculator"
    assert "Customers at the start 500 · New customers 50" in view.text
    assert "*Customer retention 80%*" in view.text
    await either.slack.submit(FIGURES)
    (told,) = await either.says("C_GENERAL")
    assert told.text.startswith("*Customer retention 80%*")
    assert "Software: 77%" in told.text
    assert told.ephemeral
    assert either.slack.view() is None
    actions = [
        one["action_id"]
        for block in told.blocks
        for one in block.get("elements", ())
        if "action_id" in one
    ]
    assert actions == ["share", "ask-0", "ask-1", "choose"]


async def test_the_answer_can_be_shared(one: House) -> None:
    await form(one)
    await one.slack.submit(FIGURES)
    (told,) = await one.says("C_GENERAL")
    await one.slack.press(told, "share")
    await one.slack.wait_for(lambda: one.slack.workspace.messages("C_GENERAL"))
    assert "Shared by <@U_ANN>" in one.slack.workspace.messages("C_GENERAL")[0].text


@pytest.mark.parametrize(
    ("command", "text", "title", "first"),
    [
        ("/crr", "rekenen", "Rekenhulp", "Klantbehoud"),
        ("/churn", "calculator lang=nl", "Rekenhulp", "Klantverloop"),
        ("/retention", "nps calculator", "Calculator", "NPS"),
        ("/retention", "rekenhulp clv", "Rekenhulp", "Klantwaarde"),
    ],
)
async def test_it_opens_at_the_metric_in_the_language_of_the_words(
    one: House, command: str, text: str, title: str, first: str
) -> None:
    view = await form(one, command, text)
    assert view.content["title"]["text"] == title
    assert view.content["blocks"][0]["element"]["initial_option"]["text"]["text"].startswith(first)


async def test_as_one_types_it_says_what_is_missing_then_what_it_comes_to(one: House) -> None:
    await form(one)
    await one.slack.type_in_view({"count_start": "500"})
    await reads(one, "Still needed: New customers and Customers at the end; or Customers who left")
    await one.slack.type_in_view({"count_new": "five"})
    await reads(one, "*New customers*: I can't read “five” as a number.")
    await one.slack.type_in_view({"count_new": "50", "count_end": "450"})
    view = await reads(one, "You kept 400 of the 500 customers you started with")
    assert "Still needed" not in view.text
    assert view.typed() == {**dict.fromkeys(view.typed(), ""), **FIGURES}


async def test_another_metric_has_its_own_fields_and_keeps_what_means_the_same(one: House) -> None:
    await form(one)
    await one.slack.type_in_view({"count_start": "130", "count_lost": "9"})
    await reads(one, "*Customer retention 93.08%*")
    await one.slack.type_in_view({"metric": "churn"})
    await reads(one, "*Churn 6.92%*")
    await one.slack.type_in_view({"metric": "nrr"})
    view = await reads(one, "*Net revenue retention 104%*")
    assert set(view.typed()) == {
        "amount_start",
        "amount_expansion",
        "amount_contraction",
        "amount_churn",
    }
    assert not any(view.typed().values())


@pytest.mark.parametrize("language", ["en", "nl"])
@pytest.mark.parametrize("metric", METRICS)
async def test_every_metric_is_answered_from_its_example(
    tmp_path: Path, metric: str, language: Language
) -> None:
    async with house(tmp_path, services=DUTCH if language == "nl" else SERVICES) as one:
        await form(one, "/retention", f"calculator {metric} lang={language}")
        kinds = {field.name: field.kind for field in METRICS[metric].fields}
        await one.slack.submit(
            {f"{kinds[name]}_{name}": typed for name, typed in METRICS[metric].example}
        )
        (told,) = await one.says("C_GENERAL")
        typed = " ".join(f"{name}={figure}" for name, figure in METRICS[metric].example)
        line = await one.slack.command("/retention", f"{metric} {typed} lang={language}")
    assert line.message is not None
    assert (told.text, told.blocks[0]["text"]) == (
        line.message.text,
        line.message.blocks[0]["text"],
    )
    assert one.slack.refused_acks == []


async def test_dutch_figures_are_read_in_dutch(tmp_path: Path) -> None:
    async with house(tmp_path, services=DUTCH) as one:
        await form(one, "/retention", "rekenhulp clv")
        figures = {"amount_value": "1.250,5", "number_frequency": "4", "number_years": "2,5"}
        await one.slack.type_in_view(figures)
        await reads(one, "12.505")
        await one.slack.submit({})
        (told,) = await one.says("C_GENERAL")
    assert told.text.startswith("*Klantwaarde €\xa012.505*")


async def test_it_compares_with_the_industry_and_the_period_that_are_chosen(one: House) -> None:
    await form(one)
    await one.slack.submit({**FIGURES, "compared_with": "banking", "period": "month"})
    (told,) = await one.says("C_GENERAL")
    assert "Banking: 75%" in told.text
    assert "Your 80% is of one month" in told.text


@pytest.mark.parametrize(
    ("typed", "errors"),
    [
        ({"count_start": "500"}, {"count_new": "Still needed: New customers and"}),
        (
            {"count_start": "abc", "count_lost": "9.5"},
            {"count_start": "I can't read “abc”", "count_lost": "“9.5” is not a whole number."},
        ),
        (
            {"count_start": "120", "count_new": "5", "count_end": "150"},
            {"count_end": "That cannot be right: more customers stayed"},
        ),
        ({"count_start": "0", "count_lost": "0"}, {"count_start": "Starting from zero"}),
        (
            {"count_start": "<script>x</script>"},
            {"count_start": "I can't read “<script>x</script>”"},
        ),
        ({"count_start": "5", "count_kept": "<!channel>"}, {"count_kept": "“<!channel>”"}),
        ({"count_start": "9" * 3000}, {"count_start": "It has 3,000 characters"}),
    ],
)
async def test_errors_stand_at_the_field_that_caused_them(
    one: House, typed: dict[str, str], errors: dict[str, str]
) -> None:
    await form(one)
    await one.slack.submit(typed)
    view = seen(one)
    assert set(view.errors) == set(errors)
    for place, words in errors.items():
        assert words in view.errors[place]
        assert "`" not in view.errors[place]
    assert {name: view.typed()[name] for name in typed} == typed
    assert one.said("C_GENERAL") == []


async def test_what_is_typed_pings_nobody_below_the_fields(one: House) -> None:
    await form(one)
    await one.slack.type_in_view({"count_start": "<!channel> <@U_BOB>"})
    await reads(one, "“&lt;!channel&gt; &lt;@U_BOB&gt;”")


async def test_a_form_that_is_sent_twice_is_answered_once(one: House) -> None:
    await form(one)
    view = seen(one)
    view.type(FIGURES)
    first = await one.slack.submit({})
    assert first.parcel is not None
    again = await asyncio.gather(*(one.slack.redeliver(first) for _ in range(3)))
    assert {delivery.status for delivery in again} == {200}
    await one.says("C_GENERAL")
    await one.close()
    assert len(one.said("C_GENERAL")) == 1


async def test_with_a_store_that_can_only_be_read_it_still_answers(tmp_path: Path) -> None:
    store_in(tmp_path).dispose()
    file = tmp_path / "retention.sqlite"
    store = open_store(f"sqlite:///file:{file}?mode=ro&uri=true")
    async with house(tmp_path, engine=store) as one:
        await form(one)
        await one.slack.submit(FIGURES)
        await one.says("C_GENERAL")
    store.dispose()


async def test_who_types_fast_is_shown_the_last_of_it(one: House) -> None:
    await form(one)
    for typed in ("5", "50", "500", "5000"):
        await one.slack.type_in_view({"count_start": typed, "count_lost": "1"})
    await reads(one, "You kept 4,999 of the 5,000 customers")
    assert updates(one) <= 2


async def test_what_changes_nothing_is_not_shown_again(one: House) -> None:
    await form(one)
    await one.slack.type_in_view({"count_start": " "})
    await one.close()
    assert updates(one) == 0
