"""A file that cannot be used leaves a sentence in both languages, and nothing else."""

import io
import random
import re
import zipfile
from pathlib import Path

import pytest

from bot.desk import refused
from bot.importing.warehouse import build
from bot.render.terminal import plain
from bot.reply import LANGUAGES, Language, Problem
from bot.services import Preferences

ROOT = Path(__file__).parents[1]


def workbook(name: str) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr(name, "x")
    return stream.getvalue()


LONG = "klant;datum\n" + "x" * (1 << 20)
BAD: list[tuple[str, str | bytes, str, str]] = [
    ("nothing", b"", "file_empty", "is empty"),
    ("blank lines", b"\n\n  \n", "file_empty", "is empty"),
    ("a mark and nothing", b"\xef\xbb\xbf", "file_empty", "is empty"),
    ("only a header", "klant;datum;bedrag\n", "file_no_rows", "`klant`, `datum`, `bedrag`"),
    (
        "a web page",
        "<!DOCTYPE html>\n<html><body>Sign in</body></html>",
        "file_web_page",
        "web page",
    ),
    ("a web page after blanks", "\n <html lang='nl'>", "file_web_page", "web page"),
    ("a workbook", workbook("xl/workbook.xml"), "file_other_kind", "is Excel (.xlsx), not CSV"),
    ("a zip", workbook("orders.csv"), "file_other_kind", "is ZIP, not CSV"),
    ("half a zip", workbook("orders.csv")[:20], "file_other_kind", "is ZIP, not CSV"),
    ("an old workbook", b"\xd0\xcf\x11\xe0\xa1\xb1" + b"\0" * 99, "file_other_kind", "(.xls)"),
    ("a PDF", b"%PDF-1.7\n", "file_other_kind", "PDF"),
    ("JSON", '[{"customer": 1}]', "file_other_kind", "JSON"),
    ("XML", '<?xml version="1.0"?><orders/>', "file_other_kind", "XML"),
    ("zeros", b"a" + b"\0" * 5000 + b"bb", "file_binary", "not text"),
    ("noise", random.Random(3).randbytes(5000), "file_binary", "not text"),
    ("one column", "klantnummer\n1\n2\n", "file_one_column", "`klantnummer`"),
    ("prose", "Dear all,\nhere is the list you asked for.\nBye\n", "file_no_customer", "customer"),
    (
        "the same header twice",
        "klant;datum;Bedrag;bedrag\n1;2026-01-01;1;2\n",
        "file_same_header",
        "columns 3 and 4",
    ),
    (
        "no header",
        "17,2026-01-01,12.50\n18,2026-01-02,3.00\n",
        "file_no_header",
        "begins with data",
    ),
    (
        "decimal commas among commas",
        "klant,datum,bedrag\n1,2026-01-01,12,50\n2,2026-01-01,3,75\n",
        "file_ragged",
        "`1,2026-01-01,12,50`",
    ),
    (
        "an open quotation mark",
        'klant;datum\n1;"2026-01-01\n' + "2;2026-01-01\n" * 99,
        "file_open_quote",
        "line 2",
    ),
    (
        "a quotation mark over all",
        'klant;datum\n1;"' + "2026-01-01 " * 20_000,
        "file_open_quote",
        "line 2",
    ),
    ("an endless line", LONG, "file_long_line", "Line 2"),
    (
        "too many columns",
        ";".join(f"c{n}" for n in range(501)) + "\n1",
        "file_too_many_columns",
        "501",
    ),
    (
        "no customer",
        "ordernummer;datum;bedrag\n1;2026-01-01;2\n",
        "file_no_customer",
        "`customer_id`",
    ),
    ("no dates", "klant;bedrag\n1;2\n", "file_no_dates", "`order_date`"),
    (
        "dates that are none",
        "klant;besteldatum\n1;gisteren\n2;vandaag\n",
        "file_bad_dates",
        "line 2 it says `gisteren`",
    ),
    ("a start without an end", "klant;begindatum\n1;2026-01-01\n", "file_no_end", "`end_date`"),
    ("not one customer", "klant;datum\n;2026-01-01\n;2026-01-02\n", "file_nothing_read", "line 2"),
    ("a date far away", "klant;datum\n1;0001-01-01\n", "file_nothing_read", "`0001-01-01`"),
]


@pytest.mark.parametrize(
    ("content", "code", "told"), [bad[1:] for bad in BAD], ids=[bad[0] for bad in BAD]
)
def test_bad_input_is_a_sentence_and_leaves_nothing(
    content: str | bytes, code: str, told: str, tmp_path: Path
) -> None:
    file, into = tmp_path / "orders.csv", tmp_path / "into"
    file.write_bytes(content if isinstance(content, bytes) else content.encode())
    into.mkdir()
    with pytest.raises(Problem) as refusal:
        build([file], into, "Europe/Amsterdam", "en", lambda path: path.open("rb"))
    assert refusal.value.code == code
    assert list(into.iterdir()) == []
    english, dutch = (plain(refused(refusal.value, one, Preferences())) for one in LANGUAGES)
    assert told in english
    assert "`orders.csv`" in english
    assert "`orders.csv`" in dutch
    assert english != dutch


@pytest.mark.parametrize("language", LANGUAGES)
def test_there_are_words_for_each_problem_with_a_file_and_none_besides(language: Language) -> None:
    raised = {
        code
        for file in (ROOT / "bot").rglob("*.py")
        for code in re.findall(r'Problem\(\s*"(file_\w+)"', file.read_text("utf-8"))
    }
    template = ROOT / "bot" / "render" / "templates" / f"file_problems.{language}.j2"
    macros = set(re.findall(r"{% macro (file_\w+)\(", template.read_text("utf-8")))
    assert macros == raised
    tried = {bad[2] for bad in BAD} | {"file_exists", "file_unwritable", "file_taken"}
    assert macros == tried | {"file_unreadable", "file_same_kind"}
