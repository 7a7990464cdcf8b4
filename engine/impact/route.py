"""The route of an instance, taken from its history: what set off each step, and what followed, by ids alone. Pure.

Names, people, terms and moments are left out. So are elements that are recorded for what they send only, since a notice
is no part of the flow, and timers that wait beside an activity, until one fires.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, NamedTuple

from engine import canonical_json
from engine.errors import HistoryTampered
from engine.execution.runner import Step
from engine.history.event_types import (
    INSTANCE_COMPLETED,
    TIMER_SET,
    TIMER_WITHDRAWN,
    USER_TASK_ENABLED,
    USER_TASK_WITHDRAWN,
    EventType,
    Part,
    Subject,
    event_type,
)
from engine.history.visits import Visit, parse_visit

PASSED = "passed"
"""What a mark says of an element that completed by itself, whatever type records it."""


class Drawn(NamedTuple):
    """What is known of the versions that a history ran on: the elements whose passing is told (`Edition.passed`), those
    that wait beside others (`Edition.beside`), and the flows of the draft that stand for theirs, by gateway and flow
    (`engine.impact.editions.redrawn`)."""

    passed: frozenset[str]
    beside: frozenset[str]
    flows: Mapping[tuple[str, str], str]


class Mark(NamedTuple):
    """Something that followed: `what` is the name of the event's type; `flows` are those that a gateway took."""

    what: str
    visit: Visit | None
    flows: tuple[str, ...] = ()


class Given(NamedTuple):
    """What set off a step: a `visit` completed with `values`, or whose timer fired; None for the start.

    `marks` are what followed from it.
    """

    visit: Visit | None
    fired: bool
    values: Mapping[str, object]
    marks: list[Mark]


@dataclass(slots=True)
class Route:
    """What an instance went through. `closed` says whether it came to its own end: not cancelled, not under way;
    `moved` whether it was moved to another version on the way."""

    given: list[Given]
    closed: bool = False
    moved: bool = False


class EventRow(NamedTuple):
    """As much of an event as a route needs."""

    seq: int
    type: str
    scope: str
    element: str | None
    round: int | None
    index: int | None  # type: ignore[assignment]
    data: str


def route_of(folio: str, events: Iterable[EventRow], drawn: Callable[[EventRow], Drawn]) -> Route:
    """The route that a history tells. `drawn` gives what is known of the versions that an event puts it on.

    Raises UnknownEventType, HistoryTampered where it does not begin with a start.
    """
    route = Route([])
    marks: list[Mark] | None = None
    known = Drawn(frozenset(), frozenset(), {})
    for row in events:
        type_ = event_type(folio, row.seq, row.type)
        if type_.versions_at is not None:
            known = drawn(row)
        if type_.part is Part.CAUSE:
            values = type_.values(_loads(row.data)) if type_.values_at is not None else {}
            marks = []
            visit = None if row.round is None else _visit(row)
            if (visit is None) == bool(route.given):
                raise HistoryTampered(folio=folio, seq=row.seq, reason="start")
            route.given.append(Given(visit, type_.subject is Subject.TIMER, values, marks))
        elif type_.part is Part.CONSEQUENCE and marks is not None:
            mark = _mark(type_, row, known)
            if mark is not None:
                marks.append(mark)
            route.closed |= type_ is INSTANCE_COMPLETED
        elif type_.part not in (Part.ASIDE, Part.CHANGE):
            marks = None  # what follows from a cancellation or a move to another version is no step of the flow
            route.moved |= type_.part is Part.MIGRATION
    if not route.given:
        raise HistoryTampered(folio=folio, seq=1, reason="start")
    return route


def _mark(type_: EventType, row: EventRow, known: Drawn) -> Mark | None:
    if type_ is INSTANCE_COMPLETED:
        return Mark(row.type, None if row.element is None else _visit(row))
    gateway = str(row.element)
    if type_.subject is not Subject.ELEMENT:
        return None if gateway in known.beside else Mark(row.type, _visit(row))
    taken = _loads(row.data).get("flows", ()) if type_.names_flows else ()
    flows = tuple(known.flows.get((gateway, each), each) for each in taken)
    return Mark(PASSED, _visit(row), flows) if flows or gateway in known.passed else None


def marks_of(step: Step, passed: frozenset[str], beside: frozenset[str]) -> list[Mark]:
    """What followed from a step of execution, as a history would tell it."""
    marks = [
        Mark(PASSED, passage.visit, passage.flows)
        for passage in step.passages
        if passage.flows or passage.visit.element in passed
    ]
    marks += [Mark(USER_TASK_WITHDRAWN.name, visit) for visit in step.withdrawn]
    marks += [Mark(TIMER_WITHDRAWN.name, visit) for visit in step.timers_withdrawn if visit.element not in beside]
    marks += [Mark(USER_TASK_ENABLED.name, each.visit) for each in step.enabled]
    marks += [Mark(TIMER_SET.name, each.visit) for each in step.timers_set if each.visit.element not in beside]
    if step.completed:
        marks.append(Mark(INSTANCE_COMPLETED.name, None if step.end is None else Visit("", step.end, 0)))
    return marks


@lru_cache(4096)
def path(scope: str) -> str:
    """A scope without its rounds: where it stands on the diagram."""
    if not scope:
        return ""
    visits = (parse_visit(part) for part in scope.split("/"))
    return "/".join(each.element if each.index is None else f"{each.element}.{each.index}" for each in visits)


def _visit(row: EventRow) -> Visit:
    return Visit(row.scope, str(row.element), row.round or 0, row.index)


def _loads(text: str) -> dict[str, Any]:
    value = canonical_json.loads(text)
    assert isinstance(value, dict)
    return value
