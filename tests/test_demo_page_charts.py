"""bot/demo/page/charts.py: Slack's charts as drawings."""

from typing import Any

import pytest

from bot.demo.page.charts import BOTTOM, LEFT, RIGHT, TOP, drawing


def plot(kind: str, **series: list[float]) -> dict[str, Any]:
    labels = ["Jan", "Feb", "Mar"]
    data = {
        name: [{"label": at, "value": value} for at, value in zip(labels, values, strict=True)]
        for name, values in series.items()
    }
    chart = {
        "type": kind,
        "series": [{"name": name, "data": points} for name, points in data.items()],
        "axis_config": {"categories": labels, "x_label": "month", "y_label": "%"},
    }
    return {"type": "data_visualization", "title": "Retention", "chart": chart}


def test_a_line_has_a_point_for_each_label_between_round_numbers() -> None:
    drawn = drawing(plot("line", retention=[96.2, 97.4, 96.9], usual=[95.0, 95.0, 95.0]))
    assert [tick.text for tick in drawn.ticks] == ["95", "96", "97", "98"]
    assert [dot.text for dot in drawn.dots[:2]] == ["retention, Jan: 96.2", "retention, Feb: 97.4"]
    assert all(LEFT < dot.x < RIGHT and TOP <= dot.y <= BOTTOM for dot in drawn.dots)
    assert drawn.dots[1].y < drawn.dots[0].y
    assert drawn.names == ("retention", "usual")
    assert drawn.axes == "% · month"
    assert drawn.told.startswith("Retention: retention from 96.2 (Jan) to 96.9 (Mar)")


@pytest.mark.parametrize("kind", ["bar", "area"])
def test_bars_and_areas_stand_on_zero(kind: str) -> None:
    drawn = drawing(plot(kind, new=[4.0, 8.0, -2.0]))
    assert "0" in [tick.text for tick in drawn.ticks]
    assert all(mark.filled for mark in drawn.marks)
    assert len(drawn.marks) == {"bar": 3, "area": 1}[kind]


@pytest.mark.parametrize("values", [[5.0, 5.0, 5.0], [0.0, 0.0, 0.0], [1e9, 2e9, 3e9]])
def test_any_numbers_can_be_drawn(values: list[float]) -> None:
    drawn = drawing(plot("line", one=values))
    assert len(drawn.ticks) > 1
    assert all(TOP <= dot.y <= BOTTOM for dot in drawn.dots)


def test_a_pie_tells_its_shares() -> None:
    segments = [{"label": "Basic", "value": 3}, {"label": "Pro", "value": 1}]
    drawn = drawing({"title": "Plans", "chart": {"type": "pie", "segments": segments}})
    assert drawn.told == "Plans: Basic 75%, Pro 25%"
    assert len(drawn.marks) == 2


def test_a_pie_of_one_piece_is_a_whole_circle() -> None:
    one = {"type": "pie", "segments": [{"label": "Basic", "value": 3}]}
    assert " 1 1 " in drawing({"title": "Plans", "chart": one}).marks[0].path
