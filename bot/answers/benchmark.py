"""What others reach: all industries, one industry, or one company, and whose figure it is."""

from bot.ask.question import Ask
from bot.reply import Button, Language, Percent, Problem, Reply, Table
from bot.services import Asker, Services
from knowledge.benchmarks import yardsticks
from knowledge.library import Company, Industry, Library


def answer(ask: Ask, _: Asker, services: Services) -> Reply:
    """The figure asked for; without a name, the whole list."""
    library = services.library
    if not ask.topic:
        return _all_of_them(ask, library)
    found = library.industry(ask.topic) or library.company(ask.topic)
    if found is None:
        nearest: list[Industry | Company] = [
            *(library.industries[key] for key in library.nearest(ask.topic, "industry")),
            *(library.companies[key] for key in library.nearest(ask.topic, "company")),
        ]
        names = [_name(one, ask.language) for one in nearest[:3]]
        raise Problem("no_benchmark", typed=ask.topic, nearest=names)
    return _one(ask, found, library)


def _all_of_them(ask: Ask, library: Library) -> Reply:
    listed = sorted(library.industries.values(), key=lambda one: (-one.value, one.key))
    rows = tuple(
        (one.in_(ask.language).name, Percent(one.value / 100), one.credits) for one in listed
    )
    return Reply(
        template="benchmarks",
        language=ask.language,
        facts={"yardsticks": yardsticks(library), "sources": library.sources},
        table=Table("industries", ("industry", "average", "source"), rows),
        share=ask.question(),
    )


def _one(ask: Ask, found: Industry | Company, library: Library) -> Reply:
    tips = Ask("tips", ask.language, industry=found.key)
    return Reply(
        template="industry" if isinstance(found, Industry) else "company",
        language=ask.language,
        facts={
            "one": found,
            "source": library.sources[found.source],
            "industries": library.industries,
        },
        buttons=(Button("more_tips", tips.question()),) if isinstance(found, Industry) else (),
        share=ask.question(),
    )


def _name(one: Industry | Company, language: Language) -> str:
    return one.name if isinstance(one, Company) else one.in_(language).name
