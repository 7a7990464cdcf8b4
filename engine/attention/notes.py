"""Notices as they are read and written: each with what it is about today, and its text."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Select, select

from engine import canonical_json
from engine.db import AnyRow
from engine.history.statuses import WorkItemStatus
from engine.instances.models import instances, overviews, work_items
from engine.telling.dates import Words
from engine.telling.kinds import OF_WORK, NoticeKind
from engine.telling.models import notices
from engine.telling.texts import Facts, Text, shipped, written

PREFERENCES = "/avisos/preferencias"
"""Where the site asks people how they want to be told."""


@dataclass(frozen=True, slots=True)
class Note:
    """A notice: `text` says it, `path` is where the site shows what it is about. `read_at` is None while it is new."""

    id: int
    kind: NoticeKind
    text: Text
    path: str
    folio: str | None
    created_at: datetime
    read_at: datetime | None


def query() -> Select[Any]:
    """Every notice with its instance, as `Writer` takes them."""
    about = [
        instances.c.id.label("instance_id"),
        instances.c.process_id,
        instances.c.key.label("instance_key"),
        overviews.c.client,
        overviews.c.title,
        work_items.c.status.label("item_status"),
    ]
    return (
        select(notices, *about)
        .outerjoin(instances, instances.c.folio == notices.c.folio)
        .outerjoin(overviews, overviews.c.instance_id == instances.c.id)
        .outerjoin(work_items, work_items.c.id == notices.c.item)
    )


@dataclass(frozen=True, slots=True)
class Writer:
    """Puts notices into words: `names` are those of people by id, `texts` what owners of procedures wrote."""

    words: Words
    zone: ZoneInfo
    names: Mapping[str, str]
    texts: Mapping[tuple[str, NoticeKind], Text]

    def note(self, row: AnyRow, now: datetime) -> Note:
        """A row of `query` as it is read at a moment."""
        kind, data = NoticeKind(row.kind), what(row)
        facts = Facts(data, now, self.zone, row.folio, row.client, row.title, self._who(row.actor))
        own = self.texts.get((row.process_id or "", kind))
        text = written(own or shipped(kind, self.words), facts, self.words)
        return Note(row.id, kind, text, path_of(row, data), row.folio, row.created_at, row.read_at)

    def notes(self, rows: Iterable[AnyRow], now: datetime) -> list[Note]:
        """Rows as they are read at a moment."""
        return [self.note(row, now) for row in rows]

    def _who(self, actor: str | None) -> str | None:
        return None if actor is None else self.names.get(actor)


def path_of(row: AnyRow, data: Mapping[str, object]) -> str:
    """Where the site shows what a notice is about: the very step where it waits for somebody, else its opportunity."""
    path = data.get("path")
    if path is not None:
        return str(path)
    if row.item is not None and row.item_status == WorkItemStatus.OPEN:
        return f"/bandeja/{row.item}"
    return "/avisos" if row.folio is None else f"/oportunidades/{row.folio}"


def is_over(row: AnyRow) -> bool:
    """Whether a notice asks for work that is closed by now."""
    return row.kind in OF_WORK and row.item_status not in (None, WorkItemStatus.OPEN)


def what(row: AnyRow) -> Mapping[str, object]:
    found: Any = canonical_json.loads(row.data)
    return found if isinstance(found, dict) else {}


def by_person(notes: Sequence[tuple[str, Note]]) -> dict[str, list[Note]]:
    """Notes by the person they are for, in order."""
    found: dict[str, list[Note]] = {}
    for person, note in notes:
        found.setdefault(person, []).append(note)
    return found
