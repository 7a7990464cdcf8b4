"""Making people and roles, and giving roles."""

import re
from collections.abc import Collection, Iterable
from datetime import datetime

from sqlalchemy import Connection, insert, select

from engine.errors import Invalid, NotAllowed, NotFound
from engine.identity.models import people, person_roles, roles
from engine.identity.queries import person

MAY_ADD = "administrador"


class BadPersonId(Invalid):
    """An id that could not be typed after ``--as``. Details: `id`."""

    code = "bad_person_id"


def add_person(
    connection: Connection,
    id: str,
    name: str,
    role_ids: Collection[str],
    *,
    email: str | None,
    actor: str | None,
    at: datetime,
) -> None:
    """Register a person, or give one who is there the roles they lack.

    Only an administrator may, except that the first person of all registers without one. Raises NotAllowed, NotFound
    (kind ``role`` or ``person``), BadPersonId.
    """
    if not re.fullmatch(r"[\w.@-]{1,100}", id):
        raise BadPersonId(id=id)
    if connection.execute(select(people.c.id).limit(1)).first() is not None:
        if actor is None or MAY_ADD not in person(connection, actor).roles:
            raise NotAllowed(actor=actor, roles=[MAY_ADD])
    elif MAY_ADD in role_ids:
        ensure_role(connection, MAY_ADD, "Administrador")
    ensure_person(connection, id, name, role_ids, email=email, at=at)


def ensure_role(connection: Connection, id: str, name: str) -> None:
    """Make the role unless it is there already."""
    if connection.execute(select(roles.c.id).where(roles.c.id == id)).first() is None:
        connection.execute(insert(roles), {"id": id, "name": name})


def ensure_person(
    connection: Connection, id: str, name: str, role_ids: Iterable[str], *, email: str | None, at: datetime
) -> None:
    """Make the person unless they are there already, and give them the roles they lack.

    Raises NotFound (kind ``role``) for a role that does not exist.
    """
    if connection.execute(select(people.c.id).where(people.c.id == id)).first() is None:
        connection.execute(insert(people), {"id": id, "name": name, "email": email, "active": True, "created_at": at})
    for role_id in role_ids:
        give_role(connection, id, role_id)


def give_role(connection: Connection, person_id: str, role_id: str) -> None:
    """Give a role to a person; nothing happens when they hold it. Raises NotFound (kind ``person`` or ``role``)."""
    if connection.execute(select(people.c.id).where(people.c.id == person_id)).first() is None:
        raise NotFound(kind="person", id=person_id)
    if connection.execute(select(roles.c.id).where(roles.c.id == role_id)).first() is None:
        raise NotFound(kind="role", id=role_id)
    held = select(person_roles).where(person_roles.c.person_id == person_id, person_roles.c.role_id == role_id)
    if connection.execute(held).first() is None:
        connection.execute(insert(person_roles), {"person_id": person_id, "role_id": role_id})
