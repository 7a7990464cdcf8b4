"""Follows what happens and writes it down for who wants to be told: the job between history and outbox.

Each webhook has the place of the last event that was looked at for it. What is written for it and its new place are one
transaction: whoever is killed before it leaves everything as it was, and nobody is told twice by it. A webhook whose
receiver does not take what it gets is not written to any further: its place waits, and nothing is lost.
"""

from collections.abc import Callable
from datetime import datetime

from sqlalchemy import update

from bpmn.messages import Message, lazy_gettext
from bpmn.model import Notification
from engine.clock import Clock
from engine.db import Database
from engine.identity.directory import Directory
from engine.identity.role_ids import ADMINISTRATOR
from engine.notifications import outbox
from engine.notifications.outbox import Outgoing
from engine.webhooks import feed, queries
from engine.webhooks.feed import Happened
from engine.webhooks.lines import Line, line, line_of
from engine.webhooks.models import WebhookStatus, webhooks
from engine.webhooks.queries import Webhook


def publish(
    database: Database, site: str | None, render: Callable[[Message], str], clock: Clock, *, until: datetime
) -> int:
    """Write what happened for each webhook that has room, until a moment; gives how many letters that were.

    `site` is the address under which people find Cauce; `render` gives a text in their language. Raises
    StoreUnavailable.
    """
    with database.reading() as connection:
        ids = queries.active(connection)
    written = 0
    for id in ids:
        while clock() < until:
            wrote, moved = _publish(database, id, site, render, clock())
            written += wrote
            if not moved:
                break
    return written


def _publish(
    database: Database, id: int, site: str | None, render: Callable[[Message], str], at: datetime
) -> tuple[int, bool]:
    """Look at the next events for one webhook; gives how many letters were written, and whether its place moved."""
    with database.reading() as connection:
        told, stands = queries.find(connection, id), line(connection, id)
    if told is None or told.status is not WebhookStatus.ACTIVE:
        return 0, False
    if not stands.room:
        if stands.stopped:
            _tell(database, told, stands, render, at)
        return 0, False
    end = feed.settled(database, told.after, feed.WINDOW)
    if end == told.after:
        return 0, False
    with database.transaction() as connection:
        if queries.find(connection, id, lock=True) != told:
            return 0, False  # somebody changed it, or was faster
        room = line(connection, id).room
        found = feed.between(connection, told.after, end, room, *feed.told_of(told.types, told.process_id))
        if len(found) == room:
            end = found[-1].position if found else told.after
        outbox.in_line(connection, line_of(id), [_letter(told, each, site) for each in found], at=at)
        connection.execute(update(webhooks).where(webhooks.c.id == id).values(after=end))
    return len(found), end != told.after


def _letter(told: Webhook, each: Happened, site: str | None) -> tuple[str, dict[str, object]]:
    """The key and the payload of a letter that tells of an event."""
    key = f"{each.folio}.{each.seq}.{told.id}.{told.round}"
    return key, {"webhook": told.id, "to": [told.name], "event": each.as_dict(site)}


def _tell(database: Database, told: Webhook, stands: Line, render: Callable[[Message], str], at: datetime) -> None:
    """Write to the administrators, once for each letter at which it stopped."""
    key = f"webhook.{stands.key}"
    with database.reading() as connection:
        if outbox.is_written(connection, key):
            return
    with database.transaction() as connection:
        if outbox.is_written(connection, key):  # by another worker, meanwhile
            return
        texts = {name: render(text) for name, text in stopped(told.name, stands.error or "—").items()}
        notice = Notification(subject="{subject}", body="{body}")
        outgoing = Outgoing(key, notice, (ADMINISTRATOR,), texts)
        outbox.send(connection, None, [outgoing], Directory(connection).emails, at=at)


def stopped(name: str, error: str) -> dict[str, Message]:
    """Subject and body of what administrators are written when a webhook stops."""
    return {
        "subject": lazy_gettext("A webhook is stopped: {name}", name=name),
        "body": lazy_gettext(
            "The system «{name}» does not take what it is told, so nothing more is sent there: {error}\n\n"
            "Nothing is lost: what happened since waits, in its order. When the system answers again, retry the first "
            "message in Administración, Envíos, or have everything told again from an event on in Administración, "
            "Webhooks.",
            name=name,
            error=error,
        ),
    }
