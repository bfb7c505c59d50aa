"""Who is answered from the company's data: nobody by default, and what is asked is kept first."""

from dataclasses import replace

import pytest

from bot import desk
from bot.services import Asked, Asker, Services
from bot.settings import Access
from bot.store.error import StoreError
from metrics.warehouse.warehouse import Warehouse
from tests.company import ANN, IN_CHANNEL, Acme

EVERY_KIND = (
    "/crr last month",
    "/cohort",
    "/risk",
    "/kpi",
    "explain crr last month",
    "/nps by plan",
)
EVERYONE = Access(people=("*",), channels=("C_NUMBERS",))


def untouched(services: Services) -> Services:
    """The same, with a warehouse that must not be opened and a store that must not be written."""

    def warehouse() -> Warehouse:
        raise AssertionError("the warehouse was touched")

    def written_down(asker: Asker, question: str) -> None:
        raise AssertionError("it was written down")

    assert services.data is not None
    data = replace(services.data, warehouse=warehouse, written_down=written_down)
    return replace(services, data=data)


@pytest.mark.parametrize("question", EVERY_KIND)
@pytest.mark.parametrize(
    ("asker", "access", "problem"),
    [
        (ANN, Access(), "data_no_access"),
        (ANN, Access(admins=("U_ANN",)), "data_no_access"),
        (ANN, Access(curators=("U_ANN",)), "data_no_access"),
        (ANN, Access(people=("U_BOB",)), "data_no_access"),
        (replace(ANN, member=False), EVERYONE, "data_no_access"),
        (Asker("", "C_NUMBERS", public=True), EVERYONE, "data_no_access"),
        (IN_CHANNEL, Access(people=("U_ANN",)), "data_not_in_channel"),
        (IN_CHANNEL, Access(channels=("C_NUMBERS",)), "data_no_access"),
        (replace(IN_CHANNEL, channel="C_LUNCH"), EVERYONE, "data_not_in_channel"),
        (replace(IN_CHANNEL, inside=False), EVERYONE, "data_not_in_channel"),
        (replace(IN_CHANNEL, member=False), EVERYONE, "data_no_access"),
    ],
)
def test_who_is_not_admitted_costs_the_warehouse_nothing(
    question: str, asker: Asker, access: Access, problem: str, acme: Acme
) -> None:
    reply = desk.answer(question, asker, untouched(acme.services(access=access)))
    assert (reply.ok, reply.part) == (False, problem)


@pytest.mark.parametrize(
    ("asker", "access"),
    [
        (Asker(), Access()),  # the operator, in the terminal
        (ANN, Access(people=("U_ANN",))),
        (ANN, EVERYONE),
        (IN_CHANNEL, EVERYONE),
        (IN_CHANNEL, Access(people=("U_ANN",), channels=("C_NUMBERS",))),
    ],
)
def test_who_is_listed_is_answered(asker: Asker, access: Access, acme: Acme) -> None:
    assert acme.ask("/crr last month", acme.services(access=access), asker).ok


@pytest.mark.parametrize("question", EVERY_KIND)
def test_what_cannot_be_written_down_is_not_asked(question: str, acme: Acme) -> None:
    def off(asker: Asker, question: str) -> None:
        raise StoreError("down")

    services = untouched(acme.services())
    assert services.data is not None
    services = replace(services, data=replace(services.data, written_down=off))
    assert desk.answer(question, ANN, services).part == "data_not_written_down"


def test_it_is_written_down_before_the_warehouse_is_asked(acme: Acme) -> None:
    services, done = acme.services(), list[str]()
    assert services.data is not None

    def warehouse() -> Warehouse:
        done.append("opened")
        return acme.services().data.warehouse()  # type: ignore[union-attr]

    data = replace(
        services.data,
        warehouse=warehouse,
        written_down=lambda asker, question: done.append(f"{asker.user}: {question}"),
    )
    desk.answer("/crr last month by plan", ANN, replace(services, data=data))
    assert done == ["U_ANN: crr from 2026-10-01 to 2026-10-31 by plan lang=en", "opened"]


def test_what_is_kept_is_who_asked_what_where_and_no_answer(acme: Acme) -> None:
    acme.ask("/churn vorige maand per land", asker=IN_CHANNEL)
    assert acme.asked[0] == Asked(
        at=0,
        who="U_ANN",
        channel="C_NUMBERS",
        public=True,
        question="churn from 2026-10-01 to 2026-10-31 by country lang=nl",
    )


def test_figures_that_are_typed_are_for_everyone_and_not_written_down(acme: Acme) -> None:
    services = untouched(acme.services(access=Access()))
    assert desk.answer("/crr 500 50 450", Asker("U_BOB", "C_LUNCH"), services).ok


@pytest.mark.parametrize("question", EVERY_KIND)
def test_an_answer_from_data_is_for_the_asker_alone(question: str, acme: Acme) -> None:
    assert acme.ask(question).private
