"""The people of a site as commands see them: read when first needed, and cached until a person or a
role changes (`engine.cache_versions`)."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime

from sqlalchemy import Connection, select

from engine.cache_versions import PEOPLE as VERSION
from engine.cache_versions import VersionedCache, current_version
from engine.history import ledger, ledger_check
from engine.identity.models import people, person_roles
from engine.identity.past import PeoplePast
from engine.identity.queries import Person, person
from engine.identity.record import PEOPLE, ChangeType
from engine.identity.substitutions import Substitution, not_ended
from engine.statements import ListStatement

_REACH = ListStatement(
    lambda roles: (
        select(person_roles.c.role_id, people.c.id, people.c.email)
        .join(people, people.c.id == person_roles.c.person_id)
        .where(people.c.active, person_roles.c.role_id.in_(roles))
        .order_by(people.c.id)
    )
)

_Holders = tuple[tuple[str, str | None], ...]


@dataclass(frozen=True, slots=True)
class _Seen:
    """People by id, and (id, address) of the holders of each role."""

    people: dict[str, Person] = field(default_factory=dict)
    holders: dict[str, _Holders] = field(default_factory=dict)
    standing: list[tuple[Substitution, ...]] = field(default_factory=list)
    """All substitutions together, once they were read."""


class Directory:
    """People and the holders of roles, each read once."""

    def __init__(self, connection: Connection, seen: _Seen | None = None) -> None:
        self._connection = connection
        self._seen = seen or _Seen()

    def person(self, id: str) -> Person:
        """The active person with that id. Raises NotFound (kind ``person``), also for one who has left."""
        found = self._seen.people.get(id)
        if found is None:
            found = self._seen.people[id] = person(self._connection, id)
        return found

    def acting(self, id: str, at: datetime) -> Person:
        """As `person`, with those for whom they stand in at a moment."""
        who = self.person(id)
        away = {each.person for each in self._substitutions() if each.substitute == id and each.holds(at)}
        return replace(who, absent=tuple(map(self.person, sorted(away)))) if away else who

    def with_substitutes(self, people_ids: Iterable[str], at: datetime) -> list[str]:
        """These people, and whoever stands in for one of them at a moment, each once, sorted."""
        found = set(people_ids)
        found |= {each.substitute for each in self._substitutions() if each.person in found and each.holds(at)}
        return sorted(found)

    def _substitutions(self) -> tuple[Substitution, ...]:
        standing = self._seen.standing
        if not standing:
            standing.append(tuple(not_ended(self._connection)))
        return standing[0]

    def load(self, role_ids: Collection[str]) -> None:
        """Read the holders of these roles, those not read yet, in one statement."""
        known = self._seen.holders
        wanted = sorted({role for role in role_ids if role not in known})
        if not wanted:
            return
        found: dict[str, list[tuple[str, str | None]]] = {role: [] for role in wanted}
        for role, id_, email in _REACH.run(self._connection, wanted):
            found[role].append((id_, email))
        known.update((role, tuple(each)) for role, each in found.items())

    def holders(self, role_id: str) -> tuple[str, ...]:
        """The ids of the active people who hold the role, sorted."""
        self.load([role_id])
        return tuple(id_ for id_, _ in self._seen.holders[role_id])

    def anybody(self, role_id: str) -> bool:
        """Whether an active person holds the role."""
        if role_id not in self._seen.holders:
            self.load([role_id])
        return bool(self._seen.holders[role_id])

    def emails(self, role_ids: Collection[str], at: datetime | None = None) -> list[str]:
        """The addresses of the active holders of these roles, and of whoever stands in for one of them at `at`, each
        once, sorted."""
        self.load(role_ids)
        held = {id_: email for role in role_ids for id_, email in self._seen.holders[role]}
        found = {email for email in held.values() if email}
        others = set() if at is None else set(self.with_substitutes(held, at)) - held.keys()
        found |= {self.person(id_).email or "" for id_ in others}
        return sorted(found - {""})

    def emails_of(self, people_ids: Collection[str]) -> list[str]:
        """The addresses of these people, of those who are active and have one, sorted."""
        query = select(people.c.email).where(people.c.active, people.c.id.in_(sorted(people_ids)))
        found = self._connection.execute(query).scalars() if people_ids else ()
        return sorted({email for email in found if email})


class People:
    """The cache of a process over people and roles. Thread-safe."""

    def __init__(self) -> None:
        self._seen = VersionedCache[_Seen]()
        self._names = VersionedCache[PeoplePast]()

    def names(self, connection: Connection) -> PeoplePast:
        """What people were called at any moment, as the ledger says: nothing else of them is in it."""

        def read() -> PeoplePast:
            types = (ChangeType.PERSON_REGISTERED, ChangeType.NAME_CHANGED)
            return PeoplePast(ledger_check.readable(ledger.read(connection, PEOPLE, types=types)))

        return self._names.get(current_version(connection, VERSION), read)

    def at(self, connection: Connection, version: str | None) -> Directory:
        """The directory for the cache version that this transaction has read."""
        return Directory(connection, self._seen.get(version, _Seen))
