"""Building what every way to start the bot needs: the settings, the content, the services."""

from dataclasses import dataclass
from pathlib import Path

from bot.reply import LANGUAGES
from bot.services import Preferences, Services
from bot.settings import (
    Configuration,
    Environment,
    SettingsError,
    read_configuration,
    read_environment,
)
from knowledge.library import LibraryError, load


@dataclass(frozen=True, slots=True)
class Start:
    """The settings that were read, and the services made of them."""

    environment: Environment
    configuration: Configuration
    services: Services


def start(config: Path | None, language: str | None = None) -> Start:
    """Reads the environment and retention.toml (which may be absent unless `config` names it).

    Raises SettingsError.
    """
    environment = read_environment()
    if config is not None:
        environment = environment.model_copy(update={"retention_config": config})
    configuration = read_configuration(environment.retention_config, required=config is not None)
    if language is not None and language not in LANGUAGES:
        raise SettingsError(f"--lang is en or nl, not {language!r}.")
    return Start(environment, configuration, _services(configuration, language))


def _services(configuration: Configuration, language: str | None) -> Services:
    try:
        library = load()
    except LibraryError as error:
        raise SettingsError(
            f"The knowledge in knowledge/content needs a change.\n{error}"
        ) from None
    industry = library.industry(configuration.industry or "")
    if configuration.industry and industry is None:
        raise SettingsError(
            f"retention.toml: no source names an average for industry {configuration.industry!r}; "
            f"choose one of {', '.join(library.industries)}, or leave it out."
        )
    preferences = Preferences(
        language=next((one for one in LANGUAGES if one == language), configuration.language),
        industry=industry.key if industry else None,
        currency=configuration.currency,
    )
    return Services(library, lambda _: preferences, frozenset(configuration.access.curators))
