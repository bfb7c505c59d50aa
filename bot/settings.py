"""The environment and retention.toml, checked, in two objects. Nothing else reads either."""

import os
import re
from pathlib import Path
from typing import Annotated, Any, Literal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import tomli
from pydantic import (
    BaseModel,
    Field,
    SecretStr,
    StringConstraints,
    ValidationError,
    field_validator,
    model_validator,
)
from pydantic_settings import BaseSettings, SettingsConfigDict

from bot.reply import Language
from metrics.warehouse.mapping import Mapping

_VARIABLE = re.compile(r"\$\{(\w+)\}")
_FILE = re.compile(r"((?:duckdb|sqlite):///)([^/:].*)")  # a path that does not begin at the root


class SettingsError(Exception):
    """The configuration cannot be used; the message says what to change, for the operator."""


Member = Annotated[str, StringConstraints(pattern=r"^[UW][A-Z0-9_]+$")]
Everyone = Annotated[str, StringConstraints(pattern=r"^\*$")]


class Access(BaseModel):
    """Who may do what, by Slack's member ids (profile, three dots, *Copy member ID*). `people` may
    ask the warehouse; "*" are the full members of the workspace.
    """

    model_config = {"extra": "forbid", "frozen": True}

    admins: tuple[Member, ...] = ()
    people: tuple[Member | Everyone, ...] = ()
    channels: tuple[Annotated[str, StringConstraints(pattern=r"^[CG][A-Z0-9_]+$")], ...] = ()
    curators: tuple[Member, ...] = ()


class Configuration(BaseModel):
    """retention.toml. The sections about data are in `mapping`, None when there is no warehouse."""

    model_config = {"extra": "forbid", "frozen": True}

    language: Language = "en"
    timezone: str = "Europe/Amsterdam"
    industry: str | None = None
    currency: str = Field(default="EUR", pattern=r"^[A-Z]{3}$")
    access: Access = Access()
    mapping: Mapping | None = None

    @model_validator(mode="before")
    @classmethod
    def _data_apart(cls, raw: dict[str, Any]) -> dict[str, Any]:
        data = {name: raw[name] for name in Mapping.model_fields if name in raw}
        rest = {name: value for name, value in raw.items() if name not in data}
        return {**rest, "mapping": data} if data else rest

    @field_validator("timezone")
    @classmethod
    def _known(cls, name: str) -> str:
        try:
            return ZoneInfo(name).key
        except (ZoneInfoNotFoundError, ValueError, OSError):
            raise ValueError(f"{name!r} is not an IANA time zone, say Europe/Amsterdam") from None


class Environment(BaseSettings):
    """The environment. Secrets print as asterisks."""

    model_config = SettingsConfigDict(env_file=None, frozen=True)

    slack_bot_token: SecretStr | None = None
    slack_signing_secret: SecretStr | None = None
    slack_app_token: SecretStr | None = None
    slack_api_url: str = "https://slack.com/api/"
    database_url: str | None = None
    retention_config: Path = Path("retention.toml")
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL"] = "INFO"
    port: int = 3000

    @field_validator("slack_bot_token", "slack_signing_secret", "slack_app_token", mode="before")
    @classmethod
    def _empty_is_absent(cls, value: object) -> object:
        return value or None

    @property
    def store_url(self) -> str:
        """The bot's own store: `DATABASE_URL`, else a SQLite file beside retention.toml."""
        if not self.database_url:
            return f"sqlite:///{self.retention_config.with_name('retention.sqlite')}"
        scheme, separator, rest = self.database_url.partition("://")
        plain = {"postgres": "postgresql+psycopg", "postgresql": "postgresql+psycopg"}
        return plain.get(scheme, scheme) + separator + rest

    @property
    def rollup_file(self) -> Path:
        """Where `python -m bot rollup` writes."""
        return self.retention_config.with_name("rollup.duckdb")

    @property
    def secrets(self) -> tuple[str, ...]:
        """Every secret in clear, for the one place that keeps them out of the log."""
        tokens = (self.slack_bot_token, self.slack_signing_secret, self.slack_app_token)
        return tuple(token.get_secret_value() for token in tokens if token)


def read_environment() -> Environment:
    """The process's environment. Raises SettingsError naming each variable that is wrong."""
    try:
        return Environment()
    except ValidationError as error:
        raise SettingsError(_faults("The environment", error)) from None


def read_configuration(path: Path, *, required: bool) -> Configuration:
    """retention.toml at `path`; its defaults when it may be absent. Raises SettingsError."""
    if not required and not path.exists():
        return Configuration()
    try:
        raw = tomli.loads(path.read_text(encoding="utf-8"))
        return Configuration(**_connected(raw, path))
    except OSError as error:
        raise SettingsError(f"{path} cannot be read: {error.strerror}.") from None
    except (tomli.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SettingsError(f"{path} is not valid TOML: {error}.") from None
    except ValidationError as error:
        raise SettingsError(_faults(str(path), error)) from None


def _connected(raw: dict[str, Any], path: Path) -> dict[str, Any]:
    """With the warehouse's address complete: `${NAME}` from the environment, and the path of a file
    from the folder of retention.toml.
    """
    warehouse = raw.get("warehouse")
    if not isinstance(warehouse, dict) or not isinstance(url := warehouse.get("url"), str):
        return raw
    return {**raw, "warehouse": {**warehouse, "url": _absolute(_VARIABLE.sub(_given, url), path)}}


def _given(variable: re.Match[str]) -> str:
    if (value := os.environ.get(variable[1])) is None:
        raise SettingsError(f"{variable[1]} is not set; [warehouse] url takes it from there.")
    return value


def _absolute(url: str, path: Path) -> str:
    file = _FILE.fullmatch(url)
    return f"{file[1]}{path.absolute().parent / file[2]}" if file else url


def _faults(where: str, error: ValidationError) -> str:
    faults = [
        f"{_place(fault['loc'])}: {fault['msg'].removeprefix('Value error, ')}"
        for fault in error.errors()
    ]
    return f"{where} needs a change. {'; '.join(faults)}."


def _place(keys: tuple[int | str, ...]) -> str:
    """As it stands in the file, where the sections about data are not inside another."""
    inside = keys[1:] if keys[:1] == ("mapping",) else keys
    return ".".join(map(str, inside)) or "the sections about data"
