"""What holds the mark ``both_databases`` to account can fail."""

import pytest
from sqlalchemy import column, select, table, text
from sqlalchemy.dialects import postgresql, sqlite

from engine.identity.queries import person
from tests.both_databases import POSTGRESQL, SQLITE, Statements, clauses_of, only_on_sqlite
from tests.support import Company

WORK = table("work", column("id"), column("status"), column("role"))


def clauses(statement: object, dialect: object) -> frozenset[str]:
    return clauses_of(str(statement.compile(dialect=dialect)), statement, None)  # type: ignore[attr-defined]


def test_a_clause_that_postgresql_never_saw_is_named_with_its_function() -> None:
    seen = [(SQLITE, "engine/x.py:find", each) for each in ("work", "work.id = ?", "work.role = ?")]
    seen += [(POSTGRESQL, "engine/x.py:find", each) for each in ("work", "work.id = ?")]
    seen += [(POSTGRESQL, "engine/y.py:other", "work.role = ?")]
    assert only_on_sqlite(seen) == ["engine/x.py:find: work.role = ?"]
    assert only_on_sqlite([*seen, (POSTGRESQL, "engine/x.py:find", "work.role = ?")]) == []


def test_a_statement_has_the_same_clauses_on_both_however_it_is_put_together() -> None:
    some = select(WORK.c.id).where(WORK.c.status == "open", WORK.c.role.in_(["a", "b"]))
    more = select(WORK.c.id).where(WORK.c.role.in_(["a", "b", "c"]), WORK.c.status == "taken").with_for_update()
    found = clauses(some, sqlite.dialect())
    assert found == {"SELECT work.id", "work", "work.status = ?", "work.role IN (?"}
    assert clauses(some, postgresql.dialect()) == clauses(more, postgresql.dialect()) == found
    assert clauses(some.where(WORK.c.id > 7), sqlite.dialect()) - found == {"work.id > ?"}


def test_what_the_engine_executes_is_noted_and_what_a_test_does_is_not(
    pytestconfig: pytest.Config, company: Company
) -> None:
    (noted,) = (each for each in pytestconfig.pluginmanager.get_plugins() if isinstance(each, Statements))
    with company.database.reading() as connection:
        person(connection, "comercial")
        connection.execute(text("SELECT 'only a test asks this'"))
    assert (SQLITE, "engine/identity/queries.py:anybody", "people.id = ?") in noted.seen
    assert not [clause for _, _, clause in noted.seen if "only a test asks this" in clause]
