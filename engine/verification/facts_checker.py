"""Compares the facts that are stored of an instance with what its history gives: auditors go by them.

The job that keeps them is some seconds behind, so that they are held against as much of the history as they were taken
from, and that against how far the job says it has come. Of values and of what people said only where something differs
is told: what is found is told to many.
"""

from collections.abc import Iterator, Mapping, Sequence

from sqlalchemy import Connection, select

from engine.facts import keeping
from engine.facts.folding import Facts, facts_of
from engine.facts.following import searchable_now
from engine.facts.models import fact_progress
from engine.facts.rows import InstanceFacts, VisitFacts
from engine.history.chain import Event
from engine.history.models import events
from engine.history.problems import Kind, Problem
from engine.instances.runtime import Runtime

_UNSAID = "—", "≠"
"""In the place of what was expected and what was found, where a value would be told."""
_UNTOLD = frozenset({"due_at", "actors", "versions"})


class FactsChecker:
    """The facts of one database; what folding needs is read once for many instances."""

    def __init__(self, connection: Connection, runtime: Runtime) -> None:
        self._runtime = runtime
        self._world = keeping.world(connection, runtime)
        progress = connection.execute(select(fact_progress)).first()
        self._after = 0 if progress is None else progress.after
        now = progress is not None and progress.searchable == searchable_now(connection, self._world)
        self._values_hold = now and progress is not None and progress.again_after is None

    def problems(self, connection: Connection, instance_id: int, history: Sequence[Event]) -> Iterator[Problem]:
        """The differences, the first of each kind of row. `history` is in order."""
        try:
            stored = keeping.stored(connection, instance_id)
            known = 0 if stored is None else stored.instance.events
            behind = known < len(history) and self._came_to(connection, instance_id, known + 1)
            if behind or known > len(history):
                yield _problem("events", len(history), known)
                return
            if stored is not None:
                given = facts_of(history[:known], keeping.world(connection, self._runtime, self._world))
                yield from _of_instance(stored.instance, given.whole, stored.people)
                yield from _of_visits(stored.visits, given.visits)
                yield from self._others(stored, given)
        except keeping.UNFIT:
            yield _problem("rows", *_UNSAID)

    def _came_to(self, connection: Connection, instance_id: int, seq: int) -> bool:
        """Whether the job says that it took an event in."""
        place = events.c.instance_id == instance_id, events.c.seq == seq
        found = connection.execute(select(events.c.position).where(*place)).scalar()
        return found is not None and found <= self._after

    def _others(self, stored: keeping.Stored, given: Facts) -> Iterator[Problem]:
        for name, differs in (
            ("passages", dict(stored.passages) != dict(given.passages)),
            ("values", self._values_hold and stored.values != given.values),
            ("texts", stored.said != frozenset(given.said)),
        ):
            if differs:
                yield _problem(name, *_UNSAID)


def _of_instance(stored: InstanceFacts, given: InstanceFacts, people: object) -> Iterator[Problem]:
    for name in InstanceFacts.__slots__:
        if getattr(stored, name) != getattr(given, name):
            yield _differs(name, name, stored, given)
            return
    if people != given.people:
        yield _problem("people", given.people, people)


def _of_visits(stored: Mapping[int, VisitFacts], given: Mapping[int, VisitFacts]) -> Iterator[Problem]:
    for seq in sorted(stored.keys() | given.keys()):
        one, other = stored.get(seq), given.get(seq)
        if one == other:
            continue
        if one is None or other is None:
            yield _problem(f"{seq}", "—" if other is None else other.visit, "—" if one is None else one.visit)
            return
        name = next(name for name in VisitFacts.__slots__ if getattr(one, name) != getattr(other, name))
        yield _differs(f"{seq} {name}", name, one, other)
        return


def _differs(subject: str, name: str, stored: object, given: object) -> Problem:
    if name in _UNTOLD:
        return _problem(subject, *_UNSAID)
    return _problem(subject, getattr(given, name), getattr(stored, name))


def _problem(subject: str, expected: object, found: object) -> Problem:
    return Problem(Kind.FACTS_CHANGED, None, str(expected), str(found), f"facts {subject}")
