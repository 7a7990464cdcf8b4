"""Scenarios: walks through a draft that are kept with what was expected of them, and the walk that is being taken.

What a walk is and how it is taken is `engine.trials`, which also says who may keep one; here a walk is a text.
Scenarios go with the version that a draft becomes, and a draft that begins with a version begins with its scenarios.
They are no part of what is signed: a version says the same without them.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Select, Table, delete, func, insert, literal, select, update

from engine import canonical_json
from engine.definitions.models import draft_scenarios, draft_walks, process_versions, version_scenarios
from engine.errors import Invalid, NotFound

MOST = 40
"""Scenarios of a draft: each runs at every change."""
LONGEST_NAME = 120
_KEPT = ("name", "walk", "expected", "author", "saved_at")


class BadScenarioName(Invalid):
    """A scenario without a name, or with one that is too long to be read in a list. Details: `longest`."""

    code = "bad_scenario_name"


class TooManyScenarios(Invalid):
    """A draft has as many scenarios as may be. Details: `most`."""

    code = "too_many_scenarios"


@dataclass(frozen=True, slots=True)
class Kept:
    """A scenario as it is kept: the walk and what was expected of it, each as a text of `engine.trials`."""

    name: str
    walk: str
    expected: str
    author: str
    saved_at: datetime


def of_draft(connection: Connection, draft_id: int) -> list[Kept]:
    """The scenarios of a draft, by name."""
    return _all(connection, draft_scenarios, draft_scenarios.c.draft_id == draft_id)


def of_version(connection: Connection, process_id: str, number: int) -> list[Kept]:
    """The scenarios that went with a version, by name."""
    return _all(connection, version_scenarios, version_scenarios.c.version_id == _version(process_id, number))


def named(connection: Connection, draft_id: int, name: str) -> Kept:
    """A scenario of a draft. Raises NotFound (kind ``scenario``)."""
    found = next((each for each in of_draft(connection, draft_id) if each.name == name), None)
    if found is None:
        raise NotFound(kind="scenario", id=name)
    return found


def keep(
    connection: Connection, draft_id: int, name: str, walk: str, expected: str, *, author: str, at: datetime
) -> Kept:
    """Keep a walk as a scenario of a draft, in the place of one of that name. Raises BadScenarioName,
    TooManyScenarios."""
    called = " ".join(name.split())
    if not 0 < len(called) <= LONGEST_NAME:
        raise BadScenarioName(longest=LONGEST_NAME)
    remove(connection, draft_id, called)
    there = select(func.count()).where(draft_scenarios.c.draft_id == draft_id)
    if connection.execute(there).scalar_one() >= MOST:
        raise TooManyScenarios(most=MOST)
    kept = Kept(called, walk, expected, author, at)
    values = {field: getattr(kept, field) for field in _KEPT}
    connection.execute(insert(draft_scenarios).values(draft_id=draft_id, **values))
    return kept


def remove(connection: Connection, draft_id: int, name: str) -> None:
    """Remove a scenario from a draft, if it is there."""
    connection.execute(
        delete(draft_scenarios).where(draft_scenarios.c.draft_id == draft_id, draft_scenarios.c.name == name)
    )


def go_with(connection: Connection, draft_id: int, process_id: str, number: int) -> None:
    """Give the version that a draft became the scenarios of the draft."""
    columns = [draft_scenarios.c[name] for name in _KEPT]
    mine = select(_version(process_id, number), *columns).where(draft_scenarios.c.draft_id == draft_id)
    connection.execute(insert(version_scenarios).from_select(["version_id", *_KEPT], mine))


def begin_with(connection: Connection, draft_id: int, process_id: str, number: int) -> None:
    """Give a draft that begins with a version the scenarios of that."""
    columns = [version_scenarios.c[name] for name in _KEPT]
    theirs = version_scenarios.c.version_id == _version(process_id, number)
    connection.execute(
        insert(draft_scenarios).from_select(["draft_id", *_KEPT], select(literal(draft_id), *columns).where(theirs))
    )


def dispose(connection: Connection, process_id: str, number: int) -> None:
    """Remove the scenarios of a version."""
    connection.execute(delete(version_scenarios).where(version_scenarios.c.version_id == _version(process_id, number)))


def rename(connection: Connection, draft_id: int, old: str, new: str) -> None:
    """Call a variable otherwise in all that was answered in the scenarios of a draft and in the walks through it: of a
    walk this alone is known here, that each of its ``acts`` may have ``values`` by variable."""
    for table in (draft_scenarios, draft_walks):
        key = [column for column in table.primary_key if column.name != "draft_id"]
        for row in connection.execute(select(table.c.walk, *key).where(table.c.draft_id == draft_id)).all():
            walk = _renamed(row.walk, old, new)
            if walk != row.walk:
                this = [table.c.draft_id == draft_id, *(column == getattr(row, column.name) for column in key)]
                connection.execute(update(table).where(*this).values(walk=walk))


def walk_of(connection: Connection, draft_id: int, person: str) -> str | None:
    """The walk that somebody is taking through a draft; None where they take none."""
    found: str | None = connection.execute(select(draft_walks.c.walk).where(*_theirs(draft_id, person))).scalar()
    return found


def put_walk(connection: Connection, draft_id: int, person: str, walk: str, *, at: datetime) -> None:
    """Put a walk in the place of the one that somebody is taking."""
    end_walk(connection, draft_id, person)
    connection.execute(insert(draft_walks).values(draft_id=draft_id, person_id=person, walk=walk, saved_at=at))


def end_walk(connection: Connection, draft_id: int, person: str | None = None) -> None:
    """Forget the walk that somebody is taking, or all walks through a draft: what is of no use once it is over."""
    these = _theirs(draft_id, person) if person is not None else (draft_walks.c.draft_id == draft_id,)
    connection.execute(delete(draft_walks).where(*these))


def _renamed(walk: str, old: str, new: str) -> str:
    said: Any = canonical_json.loads(walk)
    for act in said["acts"]:
        values = act.get("values", {})
        if old in values:
            values[new] = values.pop(old)
    return canonical_json.dumps(said)


def _theirs(draft_id: int, person: str) -> tuple[Any, ...]:
    return draft_walks.c.draft_id == draft_id, draft_walks.c.person_id == person


def _version(process_id: str, number: int) -> Any:
    of_it = process_versions.c.process_id == process_id, process_versions.c.number == number
    return select(process_versions.c.id).where(*of_it).scalar_subquery()


def _all(connection: Connection, table: Table, of: Any) -> list[Kept]:
    query: Select[Any] = select(*(table.c[name] for name in _KEPT)).where(of)
    return sorted((Kept(*row) for row in connection.execute(query)), key=lambda each: each.name)
