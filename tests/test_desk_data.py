"""Whatever is typed about the data gets a Reply within Slack's limits, and nothing of it runs."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot import desk
from bot.reply import LANGUAGES, Language
from metrics.catalog import METRICS
from tests.company import ANN, IN_CHANNEL, Acme
from tests.test_desk import check

HOSTILE = [
    "'; DROP TABLE customers; --",
    "x' OR '1'='1",
    "Pro'); DELETE FROM orders; SELECT ('",
    "1 UNION SELECT id FROM customers",
    "<!channel>",
    "<@U_ADA>",
    "{{ 7 * 7 }}",
    "{% raw %}",
    "%s %(plan)s :plan ?",
    "\\",
    '""',
    "ﬁ—Ⅷ Ｐｒｏ",
    "\u202eorP\u202c",
    "P\u200bro",
    "😀",
    "a" * 10_000,
    "'" * 500,
]
PLACES = [
    "/crr {}",
    "/crr last month {}",
    "/crr {} by plan",
    "/crr last month by {}",
    "/crr last month where plan = {}",
    '/crr last month where plan = "{}"',
    "/crr last month where {} = Pro",
    "/crr from {} to {}",
    "/crr last month vs {}",
    "/cohort {}",
    "/cohort 12 months where country is {}",
    "/risk as of {}",
    "/risk where plan={} csv",
    "/kpi {}",
    "/nps {} per plan",
    "explain churn {}",
    "how is our retention for plan {} last month?",
]
WORDS = [
    *METRICS, "customers", "mrr", "cohort", "risk", "kpi", "explain", "/crr", "/retention", "by",
    "per", "where", "waar", "plan", "land", "country", "=", "Pro", "Team", "is", "last month",
    "vorige maand", "Q3", "2025", "this month so far", "week 45", "last 12 months", "vs last year",
    "vs previous", "since", "1 March", "to", "tot", "and", "en", "only", "csv", "unbounded",
    "as of", "500", "45%", "lang=nl", "industry=software", "our", "ons", "?", "period=month",
]  # fmt: skip
EARLIER = [
    "crr from 2026-10-01 to 2026-10-31 by plan lang=en",
    "churn from 2026-10-01 to 2026-10-31 where country=BE lang=nl",
    "risk as of 2026-11-12 lang=en",
    "cohort 12 months lang=nl",
    "clv lang=en",
]
texts = st.text(max_size=120)
sentences = st.lists(st.sampled_from(WORDS), min_size=1, max_size=8).map(" ".join)
mixed = st.builds(lambda place, text: place.replace("{}", text), st.sampled_from(PLACES), texts)


unhurried = settings(deadline=None)  # a first question opens the warehouse


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_in_any_place_is_a_sentence(text: str, language: Language, acme: Acme) -> None:
    services = acme.services(language)
    for place in PLACES:
        check(desk.answer(place.replace("{}", text), ANN, services))
        check(desk.answer(text, ANN, services, earlier=EARLIER[0]))
    assert acme.ask("/crr last month").facts["value"] == 0.875  # all tables are still there


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("/crr where plan = '; DROP TABLE customers; --'", "data_unknown_value"),
        ("/crr where plan = <!channel>", "data_unknown_value"),
        ("/crr by customers.plan", "unknown_dimension"),
        ("/crr by id; DROP TABLE customers", "unknown_dimension"),
        ("/crr 2027", "period_in_future"),
        ("/crr from 1 December 2026 to 31 December 2026", "period_in_future"),
        ("/risk as of 2030-01-01", "period_in_future"),
        ("/crr 30 February 2026", "no_such_date"),
        ("/crr 1 May 1850", "period_too_early"),
        ("/crr by day 2025", "data_too_many_periods"),
        ("/crr where plan = " + "a" * 10_000, "too_long"),
    ],
)
def test_what_cannot_be_asked_is_told_by_name(text: str, problem: str, acme: Acme) -> None:
    assert acme.ask(text).part == problem


@unhurried
@given(st.one_of(texts, sentences, mixed), st.sampled_from(LANGUAGES))
def test_any_text_is_answered(acme: Acme, text: str, language: Language) -> None:
    check(desk.answer(text, ANN, acme.services(language)))


@unhurried
@given(st.one_of(texts, sentences), st.sampled_from(EARLIER))
def test_any_follow_up_is_answered(acme: Acme, text: str, earlier: str) -> None:
    check(desk.answer(text, ANN, acme.services(), earlier=earlier))


@unhurried
@given(sentences)
def test_what_a_channel_asks_is_answered_as_well(acme: Acme, text: str) -> None:
    reply = desk.answer(text, IN_CHANNEL, acme.services())
    check(reply)
    assert reply.sheet is None


@unhurried
@given(sentences)
def test_what_is_shared_or_pressed_is_answered(acme: Acme, text: str) -> None:
    reply = acme.ask(text)
    for question in {button.question for button in reply.buttons} | ({reply.share} - {None}):
        again = acme.ask(str(question))
        assert again.ok, question
        assert again.language == reply.language, question
