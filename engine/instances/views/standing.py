"""How much waits for somebody: the queues of their roles and what they have, each counted as far as it matters.

One statement finds the queues that hold work, from one to the next in an index, and counts in each. A count stops at
`MOST`, so that it costs the same whatever waits.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache

from sqlalchemy import Connection, text

from engine.clock import to_text
from engine.identity.queries import Person
from engine.instances.queues import BEHIND, BETWEEN, Queue, queue_of
from engine.statements import Statement

MOST = 1_000
"""So far the work of one queue is counted; and what one has, waits for or did."""
RECENT = 1_000
"""So many of the steps that somebody did last, and of the instances that they began last, are those whose course they
follow."""


@dataclass(frozen=True, slots=True)
class Desk:
    """Whose inbox it is: `person`, the `roles` that they may act for, and `people` whose steps are theirs to do:
    themselves, and whom they stand in for."""

    person: str
    roles: frozenset[str]
    people: tuple[str, ...]

    @classmethod
    def of(cls, person: Person) -> "Desk":
        """The desk of a person, as their session or a command knows them: with those whose work they do."""
        return cls(person.id, person.working_roles, person.work_of)


@dataclass(frozen=True, slots=True)
class Standing:
    """A queue that holds work, by its key; `name` is that of its step. Of its work, `open` in all, `free` is taken by
    nobody, of which `late` is overdue; counts stop at `MOST`."""

    key: str
    queue: Queue
    name: str
    free: int
    late: int
    open: int


@dataclass(frozen=True, slots=True)
class Count:
    """So many; `more`: that many at the least."""

    number: int
    more: bool = False

    def __add__(self, other: "Count") -> "Count":
        return Count(self.number + other.number, self.more or other.more)


@dataclass(frozen=True, slots=True)
class Counted:
    """What waits for a desk. `mine` and `mine_late` are what its people have, `waiting` what waits for others in
    instances that its person began or took part in lately, `done` what they completed. `calendar` is the cache version
    of the office's calendar."""

    queues: tuple[Standing, ...]
    mine: Count
    mine_late: Count
    waiting: Count
    done: Count
    calendar: str | None = field(compare=False, default=None)

    @property
    def free(self) -> Count:
        """What nobody has taken."""
        return _sum(each.free for each in self.queues)

    @property
    def late(self) -> Count:
        """What is overdue of what the desk's person may do."""
        return self.mine_late + _sum(each.late for each in self.queues)

    @property
    def open(self) -> Count:
        """What the desk's person may do."""
        return self.mine + self.free

    @property
    def lanes(self) -> Count:
        """What is open for the desk's roles, whoever has it."""
        return _sum(each.open for each in self.queues)


def counted(connection: Connection, desk: Desk, now: datetime) -> Counted:
    """What waits for a desk, in one statement."""
    roles, people = padded(sorted(desk.roles)), padded(desk.people)
    values = {f"role_{number}": role for number, role in enumerate(roles)}
    values |= {f"me_{number}": person for number, person in enumerate(people)}
    values |= {"person": desk.person, "now": to_text(now)}
    first, *rows = _counting(len(roles), len(people)).run(connection, values).fetchall()
    _, _, mine, mine_late, done, waiting, calendar = first
    queues = (Standing(key, queue_of(key), name, *counts) for key, name, *counts, _, _ in rows)
    return Counted(tuple(queues), _count(mine), _count(mine_late), _count(waiting), _count(done), calendar)


def padded(texts: Sequence[str]) -> list[str]:
    """The texts for an IN of a statement that is compiled once for each power of two; never none."""
    size = 1 << max(len(texts) - 1, 0).bit_length()
    return [*texts, *[texts[-1] if texts else ""] * (size - len(texts))]


def binds(name: str, size: int) -> str:
    """So many binds of a statement, in brackets: for IN."""
    return "(" + ", ".join(f":{name}_{number}" for number in range(size)) + ")"


def elsewhere(roles: int, people: int) -> tuple[str, str]:
    """In SQL, what to read and on which conditions: the open work `w` that waits for others, in the running instances
    of which `person` completed a step or which they began, of each `RECENT` at the most."""
    tables = f"""
        (SELECT instance_id FROM (SELECT instance_id FROM work_items WHERE status = 'completed' AND closed_by = :person
            ORDER BY closed_at DESC, id DESC LIMIT {RECENT}) AS did
         UNION SELECT id FROM (SELECT id FROM instances WHERE started_by = :person
            ORDER BY id DESC LIMIT {RECENT}) AS began) AS p
        CROSS JOIN instances AS i CROSS JOIN work_items AS w"""
    conditions = f"""i.id = p.instance_id AND i.status = 'running' AND w.instance_id = i.id AND w.status = 'open'
        AND CASE WHEN w.assignee IS NULL
            THEN w.roles NOT IN (SELECT key FROM role_sets WHERE role_id IN {binds("role", roles)})
            ELSE w.assignee NOT IN {binds("me", people)} END"""
    return tables, conditions


@lru_cache(maxsize=64)
def _counting(roles: int, people: int) -> Statement:
    def some(what: str) -> str:
        return f"(SELECT count(*) FROM (SELECT 1 FROM {what} LIMIT {MOST}) AS counted)"

    def here(what: str) -> str:
        return some(f"work_items AS w WHERE w.status = 'open' AND w.queue = found.queue AND {what}")

    def own(what: str) -> str:
        return some(f"work_items AS w WHERE w.status = 'open' AND w.assignee IN {binds('me', people)}{what}")

    def least(behind: str) -> str:
        return (
            "(SELECT min(w.queue) FROM work_items AS w WHERE w.status = 'open' "
            f"AND w.queue > {behind} AND w.queue < key || '{BEHIND}')"
        )

    return Statement(
        text(f"""
        WITH RECURSIVE found(key, queue) AS (
            SELECT key, {least(f"key || '{BETWEEN}'")} FROM role_sets WHERE role_id IN {binds("role", roles)}
            UNION SELECT key, {least("found.queue")} FROM found WHERE queue IS NOT NULL
        )
        SELECT '' AS queue, '' AS name, {own("")}, {own(" AND w.due_key < :now")},
            {some("work_items AS w WHERE w.status = 'completed' AND w.closed_by = :person")},
            {some(" WHERE ".join(elsewhere(roles, people)))}, (SELECT value FROM stamps WHERE name = 'calendar')
        UNION ALL
        SELECT queue,
            (SELECT name FROM work_items AS w WHERE w.status = 'open' AND w.queue = found.queue
             ORDER BY w.due_key, id LIMIT 1),
            {here("w.assignee IS NULL")}, {here("w.assignee IS NULL AND w.due_key < :now")},
            {here("1 = 1")}, 0, NULL
        FROM found WHERE queue IS NOT NULL
        """)
    )


def _sum(numbers: Iterable[int]) -> Count:
    return sum(map(_count, numbers), Count(0))


def _count(number: int) -> Count:
    return Count(number, number >= MOST)
