"""Building what every way to start the bot needs: the settings, the content, the services."""

import os
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, TypeVar
from zoneinfo import ZoneInfo

from bot.reply import LANGUAGES
from bot.services import Asked, Asker, Data, Preferences, Services
from bot.settings import (
    Configuration,
    Environment,
    SettingsError,
    read_configuration,
    read_environment,
)
from knowledge.library import LibraryError, load

if TYPE_CHECKING:
    from bot.store.audit import Audit
    from bot.store.engine import Engine
    from metrics.warehouse.warehouse import Warehouse

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Start:
    """The settings that were read, and the services made of them."""

    environment: Environment
    configuration: Configuration
    services: Services


def start(config: Path | None, language: str | None = None, *, many: bool = False) -> Start:
    """Reads the environment and retention.toml (which may be absent unless `config` names it).
    `many` ask at once: then each question has one core, else all of them.

    Raises SettingsError.
    """
    environment = read_environment()
    if config is not None:
        environment = environment.model_copy(update={"retention_config": config})
    configuration = read_configuration(environment.retention_config, required=config is not None)
    return start_with(environment, configuration, language, many=many)


def start_with(
    environment: Environment,
    configuration: Configuration,
    language: str | None = None,
    *,
    many: bool = False,
    now: Callable[[], float] = time.time,
) -> Start:
    """The same of settings that were read; `now` gives seconds since 1970. Raises SettingsError."""
    if language is not None and language not in LANGUAGES:
        raise SettingsError(f"--lang is en or nl, not {language!r}.")
    threads = 1 if many else os.cpu_count() or 1
    services = _services(configuration, environment, language, threads, now)
    return Start(environment, configuration, services)


def data_of(
    configuration: Configuration,
    environment: Environment,
    threads: int,
    now: Callable[[], float] = time.time,
) -> Data | None:
    """The company's data as retention.toml maps it; opened by the first question, as is the store
    that it is written down in. `threads`: how many cores one question may use.
    """
    if (mapping := configuration.mapping) is None:
        return None
    zone = ZoneInfo(configuration.timezone)

    @_once
    def warehouse() -> "Warehouse":
        from metrics.warehouse.warehouse import open_warehouse  # noqa: PLC0415 - 0.3 s

        return open_warehouse(mapping, zone, time.monotonic, threads, environment.rollup_file)

    @_once
    def audit() -> "Audit":
        from bot.store.audit import Audit  # noqa: PLC0415 - SQLAlchemy, likewise

        return Audit(open_store_of(environment), now)

    def local() -> datetime:
        return datetime.fromtimestamp(now(), zone).replace(tzinfo=None)

    def written_down(asker: Asker, question: str) -> None:
        audit().write(asker.user, asker.channel, question, public=asker.public)

    def audited() -> tuple[Asked, ...]:
        return audit().last()

    return Data(warehouse, mapping, configuration.timezone, local, written_down, audited)


def open_store_of(environment: Environment) -> "Engine":
    """The bot's own store, its tables brought up to date where it is a file beside retention.toml.

    Raises StoreError.
    """
    from bot.store.engine import migrate, open_store  # noqa: PLC0415 - SQLAlchemy, likewise

    engine = open_store(environment.store_url)
    if engine.dialect.name == "sqlite":
        migrate(engine)
    return engine


def _once(make: Callable[[], T]) -> Callable[[], T]:
    """Makes it at the first call, once however many call at the same time."""
    lock, made = Lock(), cache(make)

    def get() -> T:
        with lock:
            return made()

    return get


def _services(
    configuration: Configuration,
    environment: Environment,
    language: str | None,
    threads: int,
    now: Callable[[], float],
) -> Services:
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
    data, zone = data_of(configuration, environment, threads, now), configuration.timezone
    return Services(library, lambda _: preferences, configuration.access, data, zone)
