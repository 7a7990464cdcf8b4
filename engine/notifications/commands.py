"""Commands over dead letters: trying them again."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, select, update

from engine import canonical_json, queue
from engine.db import AnyRow, Database
from engine.errors import Conflict, Invalid, NotFound
from engine.identity.commands import require_administrator
from engine.identity.directory import Directory
from engine.notifications import record
from engine.notifications.delivery import texts
from engine.notifications.models import has_status, outbox
from engine.notifications.outbox import EMAIL
from engine.notifications.statuses import LetterStatus

SHARE = 500
"""How many letters are tried again in one transaction: on SQLite nobody else writes meanwhile."""
HELD = "held_by_restore"
"""The error of a letter that waited in a backup and may have left since: it is sent when somebody retries it."""
AGAIN: Mapping[str, object] = {"status": LetterStatus.PENDING, "attempts": 0}


class AlreadyDelivered(Conflict):
    """The message arrived; sending it again would be another message. Details: `key`."""

    code = "already_delivered"


class NoRecipients(Invalid):
    """Nobody who holds one of the roles has an e-mail address. Details: `key`, `roles`."""

    code = "no_recipients"


@dataclass(frozen=True, slots=True)
class Retried:
    """The result of a retry: the keys of the letters that are tried again, and the roles of those that still have no
    recipient, by key."""

    again: tuple[str, ...]
    for_nobody: Mapping[str, tuple[str, ...]]


def retry(connection: Connection, key: str, *, at: datetime) -> None:
    """Try a message again from the start, and now; for a dead letter and for one that waits for its next attempt.

    One that was for nobody goes to those who hold its roles today. Raises NotFound (kind ``message``),
    AlreadyDelivered, NoRecipients.
    """
    row = connection.execute(select(outbox).where(outbox.c.key == key).with_for_update()).first()
    if row is None:
        raise NotFound(kind="message", id=key)
    if row.status == LetterStatus.DELIVERED:
        raise AlreadyDelivered(key=key)
    payload = _addressed(row, Directory(connection))
    connection.execute(
        update(outbox).where(outbox.c.id == row.id).values({**AGAIN, "next_attempt_at": at, "payload": payload})
    )
    record.retried(connection, [(row.key, row.kind)], actor=None, at=at)
    queue.defer(connection, queue.DELIVER)


def retry_dead(
    database: Database,
    keys: Collection[str] | None = None,
    *,
    actor: str | None = None,
    at: datetime,
    done: Callable[[Connection], None] | None = None,
) -> Retried:
    """Try every dead letter again, or those of `keys` that are dead, a share at a time.

    A letter that is not dead any more is left to whoever has it: whoever asks twice sends nothing twice. `actor` must
    administer, in each share; None is the terminal. `done` is called in the last transaction, when all of it is
    written: whoever dies on the way asks again. Raises NotAllowed, NotFound (kind ``person``, for one who has left),
    StoreUnavailable, and what `done` does.
    """
    again: list[str] = []
    for_nobody: dict[str, tuple[str, ...]] = {}
    behind = 0
    while True:
        with database.transaction() as connection:
            if actor is not None:
                require_administrator(connection, actor)
            share = _dead(connection, keys, behind)
            left = _try_again(connection, share, actor, at)
            if not share and done is not None:
                done(connection)
        if not share:
            return Retried(tuple(again), for_nobody)
        again += (row.key for row in share if row.key not in left)
        for_nobody |= left
        behind = share[-1].id


def hold_all(connection: Connection, *, at: datetime) -> int:
    """Give up every letter that waits, until somebody retries it; gives how many there were."""
    waiting = select(outbox).where(has_status(LetterStatus.PENDING)).order_by(outbox.c.id).with_for_update()
    rows = connection.execute(waiting).all()
    for row in rows:
        held = {"status": LetterStatus.DEAD, "error": HELD}
        connection.execute(update(outbox).where(outbox.c.id == row.id).values(held))
        record.given_up(connection, row.key, row.kind, HELD, at=at)
    return len(rows)


def _dead(connection: Connection, keys: Collection[str] | None, behind: int) -> Sequence[AnyRow]:
    query = select(outbox).where(has_status(LetterStatus.DEAD), outbox.c.id > behind).order_by(outbox.c.id).limit(SHARE)
    if keys is not None:
        query = query.where(outbox.c.key.in_(keys))
    return connection.execute(query.with_for_update()).all()


def _try_again(
    connection: Connection, rows: Sequence[AnyRow], actor: str | None, at: datetime
) -> dict[str, tuple[str, ...]]:
    """Try those of the letters again that are for somebody; gives the roles of the others, by their keys."""
    directory, ready = Directory(connection), []
    for_nobody: dict[str, tuple[str, ...]] = {}
    for row in rows:
        try:
            payload = _addressed(row, directory)
        except NoRecipients as error:
            for_nobody[row.key] = tuple(texts(error.details["roles"]))
            continue
        if payload != row.payload:
            connection.execute(update(outbox).where(outbox.c.id == row.id).values(payload=payload))
        ready.append(row)
    if ready:
        ids = [row.id for row in ready]
        record.retried(connection, [(row.key, row.kind) for row in ready], actor=actor, at=at)
        connection.execute(update(outbox).where(outbox.c.id.in_(ids)).values({**AGAIN, "next_attempt_at": at}))
        queue.defer(connection, queue.DELIVER)
    return for_nobody


def _addressed(row: AnyRow, directory: Directory) -> str:
    """The payload of a letter with somebody to send it to. Raises NoRecipients."""
    payload = canonical_json.loads(row.payload)
    assert isinstance(payload, dict)
    if row.kind != EMAIL or payload["to"]:
        return str(row.payload)
    roles = texts(payload["roles"])
    to = sorted({*directory.emails(roles), *directory.emails_of(texts(payload.get("people")))})
    if not to:
        raise NoRecipients(key=row.key, roles=roles)
    return canonical_json.dumps({**payload, "to": to})
