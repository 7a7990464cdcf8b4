"""The state of an instance on its diagrams after each event of its history, one event at a time.

Only the scope of an event and those around it are counted again, so an event costs the same however long the history.
"""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

from bpmn.model import Process
from engine.execution.compiler import Executable
from engine.history.chain import Event
from engine.history.event_types import INSTANCE_STARTED, type_of
from engine.instances.progress.element_state import ElementKey, ElementState
from engine.instances.progress.flow_counter import FlowCounter, was_completed
from engine.instances.progress.history_index import HistoryIndex, is_told


@dataclass(frozen=True, slots=True)
class Change:
    """What one event changed: the new state of elements, None for one that is not reached any more; the new counts of
    flows."""

    elements: Mapping[ElementKey, ElementState | None]
    flows: Mapping[ElementKey, int]


@dataclass(frozen=True, slots=True)
class _Count:
    elements: Mapping[ElementKey, ElementState]
    flows: Mapping[ElementKey, int]


class ProgressTracker:
    """Tracks one instance from its first event on."""

    def __init__(self, executable: Executable) -> None:
        self._executable = executable
        self._index = HistoryIndex()
        self._counts: dict[str, _Count] = {}
        self._scopes_of: dict[str, set[str]] = defaultdict(set)
        self._elements: dict[ElementKey, ElementState] = {}
        self._flows: dict[ElementKey, int] = {}

    def add(self, event: Event) -> Change:
        """The changes that the next event brings. Raises UnknownEventType."""
        type_ = type_of(event)
        if event.element is not None and event.round is not None:
            data = event.data if is_told(type_) else None
            self._index.add(type_, event.scope, event.element, event.round, event.index, event.actor, event.at, data)
            self._index.hold()
        elif type_ is not INSTANCE_STARTED:
            return Change({}, {})
        elements: set[ElementKey] = set()
        flows: set[ElementKey] = set()
        for scope, (process, container) in self._index.scopes(self._executable).items():
            if scope not in self._counts or _holds(scope, event.scope):
                before, now = self._counts.get(scope, _NOTHING), self._count(process, container, scope)
                self._counts[scope] = now
                self._scopes_of[process.id].add(scope)
                elements |= {key for key, _ in before.elements.items() ^ now.elements.items()}
                flows |= {key for key, _ in before.flows.items() ^ now.flows.items()}
        return Change(
            {key: found for key in sorted(elements) if (found := self._new_state(key)) is not _SAME},
            {key: count for key in sorted(flows) if (count := self._new_count(key)) is not None},
        )

    def move(self, executable: Executable) -> Change:
        """Go on with other versions of the diagrams; gives the state of everything on them, and what is gone."""
        elements, flows = set(self._elements), set(self._flows)
        self._executable = executable
        self._counts.clear()
        self._scopes_of.clear()
        self._elements.clear()
        self._flows.clear()
        for scope, (process, container) in self._index.scopes(executable).items():
            counted = self._counts[scope] = self._count(process, container, scope)
            self._scopes_of[process.id].add(scope)
            elements |= counted.elements.keys()
            flows |= counted.flows.keys()
        states = {key: self._new_state(key) for key in sorted(elements)}
        counts = {key: self._new_count(key) or 0 for key in sorted(flows)}
        return Change({key: None if state is _SAME else state for key, state in states.items()}, counts)

    def _count(self, process: Process, container: str, scope: str) -> _Count:
        counter = FlowCounter(process, container, self._index.visits.get(scope, {}))
        elements = {}
        for node in counter.nodes:
            times = counter.times(node)
            if times:
                visits = counter.visits.get(node.id)
                done = was_completed(node, visits)
                elements[process.id, node.id] = ElementState(times, bool(visits and visits.open), done)
        flows = {(process.id, flow): taken for flow in counter.flows if (taken := counter.taken(flow))}
        return _Count(elements, flows)

    def _new_state(self, key: ElementKey) -> ElementState | None:
        """The state of an element over all scopes of its process; `_SAME` when it has not changed."""
        found = [self._counts[scope].elements.get(key) for scope in self._scopes_of[key[0]]]
        reached = [each for each in found if each is not None]
        before = self._elements.get(key)
        if not reached:
            self._elements.pop(key, None)
            return _SAME if before is None else None
        times = sum(each.times for each in reached)
        now = ElementState(times, any(each.current for each in reached), any(each.completed for each in reached))
        self._elements[key] = now
        return _SAME if now == before else now

    def _new_count(self, key: ElementKey) -> int | None:
        """How often a flow was taken, over all scopes of its process; None when that has not changed."""
        count = sum(self._counts[scope].flows.get(key, 0) for scope in self._scopes_of[key[0]])
        if count == self._flows.get(key, 0):
            return None
        self._flows[key] = count
        return count


_NOTHING = _Count({}, {})
_SAME = ElementState(-1, False, False)


def _holds(scope: str, inner: str) -> bool:
    """Whether `scope` is `inner` or is around it."""
    return scope == "" or scope == inner or inner.startswith(f"{scope}/")
