"""Building the services: what the team's settings become, and what cannot be started with."""

from pathlib import Path

import pytest

import bot.start
from bot.services import Asker, Preferences
from bot.settings import SettingsError
from bot.start import start
from knowledge.library import Library, LibraryError


def written(folder: Path, text: str) -> Path:
    file = folder / "retention.toml"
    file.write_text(text, encoding="utf-8")
    return file


def test_the_team_is_answered_as_the_file_says(tmp_path: Path) -> None:
    file = written(tmp_path, 'language = "nl"\nindustry = "Hotels"\ncurrency = "USD"\n')
    begun = start(file)
    assert begun.services.settings_for(Asker()) == Preferences("nl", "hospitality", "USD")
    assert begun.environment.retention_config == file
    assert begun.configuration.industry == "Hotels"
    assert begun.services.library.industries


def test_the_language_of_the_command_line_goes_first(tmp_path: Path) -> None:
    file = written(tmp_path, 'language = "nl"\n')
    assert start(file, "en").services.settings_for(Asker()).language == "en"


def test_without_a_file_the_defaults_hold(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("RETENTION_CONFIG", raising=False)
    assert start(None).services.settings_for(Asker()) == Preferences()


def test_the_environment_may_say_where_the_file_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("RETENTION_CONFIG", str(written(tmp_path, 'language = "nl"\n')))
    assert start(None).services.settings_for(Asker()).language == "nl"


@pytest.mark.parametrize(
    ("text", "language", "told"),
    [
        ("", "fr", "--lang is en or nl, not 'fr'."),
        ('industry = "unicorns"', None, "no source names an average for industry 'unicorns'"),
        ('industry = "unicorns"', None, "choose one of automotive, banking,"),
        ('language = "fr"', None, "needs a change"),
    ],
)
def test_what_cannot_be_used_is_a_sentence(
    text: str, language: str | None, told: str, tmp_path: Path
) -> None:
    with pytest.raises(SettingsError) as raised:
        start(written(tmp_path, text), language)
    assert told in str(raised.value)


def test_content_that_cannot_be_read_is_said_with_the_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken() -> Library:
        raise LibraryError("tips/x.toml: en: Field required")

    monkeypatch.setattr(bot.start, "load", broken)
    with pytest.raises(SettingsError, match=r"needs a change\.\ntips/x\.toml: en: Field required"):
        start(written(tmp_path, ""))


def test_curators_are_those_of_the_file_and_the_terminal(tmp_path: Path) -> None:
    services = start(written(tmp_path, '[access]\ncurators = ["U1"]\n')).services
    assert services.is_curator(Asker("U1", "C1"))
    assert services.is_curator(Asker())
    assert not services.is_curator(Asker("U2", "C1"))
    assert not services.is_curator(Asker("", "C1"))
