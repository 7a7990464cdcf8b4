"""Queries over people and the roles they hold."""

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import Connection, bindparam, select

from engine.errors import NotFound
from engine.identity.models import people, person_rights, person_roles, roles
from engine.identity.rights import Right
from engine.statements import Statement


@dataclass(frozen=True, slots=True)
class Person:
    """A person: `id` is what they sign in with and what history records; `roles` are the ids of the roles they hold,
    `rights` what they may do to versions of every procedure, `limited` to those of one, as (right, process id)."""

    id: str
    name: str
    email: str | None
    active: bool
    roles: frozenset[str]
    rights: frozenset[Right]
    limited: frozenset[tuple[Right, str]] = frozenset()

    def rights_over(self, process_id: str) -> frozenset[Right]:
        """What they may do to versions of a procedure."""
        return self.rights | {right for right, over in self.limited if over == process_id}

    @property
    def has_rights(self) -> bool:
        """Whether they may do anything to versions of some procedure."""
        return bool(self.rights or self.limited)


@dataclass(frozen=True, slots=True)
class Role:
    """A role with the ids of the active people who hold it; nobody holding it is something to mend."""

    id: str
    name: str
    holders: tuple[str, ...]


_PERSON = Statement(
    select(
        people.c.id,
        people.c.name,
        people.c.email,
        people.c.active,
        person_roles.c.role_id,
        person_rights.c.right_id,
        person_rights.c.process_id,
    )
    .outerjoin(person_roles, person_roles.c.person_id == people.c.id)
    .outerjoin(person_rights, person_rights.c.person_id == people.c.id)
    .where(people.c.id == bindparam("id"))
)


def person(connection: Connection, id: str) -> Person:
    """The active person with that id. Raises NotFound (kind ``person``), also for one who has left."""
    found = anybody(connection, id)
    if not found.active:
        raise NotFound(kind="person", id=id)
    return found


def anybody(connection: Connection, id: str) -> Person:
    """The person with that id, also one who has left. Raises NotFound (kind ``person``)."""
    rows = _PERSON.run(connection, {"id": id}).fetchall()
    if not rows:
        raise NotFound(kind="person", id=id)
    name, email, active = rows[0][1:4]
    held = frozenset(row[4] for row in rows if row[4])
    return Person(id, name, email, bool(active), held, *rights_of((row[5], row[6]) for row in rows))


def rights_of(
    held: Iterable[tuple[str | None, str | None]],
) -> tuple[frozenset[Right], frozenset[tuple[Right, str]]]:
    """Rows of right and process id, as `Person` has them: over every procedure, and over one."""
    given = {(Right(right), process_id or "") for right, process_id in held if right}
    return frozenset(right for right, over in given if not over), frozenset(each for each in given if each[1])


def all_people(connection: Connection) -> list[Person]:
    """Everybody, by id, those who have left included."""
    held: dict[str, set[str]] = {}
    for row in connection.execute(select(person_roles)):
        held.setdefault(row.person_id, set()).add(row.role_id)
    rights: dict[str, list[tuple[str, str]]] = {}
    for row in connection.execute(select(person_rights)):
        rights.setdefault(row.person_id, []).append((row.right_id, row.process_id))
    return [
        Person(
            row.id,
            row.name,
            row.email,
            row.active,
            frozenset(held.get(row.id, ())),
            *rights_of(rights.get(row.id, ())),
        )
        for row in connection.execute(select(people).order_by(people.c.id))
    ]


def all_roles(connection: Connection) -> list[Role]:
    """Every role, by id, with its holders."""
    held = holders(connection)
    return [
        Role(row.id, row.name, held.get(row.id, ())) for row in connection.execute(select(roles).order_by(roles.c.id))
    ]


def holders(connection: Connection) -> dict[str, tuple[str, ...]]:
    """Role id → ids of the active people who hold it, sorted; roles nobody holds are absent."""
    query = (
        select(person_roles.c.role_id, person_roles.c.person_id)
        .join(people, people.c.id == person_roles.c.person_id)
        .where(people.c.active)
        .order_by(person_roles.c.person_id)
    )
    found: dict[str, tuple[str, ...]] = {}
    for row in connection.execute(query):
        found[row.role_id] = (*found.get(row.role_id, ()), row.person_id)
    return found


def holders_of_right(connection: Connection, right: Right, process_id: str) -> list[Person]:
    """The active people who hold a right over versions of a procedure, by id."""
    return [each for each in all_people(connection) if each.active and right in each.rights_over(process_id)]
