"""Statements that are compiled once."""

from datetime import UTC, datetime

import pytest
from sqlalchemy import bindparam, select

from engine.identity.models import people
from engine.instances.models import work_items
from engine.statements import Query
from tests.support import Company

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
