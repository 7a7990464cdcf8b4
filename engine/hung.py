"""Ends the waiting for a server of databases that does not answer any more, and does not say so either.

PostgreSQL ends statements that take too long by itself, and the system notices a machine that is gone. A server that
was stopped in the middle of an answer, or a proxy that passes nothing on, is noticed by nobody: who asked waits on.
"""

import os
import socket
import threading
from collections.abc import Callable
from contextlib import suppress
from time import monotonic
from typing import Any
from weakref import WeakSet

from psycopg import AsyncConnection, Connection
from psycopg.pq import TransactionStatus
from sqlalchemy import event

from engine.db import Database

LOOK = 1.0  # seconds between two looks
HUNG = 40.0  # seconds after which a server that says nothing, not even that a statement took too long, is given up


class HungWatch:
    """Cuts connections of PostgreSQL on which one statement has been waited for longer than `seconds`.

    Whoever waits hears that the connection is lost, which `Database` says as StoreUnavailable. Make it before the
    connections of `database`, and tell it those of others (`know`); `start` it in the process that has them.
    """

    def __init__(self, seconds: float, database: Database | None = None) -> None:
        self._seconds = seconds
        self._known: WeakSet[Any] = WeakSet()
        self._waiting: dict[int, float] = {}
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name="cauce-hung", daemon=True)
        if database is not None:
            event.listen(database.engine, "connect", lambda connection, _record: self.know(connection))

    def know(self, connection: Connection[Any] | AsyncConnection[Any]) -> None:
        """Watch over one more connection, as long as somebody has it."""
        self._known.add(connection)

    def start(self) -> Callable[[], None]:
        """Look every second, in a thread of its own, until what this gives is called, or the process ends."""
        self._thread.start()
        return self._stop

    def _stop(self) -> None:
        self._stopping.set()
        self._thread.join()

    def look(self, now: float) -> None:
        """Cut what waits too long at `now`, in seconds of any clock that does not jump."""
        waiting = {}
        for connection in list(self._known):
            if connection.pgconn.transaction_status == TransactionStatus.ACTIVE:
                since = waiting[id(connection)] = self._waiting.get(id(connection), now)
                if now - since > self._seconds:
                    _cut(connection)
        self._waiting = waiting

    def _run(self) -> None:
        while not self._stopping.wait(LOOK):
            self.look(monotonic())


def _cut(connection: Any) -> None:
    with suppress(OSError), socket.socket(fileno=os.dup(connection.fileno())) as end:
        end.shutdown(socket.SHUT_RDWR)
