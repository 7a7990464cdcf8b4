"""What waits in the outbox, what arrived, and what did not."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, select

from engine import canonical_json
from engine.db import AnyRow
from engine.notifications.delivery import texts
from engine.notifications.models import outbox
from engine.notifications.outbox import EMAIL


@dataclass(frozen=True, slots=True)
class Entry:
    """A row of the outbox as people see it.

    `about` is the subject of an e-mail, the type of the event that a webhook hands off; `to` and `roles` are empty for
    a webhook; `status` is pending, delivered or dead; `error` is why the last attempt failed, or one of the codes
    ``no_recipients`` and ``gave_up``; moments in UTC.
    """

    key: str
    kind: str
    about: str
    to: tuple[str, ...]
    roles: tuple[str, ...]
    status: str
    attempts: int
    created_at: datetime
    next_attempt_at: datetime
    delivered_at: datetime | None
    error: str | None


def entries(connection: Connection, statuses: Collection[str], *, limit: int) -> list[Entry]:
    """The rows in one of `statuses`, the newest `limit` of them, newest first."""
    query = select(outbox).where(outbox.c.status.in_(statuses)).order_by(outbox.c.id.desc()).limit(limit)
    return [_entry(row) for row in connection.execute(query)]


def _entry(row: AnyRow) -> Entry:
    payload = canonical_json.loads(row.payload)
    assert isinstance(payload, dict)
    event = payload.get("event")
    about = payload["subject"] if row.kind == EMAIL else event["type"] if isinstance(event, dict) else None
    return Entry(
        key=row.key,
        kind=row.kind,
        about=str(about),
        to=tuple(texts(payload.get("to"))),
        roles=tuple(texts(payload.get("roles"))),
        status=row.status,
        attempts=row.attempts,
        created_at=row.created_at,
        next_attempt_at=row.next_attempt_at,
        delivered_at=row.delivered_at,
        error=row.error,
    )
