"""What is sent without waiting: stored whole or not at all, in its order, and told like what is waited for."""

import pytest
from sqlalchemy import bindparam, insert, select
from sqlalchemy.exc import IntegrityError

from engine.db import Database
from engine.instances.models import folios
from engine.statements import Statement

pytestmark = pytest.mark.both_databases

ADD = Statement(insert(folios), ["prefix", "year", "last"])
LAST = Statement(select(folios.c.last).where(folios.c.prefix == bindparam("prefix")))
RENUMBER = Statement(
    folios.update().where(folios.c.prefix == bindparam("key"), folios.c.last == bindparam("before")), ["last"]
)


def series(prefix: str) -> dict[str, object]:
    return {"prefix": prefix, "year": 2026, "last": 1}


def stored(database: Database) -> dict[str, int]:
    with database.reading() as connection:
        return dict(map(tuple, connection.execute(select(folios.c.prefix, folios.c.last))))


def test_what_only_writes_is_stored_at_the_commit(database: Database) -> None:
    before = stored(database)
    with database.transaction() as connection:
        ADD.run(connection, series("a"))
        ADD.run_many(connection, [series("b"), series("c")])
        assert stored(database) == before
    assert stored(database) == before | {"a": 1, "b": 1, "c": 1}


def test_what_reads_sees_what_was_sent_before_it_whoever_reads(database: Database) -> None:
    with database.transaction() as connection:
        ADD.run(connection, series("a"))
        assert LAST.run(connection, {"prefix": "a"}).fetchone() == (1,)
        ADD.run(connection, series("b"))
        assert connection.execute(select(folios.c.prefix).where(folios.c.prefix == "b")).scalar_one() == "b"
        ADD.run(connection, series("c"))
        assert connection.execute(folios.update().where(folios.c.prefix == "c").values(last=2)).rowcount == 1
    assert stored(database).items() >= {("a", 1), ("b", 1), ("c", 2)}


def test_how_many_rows_were_changed_is_waited_for(database: Database) -> None:
    with database.transaction() as connection:
        ADD.run(connection, series("a"))
        assert RENUMBER.changed(connection, {"key": "a", "before": 1, "last": 2}) == 1
        assert RENUMBER.changed(connection, {"key": "a", "before": 1, "last": 3}) == 0
        ADD.run(connection, series("b"))
    assert stored(database).items() >= {("a", 2), ("b", 1)}


@pytest.mark.parametrize("where", ["at once", "by a read", "by SQLAlchemy", "at the end"])
def test_of_a_transaction_in_which_one_statement_fails_nothing_is_stored(database: Database, where: str) -> None:
    before = stored(database)
    errors = IntegrityError, database.engine.dialect.loaded_dbapi.IntegrityError
    with pytest.raises(errors), database.transaction() as connection:
        ADD.run(connection, series("a"))
        ADD.run(connection, series("a"))
        ADD.run(connection, series("b"))
        if where == "by a read":
            LAST.run(connection, {"prefix": "a"}).fetchone()
        if where == "by SQLAlchemy":
            connection.execute(select(folios.c.prefix)).all()
        if where == "at once":
            RENUMBER.changed(connection, {"key": "a", "before": 1, "last": 2})
    assert stored(database) == before
    with database.transaction() as connection:  # on the same pooled connection
        ADD.run(connection, series("a"))
    assert stored(database) == before | {"a": 1}


def test_an_error_of_somebody_else_is_told_and_not_the_one_that_was_still_to_come(database: Database) -> None:
    before = stored(database)
    with pytest.raises(RuntimeError, match="mine"), database.transaction() as connection:
        ADD.run(connection, series("a"))
        if database.engine.dialect.name == "postgresql":  # SQLite says it at once
            ADD.run(connection, series("a"))
        raise RuntimeError("mine")
    assert stored(database) == before


def test_whoever_takes_a_connection_without_us_has_transactions_as_the_driver_begins_them(database: Database) -> None:
    with database.transaction() as connection:
        ADD.run(connection, series("a"))
    database.close()
    with database.engine.connect() as connection:
        connection.execute(insert(folios).values(series("b")))
    assert "b" not in stored(database) and "a" in stored(database)
