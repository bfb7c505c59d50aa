"""The environment and retention.toml, checked, in two objects. Nothing else reads either."""

from pathlib import Path
from typing import Annotated, Literal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import tomli
from pydantic import (
    BaseModel,
    Field,
    SecretStr,
    StringConstraints,
    ValidationError,
    field_validator,
)
from pydantic_settings import BaseSettings, SettingsConfigDict

from bot.reply import Language


class SettingsError(Exception):
    """The configuration cannot be used; the message says what to change, for the operator."""


class Access(BaseModel):
    """Who may do what, by Slack's member ids (profile, three dots, *Copy member ID*)."""

    model_config = {"extra": "allow", "frozen": True}

    curators: tuple[Annotated[str, StringConstraints(pattern=r"^[UW][A-Z0-9_]+$")], ...] = ()


class Configuration(BaseModel):
    """retention.toml. Sections this version does not read are left in `model_extra`."""

    model_config = {"extra": "allow", "frozen": True}

    language: Language = "en"
    timezone: str = "Europe/Amsterdam"
    industry: str | None = None
    currency: str = Field(default="EUR", pattern=r"^[A-Z]{3}$")
    access: Access = Access()

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
        return Configuration(**tomli.loads(path.read_text(encoding="utf-8")))
    except OSError as error:
        raise SettingsError(f"{path} cannot be read: {error.strerror}.") from None
    except (tomli.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SettingsError(f"{path} is not valid TOML: {error}.") from None
    except ValidationError as error:
        raise SettingsError(_faults(str(path), error)) from None


def _faults(where: str, error: ValidationError) -> str:
    faults = [f"{'.'.join(map(str, fault['loc']))}: {fault['msg']}" for fault in error.errors()]
    return f"{where} needs a change. {'; '.join(faults)}."
