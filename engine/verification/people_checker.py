"""Compares people, roles, rights, passwords and identities with the ledger of people."""

from collections.abc import Iterator, Sequence

from sqlalchemy import Connection, Text, select, type_coerce

from engine.history.ledger import Entry
from engine.history.problems import Kind, Problem
from engine.identity import passwords, second_factor
from engine.identity.models import (
    api_tokens,
    calendar_feeds,
    os_users,
    password_links,
    people,
    person_rights,
    person_roles,
    recovery_codes,
    role_heads,
    roles,
    second_factors,
    substitutions,
)
from engine.identity.models import passwords as stored
from engine.identity.past import PeoplePast
from engine.identity.record import ROLE_MADE, ChangeType
from engine.identity.role_ids import ADMINISTRATOR
from engine.identity.substitutions import NOT_WORK
from engine.sign_on.models import identities
from engine.verification.rows import GONE, HELD, differences

Rows = dict[str, dict[str, object]]
_OWN = {
    ChangeType.PASSWORD_SET,
    ChangeType.PASSWORD_STRENGTHENED,
    ChangeType.TOKEN_REVOKED,
    ChangeType.SECOND_FACTOR_SET,
    ChangeType.SECOND_FACTOR_REMOVED,
    ChangeType.RECOVERY_CODES_MADE,
    ChangeType.RECOVERY_CODE_USED,
    ChangeType.SESSIONS_ENDED,
    ChangeType.SUBSTITUTION_SET,
    ChangeType.SUBSTITUTION_ENDED,
    ChangeType.CALENDAR_FEED_REVOKED,
}
"""What people do to themselves, and administrators to others."""
_BY_HEADS = {ChangeType.SUBSTITUTION_SET, ChangeType.SUBSTITUTION_ENDED}
"""And whoever heads all of somebody's work."""


def people_problems(
    connection: Connection, _name: str, entries: Sequence[Entry], _people: PeoplePast
) -> Iterator[Problem]:
    """Whoever did what they might not, then the rows that are not what the entries give."""
    past = PeoplePast()
    for entry in entries:
        if not _may(entry, past):
            yield Problem(Kind.ACTOR_WITHOUT_RIGHT, entry.seq, ADMINISTRATOR, str(entry.actor))
        past.add(entry)
    yield from differences(_given(past), _stored(connection))
    yield from _links(connection, past)
    yield from _tokens(connection, past)
    yield from _feeds(connection, past)


def _links(connection: Connection, past: PeoplePast) -> Iterator[Problem]:
    """Links with which to choose a password that nobody made: those that were made may be gone."""
    now = past.now()
    for id_, key in connection.execute(select(password_links.c.person_id, password_links.c.key)):
        if id_ not in now or key not in now[id_].links:
            yield Problem(Kind.ROW_CHANGED, None, GONE, key[:12], f"person {id_} password_link")


def _tokens(connection: Connection, past: PeoplePast) -> Iterator[Problem]:
    """Tokens that nobody made, or that do other than was said when they were; those that were made may be gone."""
    now = past.now()
    columns = api_tokens.c.person_id, api_tokens.c.id, api_tokens.c.key, api_tokens.c.scopes
    for id_, token, key, scopes, until in connection.execute(
        select(*columns, type_coerce(api_tokens.c.expires_at, Text)).order_by(api_tokens.c.id)
    ):
        if id_ not in now or (token, key, scopes, until) not in now[id_].tokens:
            yield Problem(Kind.ROW_CHANGED, None, GONE, f"{token} {scopes}", f"person {id_} token")


def _feeds(connection: Connection, past: PeoplePast) -> Iterator[Problem]:
    """Private addresses of calendars that nobody made, or that give other than was said; those that were made may be
    gone."""
    now = past.now()
    found = connection.execute(select(calendar_feeds.c.person_id, calendar_feeds.c.key, calendar_feeds.c.lanes))
    for id_, key, lanes in found:
        if id_ not in now or (key, lanes) != now[id_].feed:
            yield Problem(Kind.ROW_CHANGED, None, GONE, key[:12], f"person {id_} calendar_feed")


def _may(entry: Entry, past: PeoplePast) -> bool:
    """Whether its actor might make the entry; a role is made by whoever publishes a diagram that names it."""
    if entry.actor is None or entry.type == ROLE_MADE:
        return True
    if entry.type in (ChangeType.TOKEN_MADE, ChangeType.CALENDAR_FEED_MADE):  # nobody makes one for somebody else
        return entry.actor == entry.subject
    if entry.type in _OWN and entry.actor == entry.subject:
        return True
    if past.held(entry.actor, entry.moment, ADMINISTRATOR):
        return True
    return entry.type in _BY_HEADS and _heads(entry.actor, entry, past)


def _heads(actor: str, entry: Entry, past: PeoplePast) -> bool:
    """Whether the actor of an entry about a person headed every role whose work that person did."""
    then = past.at(entry.subject, entry.at)
    work = frozenset() if then is None else then.roles - NOT_WORK
    return bool(work) and all(past.headed(actor, entry.moment, role) for role in work)


def _given(past: PeoplePast) -> Rows:
    rows: Rows = {f"role {id_}": {"name": name} for id_, name in past.roles.items()}
    for id_ in past.guarded:
        rows.setdefault(f"role {id_}", {})["second_factor"] = HELD
    for id_, named in past.heads.items():
        rows.setdefault(f"role {id_}", {}).update({f"head {each}": HELD for each in named})
    for id_, each in past.now().items():
        row = rows[f"person {id_}"] = {
            "name": each.name,
            "email": each.email,
            "active": each.active,
            "registered_at": each.registered_at,
        }
        row |= {f"role {role}": HELD for role in each.roles}
        row |= {f"right {right} {over}".rstrip(): HELD for right, over in each.rights}
        row |= {f"identity {issuer} {subject}": HELD for issuer, subject in each.identities}
        if each.password is not None:
            row |= {"password": each.password[0], "password_set_at": each.password[1]}
        if each.factor is not None:
            row |= {"second_factor": each.factor[0], "second_factor_set_at": each.factor[1]}
        row |= {f"recovery_code {key[:12]}": HELD for key in each.codes}
        row |= {f"os_user {name}": HELD for name in each.os_users}
        row |= {f"substitution {it.id}": _told(it) for it in each.substitutions}
    return rows


def _stored(connection: Connection) -> Rows:
    rows: Rows = {}
    for id_, name, guarded in connection.execute(select(roles.c.id, roles.c.name, roles.c.second_factor)):
        rows[f"role {id_}"] = {"name": name, **({"second_factor": HELD} if guarded else {})}
    nobody: dict[str, object] = {}
    for id_, head in connection.execute(select(role_heads.c.role_id, role_heads.c.person_id)):
        rows.get(f"role {id_}", nobody)[f"head {head}"] = HELD
    columns = people.c.id, people.c.name, people.c.email, people.c.active, type_coerce(people.c.created_at, Text)
    for id_, name, email, active, at in connection.execute(select(*columns)):
        rows[f"person {id_}"] = {"name": name, "email": email, "active": active, "registered_at": at}
    for id_, role in connection.execute(select(person_roles.c.person_id, person_roles.c.role_id)):
        rows.get(f"person {id_}", nobody)[f"role {role}"] = HELD
    held = person_rights.c
    for id_, right, over in connection.execute(select(held.person_id, held.right_id, held.process_id)):
        rows.get(f"person {id_}", nobody)[f"right {right} {over}".rstrip()] = HELD
    for id_, issuer, subject in connection.execute(
        select(identities.c.person_id, identities.c.issuer, identities.c.subject)
    ):
        rows.get(f"person {id_}", nobody)[f"identity {issuer} {subject}"] = HELD
    known = select(stored.c.person_id, stored.c.hash, type_coerce(stored.c.set_at, Text))
    for id_, hash_, at in connection.execute(known):
        rows.get(f"person {id_}", nobody).update(password=passwords.digest(hash_), password_set_at=at)
    factors = select(second_factors.c.person_id, second_factors.c.secret, type_coerce(second_factors.c.set_at, Text))
    for id_, secret, at in connection.execute(factors):
        known_by = {"second_factor": second_factor.digest(id_, secret), "second_factor_set_at": at}
        rows.get(f"person {id_}", nobody).update(known_by)
    for id_, key in connection.execute(select(recovery_codes.c.person_id, recovery_codes.c.key)):
        rows.get(f"person {id_}", nobody)[f"recovery_code {key[:12]}"] = HELD
    for id_, name in connection.execute(select(os_users.c.person_id, os_users.c.name)):
        rows.get(f"person {id_}", nobody)[f"os_user {name}"] = HELD
    for id_, *it in connection.execute(_SUBSTITUTIONS):
        rows.get(f"person {id_}", nobody)[f"substitution {it[0]}"] = _told(it)
    return rows


_OF_SUBSTITUTIONS = ("begins_at", "ends_at", "set_by", "set_at", "ended_at")
_SUBSTITUTIONS = select(
    substitutions.c.person_id,
    substitutions.c.id,
    substitutions.c.substitute_id,
    substitutions.c.from_day,
    substitutions.c.until_day,
    *(type_coerce(substitutions.c[name], Text) for name in _OF_SUBSTITUTIONS),
)


def _told(substitution: Sequence[object]) -> str:
    """What a substitution says, in the order of `SubstitutionThen`, without its number."""
    return " ".join(GONE if each is None else str(each) for each in substitution[1:])
