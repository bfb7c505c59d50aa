"""Tokens of the environment, for who connects to Slack."""

from bot.settings import Environment, SettingsError


def secret(environment: Environment, name: str) -> str:
    """In clear. Raises SettingsError when it is not set."""
    if (value := getattr(environment, name)) is None:
        raise SettingsError(f"{name.upper()} is not set; the README says where to find it.")
    return str(value.get_secret_value())
