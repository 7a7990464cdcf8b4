"""Asking for work: with the commit, or not at all."""

import hashlib

import pytest
from procrastinate.schema import SchemaManager
from sqlalchemy import text

from engine import queue
from engine.db import Database

pytestmark = pytest.mark.both_databases


def waiting(database: Database) -> bool:
    """Whether somebody is going to work."""
    if database.engine.dialect.name == "sqlite":
        return database.work_waits.is_set()
    with database.reading() as connection:
        jobs = connection.execute(text("SELECT task_name, queue_name, status FROM procrastinate_jobs")).all()
    assert set(jobs) <= {(queue.DELIVER, queue.NAME, "todo")}
    return bool(jobs)


def test_work_is_asked_for_when_the_transaction_commits(database: Database) -> None:
    with database.transaction() as connection:
        queue.defer(connection, queue.DELIVER)
        assert not waiting(database)
    assert waiting(database)


def test_what_rolls_back_asks_for_nothing_then_or_later(database: Database) -> None:
    with pytest.raises(RuntimeError), database.transaction() as connection:
        queue.defer(connection, queue.DELIVER)
        raise RuntimeError
    assert not waiting(database)
    with database.transaction():
        pass  # on the same pooled connection
    assert not waiting(database)


def test_commands_that_ask_at_the_same_moment_do_not_wait_for_each_other(database: Database) -> None:
    if database.engine.dialect.name == "sqlite":
        return  # they do: it has one writer
    with database.transaction() as one, database.transaction() as other:
        queue.defer(one, queue.DELIVER)
        queue.defer(other, queue.DELIVER)
    assert waiting(database)


def test_only_sqlite_is_worked_for_inside_the_process(database: Database) -> None:
    assert queue.works_inside(database) == (database.engine.dialect.name == "sqlite")


def test_the_schema_in_the_migrations_is_the_one_of_the_version_we_pin() -> None:
    # When this fails Procrastinate was raised: write a migration with its deltas (SchemaManager.get_migrations_path),
    # then note the new digest here.
    digest = hashlib.sha256(SchemaManager.get_schema().encode()).hexdigest()
    assert digest == "c70ec4b400a60ad9592787653aae5ae77ae41bf801d56b5bd2712751a07f2009"
