"""Commands over people and roles. Each is recorded (`record`)."""

import re
from collections.abc import Collection, Iterable
from datetime import datetime

from sqlalchemy import ColumnElement, Connection, delete, insert, select, update

from engine.errors import Conflict, Invalid, NotAllowed, NotFound
from engine.identity import sessions, tokens
from engine.identity.models import password_links, people, person_rights, person_roles, roles
from engine.identity.queries import person
from engine.identity.record import ROLE_MADE, ChangeType
from engine.identity.record import record as note
from engine.identity.rights import Right
from engine.identity.role_ids import ADMINISTRATOR


class BadPersonId(Invalid):
    """An id that could not be typed after ``--as``. Details: `id`."""

    code = "bad_person_id"


class NameRequired(Invalid):
    """A person without a name."""

    code = "name_required"


class BadEmail(Invalid):
    """What was given is no e-mail address. Details: `email`."""

    code = "bad_email"


class PersonExists(Conflict):
    """Somebody has that id already. Details: `id`, `name`."""

    code = "person_exists"


class LastAdministrator(Invalid):
    """Nobody would be left who may administer. Details: `person`."""

    code = "last_administrator"


def add_person(
    connection: Connection,
    id: str,
    name: str,
    role_ids: Collection[str],
    rights: Collection[Right] = (),
    *,
    email: str | None,
    actor: str | None,
    at: datetime,
) -> None:
    """Register a person, or give one who is there the roles and rights they lack.

    Only an administrator may, except that the first person of all registers without one. Raises NotAllowed, NotFound
    (kind ``role`` or ``person``), BadPersonId, NameRequired, BadEmail.
    """
    require_usable(id, name, email)
    if connection.execute(select(people.c.id).limit(1)).first() is not None:
        require_administrator(connection, actor)
    elif ADMINISTRATOR in role_ids:
        ensure_role(connection, ADMINISTRATOR, "Administrador", actor=actor, at=at)
    ensure_person(connection, id, name, role_ids, rights, email=email, actor=actor, at=at)


def register_person(
    connection: Connection,
    id: str,
    name: str,
    role_ids: Collection[str],
    *,
    email: str | None,
    actor: str,
    at: datetime,
) -> None:
    """Register somebody who is not there yet, as an administrator.

    Raises NotAllowed, PersonExists, NotFound (kind ``role``), BadPersonId, NameRequired, BadEmail.
    """
    require_administrator(connection, actor)
    require_usable(id, name, email)
    there = connection.execute(select(people.c.name).where(people.c.id == id)).scalar()
    if there is not None:
        raise PersonExists(id=id, name=there)
    ensure_person(connection, id, name, role_ids, email=email, actor=actor, at=at)


def amend(connection: Connection, person_id: str, *, name: str, email: str | None, actor: str, at: datetime) -> None:
    """Change a person's name and e-mail address, as an administrator; only differences are recorded.

    Letters that are on their way go where they were written to. Raises NotAllowed, NotFound (kind ``person``),
    NameRequired, BadEmail.
    """
    require_administrator(connection, actor)
    require_usable(person_id, name, email)
    # Locked: what is recorded as changed must have been otherwise.
    there = select(people.c.name, people.c.email).where(people.c.id == person_id).with_for_update()
    before = connection.execute(there).first()
    if before is None:
        raise NotFound(kind="person", id=person_id)
    changed: list[tuple[ChangeType, dict[str, object]]] = []
    if before.name != name:
        changed.append((ChangeType.NAME_CHANGED, {"name": name}))
    if before.email != email:
        changed.append((ChangeType.EMAIL_CHANGED, {"email": email}))
    if changed:
        connection.execute(update(people).where(people.c.id == person_id).values(name=name, email=email))
    for type_, data in changed:
        note(connection, type_, person_id, data, actor=actor, at=at)


def ensure_role(connection: Connection, id: str, name: str, *, actor: str | None, at: datetime) -> None:
    """Make the role unless it is there already."""
    if connection.execute(select(roles.c.id).where(roles.c.id == id)).first() is None:
        connection.execute(insert(roles), {"id": id, "name": name})
        note(connection, ROLE_MADE, id, {"name": name}, actor=actor, at=at)


def ensure_person(
    connection: Connection,
    id: str,
    name: str,
    role_ids: Iterable[str],
    rights: Iterable[Right] = (),
    *,
    email: str | None,
    actor: str | None = None,
    at: datetime,
) -> None:
    """Make the person unless they are there already, and give them the roles and rights they lack, whoever asks.

    Raises NotFound (kind ``role``) for a role that does not exist.
    """
    if connection.execute(select(people.c.id).where(people.c.id == id)).first() is None:
        data = {"name": name, "email": email}
        entry = note(connection, ChangeType.PERSON_REGISTERED, id, data, actor=actor, at=at)
        connection.execute(insert(people), {"id": id, **data, "active": True, "created_at": entry.moment})
    for role_id in role_ids:
        ensure_role_held(connection, id, role_id, actor=actor, at=at)
    for right in rights:
        ensure_right(connection, id, right, actor=actor, at=at)


def give_role(connection: Connection, person_id: str, role_id: str, *, actor: str, at: datetime) -> None:
    """Give a role to a person, as an administrator; nothing happens when they hold it.

    Raises NotAllowed, NotFound (kind ``person`` or ``role``).
    """
    require_administrator(connection, actor)
    _require_person(connection, person_id)
    ensure_role_held(connection, person_id, role_id, actor=actor, at=at)


def take_role(connection: Connection, person_id: str, role_id: str, *, actor: str, at: datetime) -> None:
    """Take a role from a person, as an administrator; nothing happens when they do not hold it.

    Raises NotAllowed, NotFound (kind ``person``), LastAdministrator.
    """
    require_administrator(connection, actor)
    _require_person(connection, person_id)
    ensure_role_taken(connection, person_id, role_id, actor=actor, at=at)


def ensure_role_taken(connection: Connection, person_id: str, role_id: str, *, actor: str | None, at: datetime) -> None:
    """Take a role from a person who holds it, whoever asks. Raises LastAdministrator."""
    if role_id == ADMINISTRATOR:
        require_another_administrator(connection, person_id)
    held = delete(person_roles).where(person_roles.c.person_id == person_id, person_roles.c.role_id == role_id)
    if connection.execute(held).rowcount:
        note(connection, ChangeType.ROLE_TAKEN, person_id, {"role": role_id}, actor=actor, at=at)


def give_right(
    connection: Connection, person_id: str, right: Right, process_id: str | None = None, *, actor: str, at: datetime
) -> None:
    """Give a person a right over versions of one procedure, or over all where `process_id` is None.

    Only an administrator may; nothing happens when they hold it so. That there is such a procedure is checked in
    `engine.definitions.granting`.

    Raises NotAllowed, NotFound (kind ``person``).
    """
    require_administrator(connection, actor)
    _require_person(connection, person_id)
    ensure_right(connection, person_id, right, process_id, actor=actor, at=at)


def take_right(
    connection: Connection, person_id: str, right: Right, process_id: str | None = None, *, actor: str, at: datetime
) -> None:
    """Take a right over versions of one procedure from a person, or the one over all, as an administrator.

    Nothing happens when they do not hold it so: the right over all leaves those over one as they are.

    Raises NotAllowed, NotFound (kind ``person``).
    """
    require_administrator(connection, actor)
    _require_person(connection, person_id)
    connection.execute(select(people.c.id).where(people.c.id == person_id).with_for_update())
    if connection.execute(delete(person_rights).where(*_held(person_id, right, process_id))).rowcount:
        about = {"right": right, "process": process_id}
        note(connection, ChangeType.RIGHT_TAKEN, person_id, about, actor=actor, at=at)


def hold(connection: Connection, person_id: str) -> None:
    """Wait for whoever takes a right from a person, or changes them, and has not committed; nobody else does until this
    transaction ends."""
    connection.execute(select(people.c.id).where(people.c.id == person_id).with_for_update(read=True))


def hold_here(connection: Connection, person_id: str) -> None:
    """As `hold`, of somebody who must be here until this transaction ends. Raises NotFound (kind ``person``) for
    who has left meanwhile."""
    here = select(people.c.id).where(people.c.id == person_id, people.c.active).with_for_update(read=True)
    if connection.execute(here).first() is None:
        raise NotFound(kind="person", id=person_id)


def ensure_right(
    connection: Connection,
    person_id: str,
    right: Right,
    process_id: str | None = None,
    *,
    actor: str | None,
    at: datetime,
) -> None:
    """Give a right to a person unless they hold it, whoever asks."""
    if connection.execute(select(person_rights).where(*_held(person_id, right, process_id))).first() is None:
        row = {"person_id": person_id, "right_id": right, "process_id": process_id or ""}
        connection.execute(insert(person_rights), row)
        about = {"right": right, "process": process_id}
        note(connection, ChangeType.RIGHT_GIVEN, person_id, about, actor=actor, at=at)


def _held(person_id: str, right: Right, process_id: str | None) -> tuple[ColumnElement[bool], ...]:
    columns = person_rights.c
    return columns.person_id == person_id, columns.right_id == right, columns.process_id == (process_id or "")


def deactivate(connection: Connection, person_id: str, *, actor: str, at: datetime) -> None:
    """Deactivate a person, as an administrator; they may do nothing from their next request on.

    Roles stay written, for who comes back; what history says of them stays too. Raises NotAllowed, NotFound (kind
    ``person``), LastAdministrator.
    """
    require_administrator(connection, actor)
    _require_person(connection, person_id)
    require_another_administrator(connection, person_id)
    if _set_active(connection, person_id, False):
        sessions.end_all(connection, person_id)
        tokens.revoke_all(connection, person_id, actor=actor, at=at)
        connection.execute(delete(password_links).where(password_links.c.person_id == person_id))
        note(connection, ChangeType.PERSON_DEACTIVATED, person_id, actor=actor, at=at)


def reactivate(connection: Connection, person_id: str, *, actor: str, at: datetime) -> None:
    """Reactivate a person, with the roles they had, as an administrator.

    Raises NotAllowed, NotFound (kind ``person``).
    """
    require_administrator(connection, actor)
    _require_person(connection, person_id)
    if _set_active(connection, person_id, True):
        note(connection, ChangeType.PERSON_REACTIVATED, person_id, actor=actor, at=at)


def require_administrator(connection: Connection, actor: str | None) -> None:
    """Raise NotAllowed unless `actor` administers, NotFound (kind ``person``) when there is nobody of that id."""
    if actor is None or ADMINISTRATOR not in person(connection, actor).roles:
        raise NotAllowed(actor=actor, roles=[ADMINISTRATOR])


def require_usable(id: str, name: str, email: str | None) -> None:
    """Whether somebody can be registered with these. Raises BadPersonId, NameRequired, BadEmail."""
    if not re.fullmatch(r"[\w.@-]{1,100}", id):
        raise BadPersonId(id=id)
    if not name.strip():
        raise NameRequired()
    if email is not None and not (len(email) <= 254 and re.fullmatch(r"[^\s@<>,;\"\\]+@[^\s@<>,;\"\\]+", email)):
        raise BadEmail(email=email)


def _require_person(connection: Connection, id: str) -> None:
    if connection.execute(select(people.c.id).where(people.c.id == id)).first() is None:
        raise NotFound(kind="person", id=id)


def require_another_administrator(connection: Connection, person_id: str) -> None:
    """Raise LastAdministrator where nobody else administers."""
    # Locked: two administrators who take each other's role at the same moment must not both find the other there.
    connection.execute(select(roles.c.id).where(roles.c.id == ADMINISTRATOR).with_for_update())
    query = (
        select(people.c.id)
        .join(person_roles, person_roles.c.person_id == people.c.id)
        .where(people.c.active, person_roles.c.role_id == ADMINISTRATOR)
    )
    if set(connection.execute(query).scalars()) == {person_id}:
        raise LastAdministrator(person=person_id)


def ensure_role_held(
    connection: Connection, person_id: str, role_id: str, *, actor: str | None, at: datetime, group: str | None = None
) -> None:
    """Give a role to a person unless they hold it, whoever asks; `group` is the one that gives it, if one does.

    Raises NotFound (kind ``role``).
    """
    if connection.execute(select(roles.c.id).where(roles.c.id == role_id)).first() is None:
        raise NotFound(kind="role", id=role_id)
    held = select(person_roles).where(person_roles.c.person_id == person_id, person_roles.c.role_id == role_id)
    if connection.execute(held).first() is None:
        connection.execute(insert(person_roles), {"person_id": person_id, "role_id": role_id})
        by = {} if group is None else {"group": group}
        note(connection, ChangeType.ROLE_GIVEN, person_id, {"role": role_id, **by}, actor=actor, at=at)


def _set_active(connection: Connection, person_id: str, active: bool) -> bool:
    """Set whether a person is active; gives whether that changed it."""
    change = update(people).where(people.c.id == person_id, people.c.active != active).values(active=active)
    return bool(connection.execute(change).rowcount)
