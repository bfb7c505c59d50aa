"""Which tip the data asks for, and why: the first sign that shows decides."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from types import MappingProxyType

from knowledge.library import Library, Tip
from knowledge.records import Driver, Result
from knowledge.tips import fitting
from metrics.change import holm
from metrics.counts import evidence
from metrics.flow import Flow
from metrics.loyalty import Nps
from metrics.movement import Movement
from metrics.period import Period
from metrics.process import Verdict

# What a sign is mended by. Each key has a sentence in the templates' `why_this_tip`.
DRIVERS: Mapping[str, frozenset[Driver]] = {
    "early": frozenset({"onboarding", "education", "expectations"}),
    "cohort": frozenset({"onboarding", "education", "expectations"}),
    "amber": frozenset({"risk-detection", "proactive", "communication"}),
    "low": frozenset({"risk-detection", "feedback", "proactive"}),
    "segment": frozenset({"segmentation", "personalisation", "relationship"}),
    "downgrades": frozenset({"pricing-flex", "price", "upsell"}),
    "once": frozenset({"loyalty-programme", "perks", "referral"}),
    "detractors": frozenset({"feedback", "service"}),
}
DETRACTING_SHARE = Fraction(1, 4)  # of the answers
EARLY_SHARE = Fraction(1, 10)  # of the new customers who left again at once
EARLY_LEAST = 10  # customers
MORE_THAN_ITS_SHARE = Fraction(5, 4)  # of those who left, against its share of all customers
SEGMENT_LEAST = 20  # customers who left


@dataclass(frozen=True, slots=True)
class Sign:
    """What shows in the data: a key of DRIVERS, and the facts of its sentence."""

    key: str
    facts: Mapping[str, object] = field(default_factory=lambda: MappingProxyType({}))


@dataclass(frozen=True, slots=True)
class Advice:
    """A tip, and the sign it answers; None: it is meant for this industry, or for anyone."""

    tip: Tip
    sign: Sign | None


def advise(  # noqa: PLR0913 - what a tip is chosen by
    library: Library,
    metric: str,
    industry: str | None,
    did: Result,
    *,
    signs: Iterable[Sign],
    about: Period,
) -> Advice:
    """The most fitting tip that mends the first sign with one. Of those that fit equally well each
    period has its own, so that a weekly post does not repeat itself.
    """
    groups = fitting(library, metric, industry, did)
    turn = _turn(about)
    for sign in signs:
        for tips in groups:
            if mending := [tip for tip in tips if DRIVERS[sign.key].intersection(tip.drivers)]:
                return Advice(mending[turn % len(mending)], sign)
    return Advice(groups[0][turn % len(groups[0])], None)


def _turn(period: Period) -> int:
    """A number for each period, one more for the next one of its kind."""
    months = 12 * period.start.year + period.start.month - 1
    numbered = {"month": months, "quarter": months // 3, "year": months // 12}
    return numbered.get(period.kind, period.start.toordinal() // period.days)


def signs_of(counts: object) -> Iterable[Sign]:
    """What the counts of one period show."""
    if isinstance(counts, Flow):
        came = counts.new + counts.gone
        if counts.gone >= EARLY_LEAST and Fraction(counts.gone, came) >= EARLY_SHARE:
            yield Sign("early", {"gone": counts.gone, "came": came})
    if isinstance(counts, Movement) and counts.contraction > counts.churn:
        yield Sign("downgrades", {"contraction": counts.contraction, "churn": counts.churn})
    if isinstance(counts, Nps) and evidence(counts.answers) == "full":
        share = Fraction(counts.detractors, counts.answers)
        if share >= DETRACTING_SHARE:
            yield Sign("detractors", {"share": share})


def bought_once(share: tuple[int, int] | None) -> Iterable[Sign]:
    """Of all who ever ordered (repeat, total), most did so once."""
    if share and evidence(share[1]) == "full" and 2 * share[0] < share[1]:
        yield Sign("once")


def worst_segment(flows: Mapping[str, Flow]) -> Sign | None:
    """The segment that loses more than its share, and by more than chance beside the others."""
    start = sum(one.start for one in flows.values())
    lost = sum(one.lost for one in flows.values())
    pairs = [
        ((one.lost, one.start), (lost - one.lost, start - one.start)) for one in flows.values()
    ]
    losing = {
        name: Fraction(one.lost, one.start)
        for (name, one), differs in zip(flows.items(), holm(pairs), strict=True)
        if differs and name and one.lost >= SEGMENT_LEAST
    }
    if not losing:
        return None
    name = max(losing, key=lambda one: losing[one])
    of_lost, of_all = Fraction(flows[name].lost, lost), Fraction(flows[name].start, start)
    if of_lost < of_all * MORE_THAN_ITS_SHARE:
        return None
    return Sign("segment", {"name": name, "of_lost": of_lost, "of_all": of_all})


def result_beside(verdict: Verdict | None, *, lower: bool) -> Result:
    """Low, usual or high, seen from what is better; `lower` where less of it is."""
    if verdict in {None, "usual"}:
        return "usual"
    return "low" if (verdict == "low") != lower else "high"
