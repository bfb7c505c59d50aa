"""Any question about data, written down, reads back as itself; any words at all are answered."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from bot.ask.data_words import DataWords
from bot.ask.grammar import read, spoken_in
from bot.ask.line import RESULTS
from bot.ask.periods import UNITS, Window
from bot.ask.question import Ask
from bot.desk import refused
from bot.render.terminal import plain
from bot.reply import LANGUAGES, Language, Problem
from bot.services import Preferences
from metrics.catalog import METRICS
from metrics.period import Period, between, containing
from tests.asking import LIBRARY
from tests.data_questions import DATA, TODAY, reading

MEASURES = (*METRICS, "customers", "newcomers", "mrr")
# What a line keeps as it is typed: no signs that Slack formats with, one kind of quotes.
LETTERS = st.characters(categories=["L", "Nd", "P"], exclude_characters="`*~%“”„‘’")
VALUES = st.lists(st.text(LETTERS, min_size=1, max_size=8), min_size=1, max_size=3).map(" ".join)
WHERE = st.lists(
    st.tuples(st.sampled_from(sorted(DATA.dimensions)), VALUES),
    max_size=2,
    unique_by=lambda pair: pair[0],
).map(tuple)
BY = st.sampled_from([None, *DATA.dimensions])
VERSUS = st.sampled_from([None, "previous", "last_year"])
PHRASES = st.sampled_from(
    ["/crr", "churn", "our", "last month", "by plan", "where", "plan =", "Basic", "vs", "Q3",
     "last year", "500", "2025", "and", "per", "1 maart", "tot", "cohort", "12 months", "risk",
     "as of", "explain", '"', "'", "=", "<!channel>", "by foo", "industry=banking", "Pro", "of",
     "in", "customers", "compare", "with", "than", "more", "who left", "best month", "which plan",
     "trend", *RESULTS]
)  # fmt: skip


@st.composite
def windows(draw: st.DrawFn) -> Window:
    start = draw(st.dates(date(1970, 1, 1), TODAY - timedelta(days=1)))
    end = TODAY + timedelta(days=1)
    how = draw(st.sampled_from(["of", "since", "whole"]))
    if how == "of":
        unit = draw(st.sampled_from(UNITS))
        return Window(Period(containing(TODAY, unit).start, end, "custom"), running=True, of=unit)
    if how == "since":
        return Window(Period(start, end, "custom"), running=True)
    last = draw(st.dates(start, TODAY - timedelta(days=1)))
    return Window(between(start, last + timedelta(days=1)))


@st.composite
def data_asks(draw: st.DrawFn) -> Ask:
    kind = draw(st.sampled_from(["measure", "kpi", "cohort", "risk"]))
    name = draw(st.sampled_from(MEASURES)) if kind == "measure" else kind
    explained = draw(st.booleans())
    asked = Ask(
        "explain_data" if explained else kind,
        draw(st.sampled_from(LANGUAGES)),
        name if explained or kind == "measure" else None,
        by=draw(BY),
        where=draw(WHERE),
    )
    return draw(_filled(asked, name))


def _filled(asked: Ask, name: str) -> st.SearchStrategy[Ask]:
    given = {part: st.just(getattr(asked, part)) for part in ("by", "where")}
    basis = (st.just(asked.kind), st.just(asked.language), st.just(asked.metric))
    if name == "risk":
        return st.builds(Ask, *basis, **given, as_of=st.none() | st.dates(date(1970, 1, 1), TODAY))
    if name == "cohort":
        return st.builds(
            Ask,
            *basis,
            **given,
            window=st.none() | windows(),
            period=st.sampled_from([None, "month", "quarter"]),
            months=st.none() | st.integers(1, 60),
            unbounded=st.booleans(),
        )
    return st.builds(
        Ask,
        *basis,
        **given,
        window=windows(),
        versus=VERSUS,
        industry=st.sampled_from([None, *LIBRARY.industries]),
        period=st.sampled_from([None, *UNITS]),
    )


@given(data_asks(), st.sampled_from(LANGUAGES))
def test_a_question_about_data_reads_back_as_the_same_ask(asked: Ask, default: Language) -> None:
    written = asked.question()
    assert read(written, spoken_in(written, default), LIBRARY, DATA) == asked


@given(st.lists(PHRASES, max_size=8).map(" ".join), st.sampled_from([DATA, None]))
def test_any_words_are_a_question_or_a_problem_in_both_languages(
    text: str, data: DataWords | None
) -> None:
    try:
        asked = reading(text, data)
    except Problem as problem:
        refusals = [refused(problem, language, Preferences()) for language in LANGUAGES]
        said = [plain(refusal) for refusal in refusals]
    else:
        said = [read(asked.question(), asked.language, LIBRARY, data).question()]
    assert all(said)
