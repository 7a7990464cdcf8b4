"""Access to the database: the metadata, an engine for each dialect, and the one commit point.

Core only, no ORM: on the hot path a unit of work costs more than the statements it saves, and one style for hot and
cold is easier to read than two. A command gets a `Connection` that is inside a transaction; it never commits.
"""

import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from copy import copy
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from time import monotonic
from typing import Any

from sqlalchemy import (
    CheckConstraint,
    Connection,
    Dialect,
    Engine,
    MetaData,
    Row,
    String,
    TypeDecorator,
    create_engine,
    event,
)
from sqlalchemy.exc import DataError, DBAPIError, OperationalError
from sqlalchemy.pool import QueuePool

from engine.clock import from_text, to_text
from engine.errors import BadValue, StoreUnavailable

__all__ = ["AnyRow", "Connection", "Database", "Moment", "ReadTransaction", "metadata", "one_of"]

WORK_WAITS = "cauce_work_waits"  # a mark in `Connection.info`; see `engine.queue`
_CHANNEL = "cauce_channel"  # another
IDLE = 1.0  # seconds
KEPT, MOST = 5, 15  # connections: those that the pool holds for long, and all of them
AnyRow = Row[*tuple[Any, ...]]

# Partial indexes name their condition for SQLite alone (`sqlite_where`); the migrations make them alike on both. The
# first `postgresql_where` of a process would load every driver of PostgreSQL that SQLAlchemy knows.
metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
        "pk": "pk_%(table_name)s",
    }
)


class Database:
    """A database by URL. Thread-safe; one per process.

    `channel` is the way by which what its transactions do comes (`engine.history.channels`); without one they write no
    history.

    A connection that was just used is kept as it is for whoever comes next: taking it from the pool and giving it back
    costs as much as three statements. After `IDLE` it goes back, and the pool asks whether it still lives. Transactions
    are the driver's own, for the same reason: SQLAlchemy begins its own inside, when it is first asked to execute.
    """

    def __init__(self, url: str, channel: str | None = None) -> None:
        self.url = url
        self.channel = channel
        self.work_waits = threading.Event()
        self.engine: Engine = create_engine(
            url, pool_pre_ping=not url.startswith("sqlite"), pool_size=KEPT, max_overflow=MOST - KEPT
        )
        self._used: list[tuple[Connection, float]] = []  # appending to a list and popping from it are atomic
        self._telling = _Telling(self.engine.dialect.loaded_dbapi)
        self._driver_error: type[Exception] = self.engine.dialect.loaded_dbapi.Error
        self._sqlite = self.engine.dialect.name == "sqlite"
        if self._sqlite:
            _set_up_sqlite(self.engine)

    def by(self, channel: str) -> "Database":
        """The same database, with the same connections, for another channel."""
        other = copy(self)
        other.channel = channel
        return other

    @contextmanager
    def transaction(self) -> Iterator[Connection]:
        """The commit point: commits when the block ends, rolls back when it raises. For whatever changes state.

        Sets `work_waits` after committing work for the worker of this process (`engine.queue`). Raises StoreUnavailable
        when the database cannot be reached, or fails on the way (locked, full, gone).
        """
        with self._connected() as connection:
            driver: Any = connection.connection.driver_connection
            if self._sqlite:
                # IMMEDIATE: two writers queue up at the start instead of one failing half-way, SQLITE_BUSY_SNAPSHOT.
                driver.execute("BEGIN IMMEDIATE")
            else:
                driver.isolation_level = None  # the server's own; psycopg says it when it begins
            marks = connection.info  # of the driver's connection: taken off again, however the transaction ends
            marks[_CHANNEL] = self.channel
            try:
                yield connection
                (connection if connection.in_transaction() else driver).commit()
                if WORK_WAITS in marks:
                    self.work_waits.set()
            finally:
                marks.pop(WORK_WAITS, None)
                marks.pop(_CHANNEL, None)

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """A transaction for queries, all of which see the same moment. Nothing written in it is kept.

        Raises StoreUnavailable.
        """
        with self._connected() as connection:
            driver: Any = connection.connection.driver_connection
            if self._sqlite:
                driver.execute("BEGIN")
            else:
                from psycopg import IsolationLevel  # loaded by then; a command on SQLite needs none of it

                driver.isolation_level = IsolationLevel.REPEATABLE_READ
            yield connection
            (connection if connection.in_transaction() else driver).rollback()

    @property
    def file(self) -> Path | None:
        """Where SQLite keeps it; the first who connects makes the file and its folder. None on a server."""
        return Path(self.engine.url.database or "") if self._sqlite else None

    def close(self) -> None:
        """Close every connection that nobody is using."""
        with suppress(IndexError):
            while True:
                self._used.pop()[0].close()
        self.engine.dispose()

    def is_from_driver(self, error: BaseException) -> bool:
        """Whether an error is the driver's, after which a transaction cannot go on."""
        return isinstance(error, DBAPIError | self._driver_error)

    @contextmanager
    def _connected(self) -> Iterator[Connection]:
        with self._telling:
            connection = self._taken()
            try:
                yield connection
            except BaseException:
                connection.close()  # the pool looks after what may be left of it
                raise
            pool = self.engine.pool
            if isinstance(pool, QueuePool) and pool.checkedout() < MOST:
                self._used.append((connection, monotonic()))
            else:
                connection.close()  # somebody may be waiting at the pool, who would not see it here

    def _taken(self) -> Connection:
        while True:
            try:
                connection, since = self._used.pop()
            except IndexError:
                return self.engine.connect()
            if monotonic() - since < IDLE:
                return connection
            connection.close()


def channel_of(connection: Connection) -> str:
    """The channel of the transaction that a connection is in. Raises LookupError where none was said: what came by no
    way that is known is not recorded as having happened."""
    channel: str | None = connection.info.get(_CHANNEL)
    if channel is None:
        raise LookupError("no channel: the composition root says which (engine.db.Database)")
    return channel


class ReadTransaction:
    """A transaction for queries that several callers share, one after another: it begins when the first needs it.

    Not thread-safe.
    """

    def __init__(self, database: Database) -> None:
        self._database = database
        self._open: tuple[ExitStack, Connection] | None = None

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """The transaction, for one caller. Raises as `Database.reading` does; then the next caller gets a new one."""
        if self._open is None:
            stack = ExitStack()
            self._open = stack, stack.enter_context(self._database.reading())
        stack, connection = self._open
        try:
            yield connection
        except BaseException as error:
            if self._database.is_from_driver(error):
                self._open = None
                with stack:  # which says it in our words
                    raise
            raise

    def end(self) -> None:
        """End the transaction, if it has begun; whoever reads next begins another."""
        if self._open is not None:
            (stack, _), self._open = self._open, None
            stack.close()


class _Telling:
    """Says what a driver raises in our words, whether SQLAlchemy tells it or a `Statement`. One for all threads."""

    def __init__(self, driver: Any) -> None:
        self._unavailable = (OperationalError, driver.OperationalError)
        self._bad = (DataError, driver.DataError)
        self._unreadable = driver.DatabaseError  # itself, not its subclasses: the file is no database, or is damaged

    def __enter__(self) -> None: ...

    def __exit__(self, _kind: object, error: BaseException | None, _trace: object) -> None:
        if error is None:
            return
        if isinstance(error, self._unavailable) or type(getattr(error, "orig", error)) is self._unreadable:
            raise StoreUnavailable(reason=_reason(error)) from error
        if isinstance(error, self._bad):
            raise BadValue(reason=_reason(error)) from error


def _reason(error: BaseException) -> str:
    return str(getattr(error, "orig", error)).strip()


def _set_up_sqlite(engine: Engine) -> None:
    @event.listens_for(engine, "do_connect")
    def _make_folder(*_args: Any) -> None:
        try:
            Path(engine.url.database or "").parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise StoreUnavailable(reason=str(error)) from error

    @event.listens_for(engine, "connect")
    def _on_connect(connection: Any, _record: Any) -> None:
        # The driver would open transactions by itself, and too late for a reader that means to write; we say BEGIN.
        connection.isolation_level = None
        for pragma in ("journal_mode=WAL", "synchronous=FULL", "busy_timeout=15000", "foreign_keys=ON"):
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def _on_begin(connection: Connection) -> None:
        driver: Any = connection.connection.driver_connection
        if not driver.in_transaction:
            driver.execute("BEGIN")


class Moment(TypeDecorator[datetime]):
    """A moment, stored as `engine.clock.to_text` writes it: the same on both databases, and sorts as time does."""

    impl = String(27)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> str | None:
        return None if value is None else to_text(value)

    def process_result_value(self, value: str | None, dialect: Dialect) -> datetime | None:
        return None if value is None else from_text(value)


def one_of(column: str, words: type[StrEnum]) -> CheckConstraint:
    """The constraint, named after the column, that a column of texts holds one of these words."""
    listed = ", ".join(f"'{word}'" for word in words)
    return CheckConstraint(f"{column} IN ({listed})", name=column)
