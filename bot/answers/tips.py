"""Curated tips, the most fitting first, a few at a time."""

from dataclasses import replace

from bot.ask.question import Ask
from bot.reply import Button, Problem, Reply
from bot.services import Asker, Services
from knowledge.tips import ranked

AT_A_TIME = 4


def answer(ask: Ask, asker: Asker, services: Services) -> Reply:
    """The next tips for an industry, a metric, or any business."""
    library = services.library
    usual = services.settings_for(asker).industry
    industry = library.industries.get(ask.industry or usual or "")
    tips = ranked(
        library,
        metric=ask.metric or "crr",
        industry=industry.key if industry else None,
        result=ask.result,
    )
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
            "term": library.terms[ask.metric] if ask.metric else None,
            "sources": library.sources,
        },
        buttons=(more,) if seen < len(tips) else (),
        share=ask.question(),
    )
