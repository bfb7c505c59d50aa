"""Questions that look like ours and that no source answers: an honest no, and never a figure."""

from bot.ask.said import KEEPING, Said, folded_words
from bot.ask.words import words
from bot.reply import Problem
from knowledge.concepts import concepts
from knowledge.spelling import stem


def refuse_outside(said: Said) -> None:
    """Raises Problem outside_subject for what is not about customers."""
    folded = folded_words(said.line)
    strange = words().outside.longest_in(folded)
    if strange is None and not (said.of_customers or said.whether or "factor" in said.kinds):
        strange = words().beside.longest_in(folded)
    if strange:
        raise Problem("outside_subject", typed=said.line, word=strange.text)


def refuse_without_source(said: Said) -> None:
    """Raises Problem no_benchmark for a figure of what is known by name only."""
    folded = folded_words(said.line.replace("'s", ""))
    typed = set(folded.split())
    strange = words().sourceless.longest_in(folded)
    named = strange.text if strange else next(iter(sorted(words().reach & typed)), None)
    if words().publishers & typed and words().measures & typed:
        raise Problem("no_benchmark", typed=said.line, nearest=[])
    if named is None or said.example or {"tips", "why", "improve"} & set(said.kinds):
        return
    more = (word for word in said.about.split() if word not in named.split())
    alone = all({"app", "customer"} & concepts().of(stem(word)) for word in more)
    figure = {"benchmark", "figure"} & set(said.kinds) or words().measures & typed
    if alone or figure or (strange and KEEPING & said.concepts):
        raise Problem("no_benchmark", typed=named, nearest=[])
