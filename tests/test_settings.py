"""The environment and retention.toml: what is accepted, and what the operator is told."""

import re
from pathlib import Path

import pytest

from bot.settings import (
    Configuration,
    Environment,
    SettingsError,
    read_configuration,
    read_environment,
)
from metrics.warehouse.mapping import Orders

ORDERS = '[orders]\ntable = "orders"\ncustomer = "customer_id"\nat = "ordered_at"\n'
VARIABLES = (
    "SLACK_BOT_TOKEN",
    "SLACK_SIGNING_SECRET",
    "SLACK_APP_TOKEN",
    "SLACK_API_URL",
    "DATABASE_URL",
    "RETENTION_CONFIG",
    "LOG_LEVEL",
    "PORT",
)
# What a hosting service does with a variable that is not filled in.
EMPTY = ("SLACK_BOT_TOKEN", "SLACK_SIGNING_SECRET", "SLACK_APP_TOKEN", "DATABASE_URL")


@pytest.fixture(autouse=True)
def _no_variables(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in VARIABLES:
        monkeypatch.delenv(name, raising=False)


def written(folder: Path, text: str | bytes) -> Path:
    file = folder / "retention.toml"
    file.write_bytes(text if isinstance(text, bytes) else text.encode())
    return file


def test_nothing_needs_to_be_set(tmp_path: Path) -> None:
    environment = read_environment()
    assert (environment.port, environment.log_level, environment.secrets) == (3000, "INFO", ())
    assert environment.store_url == "sqlite:///retention.sqlite"
    configuration = read_configuration(tmp_path / "absent.toml", required=False)
    assert configuration == Configuration()
    assert (configuration.language, configuration.timezone, configuration.currency) == (
        "en",
        "Europe/Amsterdam",
        "EUR",
    )


def test_everything_can_be_set(tmp_path: Path) -> None:
    file = written(
        tmp_path,
        'language = "nl"\ntimezone = "America/New_York"\nindustry = "hotels"\ncurrency = "USD"\n'
        '[warehouse]\nurl = "duckdb:////there.duckdb"\n'
        '[orders]\ntable = "sales.orders"\ncustomer = "who"\nat = "day"\n'
        '[access]\npeople = ["*"]\nchannels = ["C1"]\n',
    )
    configuration = read_configuration(file, required=True)
    assert (configuration.language, configuration.timezone) == ("nl", "America/New_York")
    assert (configuration.industry, configuration.currency) == ("hotels", "USD")
    assert (configuration.access.people, configuration.access.channels) == (("*",), ("C1",))
    mapping = configuration.mapping
    assert mapping is not None
    assert mapping.orders == Orders(table="sales.orders", customer="who", at="day")
    assert (mapping.unit, mapping.dimensions, mapping.definitions.red_days) == ("orders", (), 60)


@pytest.mark.parametrize(
    ("url", "meant"),
    [
        ("duckdb:///demo.duckdb", "duckdb:///{here}/demo.duckdb"),
        ("sqlite:///data/shop.sqlite", "sqlite:///{here}/data/shop.sqlite"),
        ("duckdb:////srv/demo.duckdb", "duckdb:////srv/demo.duckdb"),
        ("duckdb:///:memory:", "duckdb:///:memory:"),
        ("postgresql://${WHO}@host/shop", "postgresql://reader@host/shop"),
    ],
)
def test_the_address_of_the_warehouse_is_completed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, url: str, meant: str
) -> None:
    monkeypatch.setenv("WHO", "reader")
    file = written(tmp_path, f'[warehouse]\nurl = "{url}"\n{ORDERS}')
    mapping = read_configuration(file, required=True).mapping
    assert mapping is not None
    assert mapping.warehouse.url == meant.format(here=tmp_path)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ('[warehouse]\nurl = "${NOBODY_SET_THIS}"\n', "NOBODY_SET_THIS is not set"),
        ('[warehouse]\nurl = "duckdb:///a"\n', "[orders] or [subscriptions] must say"),
        ('[orders]\ntable = "a"\ncustomer = "b"\nat = "c"\n', "warehouse: Field required"),
        ('[warehous]\nurl = "a"\n', "warehous: Extra inputs are not permitted"),
        ('[access]\npeople = ["ann"]\n', "access.people.0"),
        ("[access]\npeple = []\n", "access.peple: Extra inputs are not permitted"),
        ("[definitions]\namber_days = 60\n", "red_days must be more than amber_days"),
        ('[definitions]\nretention = "subscriptions"\n', "[subscriptions] is absent"),
    ],
)
def test_what_is_wrong_about_the_data_is_told_as_it_stands_in_the_file(
    tmp_path: Path, text: str, told: str
) -> None:
    needed = (
        "" if "warehous" in text or "[orders]" in text else '[warehouse]\nurl = "duckdb:///a"\n'
    )
    whole = text + (needed + ORDERS if "[definitions]" in text else "")
    with pytest.raises(SettingsError, match=re.escape(told)) as refused:
        read_configuration(written(tmp_path, whole), required=True)
    assert "mapping" not in str(refused.value)


@pytest.mark.parametrize("empty", EMPTY)
def test_an_empty_variable_is_one_that_is_not_set(
    empty: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(empty, "")
    environment = read_environment()
    assert environment.secrets == ()
    assert environment.slack_app_token is None
    assert environment.store_url == "sqlite:///retention.sqlite"


def test_secrets_are_at_hand_and_never_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    secrets = ("xoxb-bot", "8f742231b10e", "xapp-app")
    for name, secret in zip(VARIABLES, secrets, strict=False):
        monkeypatch.setenv(name, secret)
    environment = read_environment()
    assert environment.secrets == secrets
    shown = repr(environment) + str(environment) + environment.model_dump_json()
    assert [secret for secret in secrets if secret in shown] == []


@pytest.mark.parametrize(
    ("given", "store"),
    [
        ("postgres://u:p@host/db", "postgresql+psycopg://u:p@host/db"),
        ("postgresql://u:p@host/db?sslmode=require",
         "postgresql+psycopg://u:p@host/db?sslmode=require"),
        ("postgresql+psycopg://host/db", "postgresql+psycopg://host/db"),
        ("sqlite:///file.sqlite", "sqlite:///file.sqlite"),
    ],
)  # fmt: skip
def test_every_form_of_a_postgres_address_gets_its_driver(given: str, store: str) -> None:
    assert Environment(database_url=given).store_url == store


def test_without_an_address_the_store_lies_beside_the_configuration(tmp_path: Path) -> None:
    environment = Environment(retention_config=tmp_path / "retention.toml")
    assert environment.store_url == f"sqlite:///{tmp_path / 'retention.sqlite'}"


def test_a_wrong_variable_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PORT", "http")
    with pytest.raises(SettingsError, match=r"^The environment needs a change\. port: .*integer"):
        read_environment()


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ('timezone = "Europe/Amsterdan"', "'Europe/Amsterdan' is not an IANA time zone"),
        ('timezone = ""', "is not an IANA time zone"),
        ('timezone = "../../etc/passwd"', "is not an IANA time zone"),
        ('language = "fr"', "language: Input should be 'en' or 'nl'"),
        ('currency = "euro"', "currency: String should match"),
        ("industry = 3", "industry: Input should be a valid string"),
        ('language = "nl', "is not valid TOML"),
        (b'language = "\xff"', "is not valid TOML"),
        ('language = "fr"\ntimezone = "x"', "; timezone: "),
    ],
)
def test_a_wrong_configuration_is_one_sentence_with_the_file_and_the_fault(
    text: str | bytes, told: str, tmp_path: Path
) -> None:
    file = written(tmp_path, text)
    with pytest.raises(SettingsError) as raised:
        read_configuration(file, required=True)
    assert str(raised.value).startswith(str(file))
    assert told in str(raised.value)
    assert "\n" not in str(raised.value)


def test_a_file_that_was_named_must_be_there(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match=r"cannot be read: No such file"):
        read_configuration(tmp_path / "absent.toml", required=True)
    with pytest.raises(SettingsError, match=r"cannot be read: Is a directory"):
        read_configuration(tmp_path, required=False)


def test_curators_are_named_by_their_member_ids(tmp_path: Path) -> None:
    file = written(tmp_path, '[access]\ncurators = ["U024BE7LH"]\npeople = ["*"]\n')
    assert read_configuration(file, required=True).access.curators == ("U024BE7LH",)
    assert Configuration().access.curators == ()


@pytest.mark.parametrize("curators", ['["@ann"]', '["ann"]', '"U024BE7LH"', '["C024BE7LH"]'])
def test_a_curator_who_could_not_be_recognised_is_told(curators: str, tmp_path: Path) -> None:
    file = written(tmp_path, f"[access]\ncurators = {curators}\n")
    with pytest.raises(SettingsError, match=r"access\.curators"):
        read_configuration(file, required=True)
