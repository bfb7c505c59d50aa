"""Answers from the knowledge store: what the topic of a question is most likely about."""

from collections.abc import Sequence

from bot.ask.nearest import CLOSE, LEAST, answering, title_of
from bot.ask.question import Ask
from bot.ask.said import KEEPING, folded_words, is_unknown
from bot.ask.words import words
from bot.reply import Button, Language, Problem, Reply
from bot.services import Asker, Services
from knowledge.library import Library
from knowledge.records import Company, Factor, Guide, Industry, Reason, Term, Tip
from knowledge.search import Entry, Hit, search_of
from metrics.catalog import METRICS

LEAST_WITHOUT_A_WORD = 0.6  # for a line that does not even say what kind of question it is
LEAST_OF_STRANGERS = 0.85  # for a term with a word that nobody here knows
NEAR = 0.3  # what is offered instead
MOST_BUTTONS = 3


def answer(ask: Ask, _: Asker, services: Services) -> Reply:
    """The best entry for the topic. Raises Problem not_found with the nearest ones to ask for."""
    library = services.library
    if not ask.topic:
        return _reasons(ask, library)
    if ask.kind == "compare" and (both := _benchmarks(ask.topic, library)):
        return _two_benchmarks(both, ask, library)
    if ask.kind == "compare" and (terms := _both(ask.topic, library)):
        return _side_by_side(terms, ask, library)
    hits = _named_formula(ask, library) or answering(ask, search_of(library))
    least = LEAST_WITHOUT_A_WORD if ask.kind == "search" else LEAST
    if ask.kind == "define" and _is_strange(ask.topic, library):
        least = LEAST_OF_STRANGERS
    if not hits or hits[0].score < least:
        if ask.kind == "why" and KEEPING & search_of(library).vocabulary.meant(ask.topic):
            return entry_reply(library.guides["why-retention"], [], ask, library)
        near = [hit.entry for hit in hits if hit.score >= NEAR][:MOST_BUTTONS]
        raise Problem("not_found", typed=ask.topic, near=tuple(near))
    others = [hit.entry for hit in hits[1:] if hit.score >= LEAST]
    return entry_reply(hits[0].entry, others, ask, library)


def _is_strange(topic: str, library: Library) -> bool:
    """Whether it is, or has, a word that no source speaks of: "burn rate", "bounce rate"."""
    folded = folded_words(topic)
    if words().outside.longest_in(folded) or words().sourceless.longest_in(folded):
        return True
    search = search_of(library)
    return any(is_unknown(word, search) for word in folded.split())


def entry_reply(entry: Entry, others: list[Entry], ask: Ask, library: Library) -> Reply:
    """One entry in full, its relatives and the next best as buttons."""
    return Reply(
        template=type(entry).__name__.lower() if not isinstance(entry, Tip) else "one_tip",
        language=ask.language,
        facts={
            "one": entry,
            "library": library,
            "sources": [library.sources[key] for key in _sources(entry)],
        },
        buttons=_buttons(entry, others, ask.language, library),
        share=ask.question(),
        entry=f"{entry.folder}/{entry.key}",
    )


def button_for(entry: Entry, language: Language) -> Button:
    """Asks for exactly this entry."""
    if isinstance(entry, Industry | Company):
        return Button("", f"benchmark {entry.key} lang={language}", title_of(entry, language))
    kind = "define" if isinstance(entry, Term | Factor) else "search"
    title = title_of(entry, language)
    return Button("", f"{kind} {title} lang={language}", title)


def _named_formula(ask: Ask, library: Library) -> list[Hit]:
    """The term with a formula that a question about computing names."""
    if ask.kind != "formula":
        return []
    named = search_of(library).named_in(str(ask.topic), Term)
    return [Hit(term, 1.0) for term in named if term.en.formula][:1]


def _both(topic: str, library: Library) -> tuple[Term, Term] | None:
    """The two terms a comparison names, unless a guide compares just these."""
    search = search_of(library)
    if search.says(topic, Guide) >= CLOSE:
        return None
    named = list(dict.fromkeys(search.named_in(topic, Term)))
    return (named[0], named[1]) if len(named) > 1 else None


def _benchmarks(topic: str, library: Library) -> list[Industry] | list[Company]:
    """The two industries, or the two companies, whose figures a comparison names."""
    search = search_of(library)
    companies = list(dict.fromkeys(search.named_in(topic, Company)))
    industries = list(dict.fromkeys(search.named_in(topic, Industry)))
    if len(companies) > 1:
        return companies[:2]
    return industries[:2] if len(industries) > 1 else []


def _two_benchmarks(
    both: Sequence[Industry] | Sequence[Company], ask: Ask, library: Library
) -> Reply:
    return Reply(
        template="two_benchmarks",
        language=ask.language,
        facts={
            "both": both,
            "titles": [title_of(one, ask.language) for one in both],
            "companies": isinstance(both[0], Company),
            "estimates": all(getattr(one, "estimate", False) for one in both),
            "sources": list(dict.fromkeys(_whose(one, ask.language, library) for one in both)),
        },
        buttons=tuple(button_for(one, ask.language) for one in both),
        share=ask.question(),
    )


def _whose(one: Industry | Company, language: Language, library: Library) -> str:
    """The source of a figure, and whom it credits."""
    source = library.sources[one.source].in_(language).name
    quoted = {"en": "quoted by", "nl": "via"}[language]
    return f"{one.credits}, {quoted} {source}" if one.credits else source


def _side_by_side(both: tuple[Term, Term], ask: Ask, library: Library) -> Reply:
    keys = dict.fromkeys(key for term in both for key in term.sources)
    return Reply(
        template="compared",
        language=ask.language,
        facts={"both": both, "sources": [library.sources[key] for key in keys]},
        buttons=tuple(button_for(term, ask.language) for term in both),
        share=ask.question(),
    )


def _sources(entry: Entry) -> tuple[str, ...]:
    if isinstance(entry, Term | Reason | Guide):
        return entry.sources
    return (entry.source,)


def _buttons(
    entry: Entry, others: list[Entry], language: Language, library: Library
) -> tuple[Button, ...]:
    related = [library.terms[key] for key in getattr(entry, "related", ())]
    titles = {title_of(one, language) for one in (entry, *related)}
    shown = [*related, *(one for one in others if title_of(one, language) not in titles)]
    buttons = [button_for(one, language) for one in shown[:MOST_BUTTONS]]
    if isinstance(entry, Term) and entry.key in METRICS:
        buttons.insert(0, Button("calculate", f"{entry.key} help lang={language}"))
    return tuple(buttons)


def _reasons(ask: Ask, library: Library) -> Reply:
    """`why` alone: every reason by its title."""
    return Reply(
        template="reasons",
        language=ask.language,
        facts={"reasons": list(library.reasons.values()), "sources": library.sources},
        share=ask.question(),
    )
