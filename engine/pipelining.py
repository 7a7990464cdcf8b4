"""Sends a command's statements to PostgreSQL without waiting for the answer to each (the pipeline mode of libpq).

A statement whose answer nobody asks for need not be waited for, and each wait is a round trip to another machine. So a
transaction begins in a pipeline: BEGIN travels with its first statement, whatever reads waits for what it reads, and
what only writes travels with the next that is waited for, or with COMMIT. An error of a statement comes as late as the
next wait; whatever was sent after it the server has not executed, COMMIT included, so that all of a transaction is
stored or nothing.

SQLAlchemy asks every statement of its own for its answer at once, and some of what it can send (COPY, cursors on the
server) goes through no pipeline: before it executes anything the pipeline ends (`settle`). `Statement`s go on in one
where they are told to (`go_on`). On SQLite, to which nothing travels, all of this does nothing.
"""

from typing import Any

from sqlalchemy import Connection, Engine, event

_PIPELINE = "cauce_pipeline"
"""The mark in `Connection.info` of the pipeline that is open."""


def set_up(engine: Engine) -> None:
    """Have what SQLAlchemy executes by itself on connections of this engine wait for what was sent before it."""
    event.listen(engine, "before_cursor_execute", lambda connection, *_: settle(connection))
    event.listen(engine, "checkin", _as_it_came)


def begin(connection: Connection, statement: str) -> None:
    """Begin a transaction on PostgreSQL by `statement`, which travels with the next one."""
    driver = _driver(connection)
    if not driver.autocommit:
        driver.autocommit = True  # psycopg says BEGIN by itself otherwise, and waits for it
    go_on(connection)
    driver.execute(statement, prepare=False)


def go_on(connection: Connection) -> None:
    """Send `Statement`s from here on without waiting for them."""
    if connection.dialect.name != "sqlite" and _PIPELINE not in connection.info:
        opened = _driver(connection).pipeline()
        connection.info[_PIPELINE] = opened, opened.__enter__()


def catch_up(connection: Connection) -> None:
    """Wait for the answers to everything that was sent, and go on as before. Raises what the driver raises."""
    if _PIPELINE in connection.info:
        connection.info[_PIPELINE][1].sync()


def settle(connection: Connection, error: BaseException | None = None) -> None:
    """Wait for the answers to everything that was sent; what comes next is waited for one by one. Raises what the
    driver raises, unless that is after an `error`, which somebody is told already."""
    if connection.invalidated:  # the server went away, and the pipeline with it
        return
    opened, _ = connection.info.pop(_PIPELINE, (None, None))
    if opened is not None:
        try:
            opened.__exit__(None, None, None)
        except Exception:
            if error is None:
                raise


def commit(connection: Connection) -> None:
    """Commit on PostgreSQL, in the same round trip as what was sent and not waited for. Raises what the driver
    raises."""
    if _PIPELINE in connection.info:
        _driver(connection).execute("COMMIT", prepare=False)
        settle(connection)
    # Where there was no pipeline this is the COMMIT; else SQLAlchemy learns of it, where it took part.
    (connection if connection.in_transaction() else _driver(connection)).commit()


def _driver(connection: Connection) -> Any:
    return connection.connection.driver_connection


def _as_it_came(driver: Any, _record: object) -> None:
    """Whoever takes the connection from the pool without us has transactions begin by themselves."""
    if driver is not None and not driver.closed:
        driver.autocommit = False
