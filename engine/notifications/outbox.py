"""Writes the outbox, in the transaction of the events that cause its rows; reads what an instance sent."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, insert, select

from bpmn.model import Notification
from engine import canonical_json, queue
from engine.clock import to_text
from engine.history.chain import Event
from engine.history.event_types import type_of
from engine.notifications.models import outbox
from engine.notifications.places import fill
from engine.notifications.statuses import LetterStatus
from engine.statements import Statement

EMAIL, WEBHOOK, FILE = "email", "webhook", "file"
NO_RECIPIENTS = "no_recipients"


@dataclass(frozen=True, slots=True)
class StepNotification:
    """A notification that a step sends, with the position (from 0) among the step's events of the one that causes it.

    `to` are addresses, where it is not for the holders of `roles`; `link` is the id of the client link it carries.
    """

    position: int
    notification: Notification
    roles: tuple[str, ...]
    data: Mapping[str, object]
    to: tuple[str, ...] = ()
    link: str | None = None


@dataclass(frozen=True, slots=True)
class Outgoing:
    """A notification about to be written: who it is for, by role, and the data that fills its places.

    `to` are addresses, where it is not for the holders of `roles`; `people` the ids of the people they belong to;
    `link` is the id of the link it brings (`engine.client_access`).
    """

    key: str
    notification: Notification
    roles: Collection[str]
    data: Mapping[str, object]
    to: Collection[str] = ()
    link: str | None = None
    people: Collection[str] = ()


@dataclass(frozen=True, slots=True)
class Message:
    """A row of the outbox: an e-mail to the people who held `roles` when it was written."""

    key: str
    kind: str
    to: tuple[str, ...]
    roles: tuple[str, ...]
    subject: str
    body: str
    created_at: datetime


_ADD = Statement(
    insert(outbox),
    ["key", "instance_id", "kind", "payload", "created_at", "status", "attempts", "next_attempt_at", "error"],
)


def send(
    connection: Connection,
    instance_id: int | None,
    outgoing: Sequence[Outgoing],
    addresses: Callable[[Collection[str]], list[str]],
    events: Sequence[Event] = (),
    *,
    at: datetime,
) -> None:
    """Write, in this transaction, the messages and those of `events` that are handed off, and ask for their delivery.

    `instance_id` is None for letters that are about no instance; `addresses` gives the e-mail addresses of roles. A
    message that nobody can be reached for is written too, as a dead letter: that is to be seen.
    """
    rows = [_row(item.key, EMAIL, _message(item, addresses)) for item in outgoing]
    rows += [
        _row(f"{event.folio}.{event.seq}", WEBHOOK, {"event": event.as_dict()})
        for event in events
        if type_of(event).handed_off
    ]
    if rows:
        _write(connection, instance_id, rows, at=at)


def hand_off(connection: Connection, key: str, event: Mapping[str, object], *, at: datetime) -> None:
    """Write, in this transaction, for the webhook, something that is of no history: `event` has its ``type``, its
    ``origin`` and the moment, ``at``, as text."""
    _write(connection, None, [_row(key, WEBHOOK, {"event": event})], at=at)


def file_away(connection: Connection, key: str, name: str, text: str, *, at: datetime) -> None:
    """Write, in this transaction, a file for the directory outside (`engine.notifications.directory`)."""
    _write(connection, None, [_row(key, FILE, {"file": name, "text": text})], at=at)


def is_written(connection: Connection, key: str) -> bool:
    """Whether there is a row with that key."""
    return connection.execute(select(outbox.c.id).where(outbox.c.key == key)).first() is not None


def _write(
    connection: Connection, instance_id: int | None, rows: Sequence[Mapping[str, object]], *, at: datetime
) -> None:
    moment = to_text(at)
    common = {"instance_id": instance_id, "created_at": moment, "attempts": 0, "next_attempt_at": moment}
    _ADD.run_many(connection, [{**row, **common} for row in rows])
    if any(row["status"] is LetterStatus.PENDING for row in rows):
        queue.defer(connection, queue.DELIVER)


def _message(item: Outgoing, addresses: Callable[[Collection[str]], list[str]]) -> dict[str, object]:
    link: dict[str, object] = {} if item.link is None else {"link": item.link}
    if item.people:
        link["people"] = sorted(item.people)
    return {
        "to": list(item.to) or addresses(item.roles),
        "roles": sorted(item.roles),
        "subject": fill(item.notification.subject, item.data),
        "body": fill(item.notification.body, item.data),
        **link,
    }


def _row(key: str, kind: str, payload: Mapping[str, object]) -> dict[str, object]:
    unreachable = kind == EMAIL and not payload["to"]
    return {
        "key": key,
        "kind": kind,
        "payload": canonical_json.dumps(payload),
        "status": LetterStatus.DEAD if unreachable else LetterStatus.PENDING,
        "error": NO_RECIPIENTS if unreachable else None,
    }


@dataclass(frozen=True, slots=True)
class Posted:
    """What became of a letter with a link; `error` is why it did not arrive yet."""

    status: LetterStatus
    error: str | None


def posted(connection: Connection, instance_id: int) -> dict[str, Posted]:
    """The letters of an instance that bring a link, by the link's id."""
    columns = outbox.c.payload, outbox.c.status, outbox.c.error
    query = select(*columns).where(outbox.c.instance_id == instance_id, outbox.c.kind == EMAIL)
    found = {}
    for payload, status, error in connection.execute(query):
        decoded = canonical_json.loads(payload)
        if isinstance(decoded, dict) and isinstance(decoded.get("link"), str):
            found[str(decoded["link"])] = Posted(LetterStatus(status), error)
    return found


def messages(connection: Connection, instance_id: int) -> list[Message]:
    """The e-mails of an instance, in order."""
    query = select(outbox).where(outbox.c.instance_id == instance_id, outbox.c.kind == EMAIL).order_by(outbox.c.id)
    found = []
    for row in connection.execute(query):
        payload = canonical_json.loads(row.payload)
        assert isinstance(payload, dict)
        to, roles = payload["to"], payload["roles"]
        assert isinstance(to, list) and isinstance(roles, list)
        found.append(
            Message(
                row.key,
                row.kind,
                tuple(map(str, to)),
                tuple(map(str, roles)),
                str(payload["subject"]),
                str(payload["body"]),
                row.created_at,
            )
        )
    return found
