"""The job queue as commands see it: requests, inside a transaction, for jobs that its commit makes necessary.

On PostgreSQL the request is a row of Procrastinate's queue, written on the command's own connection; on SQLite a mark
on the connection, at which `Database` wakes the worker of this process. Either way a command that rolls back asked for
nothing. It is a short cut and never the only way: every job also runs regularly, by itself.
"""

from functools import cache
from typing import TYPE_CHECKING

from sqlalchemy import Connection

from engine.db import WORK_WAITS, Database
from engine.errors import StoreUnavailable

if TYPE_CHECKING:
    from procrastinate import App

NAME = "cauce"
DELIVER = "deliver_outbox"


def defer(connection: Connection, job: str) -> None:
    """Have `job` (a name in `engine.jobs.catalogue`) run as soon as this transaction is committed.

    Raises StoreUnavailable.
    """
    if connection.dialect.name == "sqlite":
        connection.info[WORK_WAITS] = True
        return
    # Imported late: it costs as much as a whole command from the terminal, which seldom defers.
    from procrastinate.exceptions import ConnectorException

    # No queueing lock: two commands that ask for the same job would wait for each other's commit.
    request = _client().configure_task(job, queue=NAME, connection=connection.connection.driver_connection)
    try:
        request.defer()
    except ConnectorException as error:
        raise StoreUnavailable(reason=str(error.__cause__)) from error


def works_inside(database: Database) -> bool:
    """Whether the jobs of this database are done inside the process that serves it."""
    return database.engine.dialect.name == "sqlite"


@cache
def _client() -> "App":
    from procrastinate import App, SyncPsycopgConnector

    return App(connector=SyncPsycopgConnector())  # never opened: it only speaks through the connections it is given
