"""Queries over the outbox."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, Select, func, select, union_all

from bpmn.hidden import masked_text
from engine import canonical_json
from engine.db import AnyRow
from engine.notifications.delivery import texts
from engine.notifications.models import has_status, outbox
from engine.notifications.notices import without_addresses
from engine.notifications.outbox import EMAIL
from engine.notifications.statuses import LetterStatus


@dataclass(frozen=True, slots=True)
class Entry:
    """A row of the outbox as people see it.

    `about` is the subject of an e-mail, the type of the event that a webhook is told, the name of a file or of what is
    to be stamped; `to` are addresses, those of clients masked, or the name of the webhook; `roles` is empty for all but
    e-mails; `folio` is that of the instance that it is about, None for one about something else; `error` is why the
    last attempt failed, or one of the codes ``no_recipients`` and ``gave_up``; moments in UTC.
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
    folio: str | None


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
    event, to, error = payload.get("event"), tuple(texts(payload.get("to"))), row.error
    if "client" in payload:  # the address of somebody outside is nothing that mending needs
        error = error and without_addresses(error, to)
        to = tuple(map(masked_text, to))
    about = event["type"] if isinstance(event, dict) else payload["subject" if row.kind == EMAIL else "file"]
    return Entry(
        id=row.id,
        key=row.key,
        kind=row.kind,
        about=str(about),
        to=to,
        roles=tuple(texts(payload.get("roles"))),
        status=LetterStatus(row.status),
        attempts=row.attempts,
        created_at=row.created_at,
        next_attempt_at=row.next_attempt_at,
        delivered_at=row.delivered_at,
        error=error,
        folio=_folio(row, event),
    )


def _folio(row: AnyRow, event: object) -> str | None:
    """The instance that a letter is about: that of its event; an e-mail's key is the folio, the number of the event and
    which of them it is."""
    if isinstance(event, dict) and "folio" in event:
        return str(event["folio"])
    return None if row.instance_id is None else str(row.key).rsplit(".", 2)[0]
