"""A forward fix-point over the flow: what is known of the data before and after every element."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from heapq import heappop, heappush

from bpmn.dataflow.conditions import condition
from bpmn.dataflow.levels import JOINS, Level, edge_to, levels
from bpmn.dataflow.state import NO_FACTS, Case, Definition, Fact, State, merged, together
from bpmn.dataflow.steps import Steps
from bpmn.dataflow.uses import Point
from bpmn.dataflow.worlds import is_possible
from bpmn.model import Activity, Event, FlowNode, Gateway, Process

NOWHERE: State = ()
START: State = (Case(NO_FACTS, {}),)
MAX_VISITS = 5
"""Visits to an element after which its cases are taken together, so that a loop comes to an end."""
MAX_ALL_VISITS = 40
"""Visits to an element in all: far more than any loop needs once the cases are taken together."""
MAX_OTHERS = 3
"""Other flows of an inclusive gateway for which both possibilities are followed."""
Call = Callable[[Activity, State], State]


@dataclass(frozen=True)
class Asked:
    """Which variables are asked for `at` each element, and `after` the process; `bearing` on each variable are those
    that say whether it is written.
    """

    at: Mapping[str, frozenset[str]]
    bearing: Mapping[str, frozenset[str]]
    after: frozenset[str] = frozenset()

    def with_bearing(self, names: Iterable[str]) -> frozenset[str]:
        """These variables and all that bear on them."""
        found, waiting = set[str](), list(names)
        while waiting:
            name = waiting.pop()
            if name not in found:
                found.add(name)
                waiting += self.bearing.get(name, ())
        return frozenset(found)


class Analysis:
    """The fix-point over the levels of one process. `called` follows a state through what a call activity calls."""

    def __init__(self, process: Process, steps: Steps, called: Call, asked: Asked) -> None:
        self.process = process
        self.steps = steps
        self.called = called
        self.asked = asked
        self.levels = levels(process)
        self._ahead: dict[str, frozenset[str]] = {}

    def run(self, entry: State) -> State:
        """The state at the end of the process, which is begun with `entry`."""
        return self._level(self.process.id, entry)

    def _level(self, id: str, entry: State) -> State:
        level = self.levels.get(id)
        if level is None:
            return entry
        edges: dict[str, State] = {}
        after: dict[str, State] = {}
        seen: dict[str, State] = {}
        visits: dict[str, int] = {}
        starts = set(level.starts or list(level.nodes)[:1])
        pending: list[tuple[int, str]] = []
        for start in starts:
            heappush(pending, (level.order[start], start))
        while pending:
            _, node_id = heappop(pending)
            node = level.nodes[node_id]
            arriving = [edges[each] for each in level.incoming[node_id] if each in edges]
            visits[node_id] = visits.get(node_id, 0) + 1
            state = self._arrived(level, node, [*arriving, entry] if node_id in starts else arriving, after)
            if visits[node_id] > MAX_VISITS:
                state = merged((state, seen[node_id]), into_one=True)
            if seen.get(node_id) == state or visits[node_id] > MAX_ALL_VISITS or not state:
                continue
            seen[node_id] = state
            left = after[node_id] = self.steps.through(node, state, partial(self._inside, node))
            for key, target, value in self._leaving(level, node, state, left):
                if value and edges.get(key) != value:
                    edges[key] = value
                    heappush(pending, (level.order[target], target))
        return self._ended(level, after)

    def _arrived(self, level: Level, node: FlowNode, states: list[State], after: Mapping[str, State]) -> State:
        if len(states) < 2:
            return merged(states)
        if node.kind not in JOINS:
            return merged([self._worth_keeping(node, state) for state in states])
        parted = after.get(level.parted.get(node.id, ""), START)
        before: dict[str, frozenset[Definition]] = {}
        names = {name for state in states for case in state for name in case.variables}
        for name in names:
            before[name] = frozenset(definition for case in parted for definition in case.of(name))
        met = (_all_of if node.kind == "parallelGateway" else _some_of)(states, before)
        return merged([self._worth_keeping(node, met)])

    def _worth_keeping(self, node: FlowNode, state: State) -> State:
        """Without the facts that nothing ahead asks for: they would only tell cases apart."""
        ahead = self.ahead(node)
        return tuple(case.with_facts_about(ahead) for case in state)

    def ahead(self, node: FlowNode) -> frozenset[str]:
        """The variables that something asks for at an element or after it."""
        if node.id not in self._ahead:
            level = self.levels[node.parent]
            holder = next((each for each in self.process.nodes if each.id == node.parent), None)
            after = self.asked.after if holder is None else self.ahead(holder)
            for id, names in self._names_ahead(level).items():
                self._ahead[id] = self.asked.with_bearing(names) | after
        return self._ahead[node.id]

    def _names_ahead(self, level: Level) -> dict[str, frozenset[str]]:
        """What is asked for from each element of a level on; gone over until nothing changes, for the sake of loops."""
        backwards = sorted(level.nodes, key=lambda id: -level.order.get(id, 0))
        found: dict[str, frozenset[str]] = {}
        for id in backwards:
            inner = self.levels.get(id)
            within = (self.asked.at.get(each, frozenset()) for each in (inner.nodes if inner else ()))
            found[id] = self.asked.at.get(id, frozenset()).union(*within)
        changed = True
        while changed:
            changed = False
            for id in backwards:
                names = found[id].union(*(found[each] for each in level.successors[id]))
                if names != found[id]:
                    found[id] = names
                    changed = True
        return found

    def _inside(self, node: FlowNode, state: State) -> State:
        if not isinstance(node, Activity):
            return state
        if node.kind == "callActivity":
            return self.called(node, state)
        return self._level(node.id, state) if node.id in self.levels else state

    def _leaving(self, level: Level, node: FlowNode, state: State, after: State) -> Iterable[tuple[str, str, State]]:
        """The edges that tokens leave by, with their targets and what is known there."""
        for event in level.boundary.get(node.id, ()):
            yield edge_to(node.id, event), event, state  # its token was there before the activity began
        flows = level.outgoing[node.id]
        if not isinstance(node, Gateway) or node.kind not in ("exclusiveGateway", "inclusiveGateway"):
            for flow in flows:
                yield flow.id, flow.target, after
            return
        remaining = after
        for flow in flows:
            if flow.id == node.default or not flow.condition:
                continue
            asked = remaining if node.kind == "exclusiveGateway" else after
            self.steps.points[flow.id, Point.FLOW] = asked
            taken = _assumed(asked, flow.condition, True)
            if node.kind == "inclusiveGateway":
                others = [each.condition for each in flows if each.condition and each.id not in (flow.id, node.default)]
                for other in others[:MAX_OTHERS]:  # whether these are taken too is known where they meet again
                    taken = merged((_assumed(taken, other, True), _assumed(taken, other, False)))
            yield flow.id, flow.target, taken
            remaining = _assumed(remaining, flow.condition, False)
        for flow in flows:
            if flow.id == node.default or not flow.condition:
                self.steps.points[flow.id, Point.FLOW] = remaining
                yield flow.id, flow.target, remaining

    def _ended(self, level: Level, after: Mapping[str, State]) -> State:
        """What a level leaves: one of its ends was reached, or all of them, where tokens run beside one another."""
        ends = [state for id, state in after.items() if not level.outgoing[id]]
        if len(ends) < 2:
            return merged(ends)
        if any(_parts(level, node) for node in level.nodes.values()):
            return _all_of(ends, {})
        return merged(ends)


def _parts(level: Level, node: FlowNode) -> bool:
    """Whether an element may make several tokens of one."""
    if isinstance(node, Event) and node.attached_to is not None:
        return not node.cancel_activity
    return len(level.outgoing[node.id]) > 1 and node.kind not in ("exclusiveGateway", "eventBasedGateway")


def _assumed(state: State, text: str, holds: bool) -> State:
    """The cases in which a condition may come out so."""
    test = condition(text)
    if test is None:
        return state
    fact = Fact(test, holds)
    facts = frozenset((fact,))
    return merged([tuple(case.with_facts(facts) for case in state if is_possible(case, fact))])


def _all_of(states: Sequence[State], before: Mapping[str, frozenset[Definition]]) -> State:
    """What is known where branches meet that have all been taken."""
    found = states[0]
    for state in states[1:]:
        met = [each for one in found for other in state if (each := together(one, other, before)) is not None]
        found = merged([tuple(met)]) if met else merged([found, state], into_one=True)
    return found


def _some_of(states: Sequence[State], before: Mapping[str, frozenset[Definition]]) -> State:
    """What is known where branches meet of which some have been taken, as the conditions they were taken on say."""
    found = states[0]
    for state in states[1:]:
        met: list[Case] = []
        partners: set[int] = set()
        for one in found:
            both = [(number, together(one, other, before)) for number, other in enumerate(state)]
            joined = [(number, case) for number, case in both if case is not None]
            met += [case for _, case in joined] or [one]
            partners.update(number for number, _ in joined)
        met += [other for number, other in enumerate(state) if number not in partners]
        found = merged([tuple(met)])
    return found
