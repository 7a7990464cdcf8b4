"""What auditors opened: entries of the ledger of readings, beside those of who read personal data.

They see everything, so what they looked at is on record, for whoever is audited and for whoever audits them. What
somebody goes on looking at is one entry an hour.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import Connection

from engine.clock import to_text
from engine.history import ledger
from engine.history.entry_types import define
from engine.history.ledger import Entry

READINGS = "readings"
OPENED = "instance_opened"
define(READINGS, OPENED, ("what",))
TAKEN = "file_taken"
define(READINGS, TAKEN, ("what",))
SEVERAL = "instances"
"""The subject of what is about no instance alone."""
AGAIN = timedelta(hours=1)
"""For how long what an auditor opened counts as open."""
_LOOKED_AT = 100


def is_open(connection: Connection, folio: str, person: str, *, at: datetime) -> bool:
    """Whether it is entered already that somebody opened an instance."""
    since = to_text(at - AGAIN)
    latest = ledger.latest(connection, READINGS, subject=folio, limit=_LOOKED_AT)
    return any(each.type == OPENED and each.actor == person and each.at > since for each in latest)


def enter_opened(connection: Connection, folio: str, what: str, *, actor: str, at: datetime) -> None:
    """Enter that an auditor opened an instance, by which address or command, unless that is entered already."""
    if not is_open(connection, folio, actor, at=at):
        ledger.append(connection, READINGS, OPENED, folio, {"what": what}, actor=actor, at=at)


def enter_taken(connection: Connection, folio: str | None, what: str, *, actor: str, at: datetime) -> None:
    """Enter that an auditor took a file along, of one instance or of several."""
    ledger.append(connection, READINGS, TAKEN, folio or SEVERAL, {"what": what}, actor=actor, at=at)


def page(connection: Connection, *, before: int | None, limit: int) -> tuple[Sequence[Entry], int | None]:
    """Entries of readings, the newest first, and the number before which the next page begins: None after the last."""
    if before is None:
        last = ledger.latest(connection, READINGS, limit=1)
        before = last[0].seq + 1 if last else 1
    first = max(before - limit, 1)
    found = ledger.read(connection, READINGS, after=first - 1, upto=before - 1)
    return found[::-1], first if first > 1 else None
