"""Who people are and what roles they hold."""

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import Connection, bindparam, select

from engine.errors import NotFound
from engine.identity.models import people, person_roles, roles
from engine.statements import ListStatement, Statement


@dataclass(frozen=True, slots=True)
class Person:
    """A person: `id` is what they sign in with and what history records; `roles` are the ids of the roles they hold."""

    id: str
    name: str
    email: str | None
    active: bool
    roles: frozenset[str]


@dataclass(frozen=True, slots=True)
class Role:
    """A role with the ids of the active people who hold it; nobody holding it is something to mend."""

    id: str
    name: str
    holders: tuple[str, ...]


_PERSON = Statement(
    select(people.c.id, people.c.name, people.c.email, people.c.active, person_roles.c.role_id)
    .outerjoin(person_roles, person_roles.c.person_id == people.c.id)
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
    _, name, email, active, _ = rows[0]
    return Person(id, name, email, bool(active), frozenset(row[4] for row in rows if row[4]))


def all_people(connection: Connection) -> list[Person]:
    """Everybody, by id, those who have left included."""
    held: dict[str, set[str]] = {}
    for row in connection.execute(select(person_roles)):
        held.setdefault(row.person_id, set()).add(row.role_id)
    return [
        Person(row.id, row.name, row.email, row.active, frozenset(held.get(row.id, ())))
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


_REACH = ListStatement(
    lambda roles: (
        select(person_roles.c.role_id, people.c.id, people.c.email)
        .join(people, people.c.id == person_roles.c.person_id)
        .where(people.c.active, person_roles.c.role_id.in_(roles))
        .order_by(people.c.id)
    )
)


class Directory:
    """The people of roles, read once for a whole command."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._people: dict[str, list[tuple[str, str | None]]] = {}

    def load(self, role_ids: Collection[str]) -> None:
        """Read the holders of these roles, those not read yet, in one statement."""
        wanted = sorted(set(role_ids) - self._people.keys())
        if not wanted:
            return
        self._people |= {role: [] for role in wanted}
        for role, id_, email in _REACH.run(self._connection, wanted):
            self._people[role].append((id_, email))

    def holders(self, role_id: str) -> tuple[str, ...]:
        """The ids of the active people who hold the role, sorted."""
        self.load([role_id])
        return tuple(id_ for id_, _ in self._people[role_id])

    def anybody(self, role_id: str) -> bool:
        """Whether an active person holds the role."""
        return bool(self.holders(role_id))

    def emails(self, role_ids: Collection[str]) -> list[str]:
        """The addresses of the active holders of these roles, each once, sorted."""
        self.load(role_ids)
        return sorted({email for role in role_ids for _, email in self._people[role] if email})
