"""Verifying many: in turn, on all cores, resumed, and what is kept of it."""

from pathlib import Path

import pytest
from sqlalchemy import update

from engine.errors import NotFound
from engine.history.models import events
from engine.history.problems import Kind
from engine.verification.runs import (
    folios,
    record,
    results,
    verify_parallel,
    verify_sequential,
)
from tests.engine.verification.attacks import drop_triggers, remove_the_instance
from tests.engine.verification.opportunity import sealed
from tests.support import Company

ZONE = "America/Mexico_City"


@pytest.fixture
def three(company: Company) -> list[str]:
    return [company.start() for _ in range(3)]


def spoil(company: Company, folio: str) -> None:
    number = int(folio[-4:])
    with company.database.transaction() as connection:
        drop_triggers(connection)
        connection.execute(update(events).where(events.c.instance_id == number).values(actor="otro"))


def wanted(company: Company, *, since_last: bool = False) -> list[str]:
    with company.database.reading() as connection:
        return folios(connection, since_last=since_last)


def verified(company: Company, *given: str) -> None:
    reports = list(verify_sequential(company.database, company.runtime, given))
    with company.database.transaction() as connection:
        record(connection, reports, at=company.clock())


@pytest.mark.both_databases
def test_those_verified_longest_ago_come_first(company: Company, three: list[str]) -> None:
    first, second, third = three
    verified(company, second)
    verified(company, first)
    assert wanted(company) == [third, second, first]


@pytest.mark.both_databases
def test_what_is_in_order_at_its_last_event_need_not_be_looked_at_again(company: Company, three: list[str]) -> None:
    _, second, third = three
    spoil(company, second)
    verified(company, *three)
    company.command("claim", f"{third}.2", actor="director_comercial")
    assert wanted(company, since_last=True) == [second, third]
    assert sorted(wanted(company)) == three


@pytest.mark.both_databases
def test_what_was_found_is_kept_once_for_each_instance(company: Company, three: list[str]) -> None:
    spoil(company, three[1])
    verified(company, *three)
    verified(company, three[1])
    with company.database.reading() as connection:
        found = results(connection)
    assert [(each.folio, each.ok, each.events) for each in found] == [
        (three[1], False, 2),
        (three[2], True, 2),
        (three[0], True, 2),
    ]
    assert found[0].report["problems"]


@pytest.mark.processes
@pytest.mark.both_databases
def test_all_cores_find_what_one_finds(company: Company, three: list[str]) -> None:
    more = [company.start() for _ in range(15)]
    spoil(company, three[1])
    one = list(verify_sequential(company.database, company.runtime, three + more))
    all_ = list(verify_parallel(company.database.url, ZONE, three + more, processes=2))
    assert sorted(one, key=lambda report: str(report.folio)) == sorted(all_, key=lambda report: str(report.folio))
    assert [report.folio for report in one if not report.ok] == [three[1]]


@pytest.mark.processes
def test_what_one_process_refuses_is_told_by_all(company: Company, three: list[str]) -> None:
    unknown = [f"X-{number}" for number in range(20)]
    for processes in (1, 2):
        with pytest.raises(NotFound) as caught:
            list(verify_parallel(company.database.url, ZONE, three + unknown, processes=processes))
        assert caught.value.details["kind"] == "instance"


@pytest.mark.both_databases
def test_an_instance_that_was_sealed_and_is_gone_is_looked_for(company: Company, tmp_path: Path) -> None:
    folio, _ = sealed(company, tmp_path)
    with company.database.transaction() as connection:
        drop_triggers(connection)
        remove_the_instance(connection, folio)
    assert wanted(company) == [folio]
    (gone,) = verify_sequential(company.database, company.runtime, [folio])
    assert [problem.kind for problem in gone.problems] == [Kind.INSTANCE_REMOVED]
