"""Heat maps and lines as pictures: size, colours, the same bytes, from every thread."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from io import BytesIO

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from bot.render.charts import png
from bot.render.heatmap import luminance, shade
from bot.reply import LANGUAGES, HeatMap, Language, Line
from tests.charting import CHARTS, USUAL, WEEKS, cohorts, line, percents, periods

WHITE = (255, 255, 255)


def opened(data: bytes) -> Image.Image:
    with Image.open(BytesIO(data)) as image:
        return image.convert("RGB")


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
