"""The databases that tests are given on PostgreSQL are all alike, whatever the test before did to its own."""

import psycopg
import pytest

from tests.conftest import COMPANY
from tests.postgresql import Content, Server


def content(server: Server, name: str) -> Content:
    with psycopg.connect(server.dsn(name), autocommit=True) as connection:
        return Content.of(connection)


def after(server: Server, *statements: str) -> str:
    """The name of the database that a test did something to."""
    name = server.lend(COMPANY)
    with psycopg.connect(server.dsn(name), autocommit=True) as connection:
        for statement in statements:
            connection.execute(statement)  # type: ignore[call-overload]
    server.take_back(COMPANY, name)
    return name


def test_what_a_test_wrote_is_gone_and_what_it_deleted_is_back(postgresql_server: Server) -> None:
    used = after(
        postgresql_server,
        "INSERT INTO folios (prefix, year, last) VALUES ('GC', 2026, 7)",
        "UPDATE people SET active = false",
        "DELETE FROM person_roles",
        "INSERT INTO ledger_entries (ledger, seq, type, subject, at, data, prev_hash, hash)"
        " VALUES ('x', 1, 'x', 'comercial', 'x', '{}', 'x', 'x')",
    )
    name = postgresql_server.lend(COMPANY)
    assert name == used
    found, made = content(postgresql_server, name), postgresql_server.contents[COMPANY]
    assert ({table: sorted(rows.splitlines()) for table, rows in found.tables.items()}, found.sequences) == (
        {table: sorted(rows.splitlines()) for table, rows in made.tables.items()},
        made.sequences,
    )
    postgresql_server.take_back(COMPANY, name)


@pytest.mark.parametrize(
    "statement",
    [
        "DROP TRIGGER events_refuse_update ON events",
        "CREATE TABLE other (id int)",
        "ALTER TABLE people ADD COLUMN nickname text",
        "ANALYZE people",
    ],
)
def test_a_database_whose_schema_or_statistics_were_changed_is_not_lent_again(
    postgresql_server: Server, statement: str
) -> None:
    used = after(postgresql_server, statement)
    name = postgresql_server.lend(COMPANY)
    assert name != used
    assert content(postgresql_server, name).schema == postgresql_server.contents[COMPANY].schema
    postgresql_server.take_back(COMPANY, name)
