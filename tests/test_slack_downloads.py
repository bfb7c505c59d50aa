"""What cannot be read of what somebody drops: a sentence in both languages, and nothing is kept."""

import io
import zipfile
from collections.abc import Callable
from dataclasses import dataclass

import pytest

from bot.demo.faults import Fault
from bot.demo.shared_files import Given
from bot.demo.workspace import File
from bot.importing.memory import MOST_BYTES, MOST_ROWS
from bot.slack.downloads import gives_files
from tests.dropping import CUSTOMERS, DUTCH, ENGLISH, drop
from tests.house import House
from tests.insiders import calls

pytestmark = pytest.mark.usefixtures("patient")

DUTCH_WORDS = "bekijk dit bestand eens voor me"
ELSEWHERE = "https://files.example.org/orders.csv"
Prepared = Callable[[House], None]


def bomb() -> bytes:
    """A hundred megabytes of nothing in a small file."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("orders.csv", b"0" * 100_000_000)
    return stream.getvalue()


def of(content: bytes, name: str = "orders.csv") -> tuple[Given, ...]:
    return ((name, content),)


def rows(count: int) -> bytes:
    return b"klant;datum\n" + b"1;2025-01-01\n" * count


def shared(**more: str) -> tuple[Given, ...]:
    """A file that Slack has more to say of."""
    return (File("F_ONE", "orders.csv", "orders.csv", "", ENGLISH, "U_ANN", **more),)  # type: ignore[arg-type]


def fails(method: str, fault: Fault, times: int = 1) -> Prepared:
    return lambda one: one.slack.fail(method, fault, times)


def without_scope(one: House) -> None:
    one.slack.workspace.scopes.discard("files:read")


def as_is(_: House) -> None:
    """Nothing is different."""


@dataclass(frozen=True, slots=True)
class Case:
    """What is dropped where, and how the sentences begin."""

    files: tuple[Given, ...]
    english: str
    dutch: str
    before: Prepared = as_is


AWAY = ("*Slack does not give me the file right now*", "*Slack geeft me het bestand nu niet*")
NOT_GIVEN = ("*Slack does not give me the file*", "*Slack geeft me het bestand niet*")
GONE = ("*That file is no longer in Slack*", "*Dat bestand staat niet meer in Slack*")
BIG = ("*`orders.csv` is too big: ", "*`orders.csv` is te groot: ")
CASES = {
    "nothing in it": Case(of(b""), "*`orders.csv` is empty*", "*`orders.csv` is leeg*"),
    "a zip bomb": Case(of(bomb()), "*`orders.csv` is ZIP, not CSV*", "*`orders.csv` is ZIP, geen"),
    "a picture": Case(
        of(b"\x89PNG\r\n\x1a\n" + bytes(50)), "*`orders.csv` is PNG", "*`orders.csv` is PNG"
    ),
    "gzip": Case(of(b"\x1f\x8b\x08" + bytes(50)), "*`orders.csv` is gzip", "*`orders.csv` is gzip"),
    "an old workbook": Case(
        of(b"\xd0\xcf\x11\xe0" + bytes(50), "orders.xls"),
        "*`orders.xls` is Excel",
        "*`orders.xls` is Excel",
    ),
    "a web page": Case(
        of(b"<html><body>Log in</body></html>"),
        "*`orders.csv` is a web page, not a table*",
        "*`orders.csv` is een webpagina, geen tabel*",
    ),
    "ragged rows": Case(
        of(b"klant,datum,bedrag\n1,2026-01-01,12,50\n2,2026-01-01,3,75\n"),
        "*Most rows of `orders.csv` have another number of columns",
        "*De meeste rijen van `orders.csv` hebben een ander aantal kolommen",
    ),
    "formulas only": Case(
        of(b'klant;datum\n=CMD("x");2026-01-01\n@SUM(A1);2026-01-02\n'),
        "*Not one row of `orders.csv` can be used*",
        "*Geen enkele rij van `orders.csv` is te gebruiken*",
    ),
    "no customer": Case(
        of(b"datum;bedrag\n2026-01-01;2\n"),
        "*I can't find the customer in `orders.csv`*",
        "*Ik vind de klant niet in `orders.csv`*",
    ),
    "customers twice": Case(
        (("a.csv", CUSTOMERS), ("b.csv", CUSTOMERS.replace(b"land", b"regio"))),
        "*`b.csv` is another file of customers*",
        "*`b.csv` is nog een bestand met klanten*",
    ),
    "the same kind twice": Case(
        (("a.csv", DUTCH), ("b.csv", ENGLISH)),
        "*`b.csv` is another file of orders*",
        "*`b.csv` is nog een bestand met bestellingen*",
    ),
    "four at once": Case(
        tuple((f"{n}.csv", ENGLISH) for n in range(4)),
        "*Those are 4 files; I read up to 3 at once*",
        "*Dat zijn 4 bestanden; ik lees er hoogstens 3 tegelijk*",
    ),
    "too many bytes": Case(of(b"x" * (MOST_BYTES + 1)), *BIG),
    "more bytes than were announced": Case(
        of(ENGLISH), *BIG, fails("download", Fault.bytes(b"x;y\n" * 3_000_000))
    ),
    "too many rows": Case(
        of(rows(MOST_ROWS + 1)),
        "*`orders.csv` has more than 200,000 rows*",
        "*`orders.csv` heeft meer dan 200.000 rijen*",
    ),
    "no permission": Case(
        of(ENGLISH),
        "*I may not read files here*",
        "*Ik mag hier geen bestanden lezen*",
        without_scope,
    ),
    "a page to sign in": Case(of(ENGLISH), *NOT_GIVEN, fails("download", Fault.rubbish())),
    "sent elsewhere": Case(of(ENGLISH), *NOT_GIVEN, fails("download", Fault.redirect(ELSEWHERE))),
    "sent round in circles": Case(
        of(ENGLISH), *NOT_GIVEN, fails("download", Fault.redirect(""), 9)
    ),
    "forbidden": Case(of(ENGLISH), *NOT_GIVEN, fails("download", Fault.status(403))),
    "gone from its address": Case(of(ENGLISH), *GONE, fails("download", Fault.status(404))),
    "out of order": Case(of(ENGLISH), *AWAY, fails("download", Fault.status(503))),
    "hung up": Case(of(ENGLISH), *AWAY, fails("download", Fault.drop_before(), 9)),
    "asked too often": Case(of(ENGLISH), *AWAY, fails("files.info", Fault.rate_limited(30))),
    "deleted": Case(shared(mode="tombstone"), *GONE),
    "hidden by the plan": Case(shared(mode="hidden_by_limit"), *GONE),
    "never there": Case(of(ENGLISH), *GONE, fails("files.info", Fault.error("file_deleted"))),
    "denied": Case(shared(access="access_denied"), *NOT_GIVEN),
    "a link to a file elsewhere": Case(
        shared(mode="external"),
        "*`orders.csv` is a link to a file elsewhere*",
        "*`orders.csv` is een link naar een bestand ergens anders*",
    ),
}


@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
async def test_what_cannot_be_read_is_a_sentence_in_both_languages(one: House, case: Case) -> None:
    for text, begins in (("", case.english), (DUTCH_WORDS, case.dutch)):
        case.before(one)
        thread = await drop(one, *case.files, text=text)
        (told,) = await thread.says()
        assert told.text.startswith(begins)
        assert len(told.text) > 60  # with a way out
        lost = await thread.ask("crr last month")
        assert lost.text.startswith("*I don't have the file of this thread")


async def test_a_file_of_another_company_is_looked_up_and_read(one: House) -> None:
    thread = await drop(one, *shared(access="check_file_info"))
    (told,) = await thread.says()
    assert told.text.startswith("*`orders.csv`: 80 orders of 50 customers*")


async def test_it_follows_slack_to_another_address_of_its_own(one: House) -> None:
    file = File("F_ONE", "orders.csv", "orders.csv", "", ENGLISH, "U_ANN")
    one.slack.fail("download", Fault.redirect("/files-pri/T_DEMO-F_ONE/download/orders.csv"))
    thread = await drop(one, file)
    (told,) = await thread.says()
    assert told.text.startswith("*`orders.csv`: 80 orders")


async def test_no_address_of_a_file_is_logged(one: House, caplog: pytest.LogCaptureFixture) -> None:
    one.slack.fail("download", Fault.redirect(f"{ELSEWHERE}?t=secret"))
    await (await drop(one, ("orders.csv", ENGLISH))).says()
    one.slack.fail("download", Fault.status(500))
    await (await drop(one, ("orders.csv", ENGLISH))).says()
    assert "files.example.org" in caplog.text  # who is no part of Slack
    assert "files-pri" not in caplog.text
    assert "secret" not in caplog.text
    assert "orders.csv" not in caplog.text
    assert calls(one, "chat.postMessage") != []


@pytest.mark.parametrize(
    ("url", "api_url", "gives"),
    [
        ("https://files.slack.com/files-pri/T1-F1/download/a.csv", "https://slack.com/api/", True),
        ("https://slack.com/a.csv", "https://slack.com/api/", True),
        ("http://files.slack.com/a.csv", "https://slack.com/api/", False),
        ("https://files.slack.com:8443/a.csv", "https://slack.com/api/", False),
        ("https://evilslack.com/a.csv", "https://slack.com/api/", False),
        ("https://slack.com.evil.org/a.csv", "https://slack.com/api/", False),
        ("https://slack.com@evil.org/a.csv", "https://slack.com/api/", False),
        ("https://evil.org#.slack.com", "https://slack.com/api/", False),
        ("https://evil.org\\.slack.com/a", "https://slack.com/api/", False),
        ("file:///etc/passwd", "https://slack.com/api/", False),
        ("", "https://slack.com/api/", False),
        ("https://[", "https://slack.com/api/", False),
        ("https://files.slack-gov.com/a.csv", "https://slack-gov.com/api/", True),
        ("http://127.0.0.1:8100/files-pri/a.csv", "http://127.0.0.1:8100/api/", True),
        ("http://127.0.0.1:8101/files-pri/a.csv", "http://127.0.0.1:8100/api/", False),
        ("http://169.254.169.254/latest", "http://127.0.0.1:8100/api/", False),
    ],
)
def test_the_token_goes_to_slack_and_to_nobody_else(url: str, api_url: str, gives: bool) -> None:
    assert gives_files(url, api_url) is gives
