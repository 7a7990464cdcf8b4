"""DBOS Transact: the procedure as ordinary Python, every completion a durable workflow with one transaction.

Measured for each completion: a workflow is started (a row of DBOS's system database, committed), its transaction reads
the instance's state from a table, finds by plain code what comes next, updates the state and inserts an audit row,
committed together with DBOS's checkpoint of that step, and the workflow's result is recorded (another commit). That is
the least that DBOS does to have a completion go on after a kill. The other way it offers, one workflow for an instance
that waits in ``recv`` for each person, keeps a thread in memory for each instance that waits, reads no state at a
completion, and commits more often. State, checkpoints and DBOS's own tables are in one database, of the same kind and
as durable as Cauce's.

A process of its own, in the peers' environment (`peers`).
"""

import json
import logging
import sqlite3
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from functools import partial
from importlib.metadata import version
from time import perf_counter, process_time
from typing import Any

from dbos import DBOS, DBOSConfig, SQLAlchemyDatasource
from sqlalchemy import text

from tests.bench.contenders.procedure_in_code import following
from tests.bench.processes import serve
from tests.bench.stores import SQLITE


class Durable:
    """Instances of the procedure in the database at a URL, which is new; `steps` are the golden path."""

    def __init__(self, about: Mapping[str, Any]) -> None:
        url = about["url"]
        self._steps: Sequence[Mapping[str, Any]] = about["steps"]
        self._begun = 0
        if url.startswith(SQLITE):  # it stays so; each commit waits for the disk by itself (synchronous is FULL)
            connection = sqlite3.connect(url.removeprefix("sqlite:///"))
            connection.execute("PRAGMA journal_mode=WAL")
            connection.close()
        DBOS(config=DBOSConfig(name="bench", system_database_url=url, log_level="ERROR", application_version="1"))
        self._source = SQLAlchemyDatasource.create(url)
        with self._source.engine.begin() as connection:
            connection.execute(text("CREATE TABLE instances (id TEXT PRIMARY KEY, element TEXT, data TEXT NOT NULL)"))
            connection.execute(
                text(
                    "CREATE TABLE audit (instance TEXT NOT NULL, seq INTEGER NOT NULL, element TEXT, "
                    "actor TEXT NOT NULL, given TEXT NOT NULL, at TEXT NOT NULL, PRIMARY KEY (instance, seq))"
                )
            )
        record = self._source.transaction(name="record")(partial(_record, self._source))

        @DBOS.workflow()
        def complete(instance: str, element: str, actor: str, values: dict[str, Any]) -> str | None:
            after: str | None = record(instance, element, actor, values)
            return after

        self._complete = complete
        DBOS.launch()
        logging.getLogger("dbos").setLevel(logging.ERROR)

    def versions(self) -> str:
        """What it is."""
        return version("dbos")

    def cpu(self) -> float:
        """Seconds of the processor that this process has taken so far."""
        return process_time()

    def path(self) -> list[float]:
        """Drive a new instance along the golden path; gives the seconds of each completion."""
        self._begun += 1
        instance = f"instance-{self._begun}"
        with self._source.engine.begin() as connection:
            connection.execute(
                text("INSERT INTO instances (id, element, data) VALUES (:id, :element, '{}')"),
                {"id": instance, "element": self._steps[0]["element"]},
            )
        seconds = []
        for step in self._steps:
            begun = perf_counter()
            self._complete(instance, step["element"], step["actor"], step["accepted"])
            seconds.append(perf_counter() - begun)
        with self._source.engine.begin() as connection:
            left = connection.execute(text("SELECT element FROM instances WHERE id = :id"), {"id": instance}).scalar()
            assert left is None, left
        return seconds

    def close(self) -> None:
        """End its threads."""
        DBOS.destroy()


def _record(
    source: SQLAlchemyDatasource, instance: str, element: str, actor: str, values: dict[str, Any]
) -> str | None:
    session = source.sql_session()
    wait = "" if session.get_bind().dialect.name == SQLITE else " FOR UPDATE"
    row = session.execute(text(f"SELECT element, data FROM instances WHERE id = :id{wait}"), {"id": instance}).one()
    assert row.element == element, row.element
    data = json.loads(row.data) | values
    after = following(element, data)
    session.execute(
        text("UPDATE instances SET element = :after, data = :data WHERE id = :id"),
        {"after": after, "data": json.dumps(data), "id": instance},
    )
    session.execute(
        text(
            "INSERT INTO audit (instance, seq, element, actor, given, at) SELECT :id, count(*) + 1, :element, :actor, "
            ":given, :at FROM audit WHERE instance = :id"
        ),
        {
            "id": instance,
            "element": element,
            "actor": actor,
            "given": json.dumps(values),
            "at": datetime.now(UTC).isoformat(),
        },
    )
    return after


if __name__ == "__main__":
    serve(Durable)
