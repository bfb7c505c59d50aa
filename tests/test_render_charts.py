"""Charts: Slack's own within its limits, the pictures, and what either shows in words."""

import subprocess
import sys
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date
from decimal import Decimal
from fractions import Fraction
from io import BytesIO

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from bot.demo.limits import problems
from bot.render.alt import MOST, alt
from bot.render.charts import MOST_LABEL, MOST_TITLE, native, picture_of, png
from bot.render.heatmap import luminance, shade
from bot.render.terminal import plain
from bot.reply import LANGUAGES, HeatMap, Language, Line, Reply, Unit, Value
from metrics.period import Calendar, Period, containing
from tests.test_render_text import LABELS

WHITE = (255, 255, 255)


def periods(count: int, kind: Calendar = "month", start: date = date(2025, 11, 1)) -> list[Period]:
    found = [containing(start, kind)]
    while len(found) < count:
        found.append(found[-1].next())
    return found[:count]


def line(*values: Value | None, unit: Unit = "share", title: str = "retention") -> Line:
    return Line(title, unit, tuple(periods(len(values))), ((title, values),))


def percents(*values: int | None) -> Line:
    return line(*(None if one is None else Fraction(one, 100) for one in values))


def cohorts(count: int, kind: Calendar = "month", size: int = 1000) -> HeatMap:
    """Each cohort keeps 80% after one period and a point less after each further one; the second
    one keeps 20 points less.
    """
    shares = [Fraction(80 - k, 100) for k in range(count)]
    rows = tuple(
        (at, size, tuple(share - Fraction(i == 1, 5) for share in shares[: count - i]))
        for i, at in enumerate(periods(count, kind))
    )
    pooled = tuple(
        sum((row[2][k] for row in rows[: count - k]), Fraction(0)) / (count - k)
        for k in range(count)
    )
    return HeatMap("cohorts", rows, pooled)


USUAL = replace(percents(94, 95, 91, 94), low=Fraction(92, 100), high=Fraction(96, 100))
WEEKS = Line(
    "customers",
    "count",
    tuple(periods(3, "week", date(2026, 11, 2))),
    (("new", (340, 310, 325)), ("lost", (300, 335, 310))),
)
MONEY = replace(line(Decimal(1000), Decimal("1250.5"), unit="amount", title="mrr"), currency="USD")
CHARTS = [USUAL, percents(94, None, 95), WEEKS, MONEY, cohorts(4), cohorts(2, "quarter")]


def opened(data: bytes) -> Image.Image:
    with Image.open(BytesIO(data)) as image:
        return image.convert("RGB")


@pytest.mark.parametrize(("section", "most"), [("charts", MOST_TITLE), ("series", MOST_LABEL)])
def test_titles_and_names_fit_a_chart_of_slacks(section: str, most: int) -> None:
    words = [word for one in LABELS[section].values() for word in one.values()]
    assert max(map(len, words)) <= most
    for language in LANGUAGES:
        assert max(Counter(one[language] for one in LABELS[section].values()).values()) == 1


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
        (MONEY, ["MRR"], "USD"),
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
    ("chart", "english", "dutch"),
    [
        (
            USUAL,
            (
                "Customer retention, November 2025 to February 2026. First 94%, last 94%, "
                "lowest 91% (January 2026), highest 95% (December 2025). "
                "Usually 92% to 96%; outside that: 91% (January 2026)."
            ),
            (
                "Klantbehoud, november 2025 tot en met februari 2026. Eerst 94%, laatst 94%, "
                "laagst 91% (januari 2026), hoogst 95% (december 2025). "
                "Meestal 92% tot 96%; daarbuiten: 91% (januari 2026)."
            ),
        ),
        (
            replace(percents(94, None, 95), low=Fraction(9, 10)),
            (
                "Customer retention, November 2025 to January 2026. First 94%, last 95%, "
                "lowest 94% (November 2025), highest 95% (January 2026). "
                "Usually 90% or more; nothing lies outside that. No value for December 2025."
            ),
            (
                "Klantbehoud, november 2025 tot en met januari 2026. Eerst 94%, laatst 95%, "
                "laagst 94% (november 2025), hoogst 95% (januari 2026). "
                "Meestal 90% of meer; niets ligt daarbuiten. Geen waarde voor december 2025."
            ),
        ),
        (
            WEEKS,
            (
                "Customers, week 45 · 2–8 November to week 47 · 16–22 November. "
                "new: first 340, last 325, lowest 310 (week 46 · 9–15 November), "
                "highest 340 (week 45 · 2–8 November). "
                "lost: first 300, last 310, lowest 300 (week 45 · 2–8 November), "
                "highest 335 (week 46 · 9–15 November)."
            ),
            (
                "Klanten, week 45 · 2–8 november tot en met week 47 · 16–22 november. "
                "nieuw: eerst 340, laatst 325, laagst 310 (week 46 · 9–15 november), "
                "hoogst 340 (week 45 · 2–8 november). "
                "vertrokken: eerst 300, laatst 310, laagst 300 (week 45 · 2–8 november), "
                "hoogst 335 (week 46 · 9–15 november)."
            ),
        ),
        (
            percents(80, 80),
            "Customer retention, November 2025 to December 2025. Always 80%.",
            "Klantbehoud, november 2025 tot en met december 2025. Steeds 80%.",
        ),
        (
            percents(80),
            "Customer retention, November 2025. One value, 80% (November 2025).",
            "Klantbehoud, november 2025. Eén waarde, 80% (november 2025).",
        ),
        (percents(), "Customer retention. No values.", "Klantbehoud. Geen waarden."),
        (
            cohorts(3),
            (
                "Who stays, by cohort: 3 cohorts, November 2025 to January 2026. "
                "All together, still active: 73.33% after 1 month, 78% after 3 months. "
                "After 1 month lowest: 60% of 1,000 (December 2025), "
                "highest: 80% of 1,000 (January 2026). "
                "Furthest below all together: December 2025, on average 11.67 points."
            ),
            (
                "Wie blijft, per cohort: 3 cohorten, november 2025 tot en met januari 2026. "
                "Samen nog actief: 73,33% na 1 maand, 78% na 3 maanden. "
                "Na 1 maand het laagst: 60% van 1.000 (december 2025), "
                "het hoogst: 80% van 1.000 (januari 2026). "
                "Het verst onder het geheel: december 2025, gemiddeld 11,67 punten."
            ),
        ),
        (
            cohorts(2, "quarter", size=29),
            (
                "Who stays, by cohort: 2 cohorts, Q4 2025 to Q1 2026. "
                "All together, still active: 70% after 1 quarter, 79% after 2 quarters."
            ),
            (
                "Wie blijft, per cohort: 2 cohorten, kwartaal 4 2025 tot en met kwartaal 1 2026. "
                "Samen nog actief: 70% na 1 kwartaal, 79% na 2 kwartalen."
            ),
        ),
        (
            HeatMap("cohorts", (), ()),
            "Who stays, by cohort.",
            "Wie blijft, per cohort.",
        ),
    ],
)
def test_a_chart_is_told_in_words(chart: Line | HeatMap, english: str, dutch: str) -> None:
    assert (alt(chart, "en"), alt(chart, "nl")) == (english, dutch)


def test_what_is_unusual_or_missing_is_named_up_to_five_times() -> None:
    chart = replace(percents(*[90] * 6, *[None] * 7), high=Fraction(4, 5))
    told = alt(chart, "en")
    assert "outside that: 90% (November 2025), 90% (December 2025)" in told
    assert "90% (March 2026) and 1 more." in told
    assert told.endswith("September 2026 and 2 more.")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("chart", [USUAL, cohorts(4)])
def test_a_picture_is_the_same_each_time_and_from_every_thread(
    chart: Line | HeatMap, language: Language
) -> None:
    first = png(chart, language)
    with ThreadPoolExecutor(4) as pool:
        assert set(pool.map(lambda _: png(chart, language), range(4))) == {first}


@pytest.mark.parametrize("chart", CHARTS)
def test_a_picture_is_on_white_with_an_empty_edge_and_differs_by_language(
    chart: Line | HeatMap,
) -> None:
    english, dutch = (opened(png(chart, language)) for language in LANGUAGES)
    assert english.tobytes() != dutch.tobytes()
    for image in (english, dutch):
        width, height = image.size
        for edge in ((0, 0, width, 10), (0, 0, 10, height), (width - 10, 0, width, height)):
            assert image.crop(edge).getcolors() == [
                ((edge[2] - edge[0]) * (edge[3] - edge[1]), WHITE)
            ]


def test_a_line_is_drawn_as_large_as_slack_shows_it_sharply() -> None:
    assert opened(png(USUAL, "en")).size == (1600, 680)


def test_a_heat_map_grows_by_a_row_and_a_column_for_each_cohort() -> None:
    sizes = [opened(png(cohorts(count), "en")).size for count in (12, 13, 24)]
    assert sizes[1][0] - sizes[0][0] == 50
    assert sizes[1][1] - sizes[0][1] == 35
    assert sizes[2][0] < 1600


def test_a_cell_has_the_colour_of_its_share() -> None:
    chart = cohorts(3)
    image = opened(png(chart, "en"))
    colours = {colour: count for count, colour in image.getcolors(100_000) or ()}
    low, high = Fraction(59, 100), Fraction(80, 100)
    scale = (float(low), float(high))
    for share, cells in ((low, 1), (high, 2)):
        assert colours[shade(share, scale)[0]] > cells * 0.7 * 48 * 33


@given(st.fractions(0, 1), st.floats(0, 0.5), st.floats(0.1, 1))
def test_the_number_in_a_cell_can_be_read_on_every_colour(
    share: Fraction, low: float, span: float
) -> None:
    cell, ink = (luminance(colour) for colour in shade(share, (low, low + span)))
    brighter, darker = max(cell, ink), min(cell, ink)
    assert (brighter + 0.05) / (darker + 0.05) >= 4.5


def test_more_is_darker_whatever_the_eye_makes_of_blue() -> None:
    steps = [luminance(shade(Fraction(k, 100), (0, 1))[0]) for k in range(101)]
    assert steps == sorted(steps, reverse=True)
    assert len(set(steps)) == 101


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    "chart",
    [
        HeatMap("cohorts", (), ()),
        HeatMap("cohorts", ((periods(1)[0], 5, ()),), ()),
        HeatMap("cohorts", ((periods(1)[0], 5, (Fraction(0),)),), (Fraction(0),)),
        HeatMap("cohorts", ((periods(1)[0], 10**15, (Fraction(1),)),), (Fraction(1),)),
        percents(),
        percents(None, None),
        percents(100),
        percents(0, 0),
        replace(percents(98, 104), title="nrr"),
        line(Fraction(10**15), Decimal("0.01"), unit="amount", title="mrr"),
        line(-100, 100, unit="points", title="nps"),
        line(1, 2, 1, unit="count", title="customers"),
        replace(USUAL, low=None),
        replace(WEEKS, series=(("new", (1, 1, 1)), ("lost", (1, 1, 1)), ("active", (None,) * 3))),
    ],
)
def test_a_chart_of_nearly_nothing_or_of_very_much_can_be_drawn(
    chart: Line | HeatMap, language: Language
) -> None:
    width, height = opened(png(chart, language)).size
    assert width > 300
    assert height > 150


@pytest.mark.parametrize(
    ("chart", "with_lines", "without"),
    [
        (None, None, None),
        (cohorts(3), "cohorts.png", "cohorts.png"),
        (USUAL, None, "retention.png"),
        (percents(94, None, 95), "retention.png", "retention.png"),
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
