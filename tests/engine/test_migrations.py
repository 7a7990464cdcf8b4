"""The schema: migrations and models agree, and the database itself keeps what is recorded."""

from pathlib import Path

import psycopg
import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from psycopg import sql
from sqlalchemy import Connection, insert, text
from sqlalchemy.exc import DBAPIError

import engine.definitions.models as definitions
import engine.documents.models as documents
import engine.history.models as history
import engine.instances.models as instances
import engine.migrations.tables  # noqa: F401
from engine.db import Database, metadata
from engine.errors import BadValue, HistoriesOfBefore, SchemaDiffers, StoreUnavailable
from engine.migrations import HERE, head, require_current, revision_of, upgrade
from tests.postgresql import Server
from tests.support import START

pytestmark = pytest.mark.both_databases


def _is_ours(name: str | None, kind: str, _parents: object) -> bool:
    """Procrastinate's tables are its own, and the index over the words of texts is each database's: no model of ours
    describes them."""
    if kind == "index":
        return name != "ix_full_texts_words"
    return kind != "table" or not (name or "").startswith(("procrastinate_", "full_text_index"))


def test_migrations_make_what_the_models_say(database: Database) -> None:
    with database.reading() as connection:
        opts = {"compare_type": True, "compare_server_default": False, "include_name": _is_ours}
        context = MigrationContext.configure(connection, opts=opts)
        assert compare_metadata(context, metadata) == []


def test_upgrading_what_is_up_to_date_changes_nothing(database: Database) -> None:
    upgrade(database)
    require_current(database)


def test_alembic_finds_the_same_newest_revision_and_the_same_one_in_the_database(database: Database) -> None:
    assert ScriptDirectory(HERE).get_heads() == [head()]
    with database.reading() as connection:
        assert revision_of(connection) == MigrationContext.configure(connection).get_current_revision() == head()


def test_a_database_of_another_revision_is_refused(database: Database) -> None:
    with database.transaction() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '0001'"))
    with pytest.raises(SchemaDiffers) as caught:
        require_current(database)
    assert caught.value.details == {"kind": "older", "found": "0001", "expected": head(), "tables": []}


def test_a_database_with_histories_of_the_format_before_is_refused_by_name_and_stays_as_it_is(
    database: Database,
) -> None:
    with database.transaction() as connection:
        connection.execute(insert(instances.instances).values(INSTANCE))
        connection.execute(text("DROP TABLE events"))
        connection.execute(text("CREATE TABLE events (instance_id INTEGER, seq INTEGER, data TEXT)"))
        connection.execute(text("INSERT INTO events VALUES (1, 1, '{}'), (1, 2, '{}')"))
        connection.execute(text("UPDATE alembic_version SET version_num = '0015'"))
    for act in (upgrade, require_current):
        with pytest.raises(HistoriesOfBefore) as caught:
            act(database)
        assert caught.value.details == {"count": 1}
    with database.reading() as connection:
        assert connection.execute(text("SELECT count(*) FROM events")).scalar() == 2


def test_a_database_without_a_schema_is_refused(tmp_path: Path) -> None:
    (tmp_path / "new.sqlite3").touch()
    empty = Database(f"sqlite:///{tmp_path}/new.sqlite3")
    with pytest.raises(SchemaDiffers) as caught:
        require_current(empty)
    assert caught.value.details["kind"] == "none"
    empty.close()


INSTANCE = {
    "id": 1,
    "folio": "GC-2026-0001",
    "process_id": "p",
    "versions": "{}",
    "status": "running",
    "started_by": "x",
    "started_at": START,
    "head_seq": 1,
    "head_hash": "0",
    "head_at": "x",
    "key": "0",
}
REFERENCE = '{"acta":[{"name":"acta.pdf","sha256":"' + "f" * 64 + '","size":1}]}'
EVENT = {
    "instance_id": 1,
    "seq": 1,
    "type": "x",
    "scope": "",
    "channel": "site",
    "at": "x",
    "data": REFERENCE,
    "commitment": "0",
    "prev_hash": "0",
    "hash": "0",
}
VERSION = {
    "id": 1,
    "process_id": "p",
    "number": 1,
    "name": "P",
    "description": "",
    "status": "effective",
    "digest": "0",
    "parts": "{}",
    "source": b"<x/>",
    "deployed_by": "x",
    "deployed_at": START,
    "answers": "[]",
}
FORM = {"version_id": 1, "form_id": "f", "digest": "0", "source": b"{}"}
LEAF = {"index": 0, "ledger": "GC-2026-0001", "seq": 1, "head": "0"}
NODE = {"level": 0, "index": 0, "hash": "0"}
CHECKPOINT = {"number": 1, "size": 1, "at": "x", "note": "x"}
COSIGNATURE = {"size": 1, "name": "x", "line": "x"}
ENTRY = {
    "ledger": "people",
    "seq": 1,
    "type": "role_given",
    "subject": "ana",
    "at": "x",
    "data": "{}",
    "prev_hash": "0",
    "hash": "0",
}
FILE = {"sha256": "f" * 64, "size": 1, "content": b"x", "stored_by": "x", "stored_at": START}


def _record_something(connection: Connection) -> None:
    connection.execute(insert(instances.instances).values(INSTANCE))
    connection.execute(insert(definitions.process_versions).values(VERSION))
    connection.execute(insert(definitions.process_forms).values(FORM))
    connection.execute(insert(documents.files).values(FILE))
    connection.execute(insert(history.events).values(EVENT))
    connection.execute(insert(history.log_leaves).values(LEAF))
    connection.execute(insert(history.log_nodes).values(NODE))
    connection.execute(insert(history.checkpoints).values(CHECKPOINT))
    connection.execute(insert(history.cosignatures).values(COSIGNATURE))
    connection.execute(insert(history.timestamps).values({"size": 1, "answer": b"x"}))
    connection.execute(insert(history.ledger_entries).values(ENTRY))


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE events SET data = '{}'",
        "UPDATE events SET hash = hash",
        "UPDATE events SET role = 'x', channel = 'x', clock = 'x', commitment = 'x'",
        "DELETE FROM events",
        "UPDATE process_versions SET source = source",
        "UPDATE process_versions SET digest = '1'",
        "DELETE FROM process_versions",
        "UPDATE process_forms SET source = source",
        "DELETE FROM process_forms",
        "UPDATE files SET content = content",
        "DELETE FROM files",
        "UPDATE files SET stored_at = 'x'",
        "UPDATE recorded_files SET sha256 = 'x'",
        "DELETE FROM recorded_files",
        "UPDATE log_leaves SET head = '1'",
        "DELETE FROM log_leaves",
        "UPDATE log_nodes SET hash = '1'",
        "DELETE FROM log_nodes",
        "UPDATE checkpoints SET note = 'y'",
        "DELETE FROM checkpoints",
        "UPDATE cosignatures SET line = 'y'",
        "DELETE FROM cosignatures",
        "UPDATE timestamps SET size = 2",
        "DELETE FROM timestamps",
        "UPDATE ledger_entries SET actor = 'ana'",
        "DELETE FROM ledger_entries",
    ],
)
def test_the_database_refuses_to_change_what_is_recorded(database: Database, statement: str) -> None:
    with database.transaction() as connection:
        _record_something(connection)
    with pytest.raises(DBAPIError, match="refused"), database.transaction() as connection:
        connection.execute(text(statement))


def test_postgresql_refuses_to_truncate_too(database: Database) -> None:
    if database.engine.dialect.name == "sqlite":
        return  # it has no TRUNCATE; a DELETE without a WHERE is refused above
    tables = "events", "process_versions", "process_forms", "recorded_files", "ledger_entries"
    for table in (*tables, "log_leaves", "log_nodes", "checkpoints", "cosignatures", "timestamps"):
        with pytest.raises(DBAPIError, match="refused"), database.transaction() as connection:
            connection.execute(text(f"TRUNCATE {table} CASCADE"))


@pytest.mark.parametrize("day", ["mañana", "2026-02-30", "20261224", ""])
def test_what_is_no_day_cannot_be_a_day_of_the_calendar(database: Database, day: str) -> None:
    with pytest.raises((DBAPIError, BadValue)), database.transaction() as connection:
        connection.execute(text("INSERT INTO office_days VALUES (:day, false, 'x', 'x', 'x')"), {"day": day})


def test_the_status_of_a_version_may_change(database: Database) -> None:
    with database.transaction() as connection:
        _record_something(connection)
        connection.execute(text("UPDATE process_versions SET status = 'obsolete'"))


def test_a_server_whose_encoding_holds_no_text_of_people_is_refused_before_anything_is_made(
    postgresql_server: Server,
) -> None:
    name = sql.Identifier("narrow")
    with psycopg.connect(postgresql_server.dsn("postgres"), autocommit=True) as connection:
        make = "CREATE DATABASE {} ENCODING 'LATIN1' LC_COLLATE 'C' LC_CTYPE 'C' TEMPLATE template0"
        connection.execute(sql.SQL(make).format(name))
        database = Database(postgresql_server.url("narrow"))
        try:
            with pytest.raises(StoreUnavailable) as refused:
                upgrade(database)
        finally:
            database.close()
            connection.execute(sql.SQL("DROP DATABASE {}").format(name))
    assert refused.value.details == {"reason": "LATIN1", "kind": "encoding"}
