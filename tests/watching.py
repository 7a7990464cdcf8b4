"""What is sent to a database, whoever sends it: SQLAlchemy, a compiled `Statement` or Procrastinate."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import psycopg
from sqlalchemy import event

from engine.db import Database

Sent = tuple[str, Any]
"""A statement with its parameters, or with the rows it is executed for."""
PING = ";"  # whether a connection that lay idle still lives


@contextmanager
def watched(database: Database) -> Iterator[list[Sent]]:
    """A list of what goes through the driver's cursors to `database` from here on; pings and settings are left out.

    On SQLite BEGIN goes there as well; on PostgreSQL what begins and ends a transaction is left out.
    """
    sent: list[Sent] = []

    class PostgresqlCursor(psycopg.Cursor[Any]):
        def execute(self, query: Any, params: Any = None, **options: Any) -> Any:
            if query != PING and not str(query).startswith(("BEGIN", "COMMIT")):
                sent.append((str(query), params))
            return super().execute(query, params, **options)

        def executemany(self, query: Any, params_seq: Any, **options: Any) -> None:
            sent.append((str(query), params_seq))
            super().executemany(query, params_seq, **options)

    class SqliteCursor(sqlite3.Cursor):
        def execute(self, sql: str, parameters: Any = ()) -> Any:
            if not sql.startswith("PRAGMA"):
                sent.append((sql, parameters))
            return super().execute(sql, parameters)

        def executemany(self, sql: str, parameters: Any) -> Any:
            sent.append((sql, parameters))
            return super().executemany(sql, parameters)

    class SqliteConnection(sqlite3.Connection):
        def cursor(self, factory: Any = None) -> Any:
            return super().cursor(SqliteCursor)

        def execute(self, sql: str, parameters: Any = ()) -> Any:
            return self.cursor().execute(sql, parameters)

    def on_do_connect(_dialect: Any, _record: Any, _arguments: Any, options: dict[str, Any]) -> None:
        if database.engine.dialect.name == "sqlite":
            options["factory"] = SqliteConnection

    def on_connect(connection: Any, _record: Any) -> None:
        if database.engine.dialect.name != "sqlite":
            connection.cursor_factory = PostgresqlCursor

    own = database.engine.pool._dialect  # what compiles may be another's (`tests.warm`)
    database.close()  # connections made before would not be watched, nor those made here forgotten
    event.listen(own, "do_connect", on_do_connect)
    event.listen(database.engine, "connect", on_connect)
    try:
        yield sent
    finally:
        event.remove(own, "do_connect", on_do_connect)
        event.remove(database.engine, "connect", on_connect)
        database.close()
