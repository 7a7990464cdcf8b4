"""The job queue as commands see it: requests, inside a transaction, for jobs that its commit makes necessary.

On PostgreSQL the request is a row of Procrastinate's queue, written on the command's own connection; on SQLite a mark
on the connection, at which `Database` wakes the worker of this process. Either way a command that rolls back asked for
nothing. It is a short cut and never the only way: every job also runs regularly, by itself.
"""

from functools import cache
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection

from engine.db import WORK_WAITS, Database

if TYPE_CHECKING:
    import psycopg
    from procrastinate import App

NAME = "cauce"
DELIVER = "deliver_outbox"


def defer(connection: Connection, job: str) -> None:
    """Have `job` (a name in `engine.jobs.catalogue`) run as soon as this transaction is committed.

    Raises what the driver raises.
    """
    if connection.dialect.name == "sqlite":
        connection.info[WORK_WAITS] = True
        return
    # No queueing lock: two commands that ask for the same job would wait for each other's commit.
    _client().configure_task(job, queue=NAME, connection=connection.connection.driver_connection).defer()


def works_inside(database: Database) -> bool:
    """Whether the jobs of this database are done inside the process that serves it."""
    return database.engine.dialect.name == "sqlite"


@cache
def _client() -> "App":
    # Imported late: it costs as much as a whole command from the terminal, which seldom defers.
    from procrastinate import App, SyncPsycopgConnector

    class Connector(SyncPsycopgConnector):
        """Does not wait for what becomes of a request: nobody needs the number of the job, of which any will do, and
        what goes wrong is known when the transaction ends (`engine.pipelining`)."""

        def execute_query_all_with_connection(
            self, connection: "psycopg.Connection[Any]", query: Any, **arguments: Any
        ) -> list[dict[str, Any]]:
            connection.execute(query, self._wrap_json(arguments))
            return [{"id": -1} for _ in arguments["jobs"]]

    return App(connector=Connector())  # never opened: it only speaks through the connections it is given
