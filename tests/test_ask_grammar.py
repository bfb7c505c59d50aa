"""From a line to an Ask and back: commands, reading rules, the round trip."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.ask.grammar import MOST_CHARACTERS, read, spoken_in
from bot.ask.line import RESULTS
from bot.ask.question import Ask, Figure
from bot.ask.words import words
from bot.commands import COMMANDS
from bot.reply import LANGUAGES, Language, Problem
from metrics.catalog import METRICS, Field
from metrics.period import PER_YEAR
from tests.asking import LIBRARY, ask, reading

MOST_IN_A_BLOCK_ID = 255  # a menu keeps the question there
SHARES = st.integers(0, 10**6).map(lambda n: Decimal(n) / 10**6)
KINDS: dict[str, st.SearchStrategy[Figure]] = {
    "count": st.integers(0, 10**15 - 1),
    "amount": st.decimals(0, 10**12, places=2),
    "number": st.decimals(0, 10**6, places=3),
    "share": SHARES,
}


@st.composite
def typed_figures(draw: st.DrawFn, fields: tuple[Field, ...]) -> tuple[tuple[str, Figure], ...]:
    return tuple((field.name, draw(KINDS[field.kind])) for field in fields)


@st.composite
def metric_asks(draw: st.DrawFn) -> Ask:
    metric = METRICS[draw(st.sampled_from(sorted(METRICS)))]
    form = draw(st.sampled_from(metric.forms))
    extra = draw(st.sets(st.sampled_from([field.name for field in metric.fields])))
    fields = tuple(field for field in metric.fields if field.name in form | extra)
    return Ask(
        draw(st.sampled_from(["figures", "explain"])),
        draw(st.sampled_from(LANGUAGES)),
        metric.name,
        draw(typed_figures(fields)),
        industry=draw(st.sampled_from([None, *LIBRARY.industries])),
        period=draw(st.sampled_from([None, *PER_YEAR])),
    )


@st.composite
def what_if_asks(draw: st.DrawFn) -> Ask:
    start, new = (("start", draw(KINDS["count"])), ("new", draw(KINDS["count"])))
    target = ("target", draw(SHARES))
    revenue = ("revenue", draw(KINDS["amount"]))
    figures: tuple[tuple[str, Figure], ...] = draw(
        st.sampled_from(
            [
                (target, start, new),
                (("before", draw(SHARES)), target),
                (("before", draw(SHARES)), target, start, revenue),
            ]
        )
    )
    metric = draw(st.sampled_from(["crr", "churn"]))
    return Ask("whatif", draw(st.sampled_from(LANGUAGES)), metric, figures)


OTHER_ASKS = st.one_of(
    st.builds(
        Ask,
        st.just("tips"),
        st.sampled_from(LANGUAGES),
        st.sampled_from([None, *METRICS]),
        industry=st.sampled_from([None, *LIBRARY.industries]),
        after=st.integers(0, 10**6),
        result=st.sampled_from([None, *RESULTS]),
    ),
    st.builds(
        Ask,
        st.just("benchmark"),
        st.sampled_from(LANGUAGES),
        topic=st.sampled_from([None, *LIBRARY.industries, *LIBRARY.companies]),
    ),
    st.builds(
        Ask,
        st.just("help"),
        st.sampled_from(LANGUAGES),
        topic=st.sampled_from([None, *METRICS, "whatif", "explain", "tips", "benchmark"]),
    ),
)


@given(st.one_of(metric_asks(), what_if_asks(), OTHER_ASKS), st.sampled_from(LANGUAGES))
def test_a_question_reads_back_as_the_same_ask(asked: Ask, default: Language) -> None:
    written = asked.question()
    assert read(written, spoken_in(written, default), LIBRARY) == asked
    assert len(written) <= MOST_IN_A_BLOCK_ID


@pytest.mark.parametrize(
    ("text", "question"),
    [
        ("/crr 500 50 450", "crr start=500 new=50 end=450"),
        ("/CRR  500   50\t450\n", "crr start=500 new=50 end=450"),
        ("`/crr 500 50 450`", "crr start=500 new=50 end=450"),
        ("/crr *500* 50 450", "crr start=500 new=50 end=450"),
        ("/crr 500. 50 450.", "crr start=500 new=50 end=450"),
        ("/crr 500,50,450", "crr start=500 new=50 end=450"),
        ("/crr 500, 50, 450", "crr start=500 new=50 end=450"),
        ("/crr 500/50/450", "crr start=500 new=50 end=450"),
        ("/crr 500; 50; 450", "crr start=500 new=50 end=450"),
        ("/crr 1 200 200", "crr start=1 new=200 end=200"),
        ("/crr 1\u00a0200 50 1\u202f150", "crr start=1200 new=50 end=1150"),
        ("/crr 1\u2009200 50 1\u2007150", "crr start=1200 new=50 end=1150"),
        ("/crr start=1 200 new=50 end=1 150", "crr start=1200 new=50 end=1150"),
        ("/crr 1,200/50/1,150", "crr start=1200 new=50 end=1150"),
        ("/crr 5\u200b00 \u202e50\u202c 4\u200e50", "crr start=500 new=50 end=450"),
        ("/crr s=500 n=50 e=450", "crr start=500 new=50 end=450"),
        ("/crr l=9 n=23 s=130", "crr start=130 new=23 lost=9"),
        ("/crr 500 50 450 for banks", "crr start=500 new=50 end=450 industry=banking"),
        ("/crr 500 50 450 banking per month",
         "crr start=500 new=50 end=450 industry=banking period=month"),
        ("/crr 500 50 450 month", "crr start=500 new=50 end=450 period=month"),
        ("/crr start=500 new=50 end=450 hotels",
         "crr start=500 new=50 end=450 industry=hospitality"),
        ("/retention", "help"),
        ("/retention 500 50 450", "crr start=500 new=50 end=450"),
        ("/retention nps 60 25 15", "nps promoters=60 passives=25 detractors=15"),
        ("retention nps 60 25 15", "nps promoters=60 passives=25 detractors=15"),
        ("retention rate 500 50 450", "crr start=500 new=50 end=450"),
        ("crr: 500 50 450", "crr start=500 new=50 end=450"),
        ("/crr", "help crr"),
        ("/crr help", "help crr"),
        ("/crr ?", "help crr"),
        ("?", "help"),
        ("help nps", "help nps"),
        ("help please", "help"),
        ("explain", "help crr"),
        ("explain nps", "define nps"),
        ("explain 500 50 450", "explain crr start=500 new=50 end=450"),
        ("/clv 80 4 3 margin=60", "clv value=80 frequency=4 years=3 margin=60%"),
        ("/clv € 80 4 3", "clv value=80 frequency=4 years=3"),
        ("/clv 80 € 4 3", "clv value=80 frequency=4 years=3"),
        ("/clv 80 euro 4 3", "clv value=80 frequency=4 years=3"),
        ("/clv arpa=50 churn=5 %", "clv arpa=50 churn=5%"),
        ("/csat 170/200", "csat satisfied=170 total=200"),
        ("/whatif", "help whatif"),
        ("/whatif help", "help whatif"),
        ("/crr start=500 kept=450", "crr start=500 kept=450"),
        ("/whatif our churn went from 20 to 15", "whatif churn before=20% target=15%"),
        ("/whatif 80->85", "whatif crr before=80% target=85%"),
        ("what if we keep 85% instead of 80%", "whatif crr before=80% target=85%"),
        ("/whatif 80 to 85 with 500 customers", "whatif crr before=80% target=85% start=500"),
        ("/whatif churn 5 to 3 at 1,000 clients", "whatif churn before=5% target=3% start=1000"),
        ("/whatif churn target=15% before=20", "whatif churn before=20% target=15%"),
        ("/tips", "tips"),
        ("/tips for hotels", "tips industry=hospitality"),
        ("/tips for customers", "tips"),
        ("tips customers 2025", "tips customers 2025"),
        ("/tips churn industry=software", "tips churn industry=software"),
        ("/benchmark industry=banks", "benchmark banking"),
        ("/benchmark for hotels?", "benchmark hospitality"),
        ("/benchmark the local", "benchmark the-local"),
        ("/benchmark Harley Davidson", "benchmark harley-davidson"),
        ("/define add", "define add"),
        ("/define add: Health Score", "define add Health Score"),
        ("/define edit", "define edit"),
        ("/define additional services", "define additional services"),
        ("/retention gaps after=10", "gaps after=10"),
        ("open questions", "gaps"),
        ("/retention runs", "runs"),
        ("last posts", "runs"),
    ],
)  # fmt: skip
def test_a_line_is_read_as_its_canonical_question(text: str, question: str) -> None:
    assert reading(text).question() == f"{question} lang=en"


@pytest.mark.parametrize(
    ("text", "question"),
    [
        ("/define voeg toe Klantstemming", "define add Klantstemming"),
        ("/define toevoegen: Klantstemming", "define add Klantstemming"),
        ("/define wijzig klantverloop", "define edit klantverloop"),
        ("/define add", "define add"),
        ("open vragen", "gaps"),
        ("/retention runs", "runs"),
        ("laatste berichten", "runs"),
    ],
)
def test_curators_may_ask_in_dutch(text: str, question: str) -> None:
    assert reading(text, "nl").question() == f"{question} lang=nl"


@pytest.mark.parametrize("text", ["", " ", "\n\t", "\u200b\u200e", "\u00a0", "**", "\x00"])
@pytest.mark.parametrize("language", LANGUAGES)
def test_nothing_to_read_is_said_so(text: str, language: Language) -> None:
    assert ask(text, language).part == "empty"


def test_a_long_text_is_refused_by_its_length() -> None:
    with pytest.raises(Problem) as raised:
        reading("a" * 5000)
    assert (raised.value.code, raised.value.facts["characters"]) == ("too_long", 5000)
    with pytest.raises(Problem) as read:
        reading("a" * MOST_CHARACTERS)
    assert read.value.code == "unknown_question"


@pytest.mark.parametrize(
    ("text", "default", "language"),
    [
        ("/crr 1 2 3", "nl", "nl"),
        ("/crr 1 2 3 lang=en", "nl", "en"),
        ("/crr 1 2 3 taal=nederlands", "en", "nl"),
        ("/crr 1 2 3 lang=fr", "nl", "nl"),
        ("wat is onze retentie? lang=en", "nl", "en"),
        ("/retention nps 60 25 15", "nl", "nl"),
        ("what is our nps?", "nl", "en"),
    ],
)
def test_the_language_is_asked_for_or_heard_or_usual(
    text: str, default: Language, language: Language
) -> None:
    assert spoken_in(text, default) == language


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("/crr 500,300,400", "several_meanings"),
        ("/csat 170,200", "several_meanings"),
        ("/crr 1,200", "wrong_count"),
        ("/crr 500,abc", "wrong_count"),
        ("/crr 500 fifty 450", "unreadable"),
        ("explain tips", "unknown_question"),
        ("/whatif 80 85 90", "missing_whatif"),
        ("/whatif crr 80 to 85 hotels", "unreadable"),
        ("/whatif crr 80 to 85 period=month", "unknown_figure"),
        ("/whatif crr 80 to 85 industry=banks", "unknown_figure"),
        ("/whatif crr 80 to 85 new=5", "unknown_figure"),
        ("/whatif crr 85 start=500 new=50 revenue=9", "unknown_figure"),
        ("/churn 500 lost=50", "mixed_figures"),
        ("/crr 500 new=50 end=450", "mixed_figures"),
        ("/clv 80 4 margin=60", "wrong_count"),
        ("/crr 80%", "share_of_what"),
        ("crr 80%", "share_of_what"),
        ("/clv 80%", "wrong_count"),
        ("/crr start=", "no_figure"),
        ("/crr 500 50 450 lang=nl lang=en", "twice"),
        ("/crr 500 50 450 plan b", "unreadable"),
    ],
)
def test_a_line_that_cannot_be_read_one_way_only_is_a_problem(text: str, code: str) -> None:
    with pytest.raises(Problem) as raised:
        reading(text)
    assert raised.value.code == code


@pytest.mark.parametrize("command", sorted(COMMANDS.keys() - words().data.keys()))
def test_every_command_that_slack_installs_is_read(command: str) -> None:
    assert command == "retention" or command in words().commands
    assert ask(f"/{command} {COMMANDS[command].hint.partition(' (')[0]}").ok


@pytest.mark.parametrize("word", sorted(words().commands))
def test_every_word_for_a_command_leads_to_an_answer(word: str) -> None:
    if word in {"gaps", "hiaten", "open questions", "open vragen"}:
        assert ask(word).part == "not_a_curator"
    elif words().commands[word] == "runs":
        assert ask(word).part == "runs_of_others"
    elif word in {"audit", "audit log", "auditlog", "logboek"}:
        assert ask(word).part == "no_warehouse"
    else:
        assert ask(word).ok
