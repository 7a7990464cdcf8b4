"""The ledger of what was restored here: when, by whose terminal, and from which backup, by the digest of its file.

A restore puts everything back to an earlier day. Whoever reads the histories afterwards should know that it was done,
and can hold the backup that somebody kept against the entry.
"""

from datetime import datetime

from sqlalchemy import Connection

from engine.history import ledger
from engine.history.entry_types import define
from engine.history.ledger import Entry

INSTALLATION = "installation"
RESTORED = "restored"
define(INSTALLATION, RESTORED, ("made_at", "cauce", "schema", "database", "file", "rollback", "letters_held"))


def enter(connection: Connection, sha256: str, about: dict[str, object], *, at: datetime) -> Entry:
    """Enter that a backup was restored: the SHA-256 of its file, and what `about` it the type asks for."""
    return ledger.append(connection, INSTALLATION, RESTORED, sha256, about, actor=None, at=at)


def last(connection: Connection) -> Entry | None:
    """The last time that a backup was restored; None where this database began otherwise."""
    found = ledger.latest(connection, INSTALLATION, limit=1)
    return found[0] if found else None
