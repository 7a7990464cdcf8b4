"""Statements that are compiled once."""

from datetime import UTC, datetime

import pytest
from sqlalchemy import bindparam, select, update

from engine.db import READ_AT
from engine.identity.models import people
from engine.instances.models import work_items
from engine.statements import MOST_KEPT, Query
from tests.support import Company
from tests.watching import watched

pytestmark = pytest.mark.both_databases


def test_a_query_gives_rows_by_name_with_moments_and_truths_as_what_they_are(company: Company) -> None:
    folio = company.start()
    item = Query(select(work_items).where(work_items.c.id == bindparam("id")))
    person = Query(select(people.c.id, people.c.active).where(people.c.id == bindparam("id")))
    with company.database.reading() as connection:
        (row,) = item.all(connection, id=f"{folio}.2")
        assert isinstance(row.enabled_at, datetime) and row.enabled_at.tzinfo is UTC and row.closed_at is None
        assert row.element == "prospeccion" and row == tuple(connection.execute(select(work_items)).one())
        found = person.first(connection, id="comercial")
        assert found is not None and found.active is True
        assert person.first(connection, id="nadie") is None and item.all(connection, id="X") == []


def test_what_is_kept_is_asked_once_in_a_transaction_that_only_reads(company: Company) -> None:
    names = Query(select(people.c.id, people.c.name).where(people.c.id == bindparam("id")), kept=True)
    with watched(company.database) as sent:
        with company.database.reading() as connection:
            first = names.all(connection, id="comercial")
            first.clear()  # whoever changes what they were given changes it for nobody else
            assert [row.id for row in names.all(connection, id="comercial")] == ["comercial"]
            assert names.first(connection, id="preventa") == names.first(connection, id="preventa")
        asked = [sql for sql, _ in sent if "FROM people" in sql]
        assert len(asked) == 2
        with company.database.reading() as connection:
            names.first(connection, id="comercial")  # another moment
        assert len([sql for sql, _ in sent if "FROM people" in sql]) == 3


def test_what_is_kept_is_asked_each_time_in_a_transaction_that_writes(company: Company) -> None:
    name = Query(select(people.c.name).where(people.c.id == bindparam("id")), kept=True)
    with company.database.transaction() as connection:
        before = name.first(connection, id="comercial")
        connection.execute(update(people).where(people.c.id == "comercial").values(name="Otra"))
        after = name.first(connection, id="comercial")
    assert before != after and after is not None and after.name == "Otra"


def test_a_transaction_that_asks_for_everything_remembers_little_of_it(company: Company) -> None:
    name = Query(select(people.c.name).where(people.c.id == bindparam("id")), kept=True)
    with company.database.reading() as connection:
        for number in range(3 * MOST_KEPT):
            name.first(connection, id=str(number))
        assert len(connection.info[READ_AT]) <= MOST_KEPT
    assert READ_AT not in connection.info
