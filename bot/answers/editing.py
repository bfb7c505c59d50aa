"""What curators do: open the form of an entry, look through what was asked and not answered."""

from dataclasses import replace
from typing import TYPE_CHECKING

from bot.ask.grammar import read
from bot.ask.question import Ask
from bot.reply import Button, Closes, Language, Opens, Problem, Reply
from bot.services import Asker, Services
from knowledge.library import Library

if TYPE_CHECKING:  # SQLAlchemy takes long to import, and the terminal does without
    from bot.store.gaps import Gap

GAPS = "gaps"  # the template of the list
AT_A_TIME = 10


def add(ask: Ask, asker: Asker, services: Services) -> Reply:
    """The way to a new entry, or to the one that has this name already. Raises Problem."""
    _only_curators(asker, services)
    word = ask.topic or ""
    if term := services.library.term(word):
        return _form(ask.language, "there_already", term.in_(ask.language).name, Opens(term.key))
    return _form(ask.language, "new", word, Opens(word=word))


def edit(ask: Ask, asker: Asker, services: Services) -> Reply:
    """The way to the form of a term. Raises Problem, with the nearest terms."""
    _only_curators(asker, services)
    if not ask.topic:
        raise Problem("edit_what")
    library = services.library
    if not (term := library.term(ask.topic)):
        near = tuple(library.terms[key] for key in library.nearest(ask.topic, "term"))
        raise Problem("nothing_to_edit", typed=ask.topic, near=near)
    return _form(ask.language, "edit", term.in_(ask.language).name, Opens(term.key))


def gaps(ask: Ask, asker: Asker, services: Services) -> Reply:
    """Where the list begins; the door, which has the store, fills it in. Raises Problem."""
    _only_curators(asker, services)
    return Reply(GAPS, ask.language, {"after": ask.after}, private=True)


def listed(reply: Reply, open_gaps: "tuple[Gap, ...]", library: Library) -> Reply:
    """The list of gaps filled in: of `open_gaps` (all there are) those after the first so many."""
    after = int(str(reply.facts["after"]))
    after = after if after < len(open_gaps) else 0
    shown = open_gaps[after : after + AT_A_TIME]
    more = Ask(GAPS, reply.language, after=after + AT_A_TIME)
    return replace(
        reply,
        facts={"after": after, "gaps": shown, "count": len(open_gaps)},
        below=tuple((opens_for(gap, library), Closes(gap.id, after)) for gap in shown),
        buttons=(Button("more", more.question()),) if more.after < len(open_gaps) else (),
    )


def _only_curators(asker: Asker, services: Services) -> None:
    """Raises Problem for everybody else, and in the terminal, which shows no form."""
    if asker == Asker():
        raise Problem("only_in_slack")
    if not services.is_curator(asker):
        raise Problem("not_a_curator")


def _form(language: Language, part: str, word: str, opens: Opens) -> Reply:
    return Reply("editing", language, {"word": word}, part=part, opens=opens)


def opens_for(gap: "Gap", library: Library) -> Opens:
    """The form for a gap: of the term it is about, else a new one."""
    about = _topic(gap, library)
    term = library.term(about)
    return Opens(term.key if term else None, about, gap.id)


def _topic(gap: "Gap", library: Library) -> str:
    """What a kept question was about, as far as it can still be read."""
    try:
        return read(gap.question, gap.language, library).topic or gap.question
    except Problem as problem:
        return str(problem.facts.get("typed", gap.question))
