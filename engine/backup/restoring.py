"""Restores a backup into an empty database, of either kind, in one transaction: all of it is there, or nothing.

The schema is made as it was when the backup was made, the rows are put in and read again, and only then is the schema
brought up to date; so a backup of any earlier version can be restored.
"""

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, delete, func, select, text
from sqlalchemy.dialects import postgresql
from sqlalchemy.exc import DBAPIError, OperationalError

from engine.backup import archive, beside, tables
from engine.backup.archive import Reader, Stored
from engine.backup.beside import Beside
from engine.backup.errors import BackupOfNewer, BadBackup, DatabaseNotEmpty
from engine.db import Database
from engine.history import restorations
from engine.migrations import bring_up_to_date, head, known, migrate
from engine.migrations.states import SchemaState, schema_of
from engine.notifications.commands import hold_all
from engine.notifications.models import has_status, outbox
from engine.notifications.statuses import LetterStatus
from engine.settings import Settings
from engine.statements import wait_for


@dataclass(frozen=True, slots=True)
class Restored:
    """A backup that was restored. `about` is what its manifest says, `rows` how many there are; `waiting` letters are
    sent as soon as a worker runs, `held` ones when somebody retries them. `beside` is what became of the files outside
    the database."""

    about: dict[str, Any]
    rows: int
    waiting: int
    held: int
    beside: Beside


def restore(
    database: Database,
    settings: Settings,
    path: Path,
    *,
    rollback: bool = False,
    hold_letters: bool = False,
    at: datetime,
) -> Restored:
    """Restore the backup at `path` into `database`, which must be empty.

    What the machine kept of the log must have grown into that of the backup. With `rollback` it may be of later: then
    it is put aside, and letters that waited are held, since they will have left after the backup was made; with
    `hold_letters` they are held in any case. That it was restored, from which file, is entered in a ledger.

    Raises BadBackup, BackupOfNewer, DatabaseNotEmpty, BackupRolledBack, BackupOfAnotherLog, StoreUnavailable,
    BadSealKey: the database is empty then. KeptUnreadable, BadSealKey for the files outside it, when it is restored.
    """
    with archive.reading(path) as source:
        revision = _revision(source)
        machine = beside.of_machine(settings)
        digest = _digest(path)
        with database.transaction() as connection:
            _require_empty(connection)
            rows = load(connection, source, revision)
            bring_up_to_date(connection)
            compared = beside.compare(connection, machine, source, rollback=rollback)
            held = hold_all(connection, at=at) if hold_letters or compared.rolled_back else 0
            _enter(connection, source, digest, rollback=compared.rolled_back, held=held, at=at)
            waiting = connection.execute(select(func.count(outbox.c.id)).where(has_status(LetterStatus.PENDING)))
            count = waiting.scalar_one()
        with database.reading() as connection:
            put = beside.put(connection, settings, machine, source, compared)
        return Restored(source.about, rows, count, held, put)


def load(connection: Connection, source: Reader, revision: str) -> int:
    """Make the schema of that revision in an empty database and put the rows of a backup in; gives how many there are.

    What was put in is read again. Raises BadBackup, StoreUnavailable.
    """
    migrate(connection, revision)
    for stored in reversed(source.tables):  # what migrations put in, such as the secret that links are signed with
        connection.execute(delete(stored.described.table()))
    rows = sum(_load(connection, source, stored) for stored in source.tables)
    for stored in source.tables:
        _require_same(connection, source, stored)
    return rows


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _enter(connection: Connection, source: Reader, digest: str, *, rollback: bool, held: int, at: datetime) -> None:
    """That this was done, in the ledger of it: in the same transaction, so that no database is restored without."""
    about = {name: source.about[name] for name in ("made_at", "cauce", "schema", "database")}
    about |= {"file": source.path.name, "rollback": rollback, "letters_held": held}
    restorations.enter(connection, digest, about, at=at)


def _revision(source: Reader) -> str:
    found = str(source.about.get("schema"))
    if found in known():
        return found
    if tables.is_revision(found) and found > head():
        raise BackupOfNewer(found=found, expected=head())
    raise BadBackup(path=str(source.path), reason=f"schema {found}")


def _require_empty(connection: Connection) -> None:
    wait_for(connection, "schema")
    found = schema_of(connection, head())
    if found.state is not SchemaState.NONE:
        ours = found.state is not SchemaState.FOREIGN
        raise DatabaseNotEmpty(tables=list(found.tables), kind="ours" if ours else None)


def _load(connection: Connection, source: Reader, stored: Stored) -> int:
    """Put the rows of a table in; gives how many there are."""
    described = stored.described
    # What triggers have put in meanwhile is left: whether it is the same is asked when all of it is there.
    put = postgresql.insert(described.table()).on_conflict_do_nothing()
    try:
        for share in _shares(source.lines(stored), described.share):
            rows = [tables.row_of(line, described) for line in share]
            connection.execute(put, rows)
        if described.serial is not None and connection.dialect.name == "postgresql":
            _count_on(connection, described.name, described.serial)
    except OperationalError:
        raise  # the database's own trouble: it is full, or gone
    except (DBAPIError, ValueError) as error:
        reason = f"{described.name}: {str(getattr(error, 'orig', error)).strip()}"
        raise BadBackup(path=str(source.path), reason=reason) from error
    return stored.rows


def _shares(lines: Iterator[bytes], size: int) -> Iterable[list[bytes]]:
    while share := list(islice(lines, size)):
        yield share


_COUNT_ON = "SELECT setval(pg_get_serial_sequence('{table}', '{column}'), max({column})) FROM {table}"


def _count_on(connection: Connection, table: str, column: str) -> None:
    """Let the next row have a number that no row had."""
    connection.execute(text(_COUNT_ON.format(table=table, column=column)))


def _require_same(connection: Connection, source: Reader, stored: Stored) -> None:
    """Raises BadBackup unless the database gives the very lines of the backup again."""
    found = tables.digest(tables.lines(connection, stored.described))
    if found != (stored.rows, stored.sha256):
        reason = f"{stored.described.name}: {stored.rows} {stored.sha256[:12]}, {found[0]} {found[1][:12]}"
        raise BadBackup(path=str(source.path), reason=reason)
