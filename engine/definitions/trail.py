"""The trail of document control: every change of state of a draft or a version, who made it and when. Append-only."""

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from sqlalchemy import Connection, insert, select

from engine.definitions.models import document_control


class ChangeType(StrEnum):
    """A change of state of a draft or a version."""

    DRAFT_STARTED = "draft_started"
    DRAFT_SUBMITTED = "draft_submitted"
    DRAFT_REVIEWED = "draft_reviewed"
    DRAFT_REJECTED = "draft_rejected"
    DRAFT_DISCARDED = "draft_discarded"
    VERSION_APPROVED = "version_approved"
    VERSION_EFFECTIVE = "version_effective"
    VERSION_OBSOLETE = "version_obsolete"


@dataclass(frozen=True, slots=True)
class Change:
    """A change of state. `digest` is the identity of what it was about, `note` the reason or the description given.

    `draft_id` and `number` name the draft and the version it concerns; `actor` is None where the date alone did it.
    """

    process_id: str
    type: ChangeType
    actor: str | None
    at: datetime
    draft_id: int | None = None
    number: int | None = None
    digest: str | None = None
    note: str | None = None


_COLUMNS = [document_control.c[name] for name in Change.__dataclass_fields__]


def record(connection: Connection, change: Change) -> None:
    """Add to the trail."""
    values = {name: getattr(change, name) for name in Change.__dataclass_fields__}
    connection.execute(insert(document_control).values(**values))


def trail(connection: Connection, process_id: str) -> list[Change]:
    """Every change of a process, the oldest first."""
    query = select(*_COLUMNS).where(document_control.c.process_id == process_id).order_by(document_control.c.id)
    found = (Change(*row) for row in connection.execute(query))
    return [replace(change, type=ChangeType(change.type)) for change in found]
