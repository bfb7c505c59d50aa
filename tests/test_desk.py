"""Whatever is typed gets a Reply that both languages can say, within Slack's limits."""

import re
from collections.abc import Iterator

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bot import desk
from bot.ask.words import words
from bot.demo.limits import content
from bot.render.terminal import plain
from bot.reply import LANGUAGES, Language, Reply
from metrics.catalog import METRICS
from tests.asking import ASKER, LIBRARY, ask, messages, services

VOCABULARY = words()
WORDS = sorted(
    {
        *VOCABULARY.commands,
        *VOCABULARY.options,
        *VOCABULARY.periods,
        *VOCABULARY.languages,
        *VOCABULARY.fields,
        *VOCABULARY.units,
        *VOCABULARY.breaks,
        *VOCABULARY.wholes,
        *VOCABULARY.small,
        *LIBRARY.industries,
        *LIBRARY.companies,
        "/retention",
        "/crr",
        "customers",
    }
)
GOOD = "0 1 5 9 10 29 30 50 450 500 1.200 1,200 12k 1,5k 45% 5% 29,95 €80 80€ 2025 999999999999999"
BAD = "100% 101% 0.5 0,005 -1 -0 1e9 nan inf ∞ ١٢٣ ５００ ½ % k 1.2.3 500,50,450 1234567890123456"
FIGURES = [*GOOD.split(), *BAD.split(), "500/50/450"]
GLUE = [" "] * 5 + ["=", "= ", ": ", ", ", ".", "; ", "/", "\n", "\u00a0", "\u200b"]
GLUE += ["`", "*", "<", ">", "&", "|", "{{", "?", "->"]
pieces = st.tuples(st.sampled_from([*WORDS, *FIGURES]), st.sampled_from(GLUE)).map("".join)
grammatical = st.lists(pieces, min_size=1, max_size=12).map("".join)
well_formed = st.builds(
    lambda before, metric, figures, after: f"{before}{metric} {' '.join(figures)} {after}",
    st.sampled_from(["", "/", "/retention ", "explain ", "what is our "]),
    st.sampled_from(sorted(METRICS)),
    st.lists(st.sampled_from(FIGURES), min_size=2, max_size=4),
    st.sampled_from(["", "lang=nl", "industry=hotels", "period=month", "per week", "lost=9"]),
)


def texts_in(part: object) -> Iterator[str]:
    """Every text that Slack would render: mrkdwn and the fallback, not the values of buttons."""
    if isinstance(part, list):
        for inner in part:
            yield from texts_in(inner)
    if isinstance(part, dict):
        if part.get("type") == "mrkdwn":
            yield part["text"]
        for inner in part.values():
            yield from texts_in(inner)


def check(reply: Reply) -> None:
    """It can be said, it fits, and it mentions nobody."""
    assert plain(reply)
    full, classic = messages(reply)
    for message, native in ((full, True), (classic, False)):
        accepted = content(message, native=native)
        assert accepted.text
        assert not accepted.truncated
        for text in (accepted.text, *texts_in(accepted.blocks)):
            assert not re.search(r"[<>]|&(?!amp;|lt;|gt;)", text), text


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    "text",
    [
        "<!channel>",
        "<!here>",
        "<!everyone> /crr 500 50 450",
        "<@U1> and <#C1|general> and <https://example.org|this>",
        "/crr <!channel> 50 450",
        "/tips <!channel>",
        "/benchmark <@U1>",
        "/crr 500 50 450 industry=<!here>",
        "/crr &lt;!channel&gt; 50 450",
        "`/crr` ```x``` *b* _i_ ~s~ > quote",
        "'; DROP TABLE customers; --",
        "{{ 7 * 7 }} {% raw %}",
        "\u202e054\u202c",
        "a" * 5000,
        "5" * 900,
        "<" * 900,
        "&" * 900,
        "/benchmark " + "&" * 900,
        "😀" * 400,
    ],
)
def test_hostile_text_is_answered_and_mentions_nobody(text: str, language: Language) -> None:
    check(ask(text, language))


@given(st.text(max_size=300), st.sampled_from(LANGUAGES))
@example("\ud7ff\ue000\u2028\x85", "en")
def test_any_text_is_answered(text: str, language: Language) -> None:
    check(ask(text, language))


@given(st.one_of(grammatical, well_formed), st.sampled_from(LANGUAGES))
@example("add /crr ", "en")
def test_any_text_of_the_grammars_own_words_is_answered(text: str, language: Language) -> None:
    reply = ask(text, language)
    check(reply)
    follow = {button.question for button in reply.buttons} | {reply.share} - {None}
    for question in follow:
        assert ask(str(question), language).ok, question


@given(well_formed)
def test_the_same_question_gets_the_same_reply(text: str) -> None:
    assert messages(ask(text)) == messages(ask(text))


def test_the_reply_is_in_the_language_of_the_question() -> None:
    assert ask("wat is onze retentie bij 500 klanten aan het begin en 9 verloren?").language == "nl"
    assert ask("/crr 500 50 450", "nl").language == "nl"
    assert ask("/crr 500 50 450 lang=en", "nl").language == "en"


def test_money_is_in_the_teams_currency() -> None:
    reply = desk.answer("/clv 80 4 3", ASKER, services(currency="USD"))
    assert plain(reply).startswith("Customer lifetime value US$960")
    refused = desk.answer("/grr 100 60 60", ASKER, services(currency="GBP"))
    assert "£120 lost of £100" in plain(refused)
