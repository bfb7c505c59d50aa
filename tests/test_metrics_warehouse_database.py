"""A warehouse is only read, within its limits, and whatever is wrong with it has a code."""

import socket
import sqlite3
import subprocess
import sys
import threading
import time
import traceback
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import duckdb
import psycopg
import pytest
from sqlalchemy import TableClause, column, select, table, text

from metrics.warehouse.database import Database
from metrics.warehouse.trouble import FACTS, Trouble

LIMIT = 0.5
SLOW = {
    "duckdb": "SELECT sum(a.range + b.range) FROM range(1000000) a, range(1000000) b",
    "sqlite": (
        "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n"
    ),
    "postgresql": "SELECT pg_sleep(60)",
}
FILL = (
    "CREATE TABLE orders (customer INTEGER, ordered_at TIMESTAMP, email VARCHAR(40))",
    "INSERT INTO orders VALUES (1, '2026-01-01 00:00:00', 'ann@example.com')",
)
ORDERS = table("orders", column("customer"), column("nope"))


@dataclass(frozen=True)
class Place:
    """Where a warehouse is, and who reads from it."""

    dialect: str
    url: str
    opened: list[Database] = field(default_factory=list)

    def database(self, seconds: float = 10, idle: float = 5) -> Database:
        self.opened.append(Database(self.url, seconds, idle=idle))
        return self.opened[-1]


@pytest.fixture(params=["duckdb", "sqlite", "postgresql"])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Place]:
    """One table with one order in it, on each engine."""
    with made(request.param, request, tmp_path) as found:
        yield found


@pytest.fixture
def duck(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Place]:
    with made("duckdb", request, tmp_path) as found:
        yield found


@pytest.fixture
def lite(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Place]:
    with made("sqlite", request, tmp_path) as found:
        yield found


@pytest.fixture
def server(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Place]:
    with made("postgresql", request, tmp_path) as found:
        yield found


@contextmanager
def made(dialect: str, request: pytest.FixtureRequest, folder: Path) -> Iterator[Place]:
    file = folder / f"warehouse {dialect}#1"  # signs that mean something in an address
    if dialect == "postgresql":
        url = request.getfixturevalue("postgres")
        connection: Any = psycopg.connect(plain(url), autocommit=True)
    else:
        url = f"{dialect}:///{file}"
        connection = duckdb.connect(file) if dialect == "duckdb" else sqlite3.connect(file)
    with closing(connection):
        for statement in ("DROP TABLE IF EXISTS orders", *FILL):
            connection.execute(statement)
        if dialect == "sqlite":
            connection.commit()
    place = Place(dialect, url)
    yield place
    for database in place.opened:
        database.close()


def plain(url: str) -> str:
    """The address as psycopg itself takes it."""
    return url.replace("+psycopg", "")


def trouble(database: Database, statement: str | TableClause) -> Trouble:
    """What asking for it raises."""
    asked = text(statement) if isinstance(statement, str) else select(*statement.c)
    with pytest.raises(Trouble) as raised:
        database.rows(asked)
    assert set(raised.value.facts) == FACTS[raised.value.code]
    return raised.value


def test_a_warehouse_gives_its_rows(place: Place) -> None:
    assert place.database().rows(text("SELECT customer FROM orders")) == [(1,)]


@pytest.mark.parametrize(
    "statement",
    [
        "DELETE FROM orders",
        "UPDATE orders SET customer = 2",
        "INSERT INTO orders VALUES (2, NULL, NULL)",
        "DROP TABLE orders",
        "CREATE TABLE more (id INTEGER)",
        "CREATE VIEW more AS SELECT 1",
    ],
)
def test_nothing_can_be_written(place: Place, statement: str) -> None:
    database = place.database()
    assert trouble(database, statement).code == "failed"
    assert database.rows(text("SELECT customer FROM orders")) == [(1,)]


@pytest.mark.parametrize(
    "statement",
    [
        "ATTACH '{0}/new.duckdb' AS stolen",
        "COPY orders TO '{0}/new.csv'",
        "EXPORT DATABASE '{0}/new'",
        "SELECT * FROM read_csv('/etc/passwd')",
        "SELECT * FROM read_text('/etc/passwd')",
        "SELECT * FROM glob('/etc/*')",
        "SELECT * FROM '/etc/passwd.csv'",
        "SET threads = 64",
        "SET enable_external_access = true",
        "PRAGMA memory_limit = '1TB'",
        "INSTALL httpfs",
        "LOAD '{0}/evil.duckdb_extension'",
    ],
)
def test_duckdb_reaches_no_file_but_its_own(duck: Place, statement: str, tmp_path: Path) -> None:
    before = set(tmp_path.iterdir())
    assert trouble(duck.database(), statement.format(tmp_path)).code == "failed"
    assert set(tmp_path.iterdir()) == before


@pytest.mark.parametrize(
    "statement",
    [
        "ATTACH '{0}/new.sqlite' AS stolen",
        "ATTACH ':memory:' AS stolen",
        "VACUUM INTO '{0}/new.sqlite'",
        "PRAGMA writable_schema = ON",
        "CREATE TEMP TABLE more (id INTEGER)",
    ],
)
def test_sqlite_attaches_nothing(lite: Place, statement: str, tmp_path: Path) -> None:
    before = set(tmp_path.iterdir())
    assert trouble(lite.database(), statement.format(tmp_path)).code == "failed"
    assert set(tmp_path.iterdir()) == before


def test_a_session_of_postgresql_is_read_only_in_utc_and_limited_by_the_server_too(
    server: Place,
) -> None:
    asked = " , ".join(
        f"current_setting('{name}')"
        for name in ("default_transaction_read_only", "timezone", "statement_timeout")
    )
    assert server.database(2).rows(text(f"SELECT {asked}")) == [("on", "UTC", "3s")]


def test_a_statement_is_ended_at_its_limit_and_the_next_one_works(place: Place) -> None:
    database = place.database(LIMIT)
    for _ in range(2):
        started = time.monotonic()
        found = trouble(database, SLOW[place.dialect])
        assert found.code == "too_slow"
        assert found.facts == {"seconds": LIMIT}
        assert LIMIT <= time.monotonic() - started < LIMIT + 2  # others use the same cores
        assert database.rows(text("SELECT customer FROM orders")) == [(1,)]


def test_a_limit_ends_one_statement_only(place: Place) -> None:
    patient, hasty = place.database(), place.database(LIMIT)
    rows = []
    asking = threading.Thread(target=lambda: rows.extend(patient.rows(text(quite_slow(place)))))
    asking.start()
    assert trouble(hasty, SLOW[place.dialect]).code == "too_slow"
    asking.join()
    assert len(rows) == 1


def quite_slow(place: Place) -> str:
    """About a second, and it ends."""
    return {
        "duckdb": "SELECT sum(a.range) FROM range(30000) a, range(20000) b",
        "sqlite": (
            "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 3000000) "
            "SELECT count(*) FROM n"
        ),
        "postgresql": "SELECT pg_sleep(1)",
    }[place.dialect]


def test_more_rows_than_the_cap_are_refused(place: Place) -> None:
    numbers = "SELECT 1 UNION ALL SELECT 2 UNION ALL SELECT 3"
    database = place.database()
    assert len(database.rows(text(numbers), most=3)) == 3
    with pytest.raises(Trouble) as raised:
        database.rows(text(numbers), most=2)
    assert (raised.value.code, raised.value.facts) == ("too_many_rows", {"most": 2})


@pytest.mark.parametrize(
    ("statement", "table"),
    [
        (table("returns", column("id")), "returns"),
        (table("returns", column("id"), schema="shop"), "shop.returns"),
    ],
)
def test_a_table_that_is_not_there_is_named(
    place: Place, statement: TableClause, table: str
) -> None:
    found = trouble(place.database(), statement)
    assert (found.code, found.facts) == ("missing_table", {"table": table})


def test_a_column_that_is_not_there_is_named_with_its_table(place: Place) -> None:
    found = trouble(place.database(), ORDERS)
    assert (found.code, found.facts) == ("missing_column", {"table": "orders", "column": "nope"})


def test_so_is_one_in_a_condition_of_the_administrators(place: Place) -> None:
    wanted = select(ORDERS.c.customer).where(text("(state <> 'gone')"))
    with pytest.raises(Trouble) as raised:
        place.database().rows(wanted)
    assert raised.value.code == "missing_column"
    assert raised.value.facts == {"table": "orders", "column": "state"}


def test_columns_tell_what_kind_of_time_they_hold(duck: Place, server: Place) -> None:
    for place in (duck, server):
        for kind, expected in (
            ("DATE", "date"),
            ("TIMESTAMP", "time"),
            ("TIMESTAMP WITH TIME ZONE", "instant"),
        ):
            asked = text(f"SELECT CAST(NULL AS {kind}) WHERE 1 = 0")
            assert place.database().kind(asked) == expected


def test_looking_at_a_column_is_limited_too(place: Place) -> None:
    with pytest.raises(Trouble, match="too_slow"):
        place.database(LIMIT).kind(text(SLOW[place.dialect]))


ADDRESSES = [
    "postgresql://ann:hunter2@127.0.0.1:1/shop",
    "postgresql://ann:hunter2@nowhere.invalid/shop",
    "postgresql://ann:p@hunter2@127.0.0.1:1/shop?options=hunter2",
    "postgresql://ann:hunter2@127.0.0.1:hunter2/shop",
    "duckdb:///{0}/none.duckdb",
    "duckdb:///{0}/text",
    "duckdb:///{0}",
    "sqlite:///{0}/none.sqlite",
    "sqlite:///{0}/text",
    "sqlite:///{0}",
    "nosuch://ann:hunter2@host/shop",
    "hunter2",
    "mysql://ann:hunter2@127.0.0.1:1/shop",
]


@pytest.mark.parametrize("address", ADDRESSES)
def test_what_is_not_there_is_unreachable_soon_and_nothing_secret_is_told(
    address: str, tmp_path: Path
) -> None:
    (tmp_path / "text").write_text("this is no database at all, whoever says so\n" * 100)
    started = time.monotonic()
    found = trouble(Database(address.format(tmp_path), 10), "SELECT count(*) FROM sqlite_master")
    assert found.code == "unreachable"
    assert time.monotonic() - started < 6
    told = "".join(traceback.format_exception(found))
    assert "hunter2" not in told
    assert "ann:" not in told


def test_a_wrong_password_is_unreachable(server: Place, tmp_path: Path) -> None:
    with checking_passwords(server):
        found = trouble(Database(with_user(server.url, "bob:hunter2"), 10), "SELECT 1")
    assert found.code == "unreachable"
    assert "hunter2" not in "".join(traceback.format_exception(found))


@contextmanager
def checking_passwords(server: Place) -> Iterator[None]:
    """A user whose password the server asks for."""
    with psycopg.connect(plain(server.url), autocommit=True) as admin:
        admin.execute("DROP ROLE IF EXISTS bob")
        admin.execute("CREATE ROLE bob LOGIN PASSWORD 'swordfish'")
        [(file,)] = admin.execute("SHOW hba_file").fetchall()
        written = Path(file).read_text()
        Path(file).write_text(
            "local all bob scram-sha-256\nhost all bob all scram-sha-256\n" + written
        )
        admin.execute("SELECT pg_reload_conf()")
        try:
            yield
        finally:
            Path(file).write_text(written)
            admin.execute("SELECT pg_reload_conf()")
            admin.execute("DROP ROLE bob")


def with_user(url: str, user: str) -> str:
    scheme, _, rest = url.partition("://")
    return f"{scheme}://{user}@{rest.rpartition('@')[2]}"


def test_a_server_that_accepts_and_says_nothing_is_unreachable() -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        port = silent.getsockname()[1]
        started = time.monotonic()
        found = trouble(Database(f"postgresql://ann@127.0.0.1:{port}/shop", 10), "SELECT 1")
        assert found.code == "unreachable"
        assert time.monotonic() - started < 7


def test_a_warehouse_that_dies_in_the_middle_of_a_statement(server: Place) -> None:
    database = server.database()
    killer = threading.Timer(0.3, kill, [server])
    killer.start()
    assert trouble(database, SLOW["postgresql"]).code == "unreachable"
    killer.join()
    assert database.rows(text("SELECT customer FROM orders")) == [(1,)]


def test_a_connection_that_died_while_nobody_asked_is_not_noticed(server: Place) -> None:
    database = server.database()
    database.rows(text("SELECT 1"))
    with psycopg.connect(plain(server.url), autocommit=True) as admin:
        admin.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
            "WHERE backend_type = 'client backend' AND pid <> pg_backend_pid()"
        )
    assert database.rows(text("SELECT customer FROM orders")) == [(1,)]


def test_a_statement_that_the_administrator_cancels_took_too_long(server: Place) -> None:
    killer = threading.Timer(0.3, kill, [server, "pg_cancel_backend"])
    killer.start()
    assert trouble(server.database(), SLOW["postgresql"]).code == "too_slow"
    killer.join()


def test_a_server_that_falls_silent_is_hung_up_on(server: Place) -> None:
    with talking_to(server) as (address, fall_silent):
        database = Place("postgresql", address).database(LIMIT)
        database.rows(text("SELECT 1"))
        started = time.monotonic()
        fall_silent()
        assert trouble(database, "SELECT 1").code == "unreachable"
        assert time.monotonic() - started < 7
        database.close()


def test_so_is_one_that_falls_silent_in_the_middle_of_a_statement(server: Place) -> None:
    with talking_to(server) as (address, fall_silent):
        database = Place("postgresql", address).database(2)
        threading.Timer(0.5, fall_silent).start()
        started = time.monotonic()
        assert trouble(database, "SELECT pg_sleep(1)").code == "too_slow"
        assert time.monotonic() - started < 7
        database.close()


@contextmanager
def talking_to(server: Place) -> Iterator[tuple[str, Callable[[], None]]]:
    """An address, and what makes the server there fall silent with its connections open."""
    folder = parse_qs(urlsplit(plain(server.url)).query)["host"][0]
    silence, lines = threading.Event(), list[socket.socket]()
    with socket.create_server(("127.0.0.1", 0)) as door:
        threading.Thread(target=_carry_all, args=(door, folder, silence, lines)).start()

        def fall_silent() -> None:
            silence.set()
            with suppress(OSError):
                door.shutdown(socket.SHUT_RDWR)

        yield f"postgresql://postgres@127.0.0.1:{door.getsockname()[1]}/postgres", fall_silent
        fall_silent()
    for line in lines:
        line.close()


def _carry_all(
    door: socket.socket, folder: str, silence: threading.Event, lines: list[socket.socket]
) -> None:
    with suppress(OSError):
        while True:
            caller, behind = door.accept()[0], socket.socket(socket.AF_UNIX)
            behind.connect(f"{folder}/.s.PGSQL.5432")
            lines += [caller, behind]
            for source, target in ((caller, behind), (behind, caller)):
                arguments = (source, target, silence)
                threading.Thread(target=_carry, args=arguments, daemon=True).start()


def _carry(source: socket.socket, target: socket.socket, silence: threading.Event) -> None:
    with suppress(OSError):
        while (said := source.recv(65536)) and not silence.is_set():
            target.sendall(said)
        if not silence.is_set():
            target.shutdown(socket.SHUT_WR)


def kill(server: Place, how: str = "pg_terminate_backend") -> None:
    with psycopg.connect(plain(server.url), autocommit=True) as admin:
        admin.execute(f"SELECT {how}(pid) FROM pg_stat_activity WHERE query LIKE '%sleep(60)'")


def test_a_file_that_is_written_to_is_locked(duck: Place) -> None:
    with writing(duck):
        assert trouble(duck.database(), "SELECT 1").code == "locked"
    assert duck.database().rows(text("SELECT customer FROM orders")) == [(1,)]


def test_an_idle_warehouse_lets_writers_in(duck: Place) -> None:
    database = duck.database(idle=0.2)
    database.rows(text("SELECT 1"))
    assert not can_write(duck)
    time.sleep(0.4)
    assert can_write(duck)
    assert database.rows(text("SELECT customer FROM orders")) == [(1,)]


def test_a_warehouse_that_is_asked_in_time_stays_open(duck: Place) -> None:
    database = duck.database(idle=0.4)
    for _ in range(4):
        database.rows(text("SELECT 1"))
        time.sleep(0.15)
        assert not can_write(duck)


def test_sqlite_in_the_hands_of_a_writer_is_locked(lite: Place) -> None:
    with closing(
        sqlite3.connect(lite.url.removeprefix("sqlite:///"), isolation_level=None)
    ) as writer:
        writer.execute("BEGIN EXCLUSIVE")
        assert trouble(lite.database(LIMIT), "SELECT customer FROM orders").code == "locked"
        writer.execute("ROLLBACK")
    assert lite.database().rows(text("SELECT customer FROM orders")) == [(1,)]


def test_no_value_is_told_neither_the_askers_nor_the_warehouses(place: Place) -> None:
    wanted = (
        select(text("CAST(email AS INTEGER) / 0"))
        .select_from(ORDERS)
        .where(column("email") == "bob@example.com", text("nonsense(email) = 1"))
    )
    for asked in (wanted, text("SELECT CAST('ann@example.com' AS DATE), nonsense(1)")):
        with pytest.raises(Trouble) as raised:
            place.database().rows(asked)
        assert "example.com" not in "".join(traceback.format_exception(raised.value))


def test_what_duckdb_cannot_convert_is_not_told(duck: Place) -> None:
    found = trouble(duck.database(), "SELECT CAST(email AS INTEGER) FROM orders")
    assert (found.code, "example.com" in str(found)) == ("failed", False)


def test_a_hundred_ask_at_once_and_all_are_answered(place: Place) -> None:
    database, rows = place.database(), []
    asking = [
        threading.Thread(
            target=lambda: rows.append(database.rows(text("SELECT customer FROM orders")))
        )
        for _ in range(100)
    ]
    for one in asking:
        one.start()
    for one in asking:
        one.join()
    assert rows == [[(1,)]] * 100


WRITE = """
import sys, duckdb
connection = duckdb.connect(sys.argv[1])
print("open", flush=True)
sys.stdin.read()
"""


@contextmanager
def writing(place: Place) -> Iterator[None]:
    """Another process has the file open for writing."""
    command = [sys.executable, "-c", WRITE, path_of(place)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as writer:
        assert writer.stdout
        assert writer.stdout.readline() == b"open\n"
        yield
        writer.communicate(b"")


def can_write(place: Place) -> bool:
    """Whether the file is let go of; here, since another process would take its time to start."""
    try:
        duckdb.connect(path_of(place)).close()
    except duckdb.ConnectionException:
        return False
    return True


def path_of(place: Place) -> str:
    return place.url.removeprefix("duckdb:///")


LEAVE = """
import sys, time
from sqlalchemy import text
from metrics.warehouse.database import Database
databases = [Database(sys.argv[1], 5, idle=0.05) for _ in range(8)]
for database in databases:
    database.rows(text("SELECT 1"))
time.sleep(float(sys.argv[2]))
"""


@pytest.mark.parametrize("seconds", ["0.03", "0.04", "0.05"])
def test_a_process_that_ends_while_files_are_let_go_of_ends_well(duck: Place, seconds: str) -> None:
    command = [sys.executable, "-c", LEAVE, duck.url, seconds]
    ended = subprocess.run(command, capture_output=True, text=True, check=False)
    assert "FATAL" not in ended.stderr
    assert "terminate" not in ended.stderr
