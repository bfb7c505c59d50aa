"""The content itself: complete, in both languages, true to the inventory of facts."""

from collections import Counter
from collections.abc import Iterator
from decimal import Decimal
from itertools import product

import pytest

from knowledge.library import CONTENT, LANGUAGES, Company, Industry, Language, Library, Tip, load

LIBRARY: Library = load()


def numbered(prefix: str, last: int, digits: int = 2) -> list[str]:
    return [f"{prefix}{number:0{digits}}" for number in range(1, last + 1)]


# Facts that stand in one record and no other.
BENCHMARK_FACTS = [*numbered("BI", 17), *numbered("BC", 11), *numbered("BT", 4)]
THREE_TIPS = "MED PRO AUT INS ITS CON TEL HEA SOF BAN CSV MAN HOS"
INDUSTRY_TIP_FACTS = [
    *(fact for name in THREE_TIPS.split() for fact in numbered(f"CS-{name}", 3, 1)),
    *(fact for name in ("FIN", "ECO") for fact in numbered(f"CS-{name}", 4, 1)),
]
LIVEAGENT_TIPS = (2, 3, 4, 5, 6, 10, 11, 12, 16, 20, 22)
FACTOR_TIPS = (2, 8, 9, 11)
TIP_FACTS = [
    *INDUSTRY_TIP_FACTS,
    *numbered("CX", 6),
    *numbered("CF", 12),
    *numbered("CT-S", 11),
    *(f"CL{number:02}" for number in LIVEAGENT_TIPS),
    *(f"CSF{number:02}" for number in FACTOR_TIPS),
]
CLAIM_FACTS = ["DR02"]
EXPLANATIONS = numbered("BE", 15)

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


def holders(fact: str) -> list[str]:
    return [record.file for record in LIBRARY.records() if fact in record.facts]


def lines(language: Language) -> Iterator[tuple[str, str]]:
    """Every text in this language, with the file it stands in."""
    for record in LIBRARY.records():
        for value in record.in_(language).model_dump().values():
            for text in (value,) if isinstance(value, str) else value or ():
                yield record.file, text


def test_every_file_in_the_folder_is_read() -> None:
    files = {path.relative_to(CONTENT).as_posix() for path in CONTENT.rglob("*.toml")}
    assert files == {record.file for record in LIBRARY.records()}


@pytest.mark.parametrize("fact", [*BENCHMARK_FACTS, *TIP_FACTS, *CLAIM_FACTS, *EXPLANATIONS])
def test_each_fact_in_scope_stands_in_one_record(fact: str) -> None:
    assert len(holders(fact)) == 1


def test_the_numbers_of_facts_are_those_of_the_inventory() -> None:
    assert len(INDUSTRY_TIP_FACTS) == 47
    assert len(TIP_FACTS) == len(LIBRARY.tips) == 91


def test_lending_on_collateral_and_favouring_the_near_are_no_tips() -> None:
    assert not {"CS-FIN5", "CS-FIN6"} & {
        fact for tip in LIBRARY.tips.values() for fact in tip.facts
    }


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
@pytest.mark.parametrize("figure", ["5%", "25%", "95%"])
def test_the_profit_claim_holds_its_figures(figure: str, language: Language) -> None:
    text = LIBRARY.claims["profit"].in_(language).text
    assert figure in text.rstrip(".").split(" ")


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_agency_figure_stays_an_example(language: Language) -> None:
    ecommerce = LIBRARY.industries["ecommerce"]
    assert ecommerce.value == Decimal(30)
    assert "62%" in (ecommerce.in_(language).note or "")


@pytest.mark.parametrize("metric", METRICS)
def test_each_metric_has_a_term(metric: str) -> None:
    assert LIBRARY.terms[metric].en.formula


def test_formulas_that_no_article_gives_are_marked_as_ours() -> None:
    ours = {key for key, term in LIBRARY.terms.items() if term.ours}
    assert ours == {"nps", "csat", "repeat", "clv", "nrr", "grr", "quick"}


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


def test_every_source_is_cited() -> None:
    cited = {getattr(record, "source", None) for record in LIBRARY.records()}
    assert cited >= LIBRARY.sources.keys()


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
