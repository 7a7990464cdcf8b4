"""The ledger of people: who was registered, what they are called, which roles and rights they were given, and by whom.

The tables of people, roles, rights and passwords are what its entries give (`engine.identity.past`).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import Connection

from engine.history import ledger
from engine.history.entry_types import define
from engine.history.ledger import Entry

PEOPLE = "people"


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
    PASSWORD_STRENGTHENED = "password_strengthened"
    """The same password, hashed with stronger parameters when its person came in."""


# A password is known to the ledger by the SHA-256 of its salted hash, a link by the key that the table has.
_KEYS: Mapping[ChangeType, tuple[str, ...]] = {
    ChangeType.PERSON_REGISTERED: ("name", "email"),
    ChangeType.PERSON_DEACTIVATED: (),
    ChangeType.PERSON_REACTIVATED: (),
    ChangeType.NAME_CHANGED: ("name",),
    ChangeType.EMAIL_CHANGED: ("email",),
    ChangeType.ROLE_GIVEN: ("role",),
    ChangeType.ROLE_TAKEN: ("role",),
    ChangeType.RIGHT_GIVEN: ("right", "process"),
    ChangeType.RIGHT_TAKEN: ("right", "process"),
    ChangeType.PASSWORD_LINK_MADE: ("key",),
    ChangeType.PASSWORD_SET: ("digest",),
    ChangeType.PASSWORD_STRENGTHENED: ("digest",),
}
ROLE_MADE = "role_made"
"""An entry about a role, not about a person: there is one of that id from then on."""
define(PEOPLE, ROLE_MADE, ("name",))
for _type, _keys in _KEYS.items():
    define(PEOPLE, _type, _keys)


@dataclass(frozen=True, slots=True)
class Change:
    """An entry about a person. `process_id` is the procedure that a right is over, None for all.

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
    type: str,
    subject: str,
    data: Mapping[str, object] | None = None,
    *,
    actor: str | None,
    at: datetime,
) -> Entry:
    """Add an entry about a person, or a role that was made; gives it."""
    return ledger.append(connection, PEOPLE, type, subject, data or {}, actor=actor, at=at)


def changes(connection: Connection, *, person_id: str | None = None, limit: int) -> list[Change]:
    """The last entries about people, the newest first; with `person_id` only those about that person."""
    found = []
    for entry in ledger.latest(connection, PEOPLE, subject=person_id, without=ROLE_MADE, limit=limit):
        says = entry.says
        about = entry.subject, says.get("role"), says.get("right"), says.get("process"), entry.actor
        found.append(Change(entry.moment, ChangeType(entry.type), *about))
    return found
