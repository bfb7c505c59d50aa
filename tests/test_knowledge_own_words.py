"""No sentence of ours is a sentence of the articles.

The articles are not here: `article_sentences.sha256` holds, for each of their sentences of four
words or more, the first 16 digits of the SHA-256 of its words, made with `digests` below.
"""

import re
from collections.abc import Iterable
from hashlib import sha256
from pathlib import Path

from knowledge.library import LANGUAGES, Source, load

SENTENCES = Path(__file__).with_name("article_sentences.sha256")
SHORTEST = 4

ARTICLES = frozenset(SENTENCES.read_text("ascii").split())


def digests(text: str) -> dict[str, str]:
    """The sentences of `text` by digest; case, punctuation and spacing do not count."""
    sentences = (re.findall(r"\w+", part.casefold()) for part in re.split(r"[.:;?!|•\n]", text))
    plain = (" ".join(words) for words in sentences if len(words) >= SHORTEST)
    return {sha256(sentence.encode()).hexdigest()[:16]: sentence for sentence in plain}


def copied(texts: Iterable[str], articles: frozenset[str]) -> list[str]:
    return [
        sentence
        for text in texts
        for digest, sentence in digests(text).items()
        if digest in articles
    ]


def our_texts() -> list[str]:
    """Every text, the points and the ways to ask among them."""
    records = [record for record in load().records() if not isinstance(record, Source)]
    texts = (record.in_(language) for record in records for language in LANGUAGES)
    values = (value for text in texts for value in text.model_dump().values() if value)
    return [part for value in values for part in ((value,) if isinstance(value, str) else value)]


def test_no_sentence_is_taken_from_an_article() -> None:
    assert copied(our_texts(), ARTICLES) == []


def test_a_taken_sentence_would_be_found() -> None:
    articles = frozenset(digests("The kettle sings at dawn. It sings."))
    assert copied(["Listen: the Kettle sings, at dawn."], articles) == ["the kettle sings at dawn"]


def test_points_and_asks_are_read_as_well() -> None:
    guide = load().guides["reward-programme-rules"].nl
    assert {*guide.points, *guide.asks} <= set(our_texts())


def test_the_articles_are_all_there() -> None:
    assert len(ARTICLES) > 500
