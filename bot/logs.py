"""Logging without secrets: every line passes one formatter that blots them out."""

import logging
import re
from collections.abc import Iterable
from typing import TextIO

# The path of any address may be a response_url or a socket's ticket; the host is enough to know.
_ADDRESS = re.compile(r"((?:https?|wss?)://[^/\s\"'<>]+)/[^\s\"'<>]*")
_TOKEN = re.compile(r"\bx(?:ox[a-z]|app)-[\w-]+")
_CHATTY = ("slack_sdk", "slack_bolt", "aiohttp", "asyncio")


class Discreet(logging.Formatter):
    """Formats, then hides tokens, the given secrets, and the paths of addresses."""

    def __init__(self, secrets: Iterable[str]) -> None:
        super().__init__("%(asctime)s %(levelname)s %(name)s %(message)s")
        self._secrets = [secret for secret in secrets if secret]

    def format(self, record: logging.LogRecord) -> str:
        line = super().format(record)
        for secret in self._secrets:
            line = line.replace(secret, "…")
        return _TOKEN.sub("x…", _ADDRESS.sub(r"\1/…", line))


def configure(level: str, secrets: Iterable[str], stream: TextIO) -> None:
    """Logs to `stream`. Slack's own loggers stay at INFO: at DEBUG they print response_urls."""
    handler = logging.StreamHandler(stream)
    handler.setFormatter(Discreet(secrets))
    logging.basicConfig(level=level.upper(), handlers=[handler], force=True)
    for name in _CHATTY:
        logging.getLogger(name).setLevel(max(logging.INFO, logging.getLevelName(level.upper())))
