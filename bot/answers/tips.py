"""Curated tips, the most fitting first, a few at a time."""

from dataclasses import replace

from bot.ask.question import Ask
from bot.reply import Button, Problem, Reply
from bot.services import Asker, Services
from knowledge.library import Industry, Library, Tip
from knowledge.search import search_of
from knowledge.tips import ranked

AT_A_TIME = 4
LEAST = 0.3  # below it a tip is not about the topic


def answer(ask: Ask, asker: Asker, services: Services) -> Reply:
    """The next tips for an industry, a metric, or any business."""
    library = services.library
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


def _about(ask: Ask, industry: Industry | None, library: Library) -> tuple[Tip, ...]:
    """The tips that a topic is about; without one, those for the industry and the metric.

    Raises Problem not_found when no tip is about the topic.
    """
    general = ranked(
        library,
        metric=ask.metric or "crr",
        industry=industry.key if industry else None,
        result=ask.result,
    )
    if not ask.topic:
        return general
    hits = search_of(library).find(ask.topic, (Tip,), limit=3 * AT_A_TIME)
    found = [hit.entry for hit in hits if hit.score >= LEAST and isinstance(hit.entry, Tip)]
    if industry:
        return tuple(tip for tip in general if tip in found) or general
    if not found:
        raise Problem("not_found", typed=ask.topic, near=tuple(hit.entry for hit in hits[:3]))
    return tuple(found)
