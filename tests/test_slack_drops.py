"""How long a dropped file is held, by whom it is found, and what makes room."""

from collections.abc import Iterator

import duckdb
import pytest

from bot.importing.memory import Held, data_of, hold
from bot.services import Asker
from bot.slack.drops import KEPT_HOURS, MOST_BYTES, MOST_DROPS, Drops
from tests.dropping import ENGLISH
from tests.house import SERVICES, Clock

PLACE = "D_ANN:1.2"
HOUR = 3600


@pytest.fixture
def drops(clock: Clock) -> Iterator[Drops]:
    made = Drops(clock)
    yield made
    made.forget_all()


def keep(drops: Drops, place: str = PLACE, size: int | None = None) -> Held:
    held = hold([("orders.csv", ENGLISH)], "Europe/Amsterdam", "en")
    if size is not None:
        held = Held(held.contents, held.mapping, "USD", held.zone, size, held.connection)
    drops.keep(place, "U_ANN", held, data_of(held, lambda: held.contents.newest, lambda: 0.0))
    return held


def is_gone(held: Held) -> bool:
    try:
        held.connection.execute("SELECT 1")
    except duckdb.ConnectionException:
        return True
    return False


def test_only_who_dropped_it_finds_it_and_only_there(drops: Drops) -> None:
    keep(drops)
    assert drops.find(PLACE, "U_ANN") is not None
    assert drops.find(PLACE, "U_BOB") is None
    assert drops.find("D_ANN", "U_ANN") is None
    assert drops.find("D_ANN:1.3", "U_ANN") is None


def test_it_goes_two_hours_after_the_last_question(drops: Drops, clock: Clock) -> None:
    held = keep(drops)
    for _ in range(3):
        clock.at += KEPT_HOURS * HOUR - 1
        assert drops.find(PLACE, "U_ANN") is not None
    clock.at += KEPT_HOURS * HOUR
    drops.tidy()
    assert is_gone(held)
    assert drops.find(PLACE, "U_ANN") is None


def test_somebody_elses_question_keeps_nothing(drops: Drops, clock: Clock) -> None:
    held = keep(drops)
    clock.at += KEPT_HOURS * HOUR - 1
    drops.find(PLACE, "U_BOB")
    clock.at += 1
    drops.tidy()
    assert is_gone(held)


def test_the_one_not_asked_for_longest_makes_room(drops: Drops) -> None:
    held = [keep(drops, f"D_ANN:{n}") for n in range(MOST_DROPS)]
    drops.find("D_ANN:0", "U_ANN")
    keep(drops, "D_ANN:new")
    assert [is_gone(one) for one in held] == [False, True, *[False] * (MOST_DROPS - 2)]


def test_so_many_bytes_at_once_and_no_more(drops: Drops) -> None:
    first, second = (keep(drops, f"D_ANN:{n}", MOST_BYTES // 2) for n in range(2))
    assert not is_gone(first)
    keep(drops, "D_ANN:2", 1)
    assert (is_gone(first), is_gone(second)) == (True, False)


def test_another_file_in_the_thread_takes_its_place(drops: Drops) -> None:
    first, second = keep(drops), keep(drops)
    assert (is_gone(first), is_gone(second)) == (True, False)


def test_its_answers_speak_its_own_currency_and_are_for_nobody_else(drops: Drops) -> None:
    keep(drops, size=1)
    drop = drops.find(PLACE, "U_ANN")
    assert drop is not None
    services = drop.services(SERVICES)
    assert services.access.people == ("U_ANN",)
    assert services.access.channels == ()
    assert services.settings_for(Asker("U_ANN", "D_ANN")).currency == "USD"
