"""Where an instance stands on its diagrams after each event of its history: `progress`, one event after the other.

Only what an event touches is counted again, its own scope and those around it, so that following a long history costs
each event the same as following a short one.
"""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

from bpmn.model import Process
from engine.execution.compiler import Executable
from engine.history.chain import Event
from engine.instances.progress import Told, Walk, was_completed

Place = tuple[str, str]
"""An element or a flow: the id of its process, and its own."""


@dataclass(frozen=True, slots=True)
class Standing:
    """How an element stands: `times` it was reached, the visit under way included; `current` when it waits there.

    `completed`: it was done or happened, see `was_completed`; else it was left.
    """

    times: int
    current: bool
    completed: bool


@dataclass(frozen=True, slots=True)
class Change:
    """What an event changed: elements as they stand now, None for one not reached any more; flows and how often each
    was taken."""

    elements: Mapping[Place, Standing | None]
    flows: Mapping[Place, int]


@dataclass(frozen=True, slots=True)
class _Count:
    elements: Mapping[Place, Standing]
    flows: Mapping[Place, int]


class Following:
    """An instance being followed from its first event on."""

    def __init__(self, executable: Executable) -> None:
        self._executable = executable
        self._told = Told()
        self._counts: dict[str, _Count] = {}
        self._scopes_at: dict[str, set[str]] = defaultdict(set)
        self._elements: dict[Place, Standing] = {}
        self._flows: dict[Place, int] = {}

    def add(self, event: Event) -> Change:
        """The changes that the next event brings."""
        if event.element is not None and event.pass_ is not None:
            data = event.data if event.type == "gateway_passed" else None
            self._told.add(
                (event.type, event.scope, event.element, event.pass_, event.index, event.actor, event.at, data)
            )
            self._told.hold()
        elif event.type != "instance_started":
            return Change({}, {})
        touched: set[Place] = set()
        flows: set[Place] = set()
        for scope, (process, container) in self._told.scopes(self._executable).items():
            if scope not in self._counts or _around(scope, event.scope):
                before, now = self._counts.get(scope, _NOTHING), self._count(process, container, scope)
                self._counts[scope] = now
                self._scopes_at[process.id].add(scope)
                touched |= {place for place, _ in before.elements.items() ^ now.elements.items()}
                flows |= {place for place, _ in before.flows.items() ^ now.flows.items()}
        return Change(
            {place: found for place in sorted(touched) if (found := self._stand(place)) is not _SAME},
            {place: count for place in sorted(flows) if (count := self._taken(place)) is not None},
        )

    def _count(self, process: Process, container: str, scope: str) -> _Count:
        walk = Walk(process, container, self._told.visits.get(scope, {}))
        elements = {}
        for node in walk.nodes:
            times = walk.times(node)
            if times:
                visits = walk.visits.get(node.id)
                done = was_completed(node, visits)
                elements[process.id, node.id] = Standing(times, bool(visits and visits.open), done)
        flows = {(process.id, flow): taken for flow in walk.flows if (taken := walk.taken(flow))}
        return _Count(elements, flows)

    def _stand(self, place: Place) -> Standing | None:
        """How an element stands over all the scopes of its process; `_SAME` when that is how it stood."""
        found = [self._counts[scope].elements.get(place) for scope in self._scopes_at[place[0]]]
        there = [each for each in found if each is not None]
        before = self._elements.get(place)
        if not there:
            self._elements.pop(place, None)
            return _SAME if before is None else None
        times = sum(each.times for each in there)
        now = Standing(times, any(each.current for each in there), any(each.completed for each in there))
        self._elements[place] = now
        return _SAME if now == before else now

    def _taken(self, place: Place) -> int | None:
        """How often a flow was taken; None when that is how often it was."""
        count = sum(self._counts[scope].flows.get(place, 0) for scope in self._scopes_at[place[0]])
        if count == self._flows.get(place, 0):
            return None
        self._flows[place] = count
        return count


_NOTHING = _Count({}, {})
_SAME = Standing(-1, False, False)


def _around(scope: str, inner: str) -> bool:
    """Whether `scope` is `inner` or holds it."""
    return scope == "" or scope == inner or inner.startswith(f"{scope}/")
