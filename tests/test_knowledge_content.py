"""The content itself: complete, in both languages, true to the inventory of facts."""

from collections import Counter
from collections.abc import Iterator, Mapping
from decimal import Decimal
from itertools import product
from typing import Any, get_args

import pytest

from knowledge.index import Entry, entries_of
from knowledge.library import CONTENT, LANGUAGES, Company, Industry, Language, Library, Tip, load
from knowledge.names import fold
from knowledge.records import Addition, FactorKey, Guide, Reason, Record, Term

LIBRARY: Library = load()


# How long a reply may get, with everything an entry has to say.
LONGEST_TERM = 900
LONGEST_GUIDE = 1150
LONGEST_REASON = 700

INDUSTRIES = {
    "media": 84,
    "professional-services": 84,
    "automotive": 83,
    "insurance": 83,
    "it-services": 81,
    "construction": 80,
    "financial-services": 78,
    "telecom": 78,
    "healthcare": 77,
    "software": 77,
    "banking": 75,
    "consumer-services": 67,
    "manufacturing": 67,
    "hospitality": 55,
    "ecommerce": 30,
}
COMPANIES = {
    "apple": 90,
    "amazon": 94,
    "costco": 90,
    "netflix": 93,
    "airbnb": 80,
    "zappos": 75,
    "harley-davidson": 66,
    "chick-fil-a": 80,
    "sephora": 65,
    "starbucks": 80,
    "the-local": 4,
}
METRICS = ("crr", "churn", "nps", "csat", "repeat", "clv", "nrr", "grr", "quick")
RESULTS = ("low", "usual", "high")


def fields(record: Record[Any], language: Language) -> Iterator[tuple[str, str]]:
    """Every text of a record in this language, with the field it stands in."""
    for field, value in record.in_(language).model_dump().items():
        for text in (value,) if isinstance(value, str) else value or ():
            yield field, text


def lines(language: Language) -> Iterator[tuple[str, str]]:
    """Every text in this language, with the file it stands in."""
    for record in LIBRARY.records():
        for _, text in fields(record, language):
            yield record.file, text


def test_every_file_in_the_folder_is_read() -> None:
    files = {path.relative_to(CONTENT).as_posix() for path in CONTENT.rglob("*.toml")}
    assert files == {record.file for record in LIBRARY.records()}


def test_industries_hold_the_published_averages() -> None:
    assert {key: one.value for key, one in LIBRARY.industries.items()} == INDUSTRIES


def test_companies_hold_the_published_figures() -> None:
    assert {key: one.value for key, one in LIBRARY.companies.items()} == COMPANIES


def test_only_the_e_commerce_average_is_not_from_statista() -> None:
    others = {one.key: (one.credits, one.year) for one in LIBRARY.industries.values()}
    assert others.pop("ecommerce") == ("Decile, 2023 E-commerce Benchmarking Guide", 2023)
    assert set(others.values()) == {("Statista", None)}


def test_no_benchmark_states_a_period_because_no_source_does() -> None:
    benchmarks: list[Industry | Company] = [
        *LIBRARY.industries.values(),
        *LIBRARY.companies.values(),
    ]
    assert {one.period for one in benchmarks} == {None}


def test_the_local_is_a_churn_below_a_bound_and_no_estimate() -> None:
    local = LIBRARY.companies["the-local"]
    assert (local.metric, local.relation, local.estimate) == ("churn", "below", False)
    estimates = [one for one in LIBRARY.companies.values() if one.metric == "crr"]
    assert all(one.estimate and one.source == "xoxoday" for one in estimates)


def test_what_the_yardsticks_say_about_the_averages_is_counted() -> None:
    values = [one.value for one in LIBRARY.industries.values()]
    assert len(values) == 15
    assert sum(value < 80 for value in values) == 9
    assert sum(70 <= value <= 80 for value in values) == 6
    assert max(values) < 85


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_agency_figure_stays_an_example(language: Language) -> None:
    ecommerce = LIBRARY.industries["ecommerce"]
    assert ecommerce.value == Decimal(30)
    assert "62%" in (ecommerce.in_(language).note or "")


@pytest.mark.parametrize("metric", METRICS)
def test_each_metric_has_a_term(metric: str) -> None:
    assert LIBRARY.terms[metric].en.formula


def test_formulas_that_no_article_gives_are_marked_as_ours() -> None:
    ours = {key for key, term in LIBRARY.terms.items() if term.ours and term.sources}
    assert ours == {"nps", "csat", "repeat", "clv"}


def test_words_that_no_article_has_are_marked_as_ours_and_say_so() -> None:
    ours = {key for key, term in LIBRARY.terms.items() if not term.sources}
    assert ours == {
        "cohort",
        "customer-effort-score",
        "grr",
        "net-customer-growth",
        "nrr",
        "promoter-detractor",
        "quick",
        "revenue-retention",
    }
    assert all(LIBRARY.terms[key].published for key in ours)


@pytest.mark.parametrize(("metric", "result"), list(product(METRICS, RESULTS)))
def test_any_business_finds_a_tip_for_each_metric_and_result(metric: str, result: str) -> None:
    general = [tip for tip in LIBRARY.tips.values() if not tip.industries]
    assert any(metric in tip.metrics and result in tip.fits for tip in general)


def test_each_industry_has_its_own_tips() -> None:
    own = Counter(key for tip in LIBRARY.tips.values() if not tip.analogy for key in tip.industries)
    assert own.keys() == INDUSTRIES.keys()
    assert min(own.values()) == 3


def test_stripes_tips_for_saas_are_for_software_by_analogy() -> None:
    analogies = [tip for tip in LIBRARY.tips.values() if tip.analogy]
    assert {(tip.source, tip.industries) for tip in analogies} == {("stripe", ("software",))}


@pytest.mark.parametrize("shelf", [LIBRARY.terms, LIBRARY.reasons, LIBRARY.guides])
def test_every_source_is_cited(shelf: Mapping[str, Term | Reason | Guide]) -> None:
    assert {source for one in shelf.values() for source in one.sources} == LIBRARY.sources.keys()


def test_the_factors_are_those_that_tips_work_on() -> None:
    assert LIBRARY.factors.keys() == set(get_args(FactorKey))
    worked_on = {driver for tip in LIBRARY.tips.values() for driver in tip.drivers}
    assert worked_on == {*get_args(FactorKey), *get_args(Addition)}


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_entry_fits_in_a_reply(language: Language) -> None:
    shelves: dict[int, Mapping[str, Term | Guide | Reason]] = {
        LONGEST_TERM: LIBRARY.terms,
        LONGEST_GUIDE: LIBRARY.guides,
        LONGEST_REASON: LIBRARY.reasons,
    }
    long = [
        one.file
        for most, shelf in shelves.items()
        for one in shelf.values()
        if sum(len(text) for field, text in fields(one, language) if field != "asks") > most
    ]
    assert not long


@pytest.mark.parametrize("entry", entries_of(LIBRARY), ids=lambda entry: entry.file)
def test_an_entry_knows_how_people_ask_for_it(entry: Entry) -> None:
    for language in LANGUAGES:
        asks = entry.in_(language).asks
        assert 4 <= len({fold(ask) for ask in asks}) <= 48
        assert len({fold(ask) for ask in asks}) == len(asks)


@pytest.mark.parametrize("kind", get_args(Entry))
def test_no_two_entries_of_a_kind_answer_the_same_question(kind: type[Entry]) -> None:
    asks = Counter(
        ask
        for entry in entries_of(LIBRARY)
        if isinstance(entry, kind)
        for ask in {fold(ask) for language in LANGUAGES for ask in entry.in_(language).asks}
    )
    assert [ask for ask, times in asks.items() if times > 1] == []


def test_figures_that_are_claims_have_a_caveat() -> None:
    claims = {f"DR{number:02}" for number in range(1, 8)} - {"DR02"}
    held = {fact for one in LIBRARY.reasons.values() if one.en.caveat for fact in one.facts}
    assert claims <= held


@pytest.mark.parametrize("language", LANGUAGES)
def test_texts_are_tidy(language: Language) -> None:
    bad = [(file, text) for file, text in lines(language) if "!" in text or "  " in text]
    assert not bad


def test_dutch_speaks_to_je() -> None:
    formal = {"u", "uw", "uzelf"}
    assert not [(file, text) for file, text in lines("nl") if formal & set(text.lower().split())]


@pytest.mark.parametrize("tip", LIBRARY.tips.values(), ids=lambda tip: tip.key)
def test_a_tip_is_a_title_without_and_a_text_with_a_full_stop(tip: Tip) -> None:
    for language in LANGUAGES:
        assert not tip.in_(language).title.endswith(".")
        assert tip.in_(language).text.endswith(".")
