"""The one commit point."""

from contextlib import ExitStack, suppress
from pathlib import Path
from threading import Event, Thread

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from engine import db
from engine.db import MOST, Connection, Database, ReadTransaction
from engine.errors import StoreUnavailable
from tests.support import Company
from tests.warm import durable

pytestmark = pytest.mark.both_databases


def test_a_block_that_raises_leaves_nothing(database: Database) -> None:
    with pytest.raises(ZeroDivisionError), database.transaction() as connection:
        connection.execute(text("INSERT INTO roles (id, name) VALUES ('x', 'X')"))
        _ = 1 / 0
    with database.reading() as connection:
        assert connection.execute(text("SELECT count(*) FROM roles")).scalar() == 0


def test_reading_keeps_nothing(database: Database) -> None:
    with database.reading() as connection:
        connection.execute(text("INSERT INTO roles (id, name) VALUES ('x', 'X')"))
    with database.reading() as connection:
        assert connection.execute(text("SELECT count(*) FROM roles")).scalar() == 0


def roles(connection: Connection) -> int:
    return int(connection.execute(text("SELECT count(*) FROM roles")).scalar_one())


def add_role(database: Database, id: str) -> None:
    with database.transaction() as connection:
        connection.execute(text("INSERT INTO roles (id, name) VALUES (:id, :id)"), {"id": id})


def test_whoever_reads_sees_one_moment(database: Database) -> None:
    with database.reading() as connection:
        assert roles(connection) == 0
        add_role(database, "x")
        assert roles(connection) == 0
    with database.reading() as connection:
        assert roles(connection) == 1


def test_a_command_sees_what_others_committed_meanwhile(database: Database) -> None:
    """After a reader on the same connection, which saw one moment only."""
    with database.reading() as connection:
        assert roles(connection) == 0
    with database.transaction() as connection:
        if connection.dialect.name == "postgresql":  # on SQLite nobody else writes meanwhile
            assert roles(connection) == 0
            other = Database(database.url)
            add_role(other, "x")
            other.close()
            assert roles(connection) == 1


def test_several_callers_share_a_read_transaction_until_it_is_ended(database: Database) -> None:
    shared = ReadTransaction(database)
    with shared.reading() as connection:
        assert roles(connection) == 0
    add_role(database, "x")
    with shared.reading() as connection:
        assert roles(connection) == 0
    shared.end()
    with shared.reading() as connection:
        assert roles(connection) == 1
    shared.end()
    shared.end()
    assert database.engine.pool.checkedout() == len(database._used)  # type: ignore[attr-defined]


def test_a_shared_read_transaction_goes_on_after_a_refusal_and_not_after_an_error_of_the_database(
    database: Database,
) -> None:
    shared = ReadTransaction(database)
    with suppress(ZeroDivisionError), shared.reading() as connection:
        assert roles(connection) == 0
        _ = 1 / 0
    add_role(database, "x")
    with shared.reading() as connection:
        assert roles(connection) == 0
    with pytest.raises((DBAPIError, StoreUnavailable)), shared.reading() as connection:
        connection.execute(text("SELECT nothing FROM nowhere"))
    with shared.reading() as connection:
        assert roles(connection) == 1
    shared.end()


def test_sqlite_is_durable_and_checks_references(tmp_path: Path) -> None:
    """PostgreSQL does all of this by itself."""
    with durable():
        database = Database(f"sqlite:///{tmp_path / 'cauce.sqlite3'}")
    with database.reading() as connection:
        pragmas = {name: connection.execute(text(f"PRAGMA {name}")).scalar() for name in PRAGMAS}
    assert pragmas == PRAGMAS
    database.close()


PRAGMAS = {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1, "busy_timeout": 15000}


@pytest.mark.parametrize(
    "url",
    ["sqlite:////proc/nowhere/cauce.sqlite3", "postgresql+psycopg://cauce@127.0.0.1:1/cauce?connect_timeout=2"],
)
def test_a_database_out_of_reach_is_said(url: str) -> None:
    database = Database(url)
    with pytest.raises(StoreUnavailable), database.reading():
        pass


def test_a_file_that_is_no_database_is_said(tmp_path: Path) -> None:
    (tmp_path / "notas.txt").write_text("no es una base de datos, " * 100)
    with pytest.raises(StoreUnavailable, match="not a database"), Database(f"sqlite:///{tmp_path}/notas.txt").reading():
        pass


@pytest.mark.parametrize("closed", [False, True])
def test_who_waits_for_a_connection_gets_the_first_that_is_free(database: Database, closed: bool) -> None:
    if closed:
        database.close()  # what comes after it begins with a pool of its own
    served = Event()

    def wait() -> None:
        with database.reading():
            served.set()

    with ExitStack() as others:
        for _ in range(MOST - 1):
            others.enter_context(database.reading())
        with database.reading():
            waiting = Thread(target=wait, daemon=True)
            waiting.start()
            assert not served.wait(0.1)
        assert served.wait(5)
    waiting.join()


def test_writers_of_one_process_wait_in_turn_on_sqlite(tmp_path: Path) -> None:
    database = Database(f"sqlite:///{tmp_path / 'cauce.sqlite3'}")
    with database.transaction() as connection:
        connection.execute(text("CREATE TABLE marks (number INTEGER)"))
    writers, inside, most = 6, 0, 0
    begun = Event()

    def write(number: int) -> None:
        nonlocal inside, most
        begun.wait(10)
        with database.by("site").transaction() as connection:
            inside += 1
            most = max(most, inside)
            connection.execute(text("INSERT INTO marks VALUES (:number)"), {"number": number})
            inside -= 1

    threads = [Thread(target=write, args=(number,)) for number in range(writers)]
    for thread in threads:
        thread.start()
    begun.set()
    for thread in threads:
        thread.join(10)
    with database.reading() as connection:
        assert connection.execute(text("SELECT count(*) FROM marks")).scalar() == writers
    assert most == 1
    database.close()


def test_a_writer_that_waits_too_long_is_told_and_a_later_one_gets_its_turn(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(db, "BUSY", 0.01)
    database = Database(f"sqlite:///{tmp_path / 'cauce.sqlite3'}")
    with database.transaction(), pytest.raises(StoreUnavailable) as refused, database.transaction():
        pass
    assert refused.value.details["kind"] == "slow"
    with suppress(ValueError), database.transaction():
        raise ValueError
    with database.transaction() as connection:
        connection.execute(text("CREATE TABLE marks (number INTEGER)"))
    database.close()


def test_a_server_that_fails_inside_is_told_as_such(postgresql_company: Company) -> None:
    """PostgreSQL says so where a file may not grow, which was a fault of ours on the page."""
    fail = text("DO $$ BEGIN RAISE EXCEPTION 'could not extend file' USING ERRCODE = 'XX000'; END $$")
    with (
        pytest.raises(StoreUnavailable, match="could not extend"),
        postgresql_company.database.transaction() as connection,
    ):
        connection.execute(fail)
