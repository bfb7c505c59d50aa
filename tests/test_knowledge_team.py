"""The team's terms: checked at the field, over the shipped ones, written as the same files."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.library import Library, Term, load
from knowledge.search import search_of
from knowledge.team import (
    FIELDS,
    MOST_CHARACTERS,
    MOST_IN_A_NAME,
    TEAM,
    Fault,
    TeamEntryError,
    TeamTerm,
    check,
    fields_of,
    in_one_language,
    read_term,
    slug,
    with_terms,
)
from knowledge.team_files import from_toml, to_toml

SHIPPED: Library = load()
AHA = {
    "en.name": "Aha moment",
    "en.aliases": "aha, wow moment",
    "en.definition": "When a new customer first sees what it is for.",
    "nl.name": "Aha-moment",
    "nl.aliases": "kwartje valt",
    "nl.definition": "Als een nieuwe klant voor het eerst ziet waar het goed voor is.",
}
AHA_FILE = """\
sources = ["team"]
related = ["churn"]

[en]
name = "Aha moment"
aliases = ["aha", "wow moment"]
definition = "When a new customer first sees what it is for."

[nl]
name = "Aha-moment"
aliases = ["kwartje valt"]
definition = "Als een nieuwe klant voor het eerst ziet waar het goed voor is."
"""


def entry(name: str, aliases: str = "", key: str | None = None) -> TeamTerm:
    """An entry with these names in both languages."""
    texts = {"name": name, "aliases": aliases, "definition": "Ours."}
    fields = {f"{language}.{text}": texts[text] for language in ("en", "nl") for text in texts}
    return read_term(fields, key)


def faults(fields: dict[str, str]) -> dict[str, Fault]:
    with pytest.raises(TeamEntryError) as refusal:
        read_term(fields)
    return {fault.field: fault for fault in refusal.value.faults}


def test_a_form_becomes_a_term_with_a_key_of_its_english_name() -> None:
    term = read_term(AHA)
    assert term.key == "aha-moment"
    assert term.en.aliases == ("aha", "wow moment")
    assert (term.en.formula, term.sources, term.file) == (None, ("team",), "terms/aha-moment.toml")


def test_an_entry_that_is_edited_keeps_its_key_and_its_links() -> None:
    term = read_term(AHA, "churn", ["crr"])
    assert (term.key, term.related) == ("churn", ("crr",))


def test_what_is_typed_is_tidied() -> None:
    term = read_term(
        AHA
        | {
            "en.name": " Aha \n moment\x00 ",
            "en.aliases": "aha moment, AHA!, aha ,, wow",
            "nl.note": "\ud800 kort ",
            "en.note": "short",
        }
    )
    assert term.en.name == "Aha moment"
    assert term.en.aliases == ("AHA!", "wow")
    assert term.nl.note == "kort"


@pytest.mark.parametrize(
    ("changed", "fault"),
    [
        ({"en.name": " "}, Fault("en.name", "missing", {})),
        ({"nl.definition": ""}, Fault("nl.definition", "missing", {})),
        ({"en.name": "日本"}, Fault("en.name", "no_letters", {})),
        ({"nl.name": "?!"}, Fault("nl.name", "no_letters", {})),
        ({"nl.aliases": "aha, %"}, Fault("nl.aliases", "no_letters", {})),
        ({"en.formula": "a ÷ b"}, Fault("nl.formula", "missing", {})),
        ({"nl.note": "Let op."}, Fault("en.note", "missing", {})),
        (
            {"en.name": "x" * 61},
            Fault("en.name", "too_many_characters", {"most": MOST_IN_A_NAME, "typed": 61}),
        ),
        (
            {"nl.definition": "x" * 601},
            Fault("nl.definition", "too_many_characters", {"most": MOST_CHARACTERS, "typed": 601}),
        ),
        (
            {"en.aliases": ",".join(f"alias {number}" for number in range(1000, 1060))},
            Fault(
                "en.aliases",
                "too_many_characters",
                {"most": MOST_CHARACTERS, "typed": 60 * 10 + 59 * 2},
            ),
        ),
    ],
)
def test_a_fault_is_told_at_its_field(changed: dict[str, str], fault: Fault) -> None:
    assert faults(AHA | changed) == {fault.field: fault}


def test_600_characters_are_not_too_many() -> None:
    term = read_term(AHA | {"en.definition": "x" * 600, "en.name": "x" * 60})
    assert len(term.en.definition) == 600


def test_of_one_language_both_have_the_text() -> None:
    dutch = {where: text for where, text in AHA.items() if where.startswith("nl")}
    term = read_term(dutch | {"en.name": " "})
    assert term.en == term.nl
    assert term.key == slug(AHA["nl.name"])
    shown = in_one_language(fields_of(term), "nl")
    assert {where for where, text in shown.items() if where.startswith("en") and text} == set()
    assert read_term(shown, term.key) == term
    assert in_one_language(fields_of(read_term(AHA)), "nl") == fields_of(read_term(AHA))


def test_a_name_that_makes_no_key_is_told_where_it_was_typed() -> None:
    assert faults({"nl.name": "日本", "nl.definition": "Een land."})["nl.name"].code == "no_letters"


def test_every_fault_is_told_at_once() -> None:
    assert faults({}).keys() == {"en.name", "en.definition", "nl.name", "nl.definition"}


@pytest.mark.parametrize("key", ["churn", "nps", "quick"])
def test_a_shipped_term_fills_a_form_that_can_be_read(key: str) -> None:
    shipped = SHIPPED.terms[key]
    fields = fields_of(shipped)
    term = read_term(fields, key)
    assert fields.keys() == set(FIELDS)
    assert term.en.model_dump(exclude={"asks"}) == shipped.en.model_dump(exclude={"asks"})
    assert fields_of(term) == fields


def test_an_edited_term_is_still_asked_for_by_the_shipped_questions() -> None:
    edited = read_term(fields_of(SHIPPED.terms["churn"]) | {"en.name": "Leavers"}, "churn")
    churn = with_terms(SHIPPED, [edited]).terms["churn"]
    assert (churn.en.name, churn.nl.asks) == ("Leavers", SHIPPED.terms["churn"].nl.asks)


@given(st.text())
def test_a_slug_is_a_key_or_empty(name: str) -> None:
    made = slug(name)
    assert len(made) <= MOST_IN_A_NAME
    assert made == "" or entry("x", key=made).key == made


def test_names_of_another_team_entry_are_taken() -> None:
    other = entry("Stickiness", "sticky", key="stickiness")
    with pytest.raises(TeamEntryError) as refusal:
        check(entry("Glue", "STICKY"), [other], SHIPPED)
    assert refusal.value.faults == (
        Fault("en.aliases", "taken", {"word": "STICKY", "by": "stickiness"}),
        Fault("nl.aliases", "taken", {"word": "STICKY", "by": "stickiness"}),
    )


def test_names_of_shipped_terms_and_its_own_are_free() -> None:
    term = entry("Churn", "nps, klantverloop", key="ours")
    check(term, [entry("Churn", "old alias", key="ours")], SHIPPED)


def test_a_related_term_exists() -> None:
    check(read_term(AHA, related=["churn", "glue", "aha-moment"]), [entry("Glue")], SHIPPED)
    with pytest.raises(TeamEntryError) as refusal:
        check(read_term(AHA, related=["glue"]), [], SHIPPED)
    assert refusal.value.faults == (Fault("related", "unknown", {"key": "glue"}),)


def test_a_team_term_is_found_by_all_its_names() -> None:
    library = with_terms(SHIPPED, [read_term(AHA)])
    for words in ("aha moment", "AHA", "wow-moment", "kwartje valt"):
        assert library.term(words) == library.terms["aha-moment"]
    assert TEAM.key in library.terms["aha-moment"].sources
    assert TEAM.key not in library.terms["churn"].sources


def test_a_team_term_is_searched_as_any_term_and_found_before_shipped_ones() -> None:
    search = search_of(with_terms(SHIPPED, [entry("Zebra score", "nps")]))
    assert search.find("nps", [Term])[0].entry.key == "zebra-score"
    assert search.find("zebras scoring", [Term])[0].entry.key == "zebra-score"


def test_a_team_term_takes_the_place_of_the_shipped_one() -> None:
    library = with_terms(SHIPPED, [entry("Churn", "leavers", key="churn")])
    found: Term | None = library.term("leavers")
    assert found
    assert found.en.definition == "Ours."
    assert library.term("churn") is found
    assert library.term("attrition") is None
    assert len(library.terms) == len(SHIPPED.terms)


def test_a_name_of_the_team_wins_over_the_same_shipped_name() -> None:
    library = with_terms(SHIPPED, [entry("Attrition", "nps", key="attrition")])
    for words in ("attrition", "NPS"):
        assert library.term(words) is library.terms["attrition"]
    assert library.term("churn") is SHIPPED.terms["churn"]


def test_the_team_comes_first_and_is_a_source() -> None:
    library = with_terms(SHIPPED, [entry("Zebra"), entry("Churn")])
    others = [key for key in SHIPPED.terms if key != "churn"]
    assert list(library.terms) == ["churn", "zebra", *others]
    assert list(library.sources) == sorted({*SHIPPED.sources, "team"})
    assert library.sources["team"].in_("nl").name == "Toegevoegd door je team"


def test_the_shipped_library_stays_as_it_was() -> None:
    before = set(SHIPPED.terms), dict(SHIPPED.names["term"].keys)
    with_terms(SHIPPED, [entry("Churn", key="churn")])
    assert (set(SHIPPED.terms), SHIPPED.names["term"].keys) == before


def test_what_two_saved_at_once_and_what_is_gone_again_is_no_error() -> None:
    loose = read_term(AHA, related=["put-back", "churn"])
    library = with_terms(SHIPPED, [loose, entry("Aha", key="aha")])
    assert library.terms["aha-moment"].related == ("churn",)
    assert library.term("aha") is not None


def test_a_file_is_written_like_the_shipped_ones() -> None:
    assert to_toml(read_term(AHA, related=["churn"])) == AHA_FILE
    assert from_toml("aha-moment", AHA_FILE) == read_term(AHA, related=["churn"])


def test_long_texts_are_wrapped_and_long_lists_have_a_line_for_each() -> None:
    long = 'Words that go on, \\ and "quote" ' * 9
    aliases = ",".join(f"a rather long alias {number}" for number in range(6))
    content = to_toml(read_term(AHA | {"en.definition": long, "en.aliases": aliases}))
    assert max(map(len, content.splitlines())) <= 100
    assert '\n    "a rather long alias 3",\n' in content
    assert from_toml("aha-moment", content).en.definition == long.strip()


TYPED = st.text(max_size=600).map(lambda text: text[:550] + " x")


@given(definition=TYPED, note=TYPED, aliases=st.lists(st.from_regex(r"\A\w[^,]{0,20}\Z")))
def test_what_is_written_is_read_back_and_written_the_same(
    definition: str, note: str, aliases: list[str]
) -> None:
    texts = {"definition": definition, "note": note, "formula": note}
    fields = {f"{language}.{text}": texts[text] for language in ("en", "nl") for text in texts}
    spelled = ",".join(word for word in aliases if slug(word))[:500]
    term = read_term(AHA | fields | {"en.aliases": spelled.rpartition(",")[0]})
    content = to_toml(term)
    assert from_toml(term.key, content) == term
    assert to_toml(from_toml(term.key, content)) == content


@pytest.mark.parametrize(
    ("key", "content", "field", "code"),
    [
        ("aha", "sources = [", "toml", "malformed"),
        ("aha", AHA_FILE[: AHA_FILE.index("[nl]")], "nl", "missing"),
        ("aha", AHA_FILE.replace('name = "Aha-moment"\n', ""), "nl.name", "missing"),
        ("aha", AHA_FILE.replace('"Aha-moment"', '" "'), "nl.name", "missing"),
        ("aha", AHA_FILE + 'formula = "a ÷ b"\n', "en.formula", "missing"),
        ("aha", AHA_FILE + 'colour = "red"\n', "nl.colour", "malformed"),
        ("aha", AHA_FILE.replace('"team"', '"shopify"'), "sources.0", "malformed"),
        ("aha", 'facts = ["A01"]\n' + AHA_FILE, "facts", "malformed"),
        ("aha", AHA_FILE.replace('"Aha moment"', "3"), "en.name", "malformed"),
        ("aha", AHA_FILE.replace('["aha", "wow moment"]', "[3]"), "en.aliases", "malformed"),
        ("Aha", AHA_FILE, "key", "malformed"),
    ],
)
def test_a_fault_in_a_file_is_told_at_its_field(
    key: str, content: str, field: str, code: str
) -> None:
    with pytest.raises(TeamEntryError) as refusal:
        from_toml(key, content)
    told: dict[str, Any] = {fault.field: fault.code for fault in refusal.value.faults}
    assert told == {field: code}
