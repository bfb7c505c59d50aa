"""Finding an entry by what people type."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from knowledge.library import load
from knowledge.records import Company, Factor, Guide, Industry, Reason, Term, Tip
from knowledge.search import search_of
from knowledge.spelling import content_words, fold, grams, squeezed

KINDS = (Term, Factor, Guide, Reason, Tip, Industry, Company)
SEARCH = search_of(load())


@pytest.mark.parametrize(
    ("words", "key"),
    [
        ("churn", "churn"),
        ("klant verloop", "churn"),
        ("Klantverloop", "churn"),
        ("chrun", "churn"),
        ("CLTV", "clv"),
        ("e commerce", "e-commerce"),
        ("net promotor score", "nps"),
        ("repsonse bias", "response-bias"),
        ("loyaliteits programma", "loyalty-programme"),
    ],
)
def test_a_term_is_found_by_name_alias_form_and_typo(words: str, key: str) -> None:
    assert SEARCH.find(words, (Term,))[0].entry.key == key


def test_an_exact_name_scores_one_and_rubbish_little() -> None:
    assert SEARCH.find("churn", (Term,))[0].score == 1
    assert all(hit.score < 0.4 for hit in SEARCH.find("qwxzv", KINDS))


def test_words_of_two_letters_are_found_by_exact_name_only() -> None:
    assert SEARCH.find("KB", (Term,))[0].entry.key == "knowledge-base"
    assert SEARCH.find("zq", KINDS) == []


def test_only_the_kinds_that_are_asked_for_are_found() -> None:
    assert all(isinstance(hit.entry, Tip) for hit in SEARCH.find("onboarding", (Tip,)))


def test_terms_named_in_a_sentence_come_in_its_order() -> None:
    named = SEARCH.named_in("verschil tussen upselling en net promoter score", Term)
    assert [term.key for term in named] == ["upselling", "nps"]


@pytest.mark.parametrize("words", ["", "   ", "?!", '" OR NEAR(', "🙂", "a" * 10_000])
def test_nothing_that_is_typed_breaks_the_index(words: str) -> None:
    assert isinstance(SEARCH.find(words, KINDS), list)


def test_many_may_search_at_once() -> None:
    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(lambda _: SEARCH.find("chrun", (Term,))[0].entry.key, range(64)))
    assert set(found) == {"churn"}


def test_folding_takes_case_accents_and_signs_away() -> None:
    assert fold("Créatie-économie!") == "creatie economie"
    assert squeezed("E-commerce") == "ecommerce"
    assert grams("wat is de churn") == grams("churn") == {"chu", "hur", "urn"}
    assert content_words("wat is dat") == "wat is dat"
