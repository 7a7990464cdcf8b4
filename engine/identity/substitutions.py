"""Substitutions: for a period somebody does the work of a person who is away.

The substitute holds no role by it, and no right over versions: they may do what waits for the roles of whoever is away,
and what that person has. Not what is an administrator's or an auditor's. Who is away keeps the right to work. It does
not go on from one to the next: whoever stands in for a substitute does that one's own work, nobody else's.

A period is whole days of the office, both included. It begins and ends by itself; whoever may set it may end it
earlier (`engine.identity.substituting`). What is stored of it follows from the ledger of people
(`engine.identity.record`).
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime

from sqlalchemy import ColumnElement, Connection, Select, Text, bindparam, exists, literal, select

from engine.clock import to_text
from engine.errors import NotFound
from engine.identity.models import people, substitutions
from engine.identity.queries import NOT_WORK, Person, person
from engine.statements import Statement

__all__ = ["NOT_WORK", "Substitution"]


@dataclass(frozen=True, slots=True)
class Substitution:
    """One substitution: `person` is away from `from_day` to `until_day`, both included, and `substitute` does their
    work; the moments say when that is. `set_by` is None where the program set it, in a demonstration. `ended_at` is
    None for one that nobody ended early."""

    id: int
    person: str
    substitute: str
    from_day: date
    until_day: date
    begins_at: datetime
    ends_at: datetime
    set_by: str | None
    set_at: datetime
    ended_at: datetime | None

    def holds(self, at: datetime) -> bool:
        """Whether it is under way at a moment."""
        return self.begins_at <= at < self.ends_at and (self.ended_at is None or at < self.ended_at)


def substitution(connection: Connection, id: int) -> Substitution:
    """A substitution by its number. Raises NotFound (kind ``substitution``)."""
    for found in _all(connection, substitutions.c.id == id):
        return found
    raise NotFound(kind="substitution", id=str(id))


def standing_in(connection: Connection, person: str, at: datetime) -> frozenset[str]:
    """The ids of those for whom a person stands in at a moment: of those who are here, though away."""
    rows = _STANDING_IN.run(connection, {"person": person, "at": to_text(at)})
    return frozenset(row[0] for row in rows)


def stands_in(person: ColumnElement[str]) -> ColumnElement[bool]:
    """Whether a person, a column of a query, stands in for anybody; to be bound: ``at``, a moment as it is stored."""
    return exists().where(substitutions.c.substitute_id == person, *_under_way(_AT)).correlate(people)


def with_absent(connection: Connection, who: Person, at: datetime) -> Person:
    """A person with those for whom they stand in at a moment."""
    away = sorted(standing_in(connection, who.id, at))
    return replace(who, absent=tuple(person(connection, id_) for id_ in away)) if away else who


def acting(connection: Connection, id: str, at: datetime) -> Person:
    """The active person with that id, with those for whom they stand in. Raises NotFound (kind ``person``)."""
    return with_absent(connection, person(connection, id), at)


def substitutes_of(connection: Connection, people: Collection[str], at: datetime) -> Mapping[str, str]:
    """Who stands in at a moment, by whom of `people` they stand in for."""
    if not people:
        return {}
    held = _all(connection, substitutions.c.person_id.in_(sorted(people)), under_way=at)
    return {each.person: each.substitute for each in held}


def ever_of(connection: Connection, person: str) -> list[Substitution]:
    """All substitutions of a person that there ever were, the first to begin first."""
    return _all(connection, substitutions.c.person_id == person)


def of_person(connection: Connection, person: str, *, at: datetime) -> list[Substitution]:
    """The substitutions of a person, under way and to come, the first to begin first."""
    return [each for each in _all(connection, substitutions.c.person_id == person) if _is_left(each, at)]


def for_others(connection: Connection, person: str, *, at: datetime) -> list[Substitution]:
    """Those in which a person stands in for others, under way and to come, the first to begin first."""
    return [each for each in _all(connection, substitutions.c.substitute_id == person) if _is_left(each, at)]


def not_ended(connection: Connection) -> list[Substitution]:
    """Every one that nobody ended early, of those who are here, those that are over too."""
    return _all(connection, substitutions.c.ended_at.is_(None), here=True)


def all_substitutions(connection: Connection, *, at: datetime) -> list[Substitution]:
    """Every one that is under way or to come, the first to begin first."""
    return [each for each in _all(connection) if _is_left(each, at)]


def _is_left(it: Substitution, at: datetime) -> bool:
    return it.ended_at is None and at < it.ends_at


_away = people.alias("away")
_standing = people.alias("standing")
_BOTH_HERE = (
    (_away.c.id == substitutions.c.person_id) & _away.c.active,
    (_standing.c.id == substitutions.c.substitute_id) & _standing.c.active,
)


def _under_way(at: ColumnElement[str]) -> tuple[ColumnElement[bool], ...]:
    """That a substitution is under way at a moment, as it is stored."""
    columns = substitutions.c
    ended = columns.ended_at.is_(None) | (columns.ended_at > at)
    return columns.begins_at <= at, columns.ends_at > at, ended


_AT = bindparam("at", type_=Text)
_STANDING_IN = Statement(
    select(substitutions.c.person_id)
    .join(_away, _BOTH_HERE[0])
    .where(substitutions.c.substitute_id == bindparam("person", type_=Text), *_under_way(_AT))
)


def _all(
    connection: Connection, *where: ColumnElement[bool], here: bool = False, under_way: datetime | None = None
) -> list[Substitution]:
    query: Select[tuple[object, ...]] = select(substitutions).where(*where)
    if here or under_way is not None:
        query = query.join(_away, _BOTH_HERE[0]).join(_standing, _BOTH_HERE[1])
    if under_way is not None:
        query = query.where(*_under_way(literal(to_text(under_way), Text)))
    rows = connection.execute(query.order_by(substitutions.c.begins_at, substitutions.c.id))
    return [
        Substitution(
            row.id,
            row.person_id,
            row.substitute_id,
            date.fromisoformat(row.from_day),
            date.fromisoformat(row.until_day),
            row.begins_at,
            row.ends_at,
            row.set_by,
            row.set_at,
            row.ended_at,
        )
        for row in rows
    ]
