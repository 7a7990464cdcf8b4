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
    IDENTITY_LINKED = "identity_linked"
    """An identity of a provider (`engine.sign_on`) is theirs from then on."""
    IDENTITY_UNLINKED = "identity_unlinked"
    PASSWORD_STRENGTHENED = "password_strengthened"
    """The same password, hashed with stronger parameters when its person came in."""
    TOKEN_MADE = "token_made"
    TOKEN_REVOKED = "token_revoked"
    SECOND_FACTOR_SET = "second_factor_set"
    SECOND_FACTOR_REMOVED = "second_factor_removed"
    RECOVERY_CODES_MADE = "recovery_codes_made"
    """All of them anew: earlier ones count no more."""
    RECOVERY_CODE_USED = "recovery_code_used"
    SESSIONS_ENDED = "sessions_ended"
    OS_USER_GIVEN = "os_user_given"
    """A user of the operating system may act as them at a terminal."""
    OS_USER_TAKEN = "os_user_taken"
    SUBSTITUTION_SET = "substitution_set"
    """Somebody does their work for a period (`engine.identity.substitutions`)."""
    SUBSTITUTION_ENDED = "substitution_ended"
    """That ends before its last day, or never begins."""
    CALENDAR_FEED_MADE = "calendar_feed_made"
    """A private address of their calendar, in the place of any that they had."""
    CALENDAR_FEED_REVOKED = "calendar_feed_revoked"


# A password is known to the ledger by the SHA-256 of its salted hash, a second factor by that of its secret and its
# person, links and recovery codes by the keys that their tables have.
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
    ChangeType.TOKEN_MADE: ("token", "key", "scopes", "expires_at"),
    ChangeType.TOKEN_REVOKED: ("token",),
    ChangeType.IDENTITY_LINKED: ("issuer", "subject"),
    ChangeType.IDENTITY_UNLINKED: ("issuer", "subject"),
    ChangeType.SECOND_FACTOR_SET: ("digest",),
    ChangeType.SECOND_FACTOR_REMOVED: (),
    ChangeType.RECOVERY_CODES_MADE: ("keys",),
    ChangeType.RECOVERY_CODE_USED: ("key",),
    ChangeType.SESSIONS_ENDED: ("count",),
    ChangeType.OS_USER_GIVEN: ("user",),
    ChangeType.OS_USER_TAKEN: ("user",),
    ChangeType.SUBSTITUTION_SET: ("substitute", "from_day", "until_day", "begins_at", "ends_at"),
    ChangeType.SUBSTITUTION_ENDED: ("substitution",),
    ChangeType.CALENDAR_FEED_MADE: ("key", "lanes"),
    ChangeType.CALENDAR_FEED_REVOKED: (),
}
ROLE_MADE = "role_made"
"""An entry about a role, not about a person: there is one of that id from then on."""
ROLE_GUARDED = "role_guarded"
"""Another about a role: whether its holders must come in with a second factor from then on."""
HEADS_SET = "heads_set"
"""And another: who heads it from then on, in the place of all who did."""
OF_ROLES = frozenset({ROLE_MADE, ROLE_GUARDED, HEADS_SET})
define(PEOPLE, ROLE_MADE, ("name",))
define(PEOPLE, ROLE_GUARDED, ("required",))
define(PEOPLE, HEADS_SET, ("people",))
for _type, _keys in _KEYS.items():
    define(PEOPLE, _type, _keys)


@dataclass(frozen=True, slots=True)
class Change:
    """An entry about a person. `process_id` is the procedure that a right is over, None for all; `group` the one of the
    provider that gave a role, `identity` the subject that was linked.

    `actor` is None where the program did it: for the first person, and in the demonstration.
    """

    at: datetime
    type: ChangeType
    person_id: str
    role_id: str | None
    right_id: str | None
    process_id: str | None
    group: str | None
    identity: str | None
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
    for entry in ledger.latest(connection, PEOPLE, subject=person_id, without=OF_ROLES, limit=limit):
        says = entry.says
        found.append(
            Change(
                entry.moment,
                ChangeType(entry.type),
                entry.subject,
                says.get("role"),
                says.get("right"),
                says.get("process"),
                says.get("group"),
                says.get("subject"),
                entry.actor,
            )
        )
    return found
