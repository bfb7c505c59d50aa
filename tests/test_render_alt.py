"""Charts told in words, in both languages."""

from dataclasses import replace
from fractions import Fraction

import pytest

from bot.render.alt import alt
from bot.reply import HeatMap, Line
from tests.charting import USUAL, WEEKS, cohorts, percents


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
