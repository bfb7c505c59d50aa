"""Curated tips, the most fitting first, a few at a time."""

from dataclasses import replace

from bot.answers.found import MOST_BUTTONS, NEAR, entry_reply
from bot.ask.nearest import Spoken, fit
from bot.ask.question import Ask
from bot.ask.said import KEEPING
from bot.reply import Button, Problem, Reply
from bot.services import Asker, Services
from knowledge.concepts import concepts
from knowledge.library import Industry, Library, Tip
from knowledge.records import Guide
from knowledge.search import Entry, Hit, search_of
from knowledge.tips import ranked

AT_A_TIME = 4
CLEARLY = 0.2  # so much better must a guide be
LEAST = 0.17  # below it a tip is not about the topic


def answer(ask: Ask, asker: Asker, services: Services) -> Reply:
    """The next tips for an industry, a metric, or any business."""
    library = services.library
    if ask.topic and not ask.industry and (guide := _guide(ask, library)):
        return entry_reply(guide, [], ask, library)
    usual = services.settings_for(asker).industry if not ask.topic else None
    industry = library.industries.get(ask.industry or usual or "")
    tips = _about(ask, industry, library)
    shown = tips[ask.after : ask.after + AT_A_TIME]
    if not shown:
        raise Problem("no_more_tips", count=len(tips))
    seen = ask.after + len(shown)
    more = Button("more_tips", replace(ask, after=seen).question())
    return Reply(
        template="tips",
        language=ask.language,
        facts={
            "tips": shown,
            "first": ask.after + 1,
            "count": len(tips),
            "industry": industry,
            "topic": ask.topic,
            "term": library.terms[ask.metric] if ask.metric else None,
            "sources": library.sources,
        },
        buttons=(more,) if seen < len(tips) else (),
        share=ask.question(),
    )


def _near(hits: list[Hit]) -> tuple[Entry, ...]:
    return tuple(hit.entry for hit in hits if hit.score >= NEAR)[:MOST_BUTTONS]


def _guide(ask: Ask, library: Library) -> Guide | None:
    """A guide that answers the topic better than any single tip."""
    search = search_of(library)
    tips, guides = (search.find(str(ask.topic), (kind,), limit=1) for kind in (Tip, Guide))
    if not guides or guides[0].score < (tips[0].score if tips else 0) + CLEARLY:
        return None
    guide = guides[0].entry
    return guide if isinstance(guide, Guide) and guide.about != "principle" else None


def _about(ask: Ask, industry: Industry | None, library: Library) -> tuple[Tip, ...]:
    """The tips that a topic is about; without one, those for the industry and the metric.

    Raises Problem not_found when no tip is about the topic.
    """
    if industry or not ask.topic:
        general = ranked(
            library,
            metric=ask.metric or "crr",
            industry=industry.key if industry else None,
            result=ask.result,
        )
        return _spoken_of(ask, general, industry, library)
    if shown := tuple(tip for tip in library.tips.values() if tip.example == ask.topic):
        return shown
    meant = search_of(library).vocabulary.meant(ask.topic)
    hits = search_of(library).find(ask.topic, (Tip,), limit=len(library.tips))
    liked = sorted(((-_liking(hit, meant, None), place) for place, hit in enumerate(hits)))
    found = [hits[place].entry for liking, place in liked if -liking >= LEAST]
    tips = tuple(tip for tip in found if isinstance(tip, Tip))
    if not tips and KEEPING & meant:
        return ranked(library, metric="crr", industry=None, result=None)
    if not tips:
        raise Problem("not_found", typed=ask.topic, near=_near(hits))
    return tips


def _spoken_of(
    ask: Ask, tips: tuple[Tip, ...], industry: Industry | None, library: Library
) -> tuple[Tip, ...]:
    """Of an industry's own tips first those that are about what is spoken of, then of the others;
    in the usual order where a driver of tips is not.
    """
    meant = search_of(library).vocabulary.meant(ask.topic or "")
    drivers = meant & concepts().keys["drivers"]
    if industry is None or not drivers:
        return tips
    hits = search_of(library).find(str(ask.topic), (Tip,), limit=len(library.tips))
    liking = {hit.entry.key: _liking(hit, meant, industry) for hit in hits}

    def order(tip: Tip) -> tuple[bool, float]:
        return industry.key not in tip.industries, -liking.get(tip.key, 0.0)

    return tuple(sorted(tips, key=order))


def _liking(hit: Hit, meant: frozenset[str], industry: Industry | None) -> float:
    """How well a tip fits a topic: by its words, and by what is spoken of."""
    return (
        hit.score + hit.likely + fit(hit.entry, Spoken(meant, industry.key if industry else None))
    )
