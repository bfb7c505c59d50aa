"""What others reach: all industries, one industry, or one company, and whose figure it is."""

from bot.ask.question import Ask
from bot.reply import Button, Finds, Percent, Reply, Table
from bot.services import Asker, Services
from knowledge.benchmarks import yardsticks
from knowledge.library import Company, Industry, Library


def answer(ask: Ask, _: Asker, services: Services) -> Reply:
    """The figure asked for by its key; without one, the whole list."""
    library = services.library
    if not ask.topic:
        return _all_of_them(ask, library)
    found = library.industries.get(ask.topic) or library.companies[ask.topic]
    return _one(ask, found, library)


def _all_of_them(ask: Ask, library: Library) -> Reply:
    listed = sorted(library.industries.values(), key=lambda one: (-one.value, one.key))
    rows = tuple(
        (one.in_(ask.language).name, Percent(one.value / 100), one.credits) for one in listed
    )
    return Reply(
        template="benchmarks",
        language=ask.language,
        facts={
            "yardsticks": yardsticks(library),
            "sources": library.sources,
            "highest": listed[0].value,
            "lowest": listed[-1].value,
        },
        table=Table("industries", ("industry", "average", "source"), rows),
        share=ask.question(),
        opens=Finds(),
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
        entry=f"{found.folder}/{found.key}",
    )
