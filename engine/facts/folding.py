"""Folds events into the facts of an instance. Pure: the same function serves the next events and a whole history.

What an event needs of those before it stands in what was folded so far (`Facts`): the instance's own row, its open
visits and the values it has. So taking one in costs the same however long the history is, and whoever stored the facts
and reads them again goes on as if they had never stopped.
"""

import hashlib
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from bpmn.forms.marks import Chain
from bpmn.model import Activity
from engine.calendar.past import CalendarPast
from engine.client_access.links import is_link
from engine.clock import from_text
from engine.execution.compiler import Executables
from engine.facts.models import VisitKind, VisitStatus
from engine.facts.rows import InstanceFacts, VisitFacts
from engine.facts.saying import Said, said_in
from engine.facts.valuing import Values, with_answers
from engine.history.chain import Event, visit_of
from engine.history.event_types import (
    INCIDENT_RAISED,
    INSTANCE_MIGRATED,
    INSTANCE_RETURNED,
    INSTANCE_STARTED,
    Assigns,
    Part,
    Subject,
    VisitEffect,
    type_of,
)
from engine.history.statuses import InstanceStatus
from engine.history.versions import runs_on
from engine.history.visits import Visit, enclosing_scopes, parse_visit
from engine.instances.outcomes import outcome_of

Searchable = Callable[[Iterable[str]], frozenset[Chain]]
"""Which values are searchable in instances that run on versions of these processes, by the names that lead to them."""


@dataclass(slots=True)
class Facts:
    """What was folded so far of one instance: of stored facts only `instance`, the `open` visits and `values` are read
    again, and what else is here came since. `instance` is None before the first event. `passages` counts sequence flows
    by process and id."""

    instance: InstanceFacts | None = None
    open: dict[Visit, VisitFacts] = field(default_factory=dict)
    visits: dict[int, VisitFacts] = field(default_factory=dict)
    passages: Counter[tuple[str, str]] = field(default_factory=Counter)
    values: Values = field(default_factory=dict)
    said: list[Said] = field(default_factory=list)

    @property
    def whole(self) -> InstanceFacts:
        """The facts of the instance, of which there was an event. Raises AssertionError."""
        assert self.instance is not None
        return self.instance


@dataclass(frozen=True, slots=True)
class World:
    """What folding needs besides events: the office at any moment, processes on versions, what is searchable."""

    office: CalendarPast
    executables: Executables
    searchable: Searchable


def facts_of(history: Sequence[Event], world: World) -> Facts:
    """The facts that a whole history gives.

    Raises UnknownEventType, what `engine.history.problems.UNREADABLE` lists for events written by hand, and what the
    world raises for versions that it does not know.
    """
    return fold(Facts(), history, world)


def fold(facts: Facts, events: Iterable[Event], world: World) -> Facts:
    """Take in the events after those that `facts` were folded from; gives the same facts, changed. Raises as
    `facts_of`."""
    for event in events:
        _Taking(facts, event, world).take()
    return facts


def longer(variant: str, process_id: str, element: str) -> str:
    """The variant of an instance after one more step was completed; ``""`` before the first."""
    return hashlib.sha256(f"{variant}\n{process_id}\n{element}".encode()).hexdigest()


def again(visit: Visit) -> bool:
    """Whether a visit, or what it stands in, is one beyond the first."""
    return visit.round > 1 or any(parse_visit(scope).round > 1 for scope in enclosing_scopes(visit.scope))


def greatest_pass(visit: Visit) -> int:
    """The number of a visit's pass, or of a pass of what it stands in, whichever is greater."""
    return max([visit.round, *(parse_visit(scope).round for scope in enclosing_scopes(visit.scope))])


class _Taking:
    """One event, taken in."""

    def __init__(self, facts: Facts, event: Event, world: World) -> None:
        self.facts = facts
        self.event = event
        self.world = world
        self.type = type_of(event)
        self.payload: Mapping[str, Any] = event.payload

    def take(self) -> None:
        event, facts = self.event, self.facts
        if facts.instance is None:
            assert self.type is INSTANCE_STARTED and event.seq == 1, event.type
            facts.instance = self._begun()
        instance = facts.instance
        assert event.seq == instance.events + 1, (event.folio, event.seq)
        instance.events = event.seq
        if event.actor is not None and not is_link(event.actor):
            instance.actors.add(event.actor)
        match self.type.subject:
            case Subject.INSTANCE:
                self._about_instance(instance)
            case Subject.USER_TASK:
                self._about_work(instance)
            case Subject.TIMER:
                self._about_timer(instance)
            case Subject.ELEMENT:
                self._passed(instance)
            case Subject.INCIDENT:
                instance.incidents += self.type is INCIDENT_RAISED
        if self.type.values_at is not None:
            answers = self.type.values(self.payload)
            chains = self.world.searchable(instance.versions)
            with_answers(facts.values, chains, answers, self._given_at())
        facts.said += said_in(event, self.type, self.payload)

    def _begun(self) -> InstanceFacts:
        event, process_id = self.event, str(self.payload["process"])
        version = int(self.payload["versions"][process_id])
        assert event.actor is not None
        return InstanceFacts(
            process_id=process_id,
            version=version,
            first_version=version,
            outcome="",
            status=InstanceStatus.RUNNING,
            started_at=event.at,
            started_by=event.actor,
            start_month=self._month(),
            versions={},
            actors=set(),
        )

    def _about_instance(self, instance: InstanceFacts) -> None:
        event = self.event
        if (on := runs_on(event)) is not None:
            instance.versions = dict(on.versions)
            instance.version = instance.versions[instance.process_id]
        instance.migrated = instance.migrated or self.type is INSTANCE_MIGRATED
        instance.returned += self.type is INSTANCE_RETURNED
        instance.disposed = instance.disposed or self.type.part is Part.DISPOSAL
        if self.type.status is None:
            return
        instance.status = InstanceStatus(self.type.status)
        instance.outcome = outcome_of(InstanceStatus(self.type.status), event, self.payload)
        instance.ended_at, instance.end_month = event.at, self._month()
        instance.elapsed_minutes = _minutes(instance.started_at, event.at)
        instance.working_minutes = self._worked(instance.started_at)

    def _about_work(self, instance: InstanceFacts) -> None:
        visit, event = visit_of(self.event), self.event
        match self.type.visit:
            case VisitEffect.BEGINS:
                self._open(VisitKind.USER_TASK, visit, str(self.payload["process"]))
                self._describe(instance, self.facts.open[visit], was=False)
            case VisitEffect.MOVES:
                found = self._moved(visit)
                self._describe(instance, found, was=found.again)
            case VisitEffect.ENDS:
                found = self._close(visit, VisitStatus.COMPLETED)
                found.person, found.role, found.in_place_of = event.actor, event.role, event.in_place_of
                instance.steps += 1
                instance.variant = longer(instance.variant, found.process_id, found.visit.element)
                self._judge(instance, found)
            case VisitEffect.WITHDRAWS:
                self._judge(instance, self._close(visit, VisitStatus.WITHDRAWN))
            case VisitEffect.NONE:
                self._change(self._touched(visit))

    def _describe(self, instance: InstanceFacts, found: VisitFacts, *, was: bool) -> None:
        payload = self.payload
        found.process_id = str(payload["process"])
        found.version = instance.versions[found.process_id]
        found.name = str(payload["name"])
        found.lane = None if payload["lane"] is None else str(payload["lane"])
        found.due_at = None if payload["due_at"] is None else str(payload["due_at"])
        found.again = again(found.visit)
        instance.corrections += found.again - was
        instance.rounds = max(instance.rounds, greatest_pass(found.visit))

    def _change(self, found: VisitFacts) -> None:
        match self.type.assigns:
            case Assigns.ACTOR:
                found.person = self.event.actor
            case Assigns.NAMED:
                found.person = str(self.payload["assignee"])
            case Assigns.NOBODY:
                found.person = None
        if found.person is not None and found.taken_at is None:
            found.taken_at = self.event.at
            found.waited_minutes = self._worked(found.enabled_at)
        if self.type.sets_due:
            found.due_at = None if self.payload["due_at"] is None else str(self.payload["due_at"])

    def _judge(self, instance: InstanceFacts, found: VisitFacts) -> None:
        """Whether work that was closed was by its term."""
        if found.due_at is None:
            return
        late = from_text(self.event.at) > from_text(found.due_at)
        found.missed_minutes = max(1, self._worked(found.due_at)) if late else 0
        instance.missed += late
        instance.missed_minutes = max(instance.missed_minutes, found.missed_minutes)

    def _about_timer(self, instance: InstanceFacts) -> None:
        visit = visit_of(self.event)
        match self.type.visit:
            case VisitEffect.BEGINS:
                found = self._open(VisitKind.TIMER, visit, str(self.payload["process"]))
                found.version = instance.versions[found.process_id]
                found.due_at = None if self.payload["due_at"] is None else str(self.payload["due_at"])
            case VisitEffect.MOVES:
                found = self._moved(visit)
                found.process_id = str(self.payload["process"])
                found.version = instance.versions[found.process_id]
            case VisitEffect.ENDS:
                self._close(visit, VisitStatus.COMPLETED)
            case VisitEffect.WITHDRAWS:
                self._close(visit, VisitStatus.WITHDRAWN)

    def _passed(self, instance: InstanceFacts) -> None:
        visit, process_id = visit_of(self.event), self._process_of(instance)
        found = self._open(VisitKind.ELEMENT, visit, process_id)
        found.version = instance.versions[process_id]
        self._close(visit, VisitStatus.COMPLETED)
        found.waited_minutes = found.working_minutes = None  # it is no work, and took no time
        if self.type.names_flows:
            self.facts.passages.update((process_id, str(flow)) for flow in self.payload.get("flows") or ())

    def _process_of(self, instance: InstanceFacts) -> str:
        """The process in which an event happened: that of the innermost call that it stands in."""
        process_id = instance.process_id
        if not self.event.scope:
            return process_id
        nodes = self.world.executables(process_id, instance.versions).nodes
        for scope in enclosing_scopes(self.event.scope):
            node = nodes.get((process_id, parse_visit(scope).element))
            called = node.called_element if isinstance(node, Activity) else None
            if called and called in instance.versions:
                process_id = called
        return process_id

    def _given_at(self) -> Visit | None:
        return None if self.event.element is None or self.event.round is None else visit_of(self.event)

    def _open(self, kind: VisitKind, visit: Visit, process_id: str) -> VisitFacts:
        found = VisitFacts(self.event.seq, process_id, 0, visit, again(visit), kind, self.event.at)
        self.facts.open[visit] = self.facts.visits[found.seq] = found
        return found

    def _touched(self, visit: Visit) -> VisitFacts:
        """An open visit that the event is about. Raises KeyError."""
        found = self.facts.open[visit]
        self.facts.visits[found.seq] = found
        return found

    def _moved(self, visit: Visit) -> VisitFacts:
        found = self.facts.open.pop(parse_visit(str(self.payload["from"])))
        found.visit = visit
        self.facts.open[visit] = self.facts.visits[found.seq] = found
        return found

    def _close(self, visit: Visit, status: VisitStatus) -> VisitFacts:
        found = self._touched(visit)
        del self.facts.open[visit]
        found.status, found.closed_at, found.closing_seq = status, self.event.at, self.event.seq
        found.closed_month = self._month()
        found.working_minutes = self._worked(found.enabled_at)
        if found.waited_minutes is None:
            found.waited_minutes = found.working_minutes
        return found

    def _worked(self, since: str) -> int:
        """The minutes that the office worked from a moment to this event, as its calendar was then."""
        return self.world.office.at(self.event.at).minutes(from_text(since), from_text(self.event.at))

    def _month(self) -> str:
        zone = self.world.office.at(self.event.at).zone
        return from_text(self.event.at).astimezone(zone).isoformat()[:7]


def _minutes(since: str, until: str) -> int:
    return int((from_text(until) - from_text(since)).total_seconds()) // 60
