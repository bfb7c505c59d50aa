"""Files that people share with the bot: as events and files.info show them, and their download."""

import mimetypes
import secrets
from collections.abc import Sequence
from pathlib import PurePosixPath
from typing import Any
from urllib.parse import quote

from bot.demo.access import Arguments, check_token, need, required
from bot.demo.errors import SlackError
from bot.demo.workspace import TEAM_DOMAIN, TEAM_ID, File, Workspace

MAX_PREVIEW = 500  # characters of a text that an event carries
# What Slack shows, with status 200, to who may not have a file: a wrong token, a wrong scope.
SIGN_IN = "<!DOCTYPE html><html><head><title>Sign in | Slack</title></head><body></body></html>"

Given = tuple[str, bytes] | File  # a name and what is in it, or a file with more to say of it

_BARE = ("id", "created", "timestamp", "mode", "file_access")


def kept(workspace: Workspace, user: str, given: Sequence[Given]) -> tuple[File, ...]:
    """The files that a person shares, with an id each; files.info and the download know them."""
    files = tuple(_file(user, one) for one in given)
    workspace.files |= {file.id: file for file in files}
    return files


def files_info(workspace: Workspace, arguments: Arguments) -> dict[str, Any]:
    """All there is to say of a file."""
    need(workspace, "files:read")
    file = workspace.files.get(str(required(arguments, "file")))
    if file is None:
        raise SlackError("file_not_found")
    if file.access == "access_denied":
        raise SlackError("access_denied")
    return {"file": file_as_json(workspace, file), "comments": []}


def in_event(workspace: Workspace, file: File) -> dict[str, Any]:
    """A file of another company, or one that the app may not see, is a bare id there."""
    shown = file_as_json(workspace, file)
    if file.access == "visible":
        return {**shown, "file_access": "visible"}
    mode = {"mode": "file_access", "file_access": file.access}
    return {name: value for name, value in (shown | mode).items() if name in _BARE}


def file_as_json(workspace: Workspace, file: File) -> dict[str, Any]:
    """As files.info shows it; of one that was deleted little is left."""
    at = int(workspace.clock())
    if file.mode == "tombstone":
        return {"id": file.id, "created": at, "timestamp": at, "mode": file.mode}
    mimetype = mimetypes.guess_type(file.name)[0] or "application/octet-stream"
    kind = PurePosixPath(file.name).suffix.removeprefix(".").lower() or "binary"
    address = f"{workspace.address}/files-pri/{TEAM_ID}-{file.id}"
    shown = {
        "id": file.id,
        "created": at,
        "timestamp": at,
        "name": file.name,
        "title": file.title,
        "mimetype": mimetype,
        "filetype": kind,
        "pretty_type": kind.upper(),
        "user": file.user,
        "user_team": TEAM_ID,
        "editable": False,
        "size": len(file.content),
        "mode": file.mode,
        "is_external": file.mode == "external",
        "external_type": "gdrive" if file.mode == "external" else "",
        "is_public": False,
        "public_url_shared": False,
        "display_as_bot": False,
        "username": "",
        "url_private": f"{address}/{quote(file.name)}",
        "permalink": f"https://{TEAM_DOMAIN}.slack.com/files/{file.user}/{file.id}/",
        "is_starred": False,
        "has_rich_preview": False,
    }
    if file.mode != "external":
        shown["url_private_download"] = f"{address}/download/{quote(file.name)}"
    if mimetype.startswith("text/"):
        shown["preview"] = file.content.decode("utf-8", "replace")[:MAX_PREVIEW]
    return shown


def download(workspace: Workspace, number: str, token: str) -> bytes | None:
    """What is in the file; None for who has to sign in first. Raises SlackError when it is gone."""
    try:
        check_token(workspace, token)
        need(workspace, "files:read")
    except SlackError:
        return None
    file = workspace.files.get(number)
    if file is None or file.mode == "tombstone":
        raise SlackError("file_not_found")
    return file.content


def _file(user: str, given: Given) -> File:
    if isinstance(given, File):
        return given
    name, content = given
    return File(f"F{secrets.token_hex(4).upper()}", name, name, "", content, user)
