"""Access to the database: the metadata, an engine for each dialect, and the one commit point.

Core only, no ORM: on the hot path a unit of work costs more than the statements it saves, and one style for hot and
cold is easier to read than two. A command gets a `Connection` that is inside a transaction; it never commits.
"""

import re
import sqlite3
import threading
from collections.abc import Callable, Iterator, Sequence
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
    make_url,
)
from sqlalchemy.exc import DataError, DBAPIError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.pool import QueuePool

from engine import pipelining
from engine.bell import Bell
from engine.clock import from_text, to_text
from engine.errors import BadValue, StoreUnavailable

__all__ = ["AnyRow", "Connection", "Database", "Moment", "ReadTransaction", "metadata", "one_of"]

WORK_WAITS = "cauce_work_waits"  # a mark in `Connection.info`; see `engine.queue`
_CHANNEL = "cauce_channel"  # another
_TELLS = "cauce_tells"  # another
READ_AT = "cauce_read_at"  # another: what a transaction for queries has learned (`engine.statements.Query`)
IDLE = 1.0  # seconds
BUSY = 15.0  # seconds that a writer waits for another on SQLite
KEPT, MOST = 5, 15  # connections: those that the pool holds for long, and all of them
# What a server says that is up, and will go on saying: no use in waiting for it. The driver gives no code with it, and
# where the server says it in another language, it is waited for after all.
_REFUSED = re.compile(
    "authentication failed|no password supplied|does not exist|no pg_hba.conf entry|not permitted to log in"
)
_FULL = ("53100",)  # the disk of the server
_TOO_SLOW = ("57014", "55P03")  # a statement was ended, a lock was not had
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
    """A database by URL. Thread-safe; one per process, and closed before a process is forked from it.

    `channel` is the way by which what its transactions do comes (`engine.history.channels`); without one they write no
    history.

    A connection that was just used is kept as it is for whoever comes next: taking it from the pool and giving it back
    costs as much as three statements. After `IDLE` it goes back, and the pool asks whether it still lives. Transactions
    are the driver's own, for the same reason: SQLAlchemy begins its own inside, when it is first asked to execute.
    """

    def __init__(self, url: str, channel: str | None = None, longest: float | None = None) -> None:
        """`longest`: seconds after which PostgreSQL ends a statement; half of that for one that waits for a lock."""
        self.url = url
        self.channel = channel
        self.work_waits: threading.Event | Bell = threading.Event()
        self.engine: Engine = create_engine(
            url,
            pool_pre_ping=not url.startswith("sqlite"),
            pool_size=KEPT,
            max_overflow=MOST - KEPT,
            connect_args=_connect_args(url, longest),
            hide_parameters=True,  # what people wrote is no business of logs
        )
        self._used: list[tuple[Connection, float]] = []  # appending to a list and popping from it are atomic
        self._telling = _Telling(self.engine.dialect.loaded_dbapi)
        self._driver_error: type[Exception] = self.engine.dialect.loaded_dbapi.Error
        self._sqlite = self.engine.dialect.name == "sqlite"
        self._writer = threading.Lock()
        if self._sqlite:
            _set_up_sqlite(self.engine)
        else:
            pipelining.set_up(self.engine)

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
        with self._turn(), self._connected() as connection:
            if self._sqlite:
                # IMMEDIATE: two writers queue up at the start instead of one failing half-way, SQLITE_BUSY_SNAPSHOT.
                connection.connection.driver_connection.execute("BEGIN IMMEDIATE")  # type: ignore[union-attr]
            else:
                pipelining.begin(connection, "BEGIN")
            marks = connection.info  # of the driver's connection: taken off again, however the transaction ends
            marks[_CHANNEL] = self.channel
            try:
                yield connection
                pipelining.commit(connection)
                if WORK_WAITS in marks:
                    self.work_waits.set()
            except BaseException as error:
                pipelining.settle(connection, error)
                told = marks[_TELLS](error) if _TELLS in marks else None
                if told is not None:
                    raise told from error
                raise
            finally:
                for mark in (WORK_WAITS, _CHANNEL, _TELLS):
                    marks.pop(mark, None)

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
                pipelining.begin(connection, "BEGIN ISOLATION LEVEL REPEATABLE READ")
            marks = connection.info
            marks[READ_AT] = {}
            try:
                yield connection
            except BaseException as error:
                pipelining.settle(connection, error)
                raise
            finally:
                marks.pop(READ_AT, None)
            pipelining.settle(connection)
            (connection if connection.in_transaction() else driver).rollback()

    def scrub(self, tables: Sequence[str]) -> None:
        """Give the space of what was deleted back, outside of any transaction; of these `tables`, on a server.

        SQLite writes its file anew without it, and forgets its journal. PostgreSQL marks the space as free: what stood
        there is in no backup that reads tables (``pg_dump``), and in the files until something is written over it.
        Raises StoreUnavailable.
        """
        with self._telling, self.engine.connect() as connection:
            driver: Any = connection.connection.driver_connection
            if self._sqlite:
                driver.execute("VACUUM")
                driver.execute("PRAGMA wal_checkpoint(TRUNCATE)")
                return
            driver.autocommit = True
            try:
                driver.execute(f"VACUUM {', '.join(tables)}")
            finally:
                driver.autocommit = False

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
        return isinstance(error, DBAPIError | self._driver_error) or _is_too_large(error)

    @contextmanager
    def _turn(self) -> Iterator[None]:
        """SQLite has one writer at a time, and lets whoever waits look again after longer and longer pauses, so that
        of many some starve while the disk is idle: within a process they queue up instead. Raises StoreUnavailable."""
        if not self._sqlite:
            yield
            return
        if not self._writer.acquire(timeout=BUSY):
            raise StoreUnavailable(reason="database is locked", kind="slow")
        try:
            yield
        finally:
            self._writer.release()

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


def tell_by(connection: Connection, tell: Callable[[BaseException], Exception | None]) -> None:
    """Have `tell` say in our words what the transaction that a connection is in ends by; it gives None for what it
    knows nothing of. Whoever sends a statement may not be there any more when its error comes (`pipelining`); errors of
    what was sent before come now."""
    if _TELLS in connection.info:
        pipelining.settle(connection)
    connection.info[_TELLS] = tell


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


def _connect_args(url: str, longest: float | None) -> dict[str, object]:
    """How long libpq waits, unless the address says it: ten seconds for a connection, thirty for a silent network."""
    if url.startswith("sqlite"):
        return {}
    patience: dict[str, object] = {
        "connect_timeout": 10,
        "keepalives_idle": 30,
        "keepalives_interval": 10,
        "keepalives_count": 3,
        "tcp_user_timeout": 30_000,
    }
    if longest is not None:
        most = int(longest * 1000)
        patience["options"] = f"-c statement_timeout={most} -c lock_timeout={most // 2}"
    said = make_url(url).query
    return {name: value for name, value in patience.items() if name not in said}


class _Telling:
    """Says what a driver raises in our words, whether SQLAlchemy tells it or a `Statement`. One for all threads."""

    def __init__(self, driver: Any) -> None:
        self._unavailable = (OperationalError, driver.OperationalError, PoolTimeout)
        self._bad = (DataError, driver.DataError)
        self._unreadable = driver.DatabaseError  # itself, not its subclasses: the file is no database, or is damaged

    def __enter__(self) -> None: ...

    def __exit__(self, _kind: object, error: BaseException | None, _trace: object) -> None:
        if error is None:
            return
        if isinstance(error, self._unavailable) or self._failed_inside(getattr(error, "orig", error)):
            raise StoreUnavailable(reason=_reason(error), kind=_kind_of(error)) from error
        if isinstance(error, self._bad) or _is_too_large(error):
            raise BadValue(reason=_reason(error)) from error

    def _failed_inside(self, cause: BaseException) -> bool:
        """Whether it is the database that failed, and not what it was asked: its file is damaged, or a server says of
        itself (class XX) that it is, or that it met what it knows no name for, as where it may write no further."""
        return type(cause) is self._unreadable or str(getattr(cause, "sqlstate", "")).startswith("XX")


def _is_too_large(error: BaseException) -> bool:
    """Whether SQLite's driver refuses a whole number, for which it has no error of its own."""
    return isinstance(error, OverflowError) and "SQLite" in str(error)


def _reason(error: BaseException) -> str:
    return str(getattr(error, "orig", error)).strip()


def _kind_of(error: BaseException) -> str | None:
    """``slow``: it answers, and did not do this in time; ``unreachable``: it does not answer; ``refused``: it answers,
    and does not let us in; ``full``: its disk takes no more, or fails. None: it is none of these."""
    cause = getattr(error, "orig", error)
    if isinstance(error, PoolTimeout) or getattr(cause, "sqlstate", None) in _TOO_SLOW:
        return "slow"
    if getattr(cause, "sqlite_errorcode", 0) & 0xFF in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
        return "slow"
    if getattr(cause, "sqlite_errorcode", 0) & 0xFF in (sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR):
        return "full"
    state = getattr(cause, "sqlstate", "")
    if state in _FULL:
        return "full"
    if state is None and _REFUSED.search(str(cause)) is not None:
        return "refused"
    return "unreachable" if state is None or str(state).startswith(("08", "57P")) else None


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
        for pragma in ("journal_mode=WAL", "synchronous=FULL", f"busy_timeout={BUSY * 1000:.0f}", "foreign_keys=ON"):
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
