"""Masking: words stay, what tells people or figures apart goes."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.store.masking import MOST_CHARACTERS, mask


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("what is churn?", "what is churn?"),
        ("  what\n is\tchurn?\x00 ", "what is churn?"),
        ("is 83% goed voor een verzekeraar?", "is #% goed voor een verzekeraar?"),
        ("/crr 500 50 450", "/crr # # #"),
        ("omzet 1.234.567,89 in 2025", "omzet # in #"),
        ("€10'000, 5.", "€#, #."),
        ("½ of ٣ or Ⅷ", "# of # or #"),
        ("500klanten in Q3", "#klanten in Q#"),
        ("churn bij B2B-bedrijven", "churn bij B#B-bedrijven"),
        ("<@U024BE7LH> help", "help"),
        ("ask <#C024BE7LH|general chat> or <!channel> now", "ask or now"),
        ("see <https://example.com/a?b=1|our page> please", "see please"),
        ("mail <mailto:ann@example.com|ann> or bob@example.com", "mail or"),
        ("@ann what is churn", "what is churn"),
        ("https://example.com www.example.com example.com/ann booking.com", "booking.com"),
        ("why did U024BE7LH leave", "why did leave"),
        ("customer 6f9619ff-8b86-d011-b42d-00c04fc964ff left", "customer left"),
        ("NL91ABNA0417164300 betaalt", "betaalt"),
        ("is churn < 5% and > 2% fine", "is churn < #% and > #% fine"),
        ("CUSTOMER RETENTION", "CUSTOMER RETENTION"),
        ("<@U024BE7LH>", ""),
    ],
)
def test_words_stay_and_the_rest_goes(typed: str, kept: str) -> None:
    assert mask(typed) == kept


@given(st.text())
def test_no_digit_survives(text: str) -> None:
    kept = mask(text)
    assert not any(unicodedata.category(char).startswith("N") for char in kept)
    assert not any(char.isdigit() for char in kept)


@given(st.text())
def test_masking_a_masked_text_changes_nothing(text: str) -> None:
    assert mask(mask(text)) == mask(text)


@given(st.lists(st.from_regex(r"[a-z]+@[a-z]+\.com", fullmatch=True)))
def test_no_address_survives(addresses: list[str]) -> None:
    assert mask(" ".join(addresses)) == ""


@pytest.mark.parametrize("piece", ["churn ", "x", "<@", "9", "a1", "a@", "<a:"])
def test_ten_thousand_characters_become_three_hundred(piece: str) -> None:
    kept = mask(piece * (10_000 // len(piece)))
    assert len(kept) <= MOST_CHARACTERS


def test_what_is_cut_says_so() -> None:
    assert mask("churn " * 60) == ("churn " * 50)[: MOST_CHARACTERS - 1] + "…"


def test_half_an_address_does_not_survive_the_cut() -> None:
    assert mask("@a " * 666 + "ann.de.vries@example.com") == ""
