"""What a process keeps of the days: true until anybody decides otherwise, in whatever process and however."""

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from sqlalchemy import text

from engine.calendar import commands
from engine.clock import to_text
from engine.db import Database
from engine.definitions.inspection import Source
from engine.history.channels import SITE
from engine.instances import commands as work
from engine.verification.instance_verifier import verify
from tests.engine.definitions.publishing import publish
from tests.engine.instances.again import assert_rebuilds
from tests.engine.instances.test_timers import timed
from tests.support import START, Company
from tests.watching import watched

pytestmark = pytest.mark.both_databases

BY = {"actor": "administrador", "at": START}
CHANGES = [
    "INSERT INTO office_days VALUES ('2026-12-24', false, 'Nochebuena', 'x', 'x')",
    "UPDATE office_days SET works = true",
    "DELETE FROM office_days",
]
TERM = '<bpmn:extensionElements><cauce:due businessDays="2"/></bpmn:extensionElements>'
# When what is enabled on a Monday morning is due in two working days, as the office closes at six in the evening.
WEDNESDAY = datetime(2026, 3, 5, 0, 0, tzinfo=UTC)
THURSDAY = datetime(2026, 3, 6, 0, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _procedure(company: Company) -> None:
    source = timed("start > a > b > end", {}).replace(
        b'<bpmn:userTask id="b" >', b'<bpmn:userTask id="b" >' + TERM.encode()
    )
    named = source.replace(b"<bpmn:definitions ", b'<bpmn:definitions xmlns:cauce="urn:cauce:bpmn:1" ')
    publish(company, Source("p.bpmn", named), at=START)


@pytest.fixture
def elsewhere(company: Company) -> Iterator[Database]:
    """The same database as another process has it."""
    database = Database(company.database.url, SITE)
    yield database
    database.close()


def decide(database: Database, day: str = "2026-03-03", *, works: bool = False, at: datetime = START) -> None:
    with database.transaction() as connection:
        commands.decide(connection, day, works=works, name="Puente", actor="administrador", at=at)


def due(company: Company) -> datetime | None:
    """The term that the next step of a procedure gets when the one before it is completed now."""
    folio = company.start("p", "comercial")
    company.do(folio, "a")
    return company.task(folio, "b").item.due_at


def stamps(company: Company) -> dict[str, str]:
    with company.database.reading() as connection:
        return {row.name: row.value for row in connection.execute(text("SELECT name, value FROM stamps"))}


@pytest.mark.parametrize("change", CHANGES)
def test_whatever_changes_days_gives_another_stamp_and_leaves_the_people_s(company: Company, change: str) -> None:
    decide(company.database)
    before = stamps(company)
    with company.database.transaction() as connection:
        connection.execute(text(change))
    after = stamps(company)
    assert after["calendar"] != before["calendar"] and after["people"] == before["people"]


def test_a_day_decided_in_another_process_counts_at_the_next_completion(company: Company, elsewhere: Database) -> None:
    assert due(company) == WEDNESDAY
    decide(elsewhere)
    assert due(company) == THURSDAY
    with elsewhere.transaction() as connection:
        commands.withdraw(connection, "2026-03-03", **BY)
    assert due(company) == WEDNESDAY


def test_a_day_changed_by_hand_counts_too(company: Company, elsewhere: Database) -> None:
    assert due(company) == WEDNESDAY
    with elsewhere.transaction() as connection:
        connection.execute(text("INSERT INTO office_days VALUES ('2026-03-03', false, 'Paro', 'x', 'x')"))
    assert due(company) == THURSDAY


def test_a_term_that_was_set_does_not_move(company: Company) -> None:
    assert due(company) == WEDNESDAY
    task = company.tasks()[0]
    decide(company.database, at=company.clock())
    company.command("claim", task.item.id, actor="comercial")
    with company.database.reading() as connection:
        assert verify(connection, company.runtime, task.folio).ok
    assert company.task(task.folio, "b").item.due_at == WEDNESDAY
    enabled = [event for event in company.history(task.folio) if event.type == "user_task_enabled"]
    assert enabled[-1].payload["due_at"] == to_text(WEDNESDAY)
    assert_rebuilds(company, task.folio)


class Regretted(Exception):
    """Takes a transaction back."""


def test_a_day_that_was_taken_back_with_its_transaction_counts_nowhere(company: Company) -> None:
    assert due(company) == WEDNESDAY
    folio = company.start("p", "comercial")
    with pytest.raises(Regretted), company.database.transaction() as connection:
        commands.decide(connection, "2026-03-03", works=False, name="Puente", **BY)
        id_ = company.task(folio, "a").item.id
        done = work.complete(connection, company.runtime, id_, {}, actor="comercial", at=START)
        assert {item.due_at for item in done.items.values()} == {None, THURSDAY}
        raise Regretted
    assert due(company) == WEDNESDAY


def test_days_are_read_once_and_again_when_they_change(company: Company, elsewhere: Database) -> None:
    def reads() -> int:
        with watched(company.database) as sent:
            due(company)
            return sum("FROM office_days" in sql for sql, _ in sent)

    due(company)
    assert reads() == 0
    decide(elsewhere)
    assert [reads(), reads()] == [1, 0]
