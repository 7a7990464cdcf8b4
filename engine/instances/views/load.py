"""How much each of some people has taken: whoever hands over work looks at it first."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

from sqlalchemy import Connection, text

from engine.clock import to_text
from engine.instances.views.standing import MOST, binds, padded
from engine.statements import Statement


@dataclass(frozen=True, slots=True)
class Load:
    """Of the open work, how much somebody has taken or was handed, and how much of that is overdue; counts stop at
    `standing.MOST`."""

    taken: int = 0
    late: int = 0


def loads(connection: Connection, people: Collection[str], now: datetime) -> dict[str, Load]:
    """The load of each of these people, by their id, in one statement; whoever is unknown is left out."""
    if not people:
        return {}
    found = padded(sorted(people))
    values = {f"me_{number}": person for number, person in enumerate(found)} | {"now": to_text(now)}
    rows = _loads(len(found)).run(connection, values).fetchall()
    return {person: Load(taken, late) for person, taken, late in rows}


@lru_cache(maxsize=16)
def _loads(people: int) -> Statement:
    def some(what: str) -> str:
        of = f"w.status = 'open' AND w.assignee IS NOT NULL AND w.assignee = people.id{what}"
        return f"(SELECT count(*) FROM (SELECT 1 FROM work_items AS w WHERE {of} LIMIT {MOST}) AS counted)"

    late = some(" AND w.due_key < :now")
    return Statement(text(f"SELECT id, {some('')}, {late} FROM people WHERE id IN {binds('me', people)}"))
