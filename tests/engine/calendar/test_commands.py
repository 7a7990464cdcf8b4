"""Deciding on which days the office works."""

from datetime import date

import pytest

from engine.calendar import commands, queries, record
from engine.calendar.commands import FIRST, LAST, LONGEST, BadDay, BadDayName
from engine.calendar.queries import NotedDay
from engine.calendar.record import Change, ChangeType
from engine.errors import NotAllowed, NotFound
from tests.engine.instances.test_concurrency import at_once
from tests.support import Company

pytestmark = pytest.mark.both_databases

EVE = date(2026, 12, 24)


def decide(
    company: Company, day: str, name: str = "Nochebuena", *, works: bool = False, actor: str = "administrador"
) -> date:
    with company.database.transaction() as connection:
        return commands.decide(connection, day, works=works, name=name, actor=actor, at=company.clock())


def withdraw(company: Company, day: str, actor: str = "administrador") -> date:
    with company.database.transaction() as connection:
        return commands.withdraw(connection, day, actor=actor, at=company.clock())


def year(company: Company, number: int = 2026) -> dict[date, NotedDay]:
    with company.database.reading() as connection:
        return {each.day: each for each in queries.year(connection, number)}


def changes(company: Company, number: int = 2026) -> list[Change]:
    with company.database.reading() as connection:
        return record.changes(connection, number)


def test_a_year_holds_what_the_law_says_and_what_was_decided_in_order(company: Company) -> None:
    decide(company, "2026-12-24")
    decide(company, "2026-05-02", "Inventario", works=True)
    decide(company, "2026-05-01", "Guardia", works=True)
    decide(company, "2027-12-24")
    found = year(company)
    assert list(found) == sorted(found) and len(found) == 9
    assert [day for day, each in found.items() if each.works] == [date(2026, 5, 1), date(2026, 5, 2)]
    assert (found[EVE].name, found[EVE].by_law) == ("Nochebuena", None)
    labour = found[date(2026, 5, 1)]
    assert (labour.name, labour.by_law) == ("Guardia", "Día del Trabajo") and labour.decision is not None
    assert (labour.decision.by, labour.decision.at) == ("administrador", company.clock.now.replace(minute=3))
    assert found[date(2026, 12, 25)] == NotedDay(date(2026, 12, 25), "Navidad", None)


def test_what_is_decided_last_counts_and_taken_back_the_law_does_again(company: Company) -> None:
    decide(company, "2026-12-25", "Guardia", works=True)
    decide(company, "2026-12-25", "Navidad, nadie viene")
    assert not year(company)[date(2026, 12, 25)].works
    assert withdraw(company, "2026-12-25") == date(2026, 12, 25)
    assert year(company)[date(2026, 12, 25)].decision is None


def test_each_change_is_on_record_with_who_and_when_and_nothing_else_is(company: Company) -> None:
    decide(company, "2026-12-24")
    decide(company, "2026-12-24", "  Nochebuena ")  # as it is already
    decide(company, "2026-12-24", works=True)
    withdraw(company, "2026-12-24")
    told = [(each.type, each.day, each.works, each.name, each.actor) for each in changes(company)]
    assert told == [
        (ChangeType.DECISION_WITHDRAWN, EVE, True, "Nochebuena", "administrador"),
        (ChangeType.DAY_DECIDED, EVE, True, "Nochebuena", "administrador"),
        (ChangeType.DAY_DECIDED, EVE, False, "Nochebuena", "administrador"),
    ]
    assert [each.at.minute for each in changes(company)] == [4, 3, 1] and changes(company, 2027) == []


def test_what_is_so_anyway_and_what_has_passed_may_be_decided(company: Company) -> None:
    decide(company, "2026-12-25", "Navidad")
    decide(company, "2019-03-04", "Se fue la luz")
    assert year(company)[date(2026, 12, 25)].decision is not None
    assert not year(company, 2019)[date(2019, 3, 4)].works


def test_only_an_administrator_decides(company: Company) -> None:
    decide(company, "2026-12-24")
    for actor in ("auditor", "comercial"):
        with pytest.raises(NotAllowed):
            decide(company, "2026-12-31", actor=actor)
        with pytest.raises(NotAllowed):
            withdraw(company, "2026-12-24", actor)
    with pytest.raises(NotFound, match="person"):
        decide(company, "2026-12-31", actor="fantasma")
    assert [each.day for each in changes(company)] == [EVE]


@pytest.mark.parametrize(
    "day",
    ["", "mañana", "2026-02-29", "24/12/2026", "20261224", "2026-W52-4", "2026-12-24T10:00", f"{FIRST - 1}-12-31",
     f"{LAST + 1}-01-01", "2026-12-24\0"],
)  # fmt: skip
def test_a_day_that_does_not_exist_is_refused(company: Company, day: str) -> None:
    with pytest.raises(BadDay) as refused:
        decide(company, day)
    assert refused.value.details["value"] == day
    with pytest.raises(BadDay):
        withdraw(company, day)


@pytest.mark.parametrize("name", ["", " \n ", "x" * (LONGEST + 1)])
def test_a_day_is_called_something_short(company: Company, name: str) -> None:
    with pytest.raises(BadDayName):
        decide(company, "2026-12-24", name)
    assert changes(company) == []


def test_where_nothing_was_decided_nothing_can_be_taken_back(company: Company) -> None:
    with pytest.raises(NotFound, match="office_day"):
        withdraw(company, "2026-12-25")


def test_of_two_who_decide_of_a_day_at_once_both_are_on_record_and_one_counts(company: Company) -> None:
    outcomes = at_once(
        company,
        lambda own: decide(own, "2026-12-24", "Nochebuena"),
        lambda own: decide(own, "2026-12-24", "Guardia", works=True),
    )
    assert outcomes == [EVE, EVE]
    assert {each.name for each in changes(company)} == {"Nochebuena", "Guardia"} and len(changes(company)) == 2
    assert year(company)[EVE].name in {"Nochebuena", "Guardia"}
