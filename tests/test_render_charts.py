"""Slack's own chart within its limits, and where a picture goes instead."""

import subprocess
import sys
from collections import Counter
from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.answers.measures import MEASURES
from bot.demo.limits import problems
from bot.render.alt import MOST, alt
from bot.render.charts import MOST_LABEL, MOST_TITLE, native, picture_of, png
from bot.render.terminal import plain
from bot.reply import LANGUAGES, HeatMap, Language, Line, Reply, Value
from tests.charting import MONEY, USUAL, WEEKS, cohorts, line, percents, periods
from tests.test_render_text import LABELS


@pytest.mark.parametrize(("section", "most"), [("charts", MOST_TITLE), ("series", MOST_LABEL)])
def test_titles_and_names_fit_a_chart_of_slacks(section: str, most: int) -> None:
    words = [word for one in LABELS[section].values() for word in one.values()]
    assert max(map(len, words)) <= most
    for language in LANGUAGES:
        assert max(Counter(one[language] for one in LABELS[section].values()).values()) == 1


def test_every_measure_has_a_title_and_a_name() -> None:
    assert [name for name in MEASURES if name not in LABELS["charts"]] == []
    assert [name for name in MEASURES if name not in LABELS["series"]] == []


def test_a_line_is_a_chart_of_slacks_with_its_usual_limits() -> None:
    assert native(replace(USUAL, high=None), "nl") == {
        "type": "data_visualization",
        "title": "Klantbehoud",
        "chart": {
            "type": "line",
            "series": [
                {
                    "name": "klantbehoud",
                    "data": [
                        {"label": "nov 2025", "value": 94.0},
                        {"label": "dec 2025", "value": 95.0},
                        {"label": "jan 2026", "value": 91.0},
                        {"label": "feb 2026", "value": 94.0},
                    ],
                },
                {
                    "name": "gebruikelijk: van",
                    "data": [
                        {"label": label, "value": 92.0}
                        for label in ("nov 2025", "dec 2025", "jan 2026", "feb 2026")
                    ],
                },
            ],
            "axis_config": {
                "categories": ["nov 2025", "dec 2025", "jan 2026", "feb 2026"],
                "x_label": "maand",
                "y_label": "%",
            },
        },
    }


@pytest.mark.parametrize(
    ("chart", "names", "y_label"),
    [
        (USUAL, ["retention", "usual: from", "usual: up to"], "%"),
        (WEEKS, ["new", "lost"], None),
        (MONEY, ["revenue"], "USD"),
        (line(-5, 12, unit="points", title="nps"), ["NPS"], "points"),
    ],
)
def test_series_and_unit_of_a_chart_of_slacks(
    chart: Line, names: list[str], y_label: str | None
) -> None:
    block = native(chart, "en")
    assert block
    assert [one["name"] for one in block["chart"]["series"]] == names
    assert block["chart"]["axis_config"].get("y_label") == y_label


@pytest.mark.parametrize(
    "chart",
    [
        percents(),
        percents(94),
        percents(None, 94, None),
        percents(None, None),
        percents(94, None, 95),
        percents(*[94] * 21),
        Line("churn", "share", tuple(periods(60, "week")), (("churn", (Fraction(1, 9),) * 60),)),
        replace(WEEKS, series=(("new", (1, 2, 3)), ("lost", (None, 2, 3)))),
        replace(WEEKS, series=()),
        replace(WEEKS, series=tuple((key, (1, 2, 3)) for key in list(LABELS["series"])[:7])),
    ],
)
def test_what_slack_cannot_draw_is_no_chart_of_slacks(chart: Line) -> None:
    assert native(chart, "en") is None


def test_months_without_a_value_before_the_first_and_after_the_last_are_left_out() -> None:
    block = native(percents(None, 94, 95, None), "en")
    assert block
    assert block["chart"]["axis_config"]["categories"] == ["Dec 2025", "Jan 2026"]


def test_limits_are_left_out_where_there_are_lines_enough() -> None:
    keys = list(LABELS["series"])[:6]
    many = replace(WEEKS, series=tuple((key, (1, 2, 3)) for key in keys), low=1, high=2)
    block = native(many, "en")
    assert block
    assert len(block["chart"]["series"]) == 6
    assert problems([block]) == []


@pytest.mark.parametrize(
    ("chart", "expected"),
    [
        (percents(98, 99), [0.0, 100.0]),
        (percents(98, 101), [0.0, 110.0]),  # the article's formula may pass 100%
        (replace(percents(98, 99), title="nrr"), [0.0, 110.0]),
        (replace(percents(98, 99), unit="points"), [-0.1, 1.1]),
        (replace(percents(98, 99), unit="count"), [0.0, 1.1]),
    ],
)
def test_limits_stay_where_values_can_be(chart: Line, expected: list[float]) -> None:
    block = native(replace(chart, low=Fraction(-1, 10), high=Fraction(11, 10)), "en")
    assert block
    assert [one["data"][0]["value"] for one in block["chart"]["series"][1:]] == expected


SHARES = st.one_of(st.none(), st.fractions(0, 1), st.decimals(0, 1, allow_nan=False))
LEVELS = st.one_of(st.none(), st.fractions(-1, 2))


@settings(deadline=None)  # the first example compiles the templates
@given(st.lists(SHARES, max_size=25), LEVELS, LEVELS, st.sampled_from(LANGUAGES))
def test_slack_takes_every_chart_that_is_made_and_each_can_be_told(
    values: list[Value | None], low: Value | None, high: Value | None, language: Language
) -> None:
    chart = replace(line(*values), low=low, high=high)
    block = native(chart, language)
    assert problems([block] if block else []) == []
    assert 0 < len(alt(chart, language)) <= MOST
    assert plain(Reply("problems", language, {}, "broken", chart=chart))


@pytest.mark.parametrize(
    ("chart", "with_lines", "without"),
    [
        (None, None, None),
        (cohorts(3), "cohorts.png", "cohorts.png"),
        (USUAL, None, "crr.png"),
        (percents(94, None, 95), "crr.png", "crr.png"),
        (percents(94), None, None),
        (percents(), None, None),
        (HeatMap("cohorts", (), ()), None, None),
        (HeatMap("cohorts", ((periods(1)[0], 5, ()),), ()), None, None),
    ],
)
def test_a_picture_goes_where_no_block_can_show_the_chart(
    chart: Line | HeatMap | None, with_lines: str | None, without: str | None
) -> None:
    reply = Reply("problems", "nl", {}, "broken", chart=chart)
    names = [picture_of(reply, "nl", native_lines=native) for native in (True, False)]
    assert [one and one.filename for one in names] == [with_lines, without]


def test_a_picture_has_a_title_and_words_in_the_language() -> None:
    reply = Reply("problems", "en", {}, "broken", chart=cohorts(3))
    picture = picture_of(reply, "nl")
    assert picture
    filename, title, data, told = picture
    assert (filename, title, told) == (
        "cohorts.png",
        "Wie blijft, per cohort",
        alt(cohorts(3), "nl"),
    )
    assert data == png(cohorts(3), "nl")


def test_answers_without_a_picture_do_not_load_what_draws() -> None:
    script = (
        "import sys, bot.render.blocks, bot.render.terminal\n"
        "print([name for name in ('PIL', 'matplotlib', 'numpy') if name in sys.modules])"
    )
    run = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert run.stdout == "[]\n"
