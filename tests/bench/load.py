"""Signed requests over kept-alive connections, and how long each took."""

import asyncio
import itertools
import json
import socket
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlencode

from bot.demo.deliveries import signature_headers
from tests.bench.servers import HANG, SECRET


@dataclass(frozen=True)
class Measured:
    """Milliseconds of each request, and requests a second."""

    milliseconds: list[float]
    rate: float

    @property
    def median(self) -> float:
        return statistics.median(self.milliseconds)


@contextmanager
def server(kind: str, folder: Path) -> Iterator[int]:
    """A server in a process of its own, once it accepts connections; yields its port."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    command = [sys.executable, "-m", "tests.bench.servers", kind, str(port), str(folder)]
    process = subprocess.Popen(command)
    try:
        _wait_for(port)
        yield port
    finally:
        process.kill()
        process.wait()


def command_request(i: int) -> bytes:
    """The i-th `/crr`: no two of the first 50,000 have the same figures."""
    figures = f"{500 + i % 97} {50 + i % 13} {450 + i % 41}"
    form = {"command": "/crr", "text": figures, "user_id": "U_ANN", "channel_id": "C_GENERAL"}
    more = {"team_id": "T", "response_url": "http://127.0.0.1/commands/1", "trigger_id": "1"}
    return _request(urlencode({**form, **more}), "application/x-www-form-urlencoded")


def hanging_request(i: int) -> bytes:
    """A direct message whose answer never comes."""
    event = {"type": "message", "channel_type": "im", "user": "U_ANN", "channel": "D_ANN"}
    body = {"type": "event_callback", "event_id": f"Ev{i}", "team_id": "T"}
    said = {**event, "text": HANG, "ts": f"{i}.0"}
    return _request(json.dumps({**body, "event": said}), "application/json")


async def measure(port: int, requests: list[bytes], connections: int) -> Measured:
    """Sends all requests over so many connections, each waiting for its answer."""
    took: list[float] = []
    queue = iter(requests)
    started = time.perf_counter()
    await asyncio.gather(*(_connection(port, queue, took) for _ in range(connections)))
    return Measured(took, len(took) / (time.perf_counter() - started))


async def _connection(port: int, queue: Iterator[bytes], took: list[float]) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    for request in queue:
        started = time.perf_counter()
        writer.write(request)
        await _answer(reader)
        took.append((time.perf_counter() - started) * 1000)
    writer.close()


async def _answer(reader: asyncio.StreamReader) -> None:
    head = await reader.readuntil(b"\r\n\r\n")
    if not head.startswith(b"HTTP/1.1 200"):
        raise RuntimeError(head.decode())
    for line in head.lower().split(b"\r\n"):
        if line.startswith(b"content-length:"):
            await reader.readexactly(int(line.split(b":")[1]))
            return
    while await reader.readline() != b"0\r\n":
        pass
    await reader.readline()


def _request(body: str, kind: str) -> bytes:
    headers = {**signature_headers(SECRET, body, time.time()), "content-type": kind}
    lines = [f"{name}: {value}" for name, value in headers.items()]
    head = ["POST /slack/events HTTP/1.1", "host: bench", f"content-length: {len(body)}", *lines]
    return "\r\n".join([*head, "", body]).encode()


def _wait_for(port: int) -> None:
    for _ in itertools.repeat(None, 1000):
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
        except OSError:
            time.sleep(0.02)
        else:
            return
    raise RuntimeError("the server did not start")
