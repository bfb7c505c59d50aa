"""Industries, companies and terms found by what people type, in both languages."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.library import load
from knowledge.names import fold

LIBRARY = load()

INDUSTRIES = {
    "media": "media companies, Mediabedrijven, publisher, krant, omroepen, streamingdienst",
    "professional-services": "law firm, consultancy, advocaten, boekhouder, adviesbureau",
    "automotive": "car dealer, garage, auto's, autobedrijf, vervoer, logistiek",
    "insurance": "insurer, insurers, verzekeraar, verzekeraars, verzekering, Verzekeringen",
    "it-services": "IT services, it-diensten, ICT, msp, systeembeheer, IT bedrijf",
    "construction": "contractor, bouw, aannemer, ingenieursbureau",
    "financial-services": "finance, financiële diensten, financiele diensten, hypotheken",
    "telecom": "Telecom, telco, isp, internetprovider, telecomaanbieder",
    "healthcare": "health care, hospital, zorg, ziekenhuis, tandarts, huisartsenpraktijk",
    "software": "software, SaaS, saas-bedrijf, saas bedrijf, software company, apps",
    "banking": "bank, banks, banken, BANKIEREN, banksector",
    "consumer-services": "klantenservice, customer service, kapper, reisbureau, spa's, bijles",
    "manufacturing": "factory, fabriek, productie, maakindustrie",
    "hospitality": "hotel, hotels, horeca, restaurant, restaurants, café, cafe, gastvrijheid",
    "ecommerce": "e-commerce, ecommerce, E commerce, webshop, web shop, webwinkel, online store",
}
COMPANIES = {
    "harley-davidson": "Harley Davidson, harley, harley-davidson",
    "chick-fil-a": "chick fil a, Chick-fil-A",
    "the-local": "The Local, thelocal",
    "amazon": "amazon, Amazon.com",
}
TERMS = {
    "crr": "crr, CCR, retention, retention rate, klantbehoud, klantretentie, klantenbinding, "
    "retentiepercentage, klantretentiesnelheid, klant retentie, retentiegraad",
    "churn": "churn, Churn rate, churnrate, chrun, klantverloop, klantafval, attrition, attritie",
    "nps": "NPS, net promoter score, net promotor score, promotorscore",
    "csat": "CSAT, customer satisfaction score, tevredenheidsscore, tevredenheidscijfer",
    "customer-satisfaction": "customer satisfaction, klanttevredenheid, tevredenheid",
    "sla": "response time, reactietijd",
    "inactive-customer": "slapende klant, sleeping customers",
    "metric": "metreken, kengetal",
    "re-engagement": "herengagement, win back, klanten terughalen",
    "repeat": "repeat, repeat purchase rate, herhaalaankopen, herhalingsaankooppercentage",
    "clv": "CLV, LTV, lifetime value, klantwaarde, klantlevensduurwaarde",
    "nrr": "NRR, net dollar retention, netto omzetbehoud, netto-omzetretentie",
    "grr": "GRR, gross revenue retention, bruto omzetbehoud",
    "quick": "quick, quick ratio, quickratio",
}


def typed(table: dict[str, str]) -> list[tuple[str, str]]:
    return [(words, key) for key, row in table.items() for words in row.split(", ")]


@pytest.mark.parametrize(("words", "key"), typed(INDUSTRIES))
def test_an_industry_is_found_as_people_type_it(words: str, key: str) -> None:
    assert LIBRARY.industry(words) is LIBRARY.industries[key]


@pytest.mark.parametrize("name", ["gym", "sportschool", "theater", "airline", "supermarkt"])
def test_what_no_source_lists_is_of_no_industry(name: str) -> None:
    """Shopify's consumer services are travel agents, spas, cleaners and tutors: BI12."""
    assert LIBRARY.industry(name) is None


@pytest.mark.parametrize(("words", "key"), typed(COMPANIES))
def test_a_company_is_found_as_people_type_it(words: str, key: str) -> None:
    assert LIBRARY.company(words) is LIBRARY.companies[key]


@pytest.mark.parametrize(("words", "key"), typed(TERMS))
def test_a_term_is_found_as_people_type_it(words: str, key: str) -> None:
    assert LIBRARY.term(words) is LIBRARY.terms[key]


def test_every_record_is_found_by_its_key() -> None:
    assert all(LIBRARY.industry(key) is one for key, one in LIBRARY.industries.items())
    assert all(LIBRARY.company(key) is one for key, one in LIBRARY.companies.items())
    assert all(LIBRARY.term(key) is one for key, one in LIBRARY.terms.items())


# The sources give no average for retail; `it` and `industry` are words of any sentence.
@pytest.mark.parametrize(
    "words", ["retail", "detailhandel", "winkel", "marketplace", "it", "industry", "advies", ""]
)
def test_what_is_no_industry_finds_none(words: str) -> None:
    assert LIBRARY.industry(words) is None


def test_click_through_rate_is_asked_back_and_not_taken_for_retention() -> None:
    assert LIBRARY.term("ctr") is None
    assert "crr" in LIBRARY.nearest("ctr", "term")


@pytest.mark.parametrize(
    ("words", "key"),
    [("insurence", "insurance"), ("sofware", "software"), ("verzekerar", "insurance")],
)
def test_a_slip_suggests_the_industry_first(words: str, key: str) -> None:
    assert LIBRARY.nearest(words, "industry")[0] == key


def test_suggestions_are_three_different_keys_at_most() -> None:
    close = LIBRARY.nearest("omzetretentie", "term")
    assert {"nrr", "grr"} <= set(close)
    assert len(close) == len(set(close)) <= 3


def test_nothing_close_suggests_nothing() -> None:
    assert LIBRARY.nearest("qqqqqq", "company") == []


@given(st.text())
def test_folding_twice_changes_nothing(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@given(st.text(), st.text(), st.sampled_from(" -_–'"))
def test_what_stands_between_words_does_not_count(left: str, right: str, between: str) -> None:
    assert fold(left + between + right) == fold(left) + fold(right)
