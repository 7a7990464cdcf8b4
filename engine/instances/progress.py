"""Where an instance stands on its diagram: what it passed and how often, which flows it took, where it waits.

History tells of human work, of decisions and of what acts by itself. What passes in silence (starts, merges, joins,
ends) follows from that and from the diagram, so that nothing has to be executed again to draw it.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, case, select

from bpmn.kinds import HUMAN_TASKS
from bpmn.model import Activity, Event, FlowNode, Process
from engine import canonical_json
from engine.clock import from_text
from engine.db import AnyRow
from engine.execution.compiler import Executable
from engine.history.models import events
from engine.instances import queries
from engine.instances.models import instances
from engine.instances.runtime import Runtime
from engine.portal import links

_CHOOSING = frozenset({"exclusiveGateway", "inclusiveGateway"})
_BEGINS = frozenset({"user_task_enabled", "timer_set"})
_ENDS = frozenset({"user_task_completed", "timer_fired"})
_WITHDRAWS = frozenset({"user_task_withdrawn", "timer_withdrawn"})
_TIMED = frozenset({"intermediateCatchEvent", "boundaryEvent"})
_ASIDE = links.EVENTS | {"user_task_claimed", "user_task_assigned", "user_task_released"}
# Told whenever they pass, so that they did not where nothing is told of them.
_TOLD = frozenset(
    {
        "userTask", "manualTask", "scriptTask", "sendTask", "receiveTask", "callActivity", "subProcess", "task",
        "intermediateThrowEvent", "intermediateCatchEvent", "boundaryEvent",
    }
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Mark:
    """An element that was reached: `times` so far, the visit under way included; `current` when it waits there.

    `by` and `at` tell of the last completion by a person; `completed` is as `was_completed` says.
    """

    process_id: str
    element: str
    times: int
    current: bool
    by: str | None = None
    at: datetime | None = None
    completed: bool = True


@dataclass(frozen=True, slots=True)
class Progress:
    """Where an instance stands. `versions` as it runs on them; `flows` tells how often each, by process, was taken.

    Elements that were never reached have no mark. A process called several times is counted over all its calls.
    """

    folio: str
    process_id: str
    versions: Mapping[str, int]
    marks: Mapping[tuple[str, str], Mark]
    flows: Mapping[tuple[str, str], int]


@dataclass
class _Visits:
    """What history tells of one element in one scope; a visit is a pass and the index of a multi-instance."""

    reached: set[int] = field(default_factory=set)
    open: set[tuple[int, int | None]] = field(default_factory=set)
    ended: set[int] = field(default_factory=set)
    withdrawn: set[int] = field(default_factory=set)
    flows: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    last: tuple[str | None, str] | None = None

    def complete(self) -> set[int]:
        """The passes that are over: a multi-instance when none of its instances is open."""
        return self.ended - {pass_ for pass_, _ in self.open}


def progress(connection: Connection, runtime: Runtime, folio: str) -> Progress:
    """Where an instance stands. Raises NotFound (kind ``instance``)."""
    found = queries.instance(connection, folio)
    executable = runtime.library.executable(connection, found.process_id, found.versions)
    told = Told()
    for row in _rows(connection, folio):
        told.add(row)
    told.hold()
    times: dict[tuple[str, str], int] = defaultdict(int)
    current: set[tuple[str, str]] = set()
    completed: set[tuple[str, str]] = set()
    last: dict[tuple[str, str], tuple[str | None, str]] = {}
    flows: dict[tuple[str, str], int] = defaultdict(int)
    for scope, (process, container) in told.scopes(executable).items():
        walk = Walk(process, container, told.visits.get(scope, {}))
        for node in walk.nodes:
            key = (process.id, node.id)
            times[key] += walk.times(node)
            visits = walk.visits.get(node.id)
            if visits and visits.open:
                current.add(key)
            if was_completed(node, visits):
                completed.add(key)
            if visits and visits.last and visits.last[1] >= last.get(key, (None, ""))[1]:
                last[key] = visits.last
        for flow in walk.flows:
            flows[process.id, flow] += walk.taken(flow)
    marks = {
        key: Mark(*key, number, key in current, *_who(last.get(key)), key in completed)
        for key, number in times.items()
        if number
    }
    return Progress(folio, found.process_id, found.versions, marks, {key: n for key, n in flows.items() if n})


def was_completed(node: FlowNode, visits: _Visits | None) -> bool:
    """Whether a node that was reached was completed: by a person where it is a person's work, by its time where it is a
    timer; else it was left, as the events are that an event-based gateway waited for and that did not come."""
    if node.kind in HUMAN_TASKS:
        return visits is not None and visits.last is not None
    return node.kind not in _TIMED or (visits is not None and bool(visits.ended))


def _rows(connection: Connection, folio: str) -> Sequence[AnyRow]:
    # What people wrote is the bulk of a history, and says nothing of where it stands.
    data = case((events.c.type == "gateway_passed", events.c.data))
    columns = [events.c[name] for name in ("type", "scope", "element", "pass", "index", "actor", "at")]
    query = (
        select(*columns, data)
        .join(instances, instances.c.id == events.c.instance_id)
        .where(instances.c.folio == folio, events.c["pass"].is_not(None))
        .order_by(events.c.seq)
    )
    return connection.execute(query).all()


def _who(last: tuple[str | None, str] | None) -> tuple[str | None, datetime | None]:
    return (None, None) if last is None else (last[0], from_text(last[1]))


class Told:
    """A history by scope and element, as far as it was added."""

    def __init__(self) -> None:
        self.visits: dict[str, dict[str, _Visits]] = defaultdict(lambda: defaultdict(_Visits))
        self._scopes = {""}
        self._held: list[tuple[_Visits, tuple[int, int | None]]] = []

    def add(self, event: Iterable[Any]) -> None:
        """Add the next event: its type, scope, element, pass, index, actor, moment and, of a decision, its data."""
        type_, scope, element, pass_, index, actor, at, data = event
        self._let_go()
        if type_ in _ASIDE:
            return
        self._scopes |= set(_prefixes(scope))
        visits = self.visits[scope][element]
        visits.reached.add(pass_)
        if type_ in _BEGINS:
            visits.open.add((pass_, index))
        else:
            visits.open.discard((pass_, index))
            (visits.withdrawn if type_ in _WITHDRAWS else visits.ended).add(pass_)
        if type_ in _ENDS and actor is not None:
            visits.last = (actor, at)
        for flow in _flows(data):
            visits.flows[flow] += 1

    def hold(self) -> None:
        """Let work inside keep what it is inside of waiting, until the next event."""
        self._let_go()
        for scope in [scope for scope, elements in self.visits.items() if any(v.open for v in elements.values())]:
            for inner in _prefixes(scope):
                outer, element, pass_, index = _parsed(inner)
                visits = self.visits[outer][element]
                visits.reached.add(pass_)
                visits.open.add((pass_, index))
                self._held.append((visits, (pass_, index)))

    def _let_go(self) -> None:
        for visits, visit in self._held:
            visits.open.discard(visit)
        self._held.clear()

    def scopes(self, executable: Executable) -> dict[str, tuple[Process, str]]:
        """Each scope with its process and the id of the process or sub-process that its nodes stand in."""
        found = {"": (executable.processes[executable.process_id], executable.process_id)}
        for scope in sorted(self._scopes | self._passed(executable), key=lambda scope: scope.count("/")):
            if scope == "":
                continue
            outer, element, _, _ = _parsed(scope)
            process, _ = found[outer]
            node = executable.node(process.id, element)
            called = node.called_element if isinstance(node, Activity) else None
            inner = executable.processes[called] if called else process
            found[scope] = (inner, called or element)
        return found

    def _passed(self, executable: Executable) -> set[str]:
        """Scopes in which all went by itself, so that nothing may be told from inside."""
        kinds = {id for (_, id), node in executable.nodes.items() if node.kind in ("callActivity", "subProcess")}
        return {
            f"{scope}/{element}#{pass_}".lstrip("/")
            for scope, elements in self.visits.items()
            for element, visits in elements.items()
            if element in kinds
            for pass_ in visits.ended
        }


class Walk:
    """One scope: how often each of its nodes and flows was passed."""

    def __init__(self, process: Process, container: str, visits: Mapping[str, _Visits]) -> None:
        self.nodes = [node for node in process.nodes if node.parent == container]
        self.visits = visits
        self._process = process
        self._boundaries = [node for node in self.nodes if isinstance(node, Event) and node.attached_to]
        self._by_id = {node.id: node for node in self.nodes}
        self.flows = {flow.id: flow for flow in process.flows if flow.source in self._by_id}
        self._counting: set[str] = set()
        self._counts: dict[str, int] = {}

    def times(self, node: FlowNode) -> int:
        """How often a node was reached."""
        visits = self.visits.get(node.id)
        return max(len(visits.reached) if visits else 0, self._completed(node))

    def taken(self, flow: str) -> int:
        """How often a sequence flow was taken."""
        source = self._by_id[self.flows[flow].source]
        if source.kind in _CHOOSING and len(source.outgoing) > 1:
            visits = self.visits.get(source.id)
            return visits.flows.get(flow, 0) if visits else 0
        if source.kind == "eventBasedGateway":
            # Its token stays until an event happens, and goes to that event alone (13.4.4): while they wait no flow to
            # one of them was taken.
            return self._completed(self._by_id[self.flows[flow].target])
        return self._completed(source)

    def _completed(self, node: FlowNode) -> int:
        if node.id in self._counts:
            return self._counts[node.id]
        if node.id in self._counting:  # a ring in which nothing is told: nothing went round it
            return 0
        self._counting.add(node.id)
        count = self._counts[node.id] = self._count(node)
        self._counting.discard(node.id)
        return count

    def _count(self, node: FlowNode) -> int:
        visits = self.visits.get(node.id)
        if visits is not None and visits.ended:
            return len(visits.complete() - (visits.withdrawn if self._interrupted(node) else set()))
        if node.kind in _TOLD or node.notifications or (node.kind in _CHOOSING and len(node.outgoing) > 1):
            return 0
        if node.kind == "startEvent":
            return int(isinstance(node, Event) and not node.definitions)
        arrived = [self.taken(flow) for flow in node.incoming if flow in self.flows]
        if node.kind == "parallelGateway" and len(arrived) > 1:
            return min(arrived)
        if node.kind == "inclusiveGateway" and len(arrived) > 1:
            return max(max(arrived) - self._awaited(node), 0)
        return sum(arrived)

    def _interrupted(self, node: FlowNode) -> bool:
        """Whether a boundary event that interrupts the node has happened."""
        return any(
            each.attached_to == node.id and each.cancel_activity and self._completed(each) for each in self._boundaries
        )

    def _awaited(self, join: FlowNode) -> bool:
        """Whether an inclusive join waits: something is open from which it can still be reached (13.3.3)."""
        seen: set[str] = set()
        ahead = [id for id, visits in self.visits.items() if visits.open and id in self._by_id]
        while ahead:
            node = self._by_id[ahead.pop()]
            targets = {self.flows[flow].target for flow in node.outgoing if flow in self.flows}
            ahead += targets - seen - {join.id}
            seen |= targets
        return join.id in seen and any(visits.open for visits in self.visits.values())


def _flows(data: str | None) -> list[str]:
    values = canonical_json.loads(data) if data else {}
    flows = values.get("flows") if isinstance(values, dict) else None
    return [str(flow) for flow in flows] if isinstance(flows, list) else []


def _prefixes(scope: str) -> Iterator[str]:
    parts = scope.split("/") if scope else []
    for end in range(1, len(parts) + 1):
        yield "/".join(parts[:end])


def _parsed(scope: str) -> tuple[str, str, int, int | None]:
    """A scope's own scope, and the element, pass and index that it is (`Place`)."""
    outer, _, last = scope.rpartition("/")
    element, _, visit = last.rpartition("#")
    pass_, _, index = visit.partition(".")
    return outer, element, int(pass_), int(index) if index else None
