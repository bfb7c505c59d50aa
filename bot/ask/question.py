"""What was asked, as data; and the one way to write it down so that it reads back the same."""

from dataclasses import dataclass
from decimal import Decimal

from bot.ask.numbers import plain
from bot.reply import Language
from knowledge.records import Result
from metrics.period import Calendar

Figure = int | Decimal
SHARES = frozenset(
    {"margin", "before", "target", "rate"}
)  # written with a percent sign; churn by metric


# Kinds that are written in another way than by their name.
_SPELLED = {"figures": (), "add": ("define", "add"), "edit": ("define", "edit")}


@dataclass(frozen=True, slots=True)
class Ask:
    """`kind` is a row of ANSWERS; the rest is what that kind may need."""

    kind: str
    language: Language
    metric: str | None = None
    figures: tuple[tuple[str, Figure], ...] = ()
    industry: str | None = None
    period: Calendar | None = None
    topic: str | None = None  # what a benchmark or help was asked for
    after: int = 0  # how many tips were seen already
    result: Result | None = None  # how the figure did that tips are asked for

    @property
    def named(self) -> dict[str, Figure]:
        """The figures by name."""
        return dict(self.figures)

    def question(self) -> str:
        """The canonical text: `read` makes this same Ask of it."""
        words = [*_SPELLED.get(self.kind, (self.kind,))]
        words += [word for word in (self.metric, self.topic) if word]
        words += [f"{name}={self._written(name, figure)}" for name, figure in self.figures]
        words += [f"industry={self.industry}"] if self.industry else []
        words += [f"period={self.period}"] if self.period else []
        words += [f"after={self.after}"] if self.after else []
        words += [f"result={self.result}"] if self.result else []
        return " ".join([*words, f"lang={self.language}"])

    def _written(self, name: str, figure: Figure) -> str:
        if name in SHARES or (name == "churn" and self.metric == "clv"):
            return plain(Decimal(figure) * 100, self.language) + "%"
        return plain(figure, self.language)
