"""The calculator: a metric, a field for each of its figures, and below them what they come to."""

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict
from typing import Any

from markupsafe import Markup

from bot.answers.worked_out import Sums, WorkedOut, the_example, worked_out
from bot.ask.filled import Names, in_order
from bot.desk import refused
from bot.render.blocks import CALCULATOR, Block, context, sections
from bot.render.tables import escape
from bot.render.terminal import bare
from bot.render.text import label, write
from bot.reply import Language, Problem, Reply
from bot.services import Asker, Services
from bot.slack.forms.begun import Begun
from bot.slack.forms.choices import choice, chosen, one_of
from bot.slack.forms.modal import View, field, form, live, plain, typed
from metrics.catalog import METRICS, Field, Metric
from metrics.period import Calendar

PERIODS: tuple[Calendar, ...] = ("month", "quarter", "year")
_METRIC, _INDUSTRY, _PERIOD, _OUTCOME = "metric", "compared_with", "period", "outcome"
_SENTENCE = re.compile(r"(?<=[.?!]) ")
_QUOTED = re.compile(r"`([^`]*)`")


def view(begun: Begun, sums: Sums, asker: Asker, services: Services) -> View:
    """The form, with what its fields come to; Slack keeps what stands in fields that stay."""
    language, metric = begun.language, METRICS[sums.metric]
    shown = [(name, services.library.terms[name].in_(language).name) for name in METRICS]
    blocks = [
        live(choice(_METRIC, language, one_of("static_select", shown, metric.name))),
        context(escape(services.library.terms[metric.name].in_(language).definition)),
        *(live(_figure(metric, one, language)) for one in metric.fields),
        *(_comparing(sums, language, services) if metric.compared else ()),
        *_outcome(sums, language, asker, services),
    ]
    metadata = json.dumps(asdict(begun))
    return form("calculator", blocks, language, ("calculate", CALCULATOR, metadata))


def sums_of(shown: Mapping[str, Any]) -> Sums:
    """What stands in it."""
    picked, figures = chosen(shown), typed(shown)
    metric = METRICS[str(picked[_METRIC])]
    fields = {one.name: figures.get(_place(one), "") for one in metric.fields}
    period = next((one for one in PERIODS if one == picked.get(_PERIOD)), None)
    return Sums(metric.name, fields, str(picked.get(_INDUSTRY) or "") or None, period)


def errors(sums: Sums, found: WorkedOut, language: Language, services: Services) -> dict[str, str]:
    """A sentence at each field that is wrong; where too little is filled in, at the first that is
    missing.
    """
    fields = {one.name: one for one in METRICS[sums.metric].fields}
    told = {
        _place(fields[name]): _sentences(problem, language, services)
        for name, problem in found.wrong.items()
    }
    if not told and found.ways:
        words = write(_ways("missing", sums.metric, found.ways, language))
        told[_place(fields[found.ways[0][0]])] = bare(" ".join(words.paragraphs))
    return told


def _outcome(sums: Sums, language: Language, asker: Asker, services: Services) -> Iterator[Block]:
    """The first paragraph of the answer, what is wrong, what is missing; or else the example."""
    found = worked_out(sums, language, asker, services)
    if found.reply:
        text = write(found.reply).paragraphs[0]
    elif found.wrong:
        text = "\n".join(_wrong(sums.metric, found.wrong, language, services))
    elif any(typed.strip() for typed in sums.typed.values()):
        text = _text(_ways("missing", sums.metric, found.ways, language))
    else:
        text = _text(_example(sums.metric, language, asker, services))
    yield {"type": "divider"}
    for place, section in enumerate(sections(text)):
        yield {**section, "block_id": f"{_OUTCOME}{place}"}


def _wrong(
    metric: str, wrong: Mapping[str, Problem], language: Language, services: Services
) -> Iterator[str]:
    for one in METRICS[metric].fields:
        if one.name in wrong:
            told = escape(_sentences(wrong[one.name], language, services))
            yield f"*{escape(_label(one, language))}*: {told}"


def _ways(part: str, metric: str, ways: Iterable[Names], language: Language) -> Reply:
    """A part of calculator.<language>.j2 about ways to fill in the form."""
    fields = {one.name: one for one in METRICS[metric].fields}
    named = [[_label(fields[name], language) for name in way] for way in ways]
    return Reply("calculator", language, {"ways": named}, part=part)


def _example(metric: str, language: Language, asker: Asker, services: Services) -> Reply:
    """Its figures by the names of their fields, and the first line of the answer to them."""
    fields = {one.name: one for one in METRICS[metric].fields}
    given = [(_label(fields[name], language), typed) for name, typed in METRICS[metric].example]
    answer = write(the_example(metric, language, asker, services)).paragraphs[0].partition("\n")[0]
    facts = {"given": given, "answer": Markup(answer)}  # noqa: S704 - written by our template
    return Reply("calculator", language, facts, part="instance")


def _text(reply: Reply) -> str:
    return "\n".join(write(reply).paragraphs)


def _sentences(problem: Problem, language: Language, services: Services) -> str:
    """What is wrong, as it is said of typed figures, without commands to type instead."""
    if problem.code == "two_formulas":
        metric = METRICS[str(problem.facts["metric"])]
        forms = [in_order(metric, form) for form in metric.forms]
        return bare(_text(_ways("either", metric.name, forms, language)))
    facts = {name: fact for name, fact in problem.facts.items() if name != "metric"}
    preferences = services.settings_for(Asker())
    told = write(refused(Problem(problem.code, **facts), language, preferences))
    headline, *rest = bare(told.paragraphs[0]).split("\n")
    end = "" if headline.endswith(("?", ".", "!")) else "."
    said = [headline + end, *(one for line in rest for one in _SENTENCE.split(line))]
    return _QUOTED.sub(r"“\1”", " ".join(one for one in said if "`/" not in one))


def _figure(metric: Metric, one: Field, language: Language) -> Block:
    """Needed in every way to work the metric out, or not; with the figure of the example in it."""
    needed = all(one.name in names for names in metric.forms)
    block = field(_place(one), _place(one), language, optional=not needed, long=False)
    if example := dict(metric.example).get(one.name):
        shown = label("notes", "for_example", language).format(figure=example)
        block["element"]["placeholder"] = plain(shown)
    return block


def _comparing(sums: Sums, language: Language, services: Services) -> Iterator[Block]:
    """What a rate is compared with."""
    library = services.library
    named = [(key, one.in_(language).name) for key, one in library.industries.items()]
    industries = sorted(named, key=lambda one: one[1].casefold())
    select = one_of("static_select", industries, sums.industry or "")
    yield live(choice(_INDUSTRY, language, select, optional=True))
    periods = [(one, label("axes", one, language)) for one in PERIODS]
    select = one_of("static_select", periods, sums.period or "")
    yield live(choice(_PERIOD, language, select, optional=True))


def _label(one: Field, language: Language) -> str:
    return label("fields", _place(one), language)


def _place(one: Field) -> str:
    """The block_id of its field, and the key of its label: fields that mean the same in another
    metric keep what stands in them.
    """
    return f"{one.kind}_{one.name}"
