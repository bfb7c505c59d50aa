"""The vocabulary of words.toml, folded and turned round: from what is typed to what is meant."""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from itertools import chain, pairwise
from pathlib import Path
from typing import Any

import tomli

from bot.reply import LANGUAGES, Language

# Sections, beside the commands, whose words give a language away.
_TELLING = (
    "talk",
    "editing",
    "scheduling",
    "forms",
    "options",
    "periods",
    "fields",
    "months",
    "spans",
    "asked",
    "data",
    "alerts",
)
# How the other sections are read; each is an attribute of Words by its own name.
_TURNED = (
    "commands", "editing", "options", "periods", "languages", "months", "data", "paces",
    "numerals", "ordinals",
)  # fmt: skip
_LISTED = ("talk", "scheduling", "forms", "spans", "dimensions", "asked", "alerts")
_IGNORED = (
    "units", "breaks", "customers", "between", "wholes", "small", "weak", "each", "to_come",
)  # fmt: skip
_SUBJECT = (
    "generic", "misleading", "examples", "plain", "reach", "publishers", "asking", "own",
    "asks_why", "having", "possessing", "averaging", "opening", "places", "helped", "gains",
    "ahead", "trades", "before_names", "articles", "orders", "important", "influence", "factors",
    "either", "measures",
)  # fmt: skip
_SUBJECT_PHRASES = ("outside", "beside", "sourceless")
_FILE = Path(__file__).with_name("words.toml")
_NAMED = ("commands", "options", "periods", "fields")  # what these name is the house's own
_BETWEEN = "..."  # in a phrase: a few other words
_MOST_BETWEEN = 6


def fold(text: str) -> str:
    """Lower case without accents: how words are compared."""
    if text.isascii():
        return text.lower()
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    return "".join(letter for letter in decomposed if not unicodedata.combining(letter))


def any_of(choices: Iterable[str]) -> str:
    """A pattern for any of these, the longest first."""
    return "(?:" + "|".join(map(re.escape, sorted(choices, key=len, reverse=True))) + ")"


def in_one_tongue(folded: str, pairs: Mapping[str, str]) -> str:
    """The words as the language has them that these pairs lead to."""
    return " ".join(pairs.get(word, word) for word in folded.split()) if pairs else folded


@dataclass(frozen=True, slots=True)
class Phrase:
    """A phrase of words.toml: its parts in this order, with up to a few words between them."""

    parts: tuple[str, ...]  # with a space at both ends

    @property
    def text(self) -> str:
        return " ".join(part.strip() for part in self.parts)

    def stands_in(self, padded: str) -> bool:
        """Whether a folded text, a space at both ends, has the phrase as whole words."""
        at = padded.find(self.parts[0])
        for before, part in pairwise(self.parts):
            start = at + len(before) - 1
            following = padded.find(part, start)
            if at < 0 or following < 0 or padded.count(" ", start, following) > _MOST_BETWEEN:
                return False
            at = following
        return at >= 0


@dataclass(frozen=True, slots=True)
class Phrases:
    """Phrases by their first word, so that a text is held against few of them. Words that are the
    same in both languages (`pairs`) count as one: "which bedrijven".
    """

    by_first: Mapping[str, tuple[Phrase, ...]]
    pairs: Mapping[str, str]

    def longest_in(self, folded: str) -> Phrase | None:
        """The longest of the phrases that stands in a folded text."""
        typed = in_one_tongue(folded, self.pairs)
        padded = f" {typed} "
        near = (self.by_first.get(word, ()) for word in dict.fromkeys(typed.split()))
        found = (one for one in chain.from_iterable(near) if one.stands_in(padded))
        return max(found, key=lambda phrase: len(phrase.text), default=None)


@dataclass(frozen=True, slots=True)
class Words:
    """What each word means, by the place it stands in."""

    commands: Mapping[str, str]
    editing: Mapping[str, str]
    talk: Mapping[str, tuple[str, ...]]  # whole lines that ask nothing of the subject
    scheduling: Mapping[str, tuple[str, ...]]
    forms: Mapping[str, tuple[str, ...]]
    options: Mapping[str, str]
    periods: Mapping[str, str]
    languages: Mapping[str, str]
    fields: Mapping[str, frozenset[str]]  # one word may name several fields: "from", "churn"
    shown: Mapping[tuple[str, Language], str]  # the word for a field or option in a reply
    units: frozenset[str]
    breaks: frozenset[str]
    customers: frozenset[str]
    between: frozenset[str]
    wholes: frozenset[str]
    small: frozenset[str]
    weak: frozenset[str]
    each: frozenset[str]  # before a unit of time: how often something happens
    what_if: frozenset[str]  # what may stand about the rates of a what-if
    to_come: frozenset[str]  # what may be said of a period that has not begun
    months: Mapping[str, str]
    spans: Mapping[str, tuple[str, ...]]  # what the phrases of a period are made of, by its part
    data: Mapping[str, str]  # what only the company's data answers
    dimensions: Mapping[str, tuple[str, ...]]
    asked: Mapping[str, tuple[str, ...]]  # the words around a question about the data
    alerts: Mapping[str, tuple[str, ...]]  # what is said of a figure that is to be watched
    paces: Mapping[str, str]
    numerals: Mapping[str, str]
    ordinals: Mapping[str, str]
    chat: Mapping[str, Phrases]  # by the kind of question they give away
    opens: frozenset[str]  # first words of a clause that yes or no answers
    outside: Phrases
    beside: Phrases  # of the subject only together with a word for customers
    said_of_customers: frozenset[str]
    generic: frozenset[str]  # beside "average", these name no industry
    misleading: frozenset[str]  # phrases that hold the name of an industry and mean none
    plain: frozenset[str]  # ordinary words, that name no company and no industry
    reach: frozenset[str]  # channels, of which no source gives a figure
    sourceless: Phrases  # what is known by name, and no source gives a figure of
    publishers: frozenset[str]  # whose own figures no source gives
    asking: frozenset[str]  # first words of a question, that is no complaint
    own: frozenset[str]
    asks_why: frozenset[str]
    having: frozenset[str]  # said of a company: how many people have what it makes
    possessing: frozenset[str]
    averaging: frozenset[str]
    opening: frozenset[str]
    places: frozenset[str]
    helped: frozenset[str]
    gains: frozenset[str]
    ahead: frozenset[str]
    trades: frozenset[str]
    before_names: frozenset[str]
    articles: frozenset[str]
    orders: frozenset[str]
    fractions: Mapping[str, float]
    important: frozenset[str]
    influence: frozenset[str]
    factors: frozenset[str]
    either: frozenset[str]
    examples: frozenset[str]
    measures: frozenset[str]  # what else may be asked of a company, and no source says
    spoken: Mapping[str, Language]  # words of one language only

    @property
    def about_alerts(self) -> Mapping[str, str]:
        """What is asked of alerts: to set one, or which there are."""
        named = (("alert", "alert"), ("list", "alerts"))
        return {call: kind for name, kind in named for call in self.alerts[name]}

    def language_of(self, text: str) -> Language | None:
        """The language most of the telling words belong to; None when they tell nothing. A slash
        command tells nothing: it has the same name for everybody.
        """
        typed = re.findall(r"[\w'-]+", re.sub(r"^\W*/\S+", "", fold(text)))
        votes = [self.spoken[word] for word in typed if word in self.spoken]
        english, dutch = votes.count("en"), votes.count("nl")
        return None if english == dutch else "en" if english > dutch else "nl"


@cache
def words() -> Words:
    """The vocabulary, read once."""
    raw = tomli.loads(_FILE.read_text(encoding="utf-8"))
    ignored = {kind: frozenset(listed) for kind, listed in raw["ignored"].items()}
    subject = {name: frozenset(map(fold, said)) for name, said in raw["subject"].items()}
    chat = {kind: tuple(_every(said)) for kind, said in raw["chat"].items()}
    pairs = {fold(en): fold(nl) for en, nl in raw["pairs"].items()}
    sections: dict[str, Any] = {
        **{name: _turned(raw[name]) for name in _TURNED},
        **{name: _lists(raw[name]) for name in _LISTED},
        **{name: ignored[name] for name in _IGNORED},
        **{name: subject[name] for name in _SUBJECT},
        **{name: _phrases(map(fold, raw["subject"][name])) for name in _SUBJECT_PHRASES},
    }
    return Words(
        **sections,
        fields=_fields(raw["fields"]),
        fractions=raw["fractions"],
        shown=_shown(raw["fields"]) | _shown(raw["options"]),
        what_if=ignored["between"] | ignored["small"] | ignored["moves"] | _rates(raw["commands"]),
        said_of_customers=subject["customers"],
        chat={kind: _phrases(said, pairs) for kind, said in chat.items() if kind != "opens"},
        opens=frozenset(chat["opens"]),
        spoken=_spoken(raw),
    )


def _fields(table: Mapping[str, Mapping[str, list[str]]]) -> dict[str, frozenset[str]]:
    names: dict[str, set[str]] = {}
    for name, spellings in table.items():
        for word in _every(spellings):
            names.setdefault(word, set()).add(name)
    return {word: frozenset(named) for word, named in names.items()}


def _rates(commands: Mapping[str, Mapping[str, list[str]]]) -> frozenset[str]:
    """Each word of the names of the two rates that a what-if is about."""
    names = [*_every(commands["crr"]), *_every(commands["churn"])]
    return frozenset(word for name in names for word in name.split())


def _phrases(texts: Iterable[str], pairs: Mapping[str, str] | None = None) -> Phrases:
    pairs = pairs or {}
    by_first: dict[str, list[Phrase]] = {}
    for text in (in_one_tongue(text, pairs) for text in texts):
        parts = tuple(f" {part.strip()} " for part in text.split(_BETWEEN))
        by_first.setdefault(parts[0].split()[0], []).append(Phrase(parts))
    return Phrases({first: tuple(found) for first, found in by_first.items()}, pairs)


def _every(spellings: Mapping[str, list[str]]) -> Iterable[str]:
    return (fold(word) for language in LANGUAGES for word in spellings[language])


def _lists(table: Mapping[str, Mapping[str, list[str]]]) -> dict[str, tuple[str, ...]]:
    return {name: tuple(dict.fromkeys(_every(spellings))) for name, spellings in table.items()}


def _turned(table: Mapping[str, Mapping[str, list[str]]]) -> dict[str, str]:
    return {word: name for name, spellings in table.items() for word in _every(spellings)}


def _shown(table: Mapping[str, Mapping[str, list[str]]]) -> dict[tuple[str, Language], str]:
    return {
        (name, language): (spellings[language] or spellings["en"])[0]
        for name, spellings in table.items()
        for language in LANGUAGES
    }


def _spoken(raw: Mapping[str, Any]) -> dict[str, Language]:
    """Canonical names (crr, start, period) belong to no language: they are the house's own. Nor
    do single letters: "plan b" is no Dutch.
    """
    told: dict[str, set[Language]] = {}
    canonical = {name for section in _NAMED for name in raw[section]}
    tables = [("", raw["language"])]
    for section in (*_TELLING, "commands", "chat"):
        tables += list(raw[section].items())
    for name, spellings in tables:
        for language in LANGUAGES:
            for word in map(fold, spellings[language]):
                house = {name, *raw["editing"]}
                ours = word in house or (name in raw["chat"] and word in canonical)
                if not ours and len(word) > 1:
                    told.setdefault(word, set()).add(language)
    return {word: next(iter(which)) for word, which in told.items() if len(which) == 1}
