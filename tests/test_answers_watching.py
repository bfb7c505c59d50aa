"""What an alert sees in the made-up company, and what is shown before it is set."""

from contextlib import closing
from dataclasses import replace
from datetime import date, datetime, time
from pathlib import Path

import pytest

from bot.answers.watching import LOOKS_BACK, Seen, look
from bot.ask.data_words import DataWords
from bot.ask.grammar import read
from bot.render.blocks import message
from bot.render.terminal import plain
from bot.reply import Language, Watch
from bot.services import Asker
from bot.settings import Access
from tests.asking import LIBRARY
from tests.company import ACCESS, ANN, IN_CHANNEL, TODAY, Acme
from tests.warehouses import Rows, connected, fill

HERE = replace(IN_CHANNEL, public=False)


def seen(acme: Acme, condition: str, today: date = TODAY, mapped: str = "everything") -> Seen:
    data = acme.services(mapped=mapped).data
    assert data is not None
    ask = read(f"alert {condition}", "en", LIBRARY, DataWords(today, data.mapping.dimensions))
    return look(ask, replace(data, now=lambda: datetime.combine(today, time())), data.warehouse())


@pytest.mark.parametrize(
    ("condition", "outcome", "since"),
    [
        # In October 30 of the 240 customers left: 12.5%; in September 8 of 238.
        ("churn above 5%", "above", "2026-10-01"),
        ("churn above 12.49%", "above", "2026-10-01"),
        ("churn above 12.5%", "inside", "2026-10-01"),
        ("churn above 50%", "inside", "2026-10-01"),
        ("churn below 12.5%", "inside", "2026-10-01"),
        ("crr below 95%", "below", "2026-10-01"),
        ("crr below 99%", "below", "2025-02-01"),
        ("crr unusual", "below", "2026-10-01"),
        ("churn unusual", "above", "2026-10-01"),
        ("customers below 225", "below", "2026-10-01"),
        ("customers below 224", "inside", "2026-10-01"),
        ("customers unusual", "below", "2026-10-01"),
        ("mrr below 10000", "below", "2025-01-01"),
        ("nrr under 100%", "below", "2025-02-01"),
        ("csat below 80%", "below", "2026-10-01"),  # in September 24 of 30
        ("nps below 50", "below", "2026-01-01"),
        ("nps unusual", "inside", "2026-10-01"),
        ("churn above 10% where plan=Basic", "above", "2026-10-01"),
        ("churn above 1% where plan=Team", "few", "2026-10-01"),  # of four customers
        ("customers below 10 where plan=Team", "few", "2026-10-01"),
        ("customers below 10 where country=DE", "few", "2026-10-01"),
        ("customers below 100 where plan=Pro", "below", "2025-01-01"),
        ("churn above 1% weekly", "above", "2026-11-02"),  # 4 of 224; the week before nobody
        ("churn unusual quarterly", "short", "2026-07-01"),
    ],
)
def test_the_last_period_that_is_over_is_set_against_the_limit(
    acme: Acme, condition: str, outcome: str, since: str
) -> None:
    found = seen(acme, condition)
    assert (found.outcome, str(found.since.start)) == (outcome, since)


def test_what_is_usual_takes_eight_periods(acme: Acme) -> None:
    """The first month with customers at its start is February 2025."""
    assert seen(acme, "crr unusual", date(2025, 10, 1)).outcome == "short"
    assert seen(acme, "crr unusual", date(2025, 11, 1)).outcome == "inside"


def test_before_there_were_customers_there_is_no_figure(acme: Acme) -> None:
    assert seen(acme, "churn above 5%", date(2024, 5, 1)).outcome == "none"
    assert seen(acme, "crr unusual", date(2024, 5, 1)).outcome == "none"


def test_a_running_month_is_not_looked_at(acme: Acme) -> None:
    assert seen(acme, "churn above 5%", date(2026, 10, 31)).outcome == "inside"
    assert seen(acme, "churn above 5%", date(2026, 11, 1)).outcome == "above"


def test_it_is_told_when_it_may_have_begun_earlier(acme: Acme) -> None:
    """24 months are looked back; there is none of them inside."""
    found = seen(acme, "mrr below 10000", date(2027, 3, 1))
    assert (found.longer, str(found.since.start)) == (True, "2025-02-01")
    assert not seen(acme, "crr below 99%").longer
    assert LOOKS_BACK < 24


def test_unusual_is_since_the_first_in_a_row_each_beside_its_own_past(tmp_path: Path) -> None:
    """300 customers; nobody leaves in 2025, then 40 in January, 60 in February, 90 in March."""
    leave = [(40, date(2026, 1, 9)), (60, date(2026, 2, 9)), (90, date(2026, 3, 9)), (110, None)]
    ends = [ended for count, ended in leave for _ in range(count)]
    rows = [(f"c-{n}", date(2024, 12, 9), ended) for n, ended in enumerate(ends)]
    contracts = Rows({"who": "text", "started": "day", "ended": "day"}, rows)
    file = tmp_path / "shrinking.duckdb"
    with closing(connected(f"duckdb:///{file}")) as connection:
        fill(connection, "duckdb", {"subscriptions": contracts})
    shrinking = Acme(file)
    months = {2: "2026-01-01", 3: "2026-01-01", 4: "2026-01-01"}
    for month, since in months.items():
        found = seen(shrinking, "customers unusual", date(2026, month, 2), "contracts")
        assert (found.outcome, str(found.since.start)) == ("below", since)
        assert not found.longer
    assert seen(shrinking, "customers unusual", date(2026, 1, 2), "contracts").outcome == "inside"
    shrinking.close()


@pytest.mark.parametrize(
    "condition",
    [
        "churn above 100%",
        "crr above 120%",
        "crr below 0%",
        "nps above 100",
        "nps below -100",
        "customers below 0",
        "mrr below 0",
        "quick below 0",
        "nrr below 0%",
    ],
)
@pytest.mark.parametrize("language", ["en", "nl"])
def test_a_limit_that_nothing_is_beyond_is_refused(
    acme: Acme, condition: str, language: Language
) -> None:
    reply = acme.ask(f"/kpi alert {condition} lang={language}", asker=HERE)
    assert reply.part == "alert_never"
    example = plain(reply).split("`")[1]
    assert acme.ask(example, acme.services(language), HERE).watch


def test_more_than_all_of_the_revenue_can_stay(acme: Acme) -> None:
    assert acme.ask("/kpi alert nrr above 120%", asker=HERE).ok


@pytest.mark.parametrize(
    ("asked", "lines"),
    [
        (
            "/kpi alert churn above 5%",
            [
                "Shall I tell <#C_NUMBERS> of this?",
                "Churn above 5% · by the month",
                "October 2026: Churn 12.5%",
                "210 of the 240 customers at the start stayed; 30 left (retention 87.5%).",
                "That is above 5%: the first look tells it. In September 2026 it was 3.36%.",
            ],
        ),
        (
            "/kpi alert verloop boven 5%",
            [
                "Zal ik dit melden in <#C_NUMBERS>?",
                "Klantverloop boven 5% · per maand",
                "Oktober 2026: Klantverloop 12,5%",
                (
                    "Van de 240 klanten aan het begin bleven er 210; 30 vertrokken "
                    "(klantbehoud 87,5%)."
                ),
                (
                    "Dat is boven 5%: de eerste keer dat ik kijk, meld ik het. In september 2026 "
                    "was het 3,36%."
                ),
            ],
        ),
        (
            "/kpi alert churn above 50%",
            ["Churn above 50% · by the month", "That is not above 50%: nothing to tell now."],
        ),
        (
            "/kpi melding nps ongewoon",
            [
                "NPS ongewoon · per maand",
                (
                    "Dat is zoals gewoonlijk: nu niets te melden. Afgaand op de 9 periodes "
                    "ervoor is −34,31 tot 72,09 normaal."
                ),
            ],
        ),
        (
            "/kpi alert churn above 1% where plan = team",
            [
                "Churn above 1% · by the month · plan Team",
                "October 2026: nothing to tell",
                (
                    "It rests on fewer than 30 customers, and then chance alone moves the "
                    "figure too much. I keep looking."
                ),
            ],
        ),
        (
            "/kpi melding klanten onder 10 waar plan = Team",
            ["Een kanaal leest niets over minder dan 5 klanten. Ik blijf kijken."],
        ),
        (
            "/kpi alert churn unusual quarterly",
            [
                "Churn unusual · by the quarter",
                (
                    "Fewer than 8 earlier periods have a figure, too few to know what is "
                    "usual. Until there are, I tell nothing."
                ),
            ],
        ),
    ],
)
def test_before_it_is_set_it_shows_what_would_happen_now(
    acme: Acme, asked: str, lines: list[str]
) -> None:
    reply = acme.ask(asked, asker=HERE)
    said = plain(reply).split("\n")
    assert [line for line in lines if line not in said] == []
    assert reply.private
    assert isinstance(reply.watch, Watch)
    assert "  " not in plain(reply)
    assert [block["type"] for block in message(reply)["blocks"]][-2:] == ["actions", "context"]


@pytest.mark.parametrize(
    ("asker", "access", "way_out"),
    [
        (ANN, ACCESS, "Type it in a channel that may read data: <#C_NUMBERS>."),
        (replace(HERE, channel="C_LUNCH"), ACCESS, "Type it in a channel that may read data"),
        (ANN, Access(people=("U_ANN",)), "No channel may read data yet"),
        (Asker(), ACCESS, "python -m bot schedules add --alert 'churn above 5%' --channel"),
    ],
)
def test_elsewhere_it_says_where_it_can_be_set(
    acme: Acme, asker: Asker, access: Access, way_out: str
) -> None:
    reply = acme.ask("alert churn above 5%", acme.services(access=access), asker)
    assert reply.watch is None
    assert way_out in plain(reply)


def test_who_may_not_ask_sets_no_alert(acme: Acme) -> None:
    reply = acme.ask("alert churn above 5%", asker=replace(HERE, user="U_BOB"))
    assert reply.part == "data_no_access"


def test_a_value_is_kept_as_it_is_in_the_data(acme: Acme) -> None:
    reply = acme.ask("alert churn above 5% where plan = basic", asker=HERE)
    assert reply.watch == Watch("alert churn above 5% where plan=Basic lang=en")
    other = acme.ask("alert churn above 5% where plan = Basc", asker=HERE)
    assert other.part == "data_unknown_value"


def test_the_list_is_no_business_of_the_terminal(acme: Acme) -> None:
    assert acme.ask("alerts", asker=Asker()).part == "alert_in_terminal"
