"""A file that somebody dropped, fetched from Slack and from nowhere else."""

import logging
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import aiohttp
from slack_sdk.web.async_client import AsyncWebClient
from yarl import URL

from bot.importing.memory import MOST_BYTES, MOST_ROWS
from bot.reply import Problem
from bot.slack.web import Done, Refused, read

log = logging.getLogger(__name__)

SECONDS = aiohttp.ClientTimeout(total=60, sock_read=15)
_MOST_HOPS = 3
_PIECE = 1 << 16  # bytes
_OK, _MOVED, _ERROR, _GONE, _SERVER_ERROR, _LIMITED = 200, 300, 400, 404, 500, 429
_DELETED = {"file_not_found", "file_deleted"}
_NOT_THERE = {"tombstone", "hidden_by_limit"}


@dataclass(frozen=True, slots=True)
class Found:
    """A file that Slack has: what it is called, and where it is."""

    name: str
    url: str
    is_page: bool  # a web page by its own account


@dataclass(frozen=True, slots=True)
class Downloads:
    """Every method raises Problem when there is no getting it."""

    web: AsyncWebClient
    session: aiohttp.ClientSession

    async def look_up(self, file_id: str) -> Found:
        """What Slack says of it: events tell too little of files from another company."""
        outcome = await read(self.web, "files.info", file=file_id)
        if isinstance(outcome, Refused):
            raise Problem(_refusal(outcome.error))
        if not isinstance(outcome, Done):
            log.warning("files.info: %s", outcome)
            raise Problem("drop_slack_away")
        return self._found(outcome.data["file"])

    async def fetch(self, found: Found) -> bytes:
        """What is in it."""
        url = found.url
        try:
            for _ in range(_MOST_HOPS):
                asked = self.session.get(
                    URL(url, encoded=True),
                    headers={"Authorization": f"Bearer {self.web.token}"},
                    allow_redirects=False,
                    timeout=SECONDS,
                )
                async with asked as answer:
                    if not _MOVED <= answer.status < _ERROR:
                        return await _content(answer, found)
                    url = str(answer.url.join(URL(answer.headers.get("Location", ""))))
                self._refuse_strangers(url)
        except (aiohttp.ClientError, TimeoutError) as error:
            log.warning("a download did not come: %s", type(error).__name__)
            raise Problem("drop_slack_away") from None
        raise Problem("drop_not_given")

    def _found(self, file: Mapping[str, Any]) -> Found:
        if file.get("mode") in _NOT_THERE:
            raise Problem("drop_gone")
        name = str(file.get("name") or file.get("title") or "file")
        url = file.get("url_private_download")
        if file.get("is_external") or not url:
            raise Problem("drop_elsewhere", file=name)
        _refuse_big(name, int(file.get("size") or 0))
        self._refuse_strangers(url)
        return Found(name, url, file.get("mimetype") == "text/html")

    def _refuse_strangers(self, url: str) -> None:
        if not gives_files(url, self.web.base_url):
            log.warning("a file is said to be at %s, which is not Slack's", URL(url).host)
            raise Problem("drop_not_given")


def gives_files(url: str, api_url: str) -> bool:
    """Whether the token may go there: where the API is, or below it.

    >>> gives_files("https://files.slack.com/f", "https://slack.com/api/")
    True
    >>> gives_files("https://slack.com.example.org/f", "https://slack.com/api/")
    False
    """
    try:
        file, api = URL(url), URL(api_url)
    except ValueError:
        return False
    same = (file.scheme, file.port) == (api.scheme, api.port)
    return same and (file.host == api.host or f"{file.host}".endswith(f".{api.host}"))


def _refusal(error: str) -> str:
    if error == "missing_scope":
        return "drop_scope"
    return "drop_gone" if error in _DELETED else "drop_not_given"


def _refuse_big(name: str, size: int) -> None:
    if size > MOST_BYTES:
        raise Problem("drop_too_big", file=name, size=size, most=MOST_BYTES, rows=MOST_ROWS)


async def _content(answer: aiohttp.ClientResponse, found: Found) -> bytes:
    """No more than may be read, whatever was announced. A page to sign in comes with status 200."""
    if answer.status == _LIMITED or answer.status >= _SERVER_ERROR:
        log.warning("a download did not come: HTTP %s", answer.status)
        raise Problem("drop_slack_away")
    if answer.status != _OK or (answer.content_type == "text/html" and not found.is_page):
        log.warning("a download was not given: HTTP %s", answer.status)
        raise Problem("drop_gone" if answer.status == _GONE else "drop_not_given")
    content = bytearray()
    async for piece in answer.content.iter_chunked(_PIECE):
        content += piece
        _refuse_big(found.name, len(content))
    return bytes(content)
