"""Questions about the company's data as people put them in chat: groups by their name alone, who
left, the best month, two things side by side.
"""

import pytest

from tests.data_questions import OCTOBER, reading


@pytest.mark.parametrize(
    ("text", "question"),
    [
        ("hoeveel klanten zijn er in oktober bij gekomen?", f"customers {OCTOBER} lang=nl"),
        ("hoeveel klanten verloren en wonnen we in oktober?", f"customers {OCTOBER} lang=nl"),
        ("wie is er vorige maand vertrokken?", f"churn {OCTOBER} lang=nl"),
        ("who left last month?", f"churn {OCTOBER} lang=en"),
        ("which customers left last month", f"churn {OCTOBER} lang=en"),
        ("is onze churn gestegen?", f"churn {OCTOBER} lang=nl"),
        ("did our retention go up last month", f"crr {OCTOBER} lang=en"),
        ("hoe was het vorige maand bij Basic?", f"crr {OCTOBER} of Basic customers lang=nl"),
        ("how is Pro doing last month", f"crr {OCTOBER} of Pro customers lang=en"),
        ("klantbehoud van Basic vorige maand", f"crr {OCTOBER} of Basic customers lang=nl"),
        ("churn in 'New York' last month", f'churn {OCTOBER} of "New York" customers lang=en'),
        ("onze churn in Nederland", f"churn {OCTOBER} of Nederland customers lang=nl"),
        ("Basic versus Pro last month",
         f"crr {OCTOBER} of Basic customers of Pro customers lang=en"),
        ("vergelijk Basic en Pro vorige maand",
         f"crr {OCTOBER} of Basic customers of Pro customers lang=nl"),
        ("compare churn of 'New York' and Utrecht in October",
         f'churn {OCTOBER} of "New York" customers of Utrecht customers lang=en'),
        ("hoe tevreden zijn onze klanten?", f"csat {OCTOBER} lang=nl"),
        ("which customers are at risk?", "risk lang=en"),
        ("welke klanten dreigen op te zeggen", "risk lang=nl"),
        ("what was our best month in 2025?",
         "crr from 2025-01-01 to 2025-12-31 highest first period=month lang=en"),
        ("welke maand in 2025 had het hoogste verloop",
         "churn from 2025-01-01 to 2025-12-31 highest first period=month lang=nl"),
        ("in welk kwartaal van 2025 verloren we de meeste klanten",
         "churn from 2025-01-01 to 2025-12-31 most first period=quarter lang=nl"),
        ("slechtste maand van 2025 voor klantbehoud",
         "crr from 2025-01-01 to 2025-12-31 lowest first period=month lang=nl"),
        ("crr 2025 per month lowest first",
         "crr from 2025-01-01 to 2025-12-31 lowest first period=month lang=en"),
        ("toon de trend van ons klantbehoud",
         "crr from 2025-11-01 to 2026-10-31 period=month lang=nl"),
        ("compare Q2 and Q3", "crr from 2026-07-01 to 2026-09-30 vs previous lang=en"),
        ("how does October compare to September", f"crr {OCTOBER} vs previous lang=en"),
        ("vergelijk vorige maand met dezelfde maand vorig jaar",
         f"crr {OCTOBER} vs last year lang=nl"),
        ("verliezen we meer klanten dan vorig jaar?", f"churn {OCTOBER} vs last year lang=nl"),
        ("/crr Q2 vs Q3", "crr from 2026-07-01 to 2026-09-30 vs previous lang=en"),
        ("how are we doing?", f"kpi {OCTOBER} lang=en"),
        ("how many Pro customers do we have",
         f"customers {OCTOBER} of Pro customers lang=en"),
        ("hoeveel Pro-klanten verloren we vorige maand",
         f"churn {OCTOBER} of Pro customers lang=nl"),
        ("welk abonnement doet het het best?",
         f"crr {OCTOBER} by plan highest first lang=nl"),
        ("welke klanten lopen risico in Utrecht?", "risk of Utrecht customers lang=nl"),
        ("show me the at risk customers on Pro", "risk of Pro customers lang=en"),
        ("welk abonnement heeft de meeste klanten in het rood?", "risk by plan lang=nl"),
        ("which plan has the most customers at risk", "risk by plan lang=en"),
        ("average retention over the last 6 months",
         "crr from 2026-05-01 to 2026-10-31 lang=en"),
        ("gemiddelde churn per maand in 2025",
         "churn from 2025-01-01 to 2025-12-31 period=month lang=nl"),
        ("show me churn for every month in 2025",
         "churn from 2025-01-01 to 2025-12-31 period=month lang=en"),
        ("are we doing better than last year?", f"kpi {OCTOBER} vs last year lang=en"),
        ("hoeveel klanten staan op rood?", "risk lang=nl"),
        ("hoeveel klanten hebben we nu?",
         "customers from 2026-11-01 to 2026-11-25 month so far lang=nl"),
        ("what is our mrr right now",
         "mrr from 2026-11-01 to 2026-11-25 month so far lang=en"),
        ("how many customers do we have now by month",
         "customers from 2025-11-01 to 2026-10-31 period=month lang=en"),
        ("kpi trend", f"kpi {OCTOBER} lang=en"),
        ("hoe tevreden waren klanten vorige maand", f"csat {OCTOBER} lang=nl"),
    ],
)  # fmt: skip
def test_a_sentence_is_read_as_a_question_about_data(text: str, question: str) -> None:
    asked = reading(text)
    assert asked.question() == question
    assert reading(question) == asked
