"""The record of changes to people and their rights. Append-only."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import Connection, insert, select

from engine.identity.models import identity_events


class ChangeType(StrEnum):
    """What was done to a person or their rights."""

    PERSON_REGISTERED = "person_registered"
    PERSON_DEACTIVATED = "person_deactivated"
    PERSON_REACTIVATED = "person_reactivated"
    NAME_CHANGED = "name_changed"
    EMAIL_CHANGED = "email_changed"
    ROLE_GIVEN = "role_given"
    ROLE_TAKEN = "role_taken"
    RIGHT_GIVEN = "right_given"
    RIGHT_TAKEN = "right_taken"
    PASSWORD_LINK_MADE = "password_link_made"
    PASSWORD_SET = "password_set"


@dataclass(frozen=True, slots=True)
class Change:
    """An entry. `process_id` is the procedure that a right is over, None for all.

    `actor` is None where the program did it: for the first person, and in the demonstration.
    """

    at: datetime
    type: ChangeType
    person_id: str
    role_id: str | None
    right_id: str | None
    process_id: str | None
    actor: str | None


def record(
    connection: Connection,
    type: ChangeType,
    person_id: str,
    *,
    role_id: str | None = None,
    right_id: str | None = None,
    process_id: str | None = None,
    actor: str | None,
    at: datetime,
) -> None:
    """Add an entry."""
    entry = {"at": at, "type": type, "person_id": person_id, "actor": actor}
    entry |= {"role_id": role_id, "right_id": right_id, "process_id": process_id}
    connection.execute(insert(identity_events), entry)


def changes(connection: Connection, *, person_id: str | None = None, limit: int) -> list[Change]:
    """The last entries, the newest first; with `person_id` only those about that person."""
    query = select(identity_events).order_by(identity_events.c.id.desc()).limit(limit)
    if person_id is not None:
        query = query.where(identity_events.c.person_id == person_id)
    return [
        Change(row.at, ChangeType(row.type), row.person_id, row.role_id, row.right_id, row.process_id, row.actor)
        for row in connection.execute(query)
    ]
