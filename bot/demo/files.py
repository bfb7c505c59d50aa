"""Uploading files the way Slack takes them: announced, sent to an address, then completed."""

import json
import secrets
from typing import Any

from bot.demo.access import Arguments, inside, need, required
from bot.demo.errors import SlackError
from bot.demo.workspace import BOT_USER, File, Message, Upload, Workspace

MAX_ALT = 1000

Answer = dict[str, Any]


def files_get_upload_url_external(workspace: Workspace, arguments: Arguments) -> Answer:
    """An address for one file of so many bytes."""
    need(workspace, "files:write")
    name, length = str(required(arguments, "filename")), str(arguments.get("length") or "0")
    if not length.isdigit() or int(length) == 0:
        raise SlackError("missing_argument")
    alt = str(arguments.get("alt_txt") or "")
    if len(alt) > MAX_ALT:
        raise SlackError("alt_txt_too_large")
    number = f"F{secrets.token_hex(4).upper()}"
    upload = Upload(number, secrets.token_urlsafe(12), name, alt, int(length))
    workspace.uploads[number] = upload
    return {"file_id": number, "upload_url": f"{workspace.address}/upload/v1/{upload.ticket}"}


def receive(workspace: Workspace, ticket: str, content: bytes) -> None:
    """Raises SlackError for an unknown address, and for another size than was announced."""
    for upload in workspace.uploads.values():
        if upload.ticket == ticket and upload.content is None:
            if len(content) != upload.length:
                raise SlackError("invalid_length")
            upload.content = content
            return
    raise SlackError("file_not_found")


def files_complete_upload_external(workspace: Workspace, arguments: Arguments) -> Answer:
    """Shows the files in a channel with a comment; without a channel nobody sees them."""
    need(workspace, "files:write")
    files = tuple(_sent(workspace, named) for named in _named(arguments))
    if channel_id := str(arguments.get("channel_id") or ""):
        if channel_id in workspace.users:
            raise SlackError("invalid_channel")
        channel = inside(workspace, {**arguments, "channel": channel_id})
        said = str(arguments.get("initial_comment") or "")
        thread = arguments.get("thread_ts") or None
        workspace.store(Message(channel.id, BOT_USER, said, thread_ts=thread, files=files))
    for file in files:
        del workspace.uploads[file.id]
    return {"files": [{"id": file.id, "title": file.title} for file in files]}


def _named(arguments: Arguments) -> list[dict[str, str]]:
    named = required(arguments, "files")
    try:
        found = json.loads(named) if isinstance(named, str) else named
    except ValueError:
        raise SlackError("invalid_arguments", ("files is not JSON",)) from None
    if not isinstance(found, list) or not all(isinstance(one, dict) for one in found):
        raise SlackError("invalid_arguments", ("files must be a list of objects",))
    return found


def _sent(workspace: Workspace, named: dict[str, str]) -> File:
    """A file that can be completed. Raises SlackError."""
    upload = workspace.uploads.get(named.get("id", ""))
    if upload is None or upload.content is None:
        raise SlackError("file_not_found")
    title = named.get("title") or upload.name
    return File(upload.id, upload.name, title, upload.alt, upload.content)
