"""Queries over people and the roles they hold."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Connection, Text, bindparam, exists, select
from sqlalchemy.ext.compiler import compiles

from engine.errors import NotFound
from engine.identity.models import people, person_rights, person_roles, role_heads, roles
from engine.identity.rights import OVER_VERSIONS, Right
from engine.identity.role_ids import ADMINISTRATOR, AUDITOR
from engine.statements import Query, Statement

NOT_WORK = frozenset({ADMINISTRATOR, AUDITOR})
"""Roles that nobody exercises for somebody else (`engine.identity.substitutions`): what they give is no work of a
lane."""


@dataclass(frozen=True, slots=True)
class Person:
    """A person: `id` is what they sign in with and what history records; `roles` are the ids of the roles they hold,
    `rights` what they may do to versions of every procedure, or whether they read all that runs on them; `limited` the
    same over one, as (right, process id). `absent` are those whose work they do at the moment that was asked about, as
    their substitute; empty where nobody asked. `heads` are the roles that they head (`engine.identity.heads`)."""

    id: str
    name: str
    email: str | None
    active: bool
    roles: frozenset[str]
    rights: frozenset[Right]
    limited: frozenset[tuple[Right, str]] = frozenset()
    absent: tuple["Person", ...] = ()
    heads: frozenset[str] = frozenset()

    @property
    def working_roles(self) -> frozenset[str]:
        """The roles whose work they may do: their own, and those of whom they stand in for."""
        return self.roles.union(*(each.roles - NOT_WORK for each in self.absent))

    def role_for(self, roles: Iterable[str]) -> str | None:
        """By which of `roles` they may do work that is for these, the first of several: one of their own, or else one
        of whom they stand in for. None where they may not."""
        wanted = frozenset(roles)
        return min(self.roles & wanted or self.working_roles & wanted, default=None)

    def may_do(self, roles: Iterable[str], assignee: str | None) -> bool:
        """Whether they may do work that is for `roles` and that `assignee` has."""
        return assignee in (None, *self.work_of) and self.role_for(roles) is not None

    def in_place_of(self, role: str | None, assignee: str | None) -> str | None:
        """In whose place they do something by a role, about work that `assignee` has; None where they do it as
        themselves."""
        if role not in NOT_WORK and any(each.id == assignee for each in self.absent):
            return assignee
        if role is None or role in self.roles:
            return None
        return min((each.id for each in self.absent if role in each.roles), default=None)

    @property
    def work_of(self) -> tuple[str, ...]:
        """The ids of those whose work they may do: their own, and of whom they stand in for."""
        return (self.id, *(each.id for each in self.absent))

    def rights_over(self, process_id: str) -> frozenset[Right]:
        """What they may do to versions of a procedure, and whether they read all that runs on them."""
        return self.rights | {right for right, over in self.limited if over == process_id}

    @property
    def has_rights(self) -> bool:
        """Whether they may do anything to versions of some procedure."""
        return bool((self.rights | {right for right, _ in self.limited}) & OVER_VERSIONS)


@dataclass(frozen=True, slots=True)
class Role:
    """A role with the ids of the active people who hold it; nobody holding it is something to mend."""

    id: str
    name: str
    holders: tuple[str, ...]


class _Together(ColumnElement[str]):
    """The ids in a column of a group, as one text with blanks between: no id has one."""

    inherit_cache = False
    type = Text()

    def __init__(self, column: ColumnElement[str]) -> None:
        self.column = column


@compiles(_Together)
def _on_sqlite(element: _Together, compiler: Any, **given: Any) -> str:
    return f"group_concat({compiler.process(element.column, **given)}, ' ')"


@compiles(_Together, "postgresql")
def _on_postgresql(element: _Together, compiler: Any, **given: Any) -> str:
    return f"string_agg({compiler.process(element.column, **given)}, ' ')"


_here = people.alias("here")
_their = person_roles.alias("their")
_somebody_named = exists().where(
    role_heads.c.role_id == _their.c.role_id, _here.c.id == role_heads.c.person_id, _here.c.active
)
HEADED = [
    select(_Together(role_heads.c.role_id))
    .where(role_heads.c.person_id == people.c.id)
    .correlate(people)
    .scalar_subquery(),
    select(_Together(_their.c.role_id))
    .where(_their.c.person_id == people.c.id, ~_somebody_named)
    .correlate(people)
    .scalar_subquery(),
]
"""Two columns beside `people`, by which a row says what its person heads (`headed_in`): that to which they were named,
and what they hold where nobody who is here was named."""


def headed_in(named: str | None, own: str | None) -> frozenset[str]:
    """The roles in the two columns of `HEADED`."""
    return frozenset(f"{named or ''} {own or ''}".split())


_PERSON = Statement(
    select(
        people.c.id,
        people.c.name,
        people.c.email,
        people.c.active,
        person_roles.c.role_id,
        person_rights.c.right_id,
        person_rights.c.process_id,
        *HEADED,
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
    rights = rights_of((row[5], row[6]) for row in rows)
    return Person(id, name, email, bool(active), held, *rights, heads=headed_in(*rows[0][7:9]))


def rights_of(
    held: Iterable[tuple[str | None, str | None]],
) -> tuple[frozenset[Right], frozenset[tuple[Right, str]]]:
    """Rows of right and process id, as `Person` has them: over every procedure, and over one."""
    given = {(Right(right), process_id or "") for right, process_id in held if right}
    return frozenset(right for right, over in given if not over), frozenset(each for each in given if each[1])


_PEOPLE = Query(select(people).order_by(people.c.id))
_ROLES = Query(select(roles).order_by(roles.c.id), kept=True)
_PERSON_ROLES = Query(select(person_roles))
_PERSON_RIGHTS = Query(select(person_rights))
_ROLE_HEADS = Query(select(role_heads))
_NAMES = Query(select(people.c.id, people.c.name), kept=True)
_HOLDERS = Query(
    select(person_roles.c.role_id, person_roles.c.person_id)
    .join(people, people.c.id == person_roles.c.person_id)
    .where(people.c.active)
    .order_by(person_roles.c.person_id),
    kept=True,
)


def names(connection: Connection) -> dict[str, str]:
    """What everybody is called, by id, those who have left included."""
    return {row.id: row.name for row in _NAMES.all(connection)}


def role_names(connection: Connection) -> dict[str, str]:
    """What every role is called, by id."""
    return {row.id: row.name for row in _ROLES.all(connection)}


def all_people(connection: Connection) -> list[Person]:
    """Everybody, by id, those who have left included."""
    held: dict[str, set[str]] = {}
    for row in _PERSON_ROLES.all(connection):
        held.setdefault(row.person_id, set()).add(row.role_id)
    rights: dict[str, list[tuple[str, str]]] = {}
    for row in _PERSON_RIGHTS.all(connection):
        rights.setdefault(row.person_id, []).append((row.right_id, row.process_id))
    rows = _PEOPLE.all(connection)
    here, heads = {row.id for row in rows if row.active}, dict[str, set[str]]()
    for row in _ROLE_HEADS.all(connection):
        if row.person_id in here:
            heads.setdefault(row.person_id, set()).add(row.role_id)
    headed = {role for each in heads.values() for role in each}
    return [
        Person(
            row.id,
            row.name,
            row.email,
            row.active,
            roles_ := frozenset(held.get(row.id, ())),
            *rights_of(rights.get(row.id, ())),
            heads=(roles_ - headed) | heads.get(row.id, set()) if row.active else frozenset(),
        )
        for row in rows
    ]


def all_roles(connection: Connection) -> list[Role]:
    """Every role, by id, with its holders."""
    held = holders(connection)
    return [Role(row.id, row.name, held.get(row.id, ())) for row in _ROLES.all(connection)]


def holders(connection: Connection) -> dict[str, tuple[str, ...]]:
    """Role id → ids of the active people who hold it, sorted; roles nobody holds are absent."""
    found: dict[str, tuple[str, ...]] = {}
    for row in _HOLDERS.all(connection):
        found[row.role_id] = (*found.get(row.role_id, ()), row.person_id)
    return found


def holders_of_right(connection: Connection, right: Right, process_id: str) -> list[Person]:
    """The active people who hold a right over versions of a procedure, by id."""
    return [each for each in all_people(connection) if each.active and right in each.rights_over(process_id)]
