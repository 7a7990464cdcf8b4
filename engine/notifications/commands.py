"""What people do about what did not arrive."""

from datetime import datetime

from sqlalchemy import Connection, select, update

from engine import canonical_json, queue
from engine.errors import Conflict, Invalid, NotFound
from engine.identity.directory import Directory
from engine.notifications.delivery import texts
from engine.notifications.models import outbox
from engine.notifications.outbox import EMAIL


class AlreadyDelivered(Conflict):
    """The message arrived; sending it again would be another message. Details: `key`."""

    code = "already_delivered"


class NoRecipients(Invalid):
    """Nobody who holds one of the roles has an e-mail address. Details: `key`, `roles`."""

    code = "no_recipients"


def retry(connection: Connection, key: str, *, at: datetime) -> None:
    """Try a message again from the start, and now; for a dead letter and for one that waits for its next attempt.

    One that was for nobody goes to those who hold its roles today. Raises NotFound (kind ``message``),
    AlreadyDelivered, NoRecipients.
    """
    row = connection.execute(select(outbox).where(outbox.c.key == key).with_for_update()).first()
    if row is None:
        raise NotFound(kind="message", id=key)
    if row.status == "delivered":
        raise AlreadyDelivered(key=key)
    payload = canonical_json.loads(row.payload)
    assert isinstance(payload, dict)
    if row.kind == EMAIL and not payload["to"]:
        roles = texts(payload["roles"])
        payload["to"] = [*Directory(connection).emails(roles)]
        if not payload["to"]:
            raise NoRecipients(key=key, roles=roles)
    connection.execute(
        update(outbox)
        .where(outbox.c.id == row.id)
        .values(status="pending", attempts=0, next_attempt_at=at, payload=canonical_json.dumps(payload))
    )
    queue.defer(connection, queue.DELIVER)


def retry_dead(connection: Connection, *, at: datetime) -> tuple[list[str], list[str]]:
    """Try every dead letter again; gives the keys of those, and the keys of those that are still for nobody."""
    keys = (
        connection.execute(select(outbox.c.key).where(outbox.c.status == "dead").order_by(outbox.c.id)).scalars().all()
    )
    again, for_nobody = [], []
    for key in keys:
        try:
            retry(connection, key, at=at)
        except NoRecipients:
            for_nobody.append(key)
        else:
            again.append(key)
    return again, for_nobody
