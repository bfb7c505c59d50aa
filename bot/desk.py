"""The one function behind every door: a text and who asks it become a Reply."""

from bot.answers import ANSWERS
from bot.answers.found import button_for
from bot.answers.help import example, named_example, usage
from bot.ask.data_words import DataWords
from bot.ask.follow_up import follow_up
from bot.ask.grammar import MOST_CHARACTERS, read, spoken_in
from bot.ask.question import LOOKED_UP, Ask
from bot.ask.said import MOST_TOPIC
from bot.reply import Language, Opens, Problem, Reply
from bot.services import Asker, Preferences, Services
from knowledge.library import Library
from metrics.catalog import METRICS

# Where the words of a problem are, by how its code begins; the others are in `problems`.
ABOUT_DATA = "data_"
TEMPLATE_OF = {
    ABOUT_DATA: "data_problems",
    "alert_": "alert_problems",
    "drop_": "drop_problems",
    "file_": "file_problems",
    "schedule_": "schedule_problems",
}

# What tells who may see what, or quotes a file: for nobody but the asker.
PRIVATE = {"data_problems", "drop_problems", "file_problems"}


def answer(text: str, asker: Asker, services: Services, earlier: str | None = None) -> Reply:
    """Answers in the asker's language; what the asker can mend is a Reply with `ok` False.
    `earlier`: the question that this one may follow up, as `Reply.share` gave it.
    """
    preferences = services.settings_for(asker)
    language = spoken_in(text[:MOST_CHARACTERS], preferences.language)
    try:
        ask = _read(text, language, services, earlier)
        return ANSWERS[ask.kind](ask, asker, services)
    except Problem as problem:
        return refused(problem, language, preferences, _adds(problem, asker, services))


def _adds(problem: Problem, asker: Asker, services: Services) -> Opens | None:
    """For a curator, the form for what is not in the store."""
    missing = problem.code in {"not_found", "nothing_to_edit"}
    if not missing or not services.is_curator(asker):
        return None
    return Opens(word=str(problem.facts["typed"])[:MOST_TOPIC])


def is_about_data(text: str, asker: Asker, services: Services, earlier: str | None = None) -> bool:
    """Whether the answer looks at the company's data or at who asked what of it, and so takes its
    time. Looks at nothing yet.
    """
    if services.data is None:
        return False
    language = spoken_in(text[:MOST_CHARACTERS], services.settings_for(asker).language)
    try:
        return _read(text, language, services, earlier).kind in LOOKED_UP
    except Problem:
        return False


def _read(text: str, language: Language, services: Services, earlier: str | None) -> Ask:
    """What is asked, on its own or as a follow-up. Raises Problem."""
    if services.data is None:
        return read(text, language, services.library)
    data = DataWords(services.data.today(), services.data.mapping.dimensions)
    before = _before(earlier, language, services.library, data)
    if before and (followed := follow_up(text, before, data, language, services.library)):
        return followed
    return read(text, language, services.library, data)


def _before(
    earlier: str | None, language: Language, library: Library, data: DataWords
) -> Ask | None:
    """The question before, unless retention.toml has changed so that it means nothing any more."""
    try:
        return read(earlier, language, library, data) if earlier else None
    except Problem:
        return None


def refused(
    problem: Problem, language: Language, preferences: Preferences, opens: Opens | None = None
) -> Reply:
    """A problem in the asker's language, with an input that works and the form that mends it."""
    metric = METRICS.get(str(problem.facts.get("metric")))
    facts = {
        "metric": None,
        "usage": usage(metric, language) if metric else None,
        "example": example(metric, language) if metric else None,
        "named": named_example(metric, language) if metric else None,
        "currency": preferences.currency,
        "opens": opens,
        **problem.facts,
    }
    near = problem.facts.get("near", ())
    buttons = (
        tuple(button_for(entry, language) for entry in near) if isinstance(near, tuple) else ()
    )
    about, underscore, _ = problem.code.partition("_")
    template = TEMPLATE_OF.get(about + underscore, "problems")
    private = template in PRIVATE
    return Reply(
        template,
        language,
        facts,
        problem.code,
        buttons=buttons,
        opens=opens,
        private=private,
        ok=False,
    )
