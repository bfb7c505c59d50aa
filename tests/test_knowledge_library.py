"""What `load` refuses, and that it names the file, the line and what is wrong there."""

import re
from pathlib import Path

import pytest

from knowledge.library import LibraryError, load

SOURCES = """
[paper.en]
name = "Paper"
title = "On keeping"

[paper.nl]
name = "Paper"
title = "Over houden"
"""
TERM = """
sources = ["paper"]

[en]
name = "Retention"
aliases = ["keeping"]
definition = "Who stays."
formula = "kept ÷ start"

[nl]
name = "Behoud"
aliases = ["houden"]
definition = "Wie blijft."
formula = "gebleven ÷ begin"
"""
INDUSTRY = """
metric = "crr"
value = 80
source = "paper"

[en]
name = "Mills"
aliases = ["mill"]
why = "Wind."

[nl]
name = "Molens"
aliases = ["molen"]
why = "Wind."
"""
TIP = """
source = "paper"
facts = ["CX01"]
industries = ["mills"]
drivers = ["trust"]
metrics = ["crr"]
fits = ["low"]

[en]
title = "Oil the wheels"
text = "Then they turn."

[nl]
title = "Olie de raderen"
text = "Dan draaien ze."
"""
YARDSTICK = """
metric = "crr"
basis = "ambition"
relation = "above"
low = 85
source = "paper"

[en]
wording = "above 85%"
note = "A wish."

[nl]
wording = "boven 85%"
note = "Een wens."
"""

MILLS = "benchmarks/industries/mills.toml"
FARMS = "benchmarks/industries/farms.toml"
GOAL = "benchmarks/yardsticks/goal.toml"
OIL = "tips/oil.toml"
CRR = "terms/crr.toml"

GOOD = {"sources.toml": SOURCES, CRR: TERM, MILLS: INDUSTRY, OIL: TIP, GOAL: YARDSTICK}


def write(folder: Path, files: dict[str, str]) -> Path:
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
    return folder


def without(text: str, line: str) -> str:
    return changed(text, line + "\n", "")


def changed(text: str, old: str, new: str) -> str:
    assert old in text
    return text.replace(old, new, 1)


def test_a_small_library_loads(tmp_path: Path) -> None:
    library = load(write(tmp_path, GOOD))
    assert library.tips["oil"].in_("nl").title == "Olie de raderen"
    assert [record.file for record in library.records()] == ["sources.toml", MILLS, GOAL, OIL, CRR]


FARM = changed(changed(INDUSTRY, "Mills", "Farms"), "Molens", "Boerderijen")

REFUSALS = {
    "a broken file": ({MILLS: "value = "}, f"{MILLS}: not TOML"),
    "a language left out": ({OIL: TIP[: TIP.index("[nl]")]}, f"{OIL}: nl: Field required"),
    "a text left out": ({OIL: without(TIP, 'title = "Olie de raderen"')}, f"{OIL}: nl.title"),
    "an empty text": ({OIL: changed(TIP, "Dan draaien ze.", "")}, f"{OIL}: nl.text"),
    "a title too long": ({OIL: changed(TIP, "Oil the", "Oil " + "the " * 20)}, f"{OIL}: en.title"),
    "a note in one language": (
        {MILLS: INDUSTRY + 'note = "Meer wind."\n'},
        f"{MILLS}: the record: only in one language: note",
    ),
    "an unknown field": ({OIL: "colour = 'red'\n" + TIP}, f"{OIL}: colour"),
    "an unknown driver": ({OIL: changed(TIP, '"trust"', '"luck"')}, f"{OIL}: drivers.0"),
    "a fact that is no id": ({OIL: changed(TIP, "CX01", "cx-one")}, f"{OIL}: facts.0"),
    "a file name that is no key": ({"tips/Oil it.toml": TIP}, "tips/Oil it.toml: key"),
    "a value that is no number": ({MILLS: changed(INDUSTRY, "80", '"many"')}, f"{MILLS}: value"),
    "an unknown source": (
        {OIL: changed(TIP, "paper", "rumour")},
        f"{OIL}: source: nothing in sources is called 'rumour'",
    ),
    "a term with an unknown source": (
        {CRR: changed(TERM, "paper", "rumour")},
        f"{CRR}: sources: nothing in sources is called 'rumour'",
    ),
    "an unknown industry": (
        {OIL: changed(TIP, "mills", "moon")},
        f"{OIL}: industries: nothing in industries is called 'moon'",
    ),
    "an unknown metric": (
        {MILLS: changed(INDUSTRY, "crr", "luck")},
        f"{MILLS}: metric: nothing in terms is called 'luck'",
    ),
    "a wider industry that is not there": (
        {MILLS: 'wider = ["moon"]\n' + INDUSTRY},
        f"{MILLS}: wider: nothing in industries is called 'moon'",
    ),
    "a link in one direction": (
        {MILLS: 'wider = ["farms"]\n' + INDUSTRY, FARMS: changed(FARM, "mill", "farm")},
        f"{FARMS}: narrower: misses 'mills', which names it as wider",
    ),
    "an alias of two records": (
        {FARMS: changed(FARM, '"mill"', '"M-ILL"')},
        f"{MILLS}: en: 'mill' also belongs to {FARMS}",
    ),
    "an alias across languages": (
        {FARMS: changed(changed(FARM, '"mill"', '"farm"'), '"molen"', '"mill"')},
        f"{MILLS}: en: 'mill' also belongs to {FARMS}",
    ),
    "an alias that is another's key": (
        {FARMS: changed(changed(FARM, '"mill"', '"mills"'), '"molen"', '"boer"')},
        f"{FARMS}: en: 'mills' also belongs to {MILLS}",
    ),
    "an alias twice": (
        {MILLS: changed(INDUSTRY, '["mill"]', '["mill", "M ill"]')},
        f"{MILLS}: en: 'M ill' stands there twice",
    ),
    "a range without an upper end": (
        {GOAL: changed(YARDSTICK, '"above"', '"between"')},
        f"{GOAL}: the record: Value error, high belongs to",
    ),
    "a formula of ours that nobody published": (
        {CRR: "ours = true\n" + TERM},
        f"{CRR}: the record: Value error, ours and published go together",
    ),
    "a source without a Dutch title": (
        {"sources.toml": without(SOURCES, 'title = "Over houden"')},
        "sources.toml: paper.nl.title: Field required",
    ),
}


@pytest.mark.parametrize(("files", "message"), REFUSALS.values(), ids=REFUSALS)
def test_a_fault_is_named_with_its_file(
    tmp_path: Path, files: dict[str, str], message: str
) -> None:
    with pytest.raises(LibraryError) as refusal:
        load(write(tmp_path, GOOD | files))
    told = str(refusal.value).splitlines()
    assert any(re.sub(r"toml:\d+:", "toml:", line).startswith(message) for line in told)
    assert all(re.search(r"toml:\d+: ", line) for line in told)


def test_a_folder_without_sources_is_no_library(tmp_path: Path) -> None:
    with pytest.raises(LibraryError, match=r"sources\.toml: the file is missing"):
        load(tmp_path)


def test_all_loose_links_are_told_at_once(tmp_path: Path) -> None:
    files = {OIL: changed(TIP, "mills", "moon"), MILLS: changed(INDUSTRY, "crr", "luck")}
    with pytest.raises(LibraryError) as refusal:
        load(write(tmp_path, GOOD | files))
    assert len(str(refusal.value).splitlines()) == 2


LINES = {
    "no TOML": ({OIL: TIP.replace('"trust"', "trust")}, f"{OIL}:5: not TOML: Invalid value"),
    "a text left out": ({OIL: without(TIP, 'title = "Olie de raderen"')}, f"{OIL}:13: nl.title"),
    "an unknown industry": ({OIL: changed(TIP, "mills", "moon")}, f"{OIL}:4: industries"),
    "an unknown field": ({OIL: "colour = 'red'\n" + TIP}, f"{OIL}:1: colour"),
    "a language left out": ({OIL: TIP[: TIP.index("[nl]")]}, f"{OIL}:12: nl: Field"),
    "a note in one language": ({MILLS: INDUSTRY + 'note = "x"\n'}, f"{MILLS}:15: the record"),
    "a source without a Dutch title": (
        {"sources.toml": without(SOURCES, 'title = "Over houden"')},
        "sources.toml:6: paper.nl.title: Field required",
    ),
}


@pytest.mark.parametrize(("files", "told"), LINES.values(), ids=LINES)
def test_the_line_is_the_one_to_change(tmp_path: Path, files: dict[str, str], told: str) -> None:
    with pytest.raises(LibraryError, match=rf"\A{re.escape(told)}"):
        load(write(tmp_path, GOOD | files))


def test_a_file_in_another_encoding_is_told_with_its_line(tmp_path: Path) -> None:
    folder = write(tmp_path, GOOD)
    (folder / OIL).write_bytes(TIP.replace("Olie", "Oliën").encode("latin-1"))
    with pytest.raises(LibraryError, match=rf"\A{OIL}:14: not UTF-8\Z"):
        load(folder)
