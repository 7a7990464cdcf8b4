"""Writing an instance as a golden history, and putting one that was written into a database again."""

import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import text

from engine import canonical_json
from engine.calendar.office import OfficeCalendar
from engine.clock import to_text
from engine.db import Connection, Database
from engine.definitions.inspection import Source
from engine.documents.store import store as store_file
from engine.history import store
from engine.history.chain import GENESIS, Event
from engine.history.channels import SITE
from engine.instances.runtime import Runtime
from tests.engine.definitions.publishing import publish
from tests.support import START, Company, FixedClock

FOLDER = Path(__file__).parent / "histories"
SECRETS = {"client links": bytes(range(32))}
"""The key of the clients' links, which a company draws at random."""

READ_MODEL = {
    "instances": "SELECT * FROM instances WHERE id = :id",
    "work_items": "SELECT * FROM work_items WHERE instance_id = :id ORDER BY id",
    "timers": "SELECT * FROM timers WHERE instance_id = :id ORDER BY id",
    "client_links": "SELECT * FROM client_links WHERE instance_id = :id ORDER BY id",
    "incidents": "SELECT * FROM incidents WHERE instance_id = :id ORDER BY id",
    "overviews": "SELECT * FROM overviews WHERE instance_id = :id",
    "search_words": "SELECT word FROM search_words WHERE instance_id = :id ORDER BY word",
}
HASHES = ("commitment", "prev_hash", "hash")


@dataclass
class Golden:
    """A file: see `tests.golden`."""

    diagrams: list[str]
    files: list[str]
    events: list[dict[str, Any]]
    commitments: list[str]
    hashes: list[str]
    read_model: dict[str, list[dict[str, Any]]]

    @property
    def folio(self) -> str:
        return str(self.events[0]["folio"])

    @property
    def key(self) -> str:
        return str(self.read_model["instances"][0]["key"])

    def text(self) -> str:
        """The file: JSON, a line for each event, hash and row."""
        parts = {
            "diagrams": _block(self.diagrams),
            "files": _block(self.files),
            "events": _block(self.events),
            "commitments": _block(self.commitments),
            "hashes": _block(self.hashes),
            **{f"read_model.{name}": _block(rows) for name, rows in self.read_model.items()},
        }
        return "{\n" + ",\n".join(f"{_line(name)}: {block}" for name, block in parts.items()) + "\n}\n"

    @classmethod
    def read(cls, text: str) -> "Golden":
        parts = json.loads(text)
        model = {name.removeprefix("read_model."): rows for name, rows in parts.items() if "." in name}
        return cls(parts["diagrams"], parts["files"], parts["events"], parts["commitments"], parts["hashes"], model)

    def history(self) -> list[Event]:
        """The events with their hashes, chained as they were."""
        chained = zip(self.events, self.commitments, [GENESIS, *self.hashes], self.hashes, strict=False)
        return [
            Event(
                event["folio"], event["seq"], event["type"], event["scope"], event["element"], event["pass"],
                event["index"], event["actor"], event["role"], event["channel"], event["at"], event["clock"],
                canonical_json.dumps(event["data"]), bound, before, own, event.get("in_place_of"),
            )
            for event, bound, before, own in chained
        ]  # fmt: skip


def _line(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)


def _block(values: Sequence[object]) -> str:
    return "[\n" + ",\n".join(map(_line, values)) + "\n]" if values else "[]"


@contextmanager
def certain(url: str) -> Iterator[Company]:
    """The company in the database at `url`, in which nothing is left to chance."""
    database = Database(url, SITE)
    runtime = Runtime(OfficeCalendar("America/Mexico_City"), secrets={**SECRETS}, draw=lambda size: bytes(range(size)))
    yield Company(database, runtime, FixedClock())
    database.close()


def recorded(company: Company, folio: str) -> Golden:
    """What is stored of an instance."""
    with company.database.reading() as connection:
        (id_,) = connection.execute(text("SELECT id FROM instances WHERE folio = :folio"), {"folio": folio}).one()
        history = store.read(connection, id_, folio)
        own = text("SELECT source FROM process_versions WHERE deployed_at > :prepared ORDER BY id")
        diagrams = connection.execute(own, {"prepared": to_text(START)}).scalars()
        files = connection.execute(text("SELECT content FROM files ORDER BY sha256")).scalars()
        return Golden(
            [bytes(source).decode() for source in diagrams],
            [bytes(content).decode() for content in files],
            [{name: value for name, value in event.as_dict().items() if name not in HASHES} for event in history],
            [event.commitment for event in history],
            [event.hash for event in history],
            read_model(connection, id_),
        )


def read_model(connection: Connection, id_: int) -> dict[str, list[dict[str, Any]]]:
    """What is stored of an instance besides its history."""
    return {
        name: [
            {column: bytes(value).decode() if isinstance(value, bytes | memoryview) else value
             for column, value in row._mapping.items() if column != "instance_id"}
            for row in connection.execute(text(query), {"id": id_})
        ]
        for name, query in READ_MODEL.items()
    }  # fmt: skip


def put_back(company: Company, golden: Golden) -> int:
    """Write the history of an instance into a database, the number and hash of its last event, the diagrams and files
    that it refers to, and nothing else; gives the id of its row."""
    history = golden.history()
    at = company.clock()
    for diagram in golden.diagrams:
        publish(company, Source("p.bpmn", diagram.encode()), at=at)
    head = {"seq": history[-1].seq, "hash": history[-1].hash, "at": history[-1].at}
    with company.database.transaction() as connection:
        for content in golden.files:
            store_file(connection, "", content.encode(), actor="comercial", at=at)
        (id_,) = connection.execute(
            text(
                "INSERT INTO instances (folio, process_id, versions, status, started_by, started_at, head_seq,"
                " head_hash, head_at, key) VALUES (:folio, '', '{}', 'running', :actor, '', :seq, :hash, :at, :key)"
                " RETURNING id"
            ),
            {"folio": golden.folio, "actor": history[0].actor, **head, "key": golden.key},
        ).one()
        store.append(connection, id_, history)
    return int(id_)
