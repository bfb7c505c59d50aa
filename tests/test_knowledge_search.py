"""Finding an entry by what people type."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from knowledge.concepts import concepts
from knowledge.library import load
from knowledge.records import Company, Factor, Guide, Industry, Reason, Term, Tip
from knowledge.search import search_of
from knowledge.spelling import content_words, fold, squeezed, stem

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
    assert content_words("wat is de churn") == "churn"
    assert content_words("wat is dat") == "wat is dat"


@pytest.mark.parametrize(
    "forms",
    [
        "klant klanten",
        "blijven blijft blijf",
        "price prices pricing",
        "prijs prijzen",
        "loyal loyalty loyale loyaliteit",
        "personalise personalised personalizing personalisation personalisatie personaliseren",
        "complaint complaints complaining",
        "belonen beloning beloningen",
        "community communities",
    ],
)
def test_the_forms_of_a_word_have_one_stem(forms: str) -> None:
    assert len(set(map(stem, forms.split()))) == 1


@pytest.mark.parametrize("words", ["trust true", "loyal local", "price prize pride"])
def test_other_words_have_another_stem(words: str) -> None:
    assert len(set(map(stem, words.split()))) == len(words.split())


@pytest.mark.parametrize(
    ("text", "concept"),
    [
        ("zij loggen niet meer in", "risk-detection"),
        ("klanten haken af in de eerste maand", "onboarding"),
        ("our helpdesk takes days to answer", "service"),
        ("helpdeskservice", "service"),
        ("mensen klaagden over onpersoonlijk contact", "personalisation"),
        ("any loyalty card ideas", "loyalty-programme"),
        ("we want to get lapsed customers back", "risk-detection"),
        ("tips for content creaters", "creator"),
    ],
)
def test_everyday_words_name_a_concept(text: str, concept: str) -> None:
    assert concept in SEARCH.vocabulary.meant(text)


def test_every_driver_of_a_tip_has_everyday_words() -> None:
    library = load()
    drivers = {driver for tip in library.tips.values() for driver in tip.drivers}
    models = {model for tip in library.tips.values() for model in tip.models}
    assert drivers <= concepts().keys["drivers"]
    assert models == concepts().keys["models"]


@pytest.mark.parametrize("word", ["coolblue", "energieleveranciers", "qwxzv"])
def test_a_word_that_nobody_knows_is_no_slip_of_another(word: str) -> None:
    (unit,) = SEARCH.vocabulary.units(word)
    assert unit.readings == ()


@pytest.mark.parametrize(
    ("question", "key"),
    [
        ("our carts get abandoned", "ecommerce-checkout"),
        ("klanten worden van het kastje naar de muur gestuurd", "sort-questions"),
        ("my followers have gone passive", "creator-challenge"),
        ("wat zeggen we als we een bestelling verprutst hebben", "own-your-mistakes"),
    ],
)
def test_a_tip_is_found_by_a_question_that_shares_no_word_with_its_text(
    question: str, key: str
) -> None:
    assert SEARCH.find(question, (Tip,))[0].entry.key == key


def test_the_nearest_question_counts_and_not_all_of_them_together() -> None:
    """Words that stand in two questions of one entry find it less well than those of one."""
    whole = SEARCH.find("one star rating on google", (Tip,))[0]
    mixed = SEARCH.find("one angry google comments star", (Tip,))
    scores = {hit.entry.key: hit.score for hit in mixed}
    assert whole.entry.key == "answer-negative-feedback"
    assert scores.get(whole.entry.key, 0.0) < whole.score


def test_what_only_stands_in_a_question_is_told_by_no_entry() -> None:
    assert SEARCH.vocabulary.has("mattresses")
    assert not SEARCH.vocabulary.tells("mattresses")
    assert SEARCH.vocabulary.tells("churn")
