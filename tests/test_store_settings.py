"""What was chosen in forms: kept over what is usual, written down, never over what was not seen."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from bot.store.changes import Change, Changes
from bot.store.engine import Engine, migrate
from bot.store.entries import Entries
from bot.store.settings import ACCESS, KIND, TEAM, Changed, Settings, mark
from tests.house import Clock

UNSEEN = mark({})


@pytest.fixture
def settings(empty_store: Engine, clock: Clock) -> Settings:
    migrate(empty_store)
    return Settings(empty_store, clock)


def history(settings: Settings, scope: str) -> list[tuple[str, str, str | None, str | None]]:
    """Who changed which field from what to what, the oldest first."""
    changes = Changes(settings.engine, settings.now).of(KIND, scope)
    return [(one.who, one.field, one.before, one.after) for one in reversed(changes)]


def test_nothing_is_chosen_at_first(settings: Settings) -> None:
    assert settings.all() == {}
    assert settings.of("U_ANN") == {}


def test_each_scope_keeps_its_own(settings: Settings) -> None:
    settings.save("U_ANN", {"language": "nl", "industry": None}, "U_ANN", UNSEEN)
    settings.save(TEAM, {"language": "en", "industry": "banking"}, "U_BOB", UNSEEN)
    assert settings.all() == {
        "U_ANN": {"language": "nl"},
        TEAM: {"language": "en", "industry": "banking"},
    }
    assert settings.of("U_ANN") == {"language": "nl"}


def test_who_changed_what_when_is_written_down(settings: Settings, clock: Clock) -> None:
    settings.save("U_ANN", {"language": "nl"}, "U_ANN", UNSEEN)
    clock.at += 60
    settings.save("U_ANN", {"language": "en"}, "U_ANN", mark({"language": "nl"}))
    settings.save("U_ANN", {"language": None}, "U_ANN", mark({"language": "en"}))
    assert history(settings, "U_ANN") == [
        ("U_ANN", "language", None, "nl"),
        ("U_ANN", "language", "nl", "en"),
        ("U_ANN", "language", "en", None),
    ]
    (newest, *_) = Changes(settings.engine, clock).of(KIND, "U_ANN")
    assert newest == Change(int(clock.at), "U_ANN", KIND, "U_ANN", "language", "en", None)
    assert settings.of("U_ANN") == {}


def test_where_nothing_was_chosen_what_counts_otherwise_is_written_down(settings: Settings) -> None:
    file = {"people": "U_ANN", "channels": "C_1"}
    settings.save(ACCESS, {"people": "", "channels": None}, "U_BOB", UNSEEN, file)
    settings.save(ACCESS, {"people": None}, "U_BOB", mark({"people": ""}), file)
    assert history(settings, ACCESS) == [
        ("U_BOB", "people", "U_ANN", ""),
        ("U_BOB", "people", "", "U_ANN"),
    ]


def test_the_same_again_is_no_change(settings: Settings) -> None:
    for _ in range(2):  # as when Slack sends a form twice
        settings.save("U_ANN", {"language": "nl"}, "U_ANN", UNSEEN)
    assert len(history(settings, "U_ANN")) == 1


def test_who_saves_second_is_told_and_changes_nothing(settings: Settings) -> None:
    settings.save(TEAM, {"language": "nl"}, "U_ANN", UNSEEN)
    with pytest.raises(Changed) as told:
        settings.save(TEAM, {"language": "en"}, "U_BOB", UNSEEN)
    assert (told.value.who, told.value.current) == ("U_ANN", {"language": "nl"})
    assert settings.of(TEAM) == {"language": "nl"}
    assert len(history(settings, TEAM)) == 1
    settings.save(TEAM, {"language": "en"}, "U_BOB", mark(told.value.current))
    assert settings.of(TEAM) == {"language": "en"}


def test_of_many_at_once_one_is_first_and_the_others_are_told(settings: Settings) -> None:
    def save(n: int) -> str:
        try:
            settings.save(TEAM, {"timezone": f"Etc/GMT-{n}"}, f"U_{n}", UNSEEN)
        except Changed as changed:
            return changed.who
        return ""

    with ThreadPoolExecutor(8) as pool:
        told = list(pool.map(save, range(8)))
    ((winner, _, _, chosen),) = history(settings, TEAM)
    assert told.count("") == 1
    assert set(told) == {"", winner}
    assert settings.of(TEAM) == {"timezone": chosen}


def test_every_change_has_another_stamp(settings: Settings) -> None:
    entries = Entries(settings.engine, settings.now)
    stamps = [entries.stamp()]
    settings.save("U_ANN", {"language": "nl"}, "U_ANN", UNSEEN)
    stamps.append(entries.stamp())
    settings.delete_all()
    stamps.append(entries.stamp())
    assert len(set(stamps)) == 3
    assert settings.all() == {}


def test_the_last_changes_of_several_scopes_come_the_newest_first(settings: Settings) -> None:
    settings.save(TEAM, {"language": "nl"}, "U_BOB", UNSEEN)
    settings.save("U_ANN", {"language": "nl"}, "U_ANN", UNSEEN)
    settings.save(ACCESS, {"people": "*"}, "U_BOB", UNSEEN)
    last = Changes(settings.engine, settings.now).last(KIND, (TEAM, ACCESS), 5)
    assert [one.key for one in last] == [ACCESS, TEAM]
