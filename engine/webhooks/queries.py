"""Queries over webhooks."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, select, text

from engine import canonical_json
from engine.db import AnyRow
from engine.errors import NotFound
from engine.notifications.delivery import texts
from engine.notifications.models import ARRIVED, outbox
from engine.webhooks import feed
from engine.webhooks.lines import Line, line, line_of
from engine.webhooks.models import WebhookStatus, webhooks


@dataclass(frozen=True, slots=True)
class Webhook:
    """A webhook: `types` are names of event types, `process_id` the procedure it is told of, None for all;
    `former_until` is until when what is sent is signed with the former secret too; `after` the place of the last event
    that was looked at for it, and `round` counts how often that was set by hand."""

    id: int
    name: str
    url: str
    process_id: str | None
    types: tuple[str, ...]
    status: WebhookStatus
    former_until: datetime | None
    made_by: str
    made_at: datetime
    after: int
    round: int


@dataclass(frozen=True, slots=True)
class Standing:
    """How a webhook stands: its `line`, and whether it is up to date: all that happened was looked at for it."""

    line: Line
    up_to_date: bool


@dataclass(frozen=True, slots=True)
class Destination:
    """Where a letter goes, and the secrets it is signed with, as they are when it leaves."""

    url: str
    secrets: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Arrived:
    """A letter that arrived: the event's type and folio, and when."""

    type: str
    folio: str | None
    at: datetime


def everyone(connection: Connection) -> list[Webhook]:
    """Every webhook, by name."""
    return [_webhook(row) for row in connection.execute(select(webhooks).order_by(webhooks.c.name))]


def webhook(connection: Connection, id: int, *, lock: bool = False) -> Webhook:
    """One webhook; `lock`: nobody else changes it until this transaction ends. Raises NotFound (kind ``webhook``)."""
    found = find(connection, id, lock=lock)
    if found is None:
        raise NotFound(kind="webhook", id=str(id))
    return found


def find(connection: Connection, id: int, *, lock: bool = False) -> Webhook | None:
    """One webhook; None where there is none of that id."""
    query = select(webhooks).where(webhooks.c.id == id)
    row = connection.execute(query.with_for_update() if lock else query).first()
    return None if row is None else _webhook(row)


def named(connection: Connection, name: str) -> Webhook:
    """The webhook of that name. Raises NotFound (kind ``webhook``)."""
    row = connection.execute(select(webhooks).where(webhooks.c.name == name)).first()
    if row is None:
        raise NotFound(kind="webhook", id=name)
    return _webhook(row)


def standing(connection: Connection, found: Webhook) -> Standing:
    """How a webhook stands."""
    return Standing(line(connection, found.id), found.after >= feed.last(connection))


def destination(connection: Connection, id: int, *, at: datetime) -> Destination | None:
    """Where letters of a webhook go at a moment; None for one that is not told any more."""
    row = connection.execute(select(webhooks).where(webhooks.c.id == id)).first()
    if row is None or row.status != WebhookStatus.ACTIVE:
        return None
    former = row.former_until is not None and at < row.former_until
    return Destination(row.url, (row.secret, row.former_secret) if former else (row.secret,))


def active(connection: Connection) -> list[int]:
    """The ids of the webhooks that are told."""
    query = select(webhooks.c.id).where(webhooks.c.status == WebhookStatus.ACTIVE).order_by(webhooks.c.id)
    return list(connection.execute(query).scalars())


def arrived(connection: Connection, id: int, *, limit: int) -> list[Arrived]:
    """The last letters of a webhook that arrived, the newest first."""
    query = select(outbox.c.payload, outbox.c.delivered_at).where(outbox.c.line == line_of(id), text(ARRIVED))
    found = []
    for row in connection.execute(query.order_by(outbox.c.id.desc()).limit(limit)):
        payload = canonical_json.loads(row.payload)
        assert isinstance(payload, dict) and isinstance(payload["event"], dict)
        event = payload["event"]
        folio = event.get("folio")
        found.append(Arrived(str(event["type"]), None if folio is None else str(folio), row.delivered_at))
    return found


def _webhook(row: AnyRow) -> Webhook:
    return Webhook(
        id=row.id,
        name=row.name,
        url=row.url,
        process_id=row.process_id,
        types=tuple(texts(canonical_json.loads(row.types))),
        status=WebhookStatus(row.status),
        former_until=row.former_until,
        made_by=row.made_by,
        made_at=row.made_at,
        after=row.after,
        round=row.round,
    )
