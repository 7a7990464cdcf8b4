"""Writes the outbox, in the transaction of the events that cause its rows; reads what an instance sent."""

import hmac
from base64 import b64encode
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, insert, select

from bpmn.model import Notification
from engine import canonical_json, queue
from engine.clock import to_text
from engine.history.chain import Event
from engine.notifications.models import outbox
from engine.notifications.places import fill
from engine.notifications.statuses import LetterStatus
from engine.statements import Statement

EMAIL, WEBHOOK, FILE, STAMP, EVENT = "email", "webhook", "file", "timestamp", "event"
"""The kinds of letters. `WEBHOOK` is handed to the system that a setting names, `EVENT` to one that somebody subscribed
(`engine.webhooks`)."""
NO_RECIPIENTS = "no_recipients"


@dataclass(frozen=True, slots=True)
class StepNotification:
    """A notification that a step sends, with the position (from 0) among the step's events of the one that causes it.

    `to` are addresses, where it is not for the holders of `roles`; `link` is the id of the client link it carries, and
    `client` that of the link whose holder `to` belongs to; `writer` is the name of whoever writes to them, and
    `reply_to` their address.
    """

    position: int
    notification: Notification
    roles: tuple[str, ...]
    data: Mapping[str, object]
    to: tuple[str, ...] = ()
    link: str | None = None
    client: str | None = None
    writer: str | None = None
    reply_to: str | None = None


@dataclass(frozen=True, slots=True)
class Outgoing:
    """A notification about to be written: who it is for, by role, and the data that fills its places.

    `to` are addresses, where it is not for the holders of `roles`; `people` the ids of the people they belong to;
    `link` is the id of the link it brings (`engine.client_access`), `client` that of the link of whose holder `to` are
    the addresses; `writer` and `reply_to` are who writes to them, and where answers go; `code` is which of the one-time
    codes of that link it brings (`engine.client_access.codes`). `actions` are what it has buttons for, each with a
    ``text`` and the ``path`` on the site where that leads, or an ``address``, and a ``group`` where it stands in a list
    under that heading; `foot` is the path that stands at its end.
    """

    key: str
    notification: Notification
    roles: Collection[str]
    data: Mapping[str, object]
    to: Collection[str] = ()
    link: str | None = None
    people: Collection[str] = ()
    client: str | None = None
    writer: str | None = None
    reply_to: str | None = None
    code: int | None = None
    actions: Sequence[Mapping[str, str]] = ()
    foot: str | None = None


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


_COLUMNS = ["key", "instance_id", "kind", "payload", "created_at", "status", "attempts", "next_attempt_at", "error"]
_ADD = Statement(insert(outbox), _COLUMNS)


def send(
    connection: Connection,
    instance_id: int | None,
    outgoing: Sequence[Outgoing],
    addresses: Callable[[Collection[str]], list[str]],
    events: Sequence[Event] = (),
    *,
    salt: Callable[[str], str] | None = None,
    at: datetime,
) -> None:
    """Write, in this transaction, the messages and the `events` to be handed off, and ask for their delivery.

    `salt` gives what the digest of a letter is taken with, by its key (`engine.notifications.record.of_letter`).
    `instance_id` is None for letters that are about no instance; `addresses` gives the e-mail addresses of roles. A
    message that nobody can be reached for is written too, as a dead letter: that is to be seen.
    """
    payloads = [(item.key, EMAIL, _message(item, addresses)) for item in outgoing]
    payloads += [(f"{event.folio}.{event.seq}", WEBHOOK, {"event": event.as_dict()}) for event in events]
    rows = [
        _row(key, kind, payload if salt is None else {**payload, "salt": salt(key)}) for key, kind, payload in payloads
    ]
    if rows:
        _write(connection, instance_id, rows, at=at)


def salt_of(key: bytes, letter: str) -> str:
    """The salt of a letter of an instance, from the key with which the instance commits to its values, so that whoever
    has that can still tell what was sent, and once it is gone nobody finds out by trying."""
    return hmac.digest(key, f"letter {letter}".encode(), "sha256").hex()


def hand_off(connection: Connection, key: str, event: Mapping[str, object], *, at: datetime) -> None:
    """Write, in this transaction, for the webhook, something that is of no history: `event` has its ``type``, its
    ``origin`` and the moment, ``at``, as text."""
    _write(connection, None, [_row(key, WEBHOOK, {"event": event})], at=at)


def file_away(connection: Connection, key: str, name: str, content: bytes, *, at: datetime) -> None:
    """Write, in this transaction, a file for the directory outside (`engine.notifications.directory`)."""
    _write(connection, None, [_row(key, FILE, {"file": name, "content": b64encode(content).decode()})], at=at)


def have_stamped(connection: Connection, key: str, name: str, size: int, *, at: datetime) -> None:
    """Write, in this transaction, that a time-stamp authority is to stamp the checkpoint over `size` leaves; `name` is
    what people call it."""
    _write(connection, None, [_row(key, STAMP, {"file": name, "size": size})], at=at)


def in_line(
    connection: Connection, line: str, letters: Sequence[tuple[str, Mapping[str, object]]], *, at: datetime
) -> None:
    """Write, in this transaction, events for a webhook, by the keys of their letters: they leave in this order, each
    when the one before it has arrived."""
    if letters:
        rows = [_row(key, EVENT, payload) for key, payload in letters]
        common = {"line": line, "created_at": at, "attempts": 0, "next_attempt_at": at}
        connection.execute(insert(outbox), [{**row, **common} for row in rows])
        queue.defer(connection, queue.DELIVER)


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
    client = item.client or item.link
    if client is not None:
        link["client"] = client
    if item.code is not None:
        link["code"] = item.code
    link |= {name: text for name, text in (("writer", item.writer), ("reply_to", item.reply_to)) if text}
    if item.people:
        link["people"] = sorted(item.people)
    if item.actions:
        link["actions"] = [dict(each) for each in item.actions]
    if item.foot is not None:
        link["foot"] = item.foot
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
