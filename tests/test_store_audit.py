"""The audit: who asked what of the company's data where, for a year, and never the answer."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from bot.services import Asked
from bot.store.audit import KEPT_SECONDS, Audit
from bot.store.engine import Engine, migrate
from bot.store.transaction import Unavailable
from tests.house import Clock


@pytest.fixture
def audit(empty_store: Engine, clock: Clock) -> Audit:
    migrate(empty_store)
    return Audit(empty_store, clock)


def questions(audit: Audit) -> list[str]:
    return [asked.question for asked in audit.last()]


def test_a_question_is_written_down_with_who_where_and_when(audit: Audit, clock: Clock) -> None:
    audit.write("U_ANN", "C_GENERAL", "crr month 2026-10 lang=en", public=False)
    clock.at += 60
    audit.write("", "", "churn month 2026-10 lang=nl", public=True)
    assert audit.last() == (
        Asked(1_000_060, "", "", True, "churn month 2026-10 lang=nl"),
        Asked(1_000_000, "U_ANN", "C_GENERAL", False, "crr month 2026-10 lang=en"),
    )


def test_the_newest_come_first_and_no_more_than_asked_for(audit: Audit) -> None:
    for number in range(25):
        audit.write("U_ANN", "C_GENERAL", f"question {number}", public=False)
    assert questions(audit) == [f"question {number}" for number in range(24, 4, -1)]
    assert [asked.question for asked in audit.last(2)] == ["question 24", "question 23"]


def test_what_was_typed_is_kept_as_it_is(audit: Audit) -> None:
    typed = 'crr where plan="\'; DROP TABLE audit; -- <!channel> é 😀" ' + "x" * 2000
    audit.write("U_ANN", "C_GENERAL", typed, public=False)
    assert questions(audit) == [typed]


def test_the_same_question_is_written_down_every_time(audit: Audit) -> None:
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda _: audit.write("U", "C", "crr", public=False), range(8)))
    assert questions(audit) == ["crr"] * 8


def test_a_row_is_forgotten_after_a_year(audit: Audit, clock: Clock) -> None:
    audit.write("U_ANN", "C_GENERAL", "old", public=False)
    clock.at += KEPT_SECONDS
    audit.write("U_ANN", "C_GENERAL", "new", public=False)
    assert audit.forget() == 0
    clock.at += 1
    assert audit.forget() == 1
    assert questions(audit) == ["new"]
    assert KEPT_SECONDS == 31_536_000


def test_all_is_forgotten(audit: Audit) -> None:
    audit.write("U_ANN", "C_GENERAL", "crr", public=False)
    audit.delete_all()
    assert audit.last() == ()


def test_without_its_table_it_is_unavailable(audit: Audit) -> None:
    with audit.engine.begin() as connection:
        connection.exec_driver_sql("DROP TABLE audit")
    with pytest.raises(Unavailable, match="cannot be used"):
        audit.write("U_ANN", "C_GENERAL", "crr", public=False)
    with pytest.raises(Unavailable):
        audit.last()
