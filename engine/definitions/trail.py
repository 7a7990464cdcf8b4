"""The trail of document control: every act on a draft or a version, who did it and when.

The acts of a process are a ledger of their own, ``documents:`` and its id (`engine.history.ledger`). Versions, drafts
and their signatures are what the acts give (`engine.definitions.trail_check`).
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from sqlalchemy import Connection

from engine.history import ledger
from engine.history.entry_types import define
from engine.history.ledger import Entry

DOCUMENTS = "documents"


class ChangeType(StrEnum):
    """An act of document control."""

    DRAFT_STARTED = "draft_started"
    DRAFT_TAKEN_OVER = "draft_taken_over"
    DRAFT_SUBMITTED = "draft_submitted"
    DRAFT_COMMENTED = "draft_commented"
    COMMENT_RESOLVED = "comment_resolved"
    DRAFT_REVIEWED = "draft_reviewed"
    DRAFT_REJECTED = "draft_rejected"
    DRAFT_DISCARDED = "draft_discarded"
    VERSION_TAKEN = "version_taken"
    """The first version of an empty installation: in force without review or approval."""
    VERSION_APPROVED = "version_approved"
    VERSION_RESCHEDULED = "version_rescheduled"
    VERSION_WITHDRAWN = "version_withdrawn"
    VERSION_EFFECTIVE = "version_effective"
    VERSION_OBSOLETE = "version_obsolete"
    DISPOSAL_PROPOSED = "disposal_proposed"
    VERSION_HELD = "version_held"
    VERSION_RELEASED = "version_released"
    VERSION_DISPOSED = "version_disposed"


for _type in ChangeType:
    define(DOCUMENTS, _type, ("draft", "number", "digest", "says"))


@dataclass(frozen=True, slots=True)
class Change:
    """An act. `digest` is the identity of what it was about; `data` whatever else it says, JSON, with the reason or the
    description given under ``note``.

    `draft_id` and `number` name the draft and the version it concerns; `actor` is None where the date alone did it.
    `seq` is its number in the ledger, given by `record`.
    """

    process_id: str
    type: ChangeType
    actor: str | None
    at: datetime
    draft_id: int | None = None
    number: int | None = None
    digest: str | None = None
    data: Mapping[str, object] = field(default_factory=dict)
    seq: int = 0

    @property
    def note(self) -> str | None:
        """The reason or the description given."""
        found = self.data.get("note")
        return str(found) if found else None


def ledger_of(process_id: str) -> str:
    """The name of the ledger of a process's acts."""
    return f"{DOCUMENTS}:{process_id}"


def record(connection: Connection, change: Change) -> Change:
    """Add to the trail; gives the act as it stands there."""
    data = {
        "draft": change.draft_id,
        "number": change.number,
        "digest": change.digest,
        "says": dict(change.data),
    }
    name, about = ledger_of(change.process_id), _about(change.draft_id, change.number)
    return change_of(ledger.append(connection, name, change.type, about, data, actor=change.actor, at=change.at))


def trail(
    connection: Connection,
    process_id: str,
    *,
    draft_id: int | None = None,
    number: int | None = None,
    types: Collection[ChangeType] = (),
) -> list[Change]:
    """The acts of a process, the oldest first; with `draft_id`, `number` or `types` only those about that draft, that
    version, or of these types. Raises ValueError for one that was not written by `record`."""
    parts = [part for part in (_draft(draft_id), _version(number)) if part]
    found = ledger.read(connection, ledger_of(process_id), types=types, naming=parts)
    return [change_of(entry) for entry in found]


def change_of(entry: Entry) -> Change:
    """The act that an entry is. Raises KeyError or ValueError for one that was not written by `record`."""
    says = entry.says
    about = says["draft"], says["number"], says["digest"], says["says"]
    process_id = entry.ledger.partition(":")[2]
    return Change(process_id, ChangeType(entry.type), entry.actor, entry.moment, *about, entry.seq)


def _about(draft_id: int | None, number: int | None) -> str:
    return " ".join(part for part in (_draft(draft_id), _version(number)) if part)


# Between semicolons, so that an act can be looked for by either: draft 1 is not found in draft 12.
def _draft(id: int | None) -> str:
    return "" if id is None else f";draft {id};"


def _version(number: int | None) -> str:
    return "" if number is None else f";version {number};"
