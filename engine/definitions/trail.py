"""The trail of document control: every act on a draft or a version, who did it and when. Append-only, and chained.

The acts of a process form one chain, as the events of an instance do (`engine.history.chain`): each has a number, the
hash of the act before it, and the SHA-256 of the canonical JSON of everything it says. Whoever changes, removes or
inserts an act breaks the chain at that act (`engine.definitions.trail_check`).
"""

import hashlib
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum

from sqlalchemy import Connection, insert, select
from sqlalchemy.exc import IntegrityError

from engine import canonical_json
from engine.clock import from_text, to_text
from engine.definitions.models import document_control
from engine.errors import Conflict

GENESIS = "0" * 64


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


class TrailMoved(Conflict):
    """Somebody else wrote the next act of this process first. Details: `process_id`, `seq`."""

    code = "trail_moved"


@dataclass(frozen=True, slots=True)
class Change:
    """An act. `digest` is the identity of what it was about; `data` whatever else it says, JSON, with the reason or the
    description given under ``note``.

    `draft_id` and `number` name the draft and the version it concerns; `actor` is None where the date alone did it.
    `seq`, `prev_hash` and `hash` are its place in the chain, given by `record`.
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
    prev_hash: str = GENESIS
    hash: str = ""

    @property
    def note(self) -> str | None:
        """The reason or the description given."""
        found = self.data.get("note")
        return str(found) if found else None

    def as_dict(self) -> dict[str, object]:
        """The act as JSON: all that is hashed."""
        return {
            "process": self.process_id,
            "seq": self.seq,
            "type": str(self.type),
            "actor": self.actor,
            "at": to_text(self.at),
            "draft": self.draft_id,
            "number": self.number,
            "digest": self.digest,
            "data": dict(self.data),
            "prev_hash": self.prev_hash,
        }


def hash_of(change: Change) -> str:
    """The hash that an act must have."""
    return hashlib.sha256(canonical_json.dumps(change.as_dict()).encode()).hexdigest()


def record(connection: Connection, change: Change) -> Change:
    """Add to the trail, chained to the act before it; gives the act with its place. Raises TrailMoved."""
    mine = document_control.c.process_id == change.process_id
    head = select(document_control.c.seq, document_control.c.hash).where(mine)
    last = connection.execute(head.order_by(document_control.c.seq.desc()).limit(1)).first()
    seq, previous = (0, GENESIS) if last is None else (last.seq, last.hash)
    placed = replace(change, seq=seq + 1, prev_hash=previous)
    placed = replace(placed, hash=hash_of(placed))
    row = {
        "process_id": placed.process_id,
        "seq": placed.seq,
        "type": placed.type,
        "actor": placed.actor,
        "at": to_text(placed.at),
        "draft_id": placed.draft_id,
        "number": placed.number,
        "digest": placed.digest,
        "data": canonical_json.dumps(dict(placed.data)),
        "prev_hash": placed.prev_hash,
        "hash": placed.hash,
    }
    try:
        with connection.begin_nested():
            connection.execute(insert(document_control).values(**row))
    except IntegrityError as error:  # somebody else wrote this number at the same moment
        raise TrailMoved(process_id=change.process_id, seq=placed.seq) from error
    return placed


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
    acts = document_control.c
    query = select(document_control).where(acts.process_id == process_id)
    if draft_id is not None:
        query = query.where(acts.draft_id == draft_id)
    if number is not None:
        query = query.where(acts.number == number)
    if types:
        query = query.where(acts.type.in_(types))
    found = []
    for row in connection.execute(query.order_by(document_control.c.seq)):
        data = canonical_json.loads(row.data)
        if not isinstance(data, dict):
            raise ValueError(row.data)
        about = row.draft_id, row.number, row.digest, data
        place = row.seq, row.prev_hash, row.hash
        found.append(Change(row.process_id, ChangeType(row.type), row.actor, from_text(row.at), *about, *place))
    return found


def processes_with_trail(connection: Connection) -> list[str]:
    """The ids of the processes that have a trail."""
    query = select(document_control.c.process_id).distinct().order_by(document_control.c.process_id)
    return list(connection.execute(query).scalars())
