"""Whatever is wrong with a warehouse has a code, soon, and tells nothing that is secret."""

import socket
import threading
import time
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import psycopg
import pytest
from sqlalchemy import text

from metrics.warehouse.database import Database
from tests.one_order import LIMIT, SLOW, Place, plain, trouble

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
