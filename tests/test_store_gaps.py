"""Questions without an answer, and votes: counted, masked, without anybody's name."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from bot.store.engine import Engine, migrate, open_store
from bot.store.gaps import KEPT_SECONDS, Gap, Gaps, Votes
from bot.store.transaction import Unavailable
from tests.house import Clock


@pytest.fixture
def gaps(empty_store: Engine, clock: Clock) -> Gaps:
    migrate(empty_store)
    return Gaps(empty_store, clock)


def questions(gaps: Gaps) -> list[tuple[str, int]]:
    return [(gap.question, gap.times) for gap in gaps.open()]


def test_a_question_is_kept_masked(gaps: Gaps) -> None:
    gaps.note("is 83% goed, <@U024BE7LH>?", "nl", "down", "ann@example.com zegt 90%")
    (gap,) = gaps.open()
    assert gap == Gap(
        gap.id, "is #% goed, ?", "nl", "down", "zegt #%", 1, 1_000_000, 1_000_000
    )  # fmt: skip


def test_equal_masked_questions_are_counted(gaps: Gaps, clock: Clock) -> None:
    gaps.note("crr of 500", "en", "unanswered")
    clock.at += 60
    gaps.note("crr  of 600", "en", "unanswered")
    (gap,) = gaps.open()
    assert (gap.times, gap.first_at, gap.last_at) == (2, 1_000_000, 1_000_060)


def test_another_language_or_another_why_is_another_gap(gaps: Gaps) -> None:
    gaps.note("churn", "en", "unanswered")
    gaps.note("churn", "nl", "unanswered")
    gaps.note("churn", "en", "down")
    assert [(gap.language, gap.why) for gap in gaps.open()] == [
        ("en", "down"),
        ("nl", "unanswered"),
        ("en", "unanswered"),
    ]


def test_eight_at_once_are_all_counted(gaps: Gaps) -> None:
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda number: gaps.note(f"crr {number}", "en", "down"), range(8)))
    assert questions(gaps) == [("crr #", 8)]


def test_the_newest_reason_stays(gaps: Gaps) -> None:
    gaps.note("churn", "en", "down")
    gaps.note("churn", "en", "down", "too short")
    gaps.note("churn", "en", "down", "not true")
    gaps.note("churn", "en", "down")
    assert [gap.reason for gap in gaps.open()] == ["not true"]


def test_a_question_of_which_nothing_is_left_is_not_kept(gaps: Gaps) -> None:
    gaps.note("<@U024BE7LH>  ", "en", "unanswered")
    assert gaps.open() == ()


def test_what_is_asked_most_comes_first_then_the_newest(gaps: Gaps, clock: Clock) -> None:
    for question in ("often", "old", "new", "often"):
        clock.at += 1
        gaps.note(question, "en", "unanswered")
    assert questions(gaps) == [("often", 2), ("new", 1), ("old", 1)]
    assert [gap.question for gap in gaps.open(limit=2)] == ["often", "new"]


def test_what_is_closed_stays_away(gaps: Gaps) -> None:
    gaps.note("the weather", "en", "unanswered")
    gaps.note("churn", "en", "unanswered")
    gaps.close(next(gap.id for gap in gaps.open() if gap.question == "the weather"))
    gaps.note("the weather", "en", "unanswered")
    assert questions(gaps) == [("churn", 1)]


def test_a_question_is_forgotten_90_days_after_it_was_first_asked(gaps: Gaps, clock: Clock) -> None:
    gaps.note("churn", "en", "unanswered")
    clock.at += KEPT_SECONDS
    gaps.note("churn", "en", "unanswered")
    gaps.note("crr", "en", "unanswered")
    assert gaps.forget() == 0
    clock.at += 1
    assert gaps.forget() == 1
    assert questions(gaps) == [("crr", 1)]
    assert KEPT_SECONDS == 7_776_000


def test_votes_are_counted_for_each_entry(gaps: Gaps) -> None:
    for up in (True, True, False):
        gaps.vote("terms/churn", up=up)
    gaps.vote("terms/crr", up=False)
    assert gaps.votes("terms/churn") == Votes(up=2, down=1)
    assert gaps.votes("terms/crr") == Votes(up=0, down=1)
    assert gaps.votes("terms/nps") == Votes(up=0, down=0)


def test_all_is_forgotten(gaps: Gaps) -> None:
    gaps.note("churn", "en", "unanswered")
    gaps.vote("terms/churn", up=True)
    gaps.delete_all()
    assert gaps.open() == ()
    assert gaps.votes("terms/churn") == Votes(up=0, down=0)


def test_a_store_that_can_only_be_read_is_off(tmp_path: Path) -> None:
    file = tmp_path / "store.sqlite"
    writable = open_store(f"sqlite:///{file}")
    migrate(writable)
    gaps = Gaps(open_store(f"sqlite:///file:{file}?mode=ro&uri=true"), lambda: 0.0)
    with pytest.raises(Unavailable, match="readonly"):
        gaps.note("churn", "en", "unanswered")
    with pytest.raises(Unavailable, match="readonly"):
        gaps.vote("terms/churn", up=True)
    assert gaps.open() == ()
    gaps.engine.dispose()
    writable.dispose()
