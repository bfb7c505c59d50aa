"""What if retention were higher, and which end reaches a target."""

from decimal import Decimal
from fractions import Fraction

from bot.ask.question import Ask
from bot.reply import Problem, Reply
from bot.services import Asker, Services
from metrics.refusal import Refusal
from metrics.whatif import Comparison, Reach, compare, end_for


def answer(ask: Ask, asker: Asker, services: Services) -> Reply:
    """From one rate to another, or the end that reaches one. Churn is turned into retention."""
    claim = services.library.claims["profit"]
    try:
        result = _result(ask)
    except Refusal as refusal:
        raise Problem(refusal.code, metric="whatif", **refusal.facts) from None
    return Reply(
        template="reach" if isinstance(result, Reach) else "whatif",
        language=ask.language,
        facts={
            "metric": ask.metric,
            "result": result,
            "claim": claim,
            "claim_source": services.library.sources[claim.source],
            "currency": services.settings_for(asker).currency,
        },
        share=ask.question(),
    )


def _result(ask: Ask) -> Comparison | Reach:
    figures = ask.named
    target = _retention(ask, figures["target"])
    if "before" not in figures:
        return end_for(target=target, start=int(figures["start"]), new=int(figures["new"]))
    revenue = figures.get("revenue")
    return compare(
        before=_retention(ask, figures["before"]),
        after=target,
        start=int(figures["start"]) if "start" in figures else None,
        revenue=Decimal(revenue) if revenue is not None else None,
    )


def _retention(ask: Ask, share: Decimal | int) -> Fraction:
    return 1 - Fraction(share) if ask.metric == "churn" else Fraction(share)
