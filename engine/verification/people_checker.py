"""Compares people, roles, rights and passwords with the ledger of people."""

from collections.abc import Iterator, Sequence

from sqlalchemy import Connection, Text, select, type_coerce

from engine.history.ledger import Entry
from engine.history.problems import Kind, Problem
from engine.identity import passwords
from engine.identity.models import password_links, people, person_rights, person_roles, roles
from engine.identity.models import passwords as stored
from engine.identity.past import PeoplePast
from engine.identity.record import ROLE_MADE, ChangeType
from engine.identity.role_ids import ADMINISTRATOR
from engine.verification.rows import GONE, HELD, differences

Rows = dict[str, dict[str, object]]
_OWN = {ChangeType.PASSWORD_SET, ChangeType.PASSWORD_STRENGTHENED}
"""What people do to themselves."""


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


def _links(connection: Connection, past: PeoplePast) -> Iterator[Problem]:
    """Links with which to choose a password that nobody made: those that were made may be gone."""
    now = past.now()
    for id_, key in connection.execute(select(password_links.c.person_id, password_links.c.key)):
        if id_ not in now or key not in now[id_].links:
            yield Problem(Kind.ROW_CHANGED, None, GONE, key[:12], f"person {id_} password_link")


def _may(entry: Entry, past: PeoplePast) -> bool:
    """Whether its actor might make the entry; a role is made by whoever publishes a diagram that names it."""
    if entry.actor is None or entry.type == ROLE_MADE:
        return True
    own = entry.type in _OWN and entry.actor == entry.subject
    return own or past.held(entry.actor, entry.moment, ADMINISTRATOR)


def _given(past: PeoplePast) -> Rows:
    rows: Rows = {f"role {id_}": {"name": name} for id_, name in past.roles.items()}
    for id_, each in past.now().items():
        row = rows[f"person {id_}"] = {
            "name": each.name,
            "email": each.email,
            "active": each.active,
            "registered_at": each.registered_at,
        }
        row |= {f"role {role}": HELD for role in each.roles}
        row |= {f"right {right} {over}".rstrip(): HELD for right, over in each.rights}
        if each.password is not None:
            row |= {"password": each.password[0], "password_set_at": each.password[1]}
    return rows


def _stored(connection: Connection) -> Rows:
    rows: Rows = {f"role {id_}": {"name": name} for id_, name in connection.execute(select(roles.c.id, roles.c.name))}
    columns = people.c.id, people.c.name, people.c.email, people.c.active, type_coerce(people.c.created_at, Text)
    for id_, name, email, active, at in connection.execute(select(*columns)):
        rows[f"person {id_}"] = {"name": name, "email": email, "active": active, "registered_at": at}
    nobody: dict[str, object] = {}
    for id_, role in connection.execute(select(person_roles.c.person_id, person_roles.c.role_id)):
        rows.get(f"person {id_}", nobody)[f"role {role}"] = HELD
    held = person_rights.c
    for id_, right, over in connection.execute(select(held.person_id, held.right_id, held.process_id)):
        rows.get(f"person {id_}", nobody)[f"right {right} {over}".rstrip()] = HELD
    known = select(stored.c.person_id, stored.c.hash, type_coerce(stored.c.set_at, Text))
    for id_, hash_, at in connection.execute(known):
        rows.get(f"person {id_}", nobody).update(password=passwords.digest(hash_), password_set_at=at)
    return rows
