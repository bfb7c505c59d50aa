"""CSV files that are read into memory and nowhere else: what they hold, and how it is asked."""

import io
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cache, partial
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import duckdb
import tomli

from bot.importing.configuration import Guess, to_toml
from bot.importing.lines import RAW
from bot.importing.warehouse import Contents, Source, read_sources
from bot.reply import Language, Problem
from bot.services import Data
from metrics.warehouse.mapping import Mapping

if TYPE_CHECKING:
    from metrics.warehouse.warehouse import Warehouse

# What is read at most. The sentences that say no tell these.
MOST_BYTES = 10_000_000  # of one file
MOST_ROWS = 200_000  # of one file
MOST_FILES = 3  # at once: one of each kind
MOST_SECONDS = 30.0  # for reading: hundreds of columns take longer than many rows

RECENT = timedelta(days=7)  # data that end longer ago are looked at as of the day they end
_AGAIN = 0.05  # seconds
_CONFIG: dict[str, str | bool | int | float | list[str]] = {
    "enable_external_access": False,
    "lock_configuration": True,
    "memory_limit": "500MB",
    "temp_directory": "",  # nothing may go to the disk, however little room there is
    "threads": 1,
}


@dataclass(frozen=True, slots=True)
class Held:
    """A database in memory until it is closed. `size` in bytes of the files."""

    contents: Contents
    mapping: Mapping
    currency: str | None  # told by the signs in the files
    zone: str
    size: int
    connection: duckdb.DuckDBPyConnection

    def today(self, today: date) -> date:
        """The day that the data are asked on: the day after their last, unless that is recent."""
        newest = min(self.contents.newest, today)
        return today if today - newest <= RECENT else newest + timedelta(days=1)

    def close(self) -> None:
        """Forgets it all, as soon as the questions that are being answered are."""
        self.connection.close()


def hold(
    files: Sequence[tuple[str, bytes]],
    zone: str,
    language: Language,
    seconds: float = MOST_SECONDS,
) -> Held:
    """Reads the files, each a name and what is in it, as `python -m bot import` does. Raises
    Problem; then nothing is kept.
    """
    sources = [Source(name, partial(io.BytesIO, content)) for name, content in files]
    with ExitStack() as unless_read:
        connection = unless_read.enter_context(duckdb.connect(":memory:", config=_CONFIG))
        try:
            with _within(seconds, connection):
                contents = read_sources(sources, connection, zone, MOST_ROWS)
        except duckdb.OutOfMemoryException:
            raise Problem("drop_no_room") from None
        except duckdb.InterruptException:
            raise Problem("drop_too_slow", seconds=seconds) from None
        except duckdb.Error as error:  # its words may quote a cell, and would reach the log
            raise RuntimeError(f"a dropped file: {type(error).__name__}") from None
        connection.execute(f"DROP TABLE {RAW}")
        unless_read.pop_all()
    currency = next((one.currency for one in contents.tables if one.currency), None)
    size = sum(len(content) for _, content in files)
    return Held(contents, _guessed(contents, zone, language), currency, zone, size, connection)


def data_of(held: Held, today: Callable[[], date], monotonic: Callable[[], float]) -> Data:
    """How it is asked. Nothing of that is written down: it is no data of the company's."""

    @cache
    def warehouse() -> "Warehouse":
        from metrics.warehouse.warehouse import warehouse_in  # noqa: PLC0415 - 0.3 s

        return warehouse_in(held.connection, held.mapping, ZoneInfo(held.zone), monotonic)

    return Data(
        warehouse=warehouse,
        mapping=held.mapping,
        timezone=held.zone,
        now=lambda: datetime.combine(held.today(today()), time.max),
        written_down=lambda *_: None,
        audited=tuple,
        lasting=False,
    )


@contextmanager
def _within(seconds: float, connection: duckdb.DuckDBPyConnection) -> Iterator[None]:
    """Interrupts what runs when the time is over, and whatever begins after that."""
    done = threading.Event()

    def watch() -> None:
        wait = seconds
        while not done.wait(wait):
            connection.interrupt()
            wait = _AGAIN

    watching = threading.Thread(target=watch, daemon=True)
    watching.start()
    try:
        yield
    finally:
        done.set()
        watching.join()


def _guessed(contents: Contents, zone: str, language: Language) -> Mapping:
    """The mapping that `import` would have written."""
    guess = Guess(contents.tables, contents.dimensions, ":memory:", zone, language)
    written = tomli.loads(to_toml(guess))
    return Mapping.model_validate(
        {name: section for name, section in written.items() if name in Mapping.model_fields}
    )
