"""The one function behind every door: a text and who asks it become a Reply."""

from dataclasses import replace

from bot.answers import ANSWERS
from bot.answers.found import button_for
from bot.answers.help import example, named_example, usage
from bot.ask.chat import MOST_TOPIC
from bot.ask.grammar import MOST_CHARACTERS, read, spoken_in
from bot.reply import Language, Opens, Problem, Reply
from bot.services import Asker, Preferences, Services
from metrics.catalog import METRICS

# How the codes of what is wrong with the data or with seeing it begin, and those of files.
ABOUT_DATA, ABOUT_FILES = "data_", "file_"
_TEMPLATES = {ABOUT_DATA: "data_problems", ABOUT_FILES: "file_problems"}


def answer(text: str, asker: Asker, services: Services) -> Reply:
    """Answers in the asker's language; what the asker can mend is a Reply with `ok` False."""
    preferences = services.settings_for(asker)
    language = spoken_in(text[:MOST_CHARACTERS], preferences.language)
    try:
        ask = read(text, language, services.library)
        return ANSWERS[ask.kind](ask, asker, services)
    except Problem as problem:
        return replace(
            refused(problem, language, preferences), opens=_adds(problem, asker, services)
        )


def _adds(problem: Problem, asker: Asker, services: Services) -> Opens | None:
    """For a curator, the form for what is not in the store."""
    missing = problem.code in {"not_found", "nothing_to_edit"}
    if not missing or not services.is_curator(asker):
        return None
    return Opens(word=str(problem.facts["typed"])[:MOST_TOPIC])


def refused(problem: Problem, language: Language, preferences: Preferences) -> Reply:
    """A problem in the asker's language, with an input that works."""
    metric = METRICS.get(str(problem.facts.get("metric")))
    facts = {
        "metric": None,
        "usage": usage(metric, language) if metric else None,
        "example": example(metric, language) if metric else None,
        "named": named_example(metric, language) if metric else None,
        "currency": preferences.currency,
        **problem.facts,
    }
    near = problem.facts.get("near", ())
    buttons = (
        tuple(button_for(entry, language) for entry in near) if isinstance(near, tuple) else ()
    )
    about = problem.code.partition("_")[0] + "_"
    template = _TEMPLATES.get(about, "problems")
    return Reply(template, language, facts, problem.code, buttons=buttons, ok=False)
