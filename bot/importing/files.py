"""What kind of file it is: not a spreadsheet, picture or web page, its encoding, its separator."""

import codecs
import csv
import io
import re
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import BinaryIO

from bot.reply import Problem

DELIMITERS = (",", ";", "\t", "|")
SPACES = " "  # one or more of them, as in files of old
MOST_CHARACTERS = 1 << 20  # of a line
_SAMPLE = 1 << 16  # bytes
_SAMPLE_ROWS = 200
_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
ENCODINGS = {  # as people call them
    "utf-8": "UTF-8",
    "utf-8-sig": "UTF-8",
    "utf-16": "UTF-16",
    "utf-16-le": "UTF-16",
    "utf-16-be": "UTF-16",
    "cp1252": "Windows-1252",
}
_CONTROLS = bytes(set(range(32)) - set(b"\t\n\r\f\x1a")) + b"\x7f"
_MANY = 0.3  # of the bytes are zero: two bytes a character
_FEW = 0.01  # of them are control characters

# How files of other kinds begin.
MAGIC = {
    b"PK\x03\x04": "ZIP",
    b"\xd0\xcf\x11\xe0": "Excel (.xls)",
    b"%PDF": "PDF",
    b"\x1f\x8b": "gzip",
    b"PAR1": "Parquet",
    b"SQLite format 3": "SQLite",
    b"\x89PNG": "PNG",
    b"\xff\xd8\xff": "JPEG",
    b"GIF8": "GIF",
    b"7z\xbc\xaf": "7-Zip",
    b"Rar!\x1a": "RAR",
    b"BZh": "bzip2",
    b"\x28\xb5\x2f\xfd": "Zstandard",
    b"{\\rtf": "RTF",
    b'{"': "JSON",
    b"{\n": "JSON",
    b"{\r": "JSON",
    b"[{": "JSON",
    b"[\n": "JSON",
    b"[\r": "JSON",
    b"<?xml": "XML",
}
_WEB_PAGE = re.compile(
    rb"\s*(<!--.*?-->\s*)?<(!doctype html|html|head|body|div|script)", re.IGNORECASE | re.DOTALL
)


@dataclass(frozen=True, slots=True)
class Dialect:
    """How the text is stored. `announced`: a first line `sep=;`, which Excel writes."""

    encoding: str
    delimiter: str
    announced: bool = False


def recognise(stream: BinaryIO) -> Dialect:
    """Looks into the file. Raises Problem for what is not a table in text."""
    head = stream.read(_SAMPLE)
    if not head.strip(b"\x00\t\r\n \xef\xbb\xbf\xff\xfe"):
        raise Problem("file_empty")
    _refuse_other_kinds(stream, head)
    encoding = _encoding(stream, head)
    stream.seek(0)
    sample = _sample(stream, encoding)
    if announced := re.match(r"sep=(.)\s*$", sample[0], re.IGNORECASE):
        return Dialect(encoding, announced[1], announced=True)
    return Dialect(encoding, _delimiter(sample))


def text_of(stream: BinaryIO, encoding: str) -> io.TextIOWrapper:
    """The stream from its start as text; what cannot be decoded becomes a question mark."""
    stream.seek(0)
    return io.TextIOWrapper(stream, encoding=encoding, errors="replace", newline="")


def _refuse_other_kinds(stream: BinaryIO, head: bytes) -> None:
    start = head.removeprefix(codecs.BOM_UTF8).lstrip()
    if _WEB_PAGE.match(start):
        raise Problem("file_web_page")
    kind = next((kind for magic, kind in MAGIC.items() if start.startswith(magic)), None)
    if kind == "ZIP" and _is_workbook(stream):
        kind = "Excel (.xlsx)"
    if kind:
        raise Problem("file_other_kind", kind=kind)


def _is_workbook(stream: BinaryIO) -> bool:
    try:
        with zipfile.ZipFile(stream) as archive:
            return any(name.startswith("xl/") for name in archive.namelist())
    except zipfile.BadZipFile:
        return False


def _encoding(stream: BinaryIO, head: bytes) -> str:
    for bom, encoding in _BOMS:
        if head.startswith(bom):
            return encoding
    first, second = head[::2].count(0), head[1::2].count(0)
    if max(first, second) > _MANY * len(head) and min(first, second) < _FEW * len(head):
        return "utf-16-be" if first > second else "utf-16-le"
    if len(head.translate(None, _CONTROLS)) < len(head) * (1 - _FEW) or 0 in head:
        raise Problem("file_binary")
    return "utf-8" if _is_utf8(stream) else "cp1252"


def _is_utf8(stream: BinaryIO) -> bool:
    decoder = codecs.getincrementaldecoder("utf-8")()
    stream.seek(0)
    try:
        while piece := stream.read(1 << 20):
            decoder.decode(piece)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True


def _sample(stream: BinaryIO, encoding: str) -> Sequence[str]:
    """The first lines that hold something; the last one, which may be cut off, left out."""
    head = stream.read(_SAMPLE)
    lines = head.decode(encoding, errors="replace").splitlines()
    whole = lines if len(head) < _SAMPLE else lines[:-1] or lines
    return [line for line in whole if line.strip("\x00 \t,;|\ufeff")][:_SAMPLE_ROWS]


def _delimiter(sample: Sequence[str]) -> str:
    """The one that cuts most lines into as many fields as the first, and into most fields."""
    found = max(DELIMITERS, key=lambda delimiter: _evenness(sample, delimiter))
    if _evenness(sample, found) > (0, 0):
        return found
    widths = {len(line.split()) for line in sample}
    if len(widths) == 1 and widths != {1}:
        return SPACES
    raise Problem("file_one_column", header=sample[0].strip())


def _evenness(sample: Sequence[str], delimiter: str) -> tuple[float, int]:
    rows = list(_split(sample, delimiter))
    width = len(rows[0]) if rows else 0
    if width <= 1:
        return (0, 0)
    return (sum(len(row) == width for row in rows) / len(rows), width)


def _split(sample: Sequence[str], delimiter: str) -> Iterator[list[str]]:
    try:
        yield from csv.reader(sample, delimiter=delimiter)
    except csv.Error:
        return
