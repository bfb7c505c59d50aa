"""What the form of a schedule offers, and that each choice asks what it says."""

import pytest

from bot.reply import LANGUAGES, Language, Problem
from bot.weekly.subjects import Subject, offered, question_of, subject_of
from tests.company import Acme
from tests.house import SERVICES

EVERYTHING = (
    "kpi", "crr", "churn", "customers", "newcomers", "nrr", "grr", "mrr", "quick", "repeat", "clv",
    "nps", "csat", "cohort", "risk",
)  # fmt: skip


@pytest.mark.parametrize(
    ("mapped", "there"),
    [
        ("everything", EVERYTHING),
        ("orders", tuple(name for name in EVERYTHING if name not in {"nps", "csat"})),
        ("contracts", ("kpi", "crr", "churn", "customers", "newcomers", "cohort")),
    ],
)
def test_what_the_data_has_is_offered(acme: Acme, mapped: str, there: tuple[str, ...]) -> None:
    data = acme.services(mapped=mapped).data
    assert data is not None
    assert offered(data.mapping) == there


@pytest.mark.parametrize("what", EVERYTHING)
@pytest.mark.parametrize("by", [None, "plan"])
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_choice_is_a_question_and_is_found_in_it_again(
    acme: Acme, what: str, by: str | None, language: Language
) -> None:
    services, subject = acme.services(), Subject(what, by)
    if by and what == "csat":  # a survey without customers
        with pytest.raises(Problem) as refused:
            question_of(subject, language, services)
        assert refused.value.code == "schedule_whole"
        return
    question = question_of(subject, language, services)
    assert question.endswith(f"lang={language}")
    assert subject_of(question, services) == subject


@pytest.mark.parametrize(
    "question",
    [
        "crr where plan=Pro lang=en",
        "crr by shoe lang=en",
        "cohort period=quarter lang=en",
        "churn period=month lang=nl",
        "tips lang=en",
    ],
)
def test_a_question_of_another_kind_is_no_choice(acme: Acme, question: str) -> None:
    assert subject_of(question, acme.services()) is None


def test_what_the_data_has_no_longer_is_no_choice(acme: Acme) -> None:
    assert subject_of("nps lang=en", acme.services(mapped="orders")) is None
    assert subject_of("kpi lang=en", SERVICES) is None
