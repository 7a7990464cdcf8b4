"""Checkpoints leave the house: as files in a directory, by e-mail to the auditors, to the webhook, to a time-stamp
authority; each a setting.

All of them go by the outbox, whose rows are written in the transaction of the checkpoint and delivered after it: so
each leaves once, none is lost while a server is away, and what does not arrive is told as of any letter. Whoever could
rewrite the database and has its key would have to change every copy as well.
"""

from collections.abc import Callable
from datetime import datetime

from sqlalchemy import Connection

from bpmn.messages import Message, lazy_gettext
from bpmn.model import Notification
from engine.history import ledger
from engine.history.checkpoints import Stored
from engine.history.log import Head
from engine.history.notes import MARK
from engine.identity.directory import Directory
from engine.identity.role_ids import AUDITOR
from engine.notifications import outbox
from engine.notifications.outbox import Outgoing
from engine.notifications.record import DELIVERIES
from engine.setting_parts.sealing import Leaving

STAMPED = ".stamp"
"""How the keys of letters to a time-stamp authority end."""
SIGNED = "checkpoint_signed"
"""The type of the event that the webhook is handed."""


def write(
    connection: Connection, made: Stored, ways: Leaving, render: Callable[[Message], str], *, at: datetime
) -> None:
    """Write what is to leave of a new checkpoint, in its transaction; `render` makes the text of the e-mail."""
    key = f"{made.checkpoint.origin}.{made.number}"
    if ways.directory is not None and not outbox.is_written(connection, f"{key}.file"):
        outbox.file_away(connection, f"{key}.file", file_name(made), made.note.encode(), at=at)
    if ways.mail and not outbox.is_written(connection, f"{key}.0"):
        outgoing = _letter(f"{key}.0", made, render)
        outbox.send(connection, None, [outgoing], Directory(connection).emails, at=at)
    if ways.webhook and not outbox.is_written(connection, key):
        outbox.hand_off(connection, key, _event(made), at=at)
    if ways.stamped and not outbox.is_written(connection, stamp_key(made)):
        outbox.have_stamped(connection, stamp_key(made), file_name(made), made.size, at=at)


def file_name(made: Stored, kind: str = "txt") -> str:
    """The name of the file of a checkpoint, or of its time-stamp (``tsr``): by name they stand in their order."""
    return f"sello-{made.number:06}.{kind}"


def stamp_key(made: Stored) -> str:
    """The key of the letter that goes to the time-stamp authority. Raises BadNote."""
    return f"{made.checkpoint.origin}.{made.number}{STAMPED}"


def only_leaving(connection: Connection, grown: Head, sealed: int, origin: str) -> bool:
    """Whether a ledger grew, since its entry `sealed`, only by what became of checkpoints that left: sealing that by
    itself would make another one to send, and so on for ever."""
    if grown.ledger != DELIVERIES:
        return False
    new = ledger.read(connection, DELIVERIES, after=sealed)
    return all(entry.subject.startswith(f"{origin}.") for entry in new)


def _letter(key: str, made: Stored, render: Callable[[Message], str]) -> Outgoing:
    subject = lazy_gettext("Seal {number} of the log: keep it", number=made.number)
    body = lazy_gettext(
        "Seal {number} signs all that was recorded and in order until now: {size} entries. Keep it where nobody who "
        "manages Cauce reaches it: this message, or its text in a file.\n\n"
        "To compare it later, choose that file in Auditoría, Sealed log, «A seal that you kept»: the log must have "
        "grown from it. In a terminal: cauce verify --all --kept FILE. If it has not, what was recorded was written "
        "anew or the database is an older one.\n\n"
        "{mark}\n{note}{mark}",
        number=made.number,
        size=made.size,
        mark=MARK,
        note=made.note,
    )
    said = {"subject": render(subject), "body": render(body)}
    return Outgoing(key, Notification(subject="{subject}", body="{body}"), (AUDITOR,), said)


def _event(made: Stored) -> dict[str, object]:
    note = made.checkpoint
    about = {"type": SIGNED, "origin": note.origin, "at": made.at}
    return {**about, "number": made.number, "size": made.size, "root": note.root, "note": made.note}
