"""Queries over the outbox."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, Select, func, select, union_all

from engine import canonical_json
from engine.db import AnyRow
from engine.notifications.delivery import texts
from engine.notifications.models import has_status, outbox
from engine.notifications.outbox import EMAIL
from engine.notifications.statuses import LetterStatus


@dataclass(frozen=True, slots=True)
class Entry:
    """A row of the outbox as people see it.

    `about` is the subject of an e-mail, the type of the event that a webhook hands off, the name of a file; `to` and
    `roles` are empty for those two; `error` is why the last attempt failed, or one of the codes ``no_recipients`` and
    ``gave_up``; moments in UTC.
    """

    id: int
    key: str
    kind: str
    about: str
    to: tuple[str, ...]
    roles: tuple[str, ...]
    status: LetterStatus
    attempts: int
    created_at: datetime
    next_attempt_at: datetime
    delivered_at: datetime | None
    error: str | None
    instance_id: int | None

    @property
    def folio(self) -> str | None:
        """The instance it is of, None for one that is about a version: its key is the folio, the number of the event,
        and of an e-mail which of them."""
        return None if self.instance_id is None else self.key.rsplit(".", 2 if self.kind == EMAIL else 1)[0]


def entries(connection: Connection, statuses: Collection[LetterStatus], *, limit: int) -> list[Entry]:
    """The rows in one of `statuses`, the newest `limit` of them, newest first."""
    return page(connection, statuses, limit=limit)[0]


def page(
    connection: Connection, statuses: Collection[LetterStatus], *, before: int | None = None, limit: int
) -> tuple[list[Entry], int | None]:
    """A page of the rows in one of `statuses`, newest first, and the id before which the next one begins.

    None after the last. It costs as much as waits, however much has arrived since the oldest of it was written.
    """
    newest = (_newest(status, before, limit + 1).subquery() for status in statuses)
    ids = union_all(*(select(each.c.id) for each in newest))
    query = select(outbox).where(outbox.c.id.in_(ids)).order_by(outbox.c.id.desc()).limit(limit + 1)
    found = [_entry(row) for row in connection.execute(query)]
    return found[:limit], found[limit - 1].id if len(found) > limit else None


def count_dead(connection: Connection, *, most: int) -> int:
    """The number of dead letters, counted up to `most`."""
    some = select(outbox.c.id).where(has_status(LetterStatus.DEAD)).limit(most).subquery()
    return connection.execute(select(func.count()).select_from(some)).scalar_one()


def _newest(status: LetterStatus, before: int | None, limit: int) -> Select[tuple[int]]:
    # Those that wait are found by the worker's index, which has them in another order, and sorted: given the bare id,
    # SQLite walks the table from its end instead, through all that has arrived, until it has found enough of them.
    place = outbox.c.id + 0 if status == LetterStatus.PENDING else outbox.c.id
    query = select(outbox.c.id).where(has_status(status)).order_by(place.desc()).limit(limit)
    return query if before is None else query.where(place < before)


def _entry(row: AnyRow) -> Entry:
    payload = canonical_json.loads(row.payload)
    assert isinstance(payload, dict)
    event = payload.get("event")
    about = event["type"] if isinstance(event, dict) else payload["subject" if row.kind == EMAIL else "file"]
    return Entry(
        id=row.id,
        key=row.key,
        kind=row.kind,
        about=str(about),
        to=tuple(texts(payload.get("to"))),
        roles=tuple(texts(payload.get("roles"))),
        status=LetterStatus(row.status),
        attempts=row.attempts,
        created_at=row.created_at,
        next_attempt_at=row.next_attempt_at,
        delivered_at=row.delivered_at,
        error=row.error,
        instance_id=row.instance_id,
    )
