"""The net of one scope, a process or a sub-process, as the diagram draws it.

What stands inside a sub-process, or is called, is one activity here, and is judged in a scope of its own: whatever
begins in it ends in it (13.2.5, 13.2.6).
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from bpmn.kinds import ACTIVITIES, EVENTS, GATEWAYS
from bpmn.model import Activity, Event, FlowNode, Gateway, Process, SequenceFlow
from bpmn.soundness.net import Junction, Net, Place

# How often an event that repeats is let happen while its activity lasts: twice is enough to meet itself.
REPEATED = 2
_KINDS = {"exclusiveGateway": "xor", "eventBasedGateway": "xor", "parallelGateway": "and", "inclusiveGateway": "or"}


@dataclass(frozen=True)
class Scope:
    """A process or sub-process with the nodes and flows that stand directly in it. `kinds` are other kinds for some of
    its gateways, for trying what a change would do."""

    id: str
    nodes: Mapping[str, FlowNode]
    flows: tuple[SequenceFlow, ...]
    kinds: Mapping[str, str] = field(default_factory=dict)

    def with_kind(self, gateway: str, kind: str) -> "Scope":
        """The same scope with a gateway of another kind, or an event (``interrupting``) that interrupts."""
        return Scope(self.id, self.nodes, self.flows, {**self.kinds, gateway: kind})

    def kind(self, node: FlowNode) -> str:
        """The kind that a node has here."""
        return self.kinds.get(node.id, node.kind)

    @cached_property
    def outgoing(self) -> dict[str, list[SequenceFlow]]:
        """The flows that leave each node, without those that begin a sub-process or leave its end."""
        found: dict[str, list[SequenceFlow]] = {id: [] for id in self.nodes}
        for flow in self.flows:
            found[flow.source].append(flow)
        return found

    @cached_property
    def incoming(self) -> dict[str, list[SequenceFlow]]:
        """The flows that enter each node."""
        found: dict[str, list[SequenceFlow]] = {id: [] for id in self.nodes}
        for flow in self.flows:
            found[flow.target].append(flow)
        return found

    @cached_property
    def boundary(self) -> dict[str, list[Event]]:
        """The events on the boundary of each activity from which a flow leads on."""
        found: dict[str, list[Event]] = {}
        for node in self.nodes.values():
            if isinstance(node, Event) and node.attached_to is not None and self.outgoing[node.id]:
                found.setdefault(node.attached_to, []).append(node)
        return found

    @property
    def starts(self) -> list[FlowNode]:
        """Its start events."""
        return [node for node in self.nodes.values() if node.kind == "startEvent"]

    @property
    def playable(self) -> bool:
        """Whether it says where a token begins and goes on. Where it does not, other rules tell so."""
        starts = self.starts
        return (
            len(starts) == 1
            and not self.incoming[starts[0].id]
            and bool(self.outgoing[starts[0].id])
            and any(node.kind == "endEvent" or not self.outgoing[node.id] for node in self.nodes.values())
            and not any(_jumps(node) for node in self.nodes.values())
        )


def scopes(process: Process) -> Iterator[Scope]:
    """The scopes of a process, itself first. Flows that cross from one into another are left out."""
    inside: dict[str, dict[str, FlowNode]] = {process.id: {}}
    for node in process.nodes:
        if node.parent in inside:
            inside[node.parent][node.id] = node
            if isinstance(node, Activity) and node.kind == "subProcess" and not node.triggered_by_event:
                inside[node.id] = {}
    flows: dict[str, list[SequenceFlow]] = {id: [] for id in inside}
    for flow in process.flows:
        nodes = inside.get(flow.parent, {})
        if flow.source in nodes and flow.target in nodes:
            flows[flow.parent].append(flow)
    for id, nodes in inside.items():
        if nodes:
            yield Scope(id, nodes, tuple(flows[id]))


def net_of(scope: Scope, marking: Iterable[str] | None = None) -> Net:
    """The net of a playable scope, from its start, or with a token at each element of `marking`: at a node, or waiting
    on a flow."""
    if marking is None:
        start = scope.starts[0]
        net = Net(Junction(start.id, "and", implicit=len(scope.outgoing[start.id]) > 1))
        maker = _Maker(scope, net)
        maker.leave(net.start, start)
    else:
        net = Net(Junction(scope.id, "and"))
        maker = _Maker(scope, net)
        for id in marking:
            maker.put(id)
    maker.draw()
    net.keep_reachable()
    if marking is not None:
        maker.add_missing()
    return net


class _Maker:
    """Draws a scope as a net."""

    def __init__(self, scope: Scope, net: Net) -> None:
        self._scope = scope
        self._net = net
        self._entries: dict[str, Junction] = {}
        self._halted: dict[str, Junction] = {}
        self._drawn: set[str] = set()
        self._pending: list[FlowNode] = []

    def put(self, id: str) -> None:
        """A token at a node, or on a flow."""
        if id in self._scope.nodes:
            self._net.connect(self._net.start, self._entry(self._scope.nodes[id]), ())
            return
        flow = next(each for each in self._scope.flows if each.id == id)
        if id not in self._halted:
            halt = self._halted[id] = self._net.add(Junction(id, "xor"))
            self._connect(halt, flow)
        self._net.connect(self._net.start, self._halted[id], ())

    def draw(self) -> None:
        """Draw everything that follows what was drawn."""
        while self._pending:
            node = self._pending.pop()
            if node.id not in self._drawn:
                self._drawn.add(node.id)
                self._follow(node)

    def add_missing(self) -> None:
        """Let parallel joins wait for the flows by which nothing comes any more, too."""
        never = Junction("", "never")
        for id, junction in self._entries.items():
            if junction.kind == "and" and junction in self._net.junctions:
                drawn = {place.track for place in junction.ins}
                for flow in self._scope.incoming[id]:
                    if flow.id not in drawn:
                        self._net.connect(self._net.add(never), junction, flow.id)

    def leave(self, junction: Junction, node: FlowNode) -> list[Place]:
        """Draw the flows that leave a node."""
        places = []
        for flow in self._scope.outgoing[node.id]:
            if flow.id in self._halted:
                places.append(self._net.connect(junction, self._halted[flow.id], ()))
            else:
                places.append(self._connect(junction, flow))
        return places

    def _connect(self, junction: Junction, flow: SequenceFlow) -> Place:
        return self._net.connect(junction, self._entry(self._scope.nodes[flow.target]), flow.id)

    def _entry(self, node: FlowNode) -> Junction:
        """The junction at which a token enters a node."""
        if node.id not in self._entries:
            self._entries[node.id] = self._net.add(Junction(node.id, self._kind(node), work=_works(node)))
            self._pending.append(node)
        return self._entries[node.id]

    def _kind(self, node: FlowNode) -> str:
        if _is_last(self._scope, node):
            ends = isinstance(node, Event) and any(each.kind == "terminate" for each in node.definitions)
            return "terminate" if ends else "xor" if _works(node) else "end"
        return _KINDS.get(self._scope.kind(node), "xor")

    def _follow(self, node: FlowNode) -> None:
        junction = self._entries[node.id]
        if junction.kind in ("end", "terminate"):
            return
        if _is_last(self._scope, node):
            # What is done at an end comes before it.
            self._net.connect(junction, self._net.add(Junction(node.id, "end")), ())
        elif node.kind in GATEWAYS:
            places = self.leave(junction, node)
            if isinstance(node, Gateway) and node.default is not None:
                flows = [flow.id for flow in self._scope.outgoing[node.id]]
                junction.default = places[flows.index(node.default)] if node.default in flows else None
        else:
            self._leave_activity(junction, node)
        for event in self._scope.boundary.get(node.id, []):
            self._attach(junction, event)

    def _leave_activity(self, junction: Junction, node: FlowNode) -> None:
        leaving = junction
        if len(self._scope.outgoing[node.id]) > 1:
            # All of them, which `bpmn.rules.implicit_split` refuses (10.2.1).
            leaving = Junction(node.id, "and", implicit=True)
            self._net.add(leaving)
            self._net.connect(junction, leaving, ())
        self.leave(leaving, node)

    def _attach(self, junction: Junction, event: Event) -> None:
        """An event on the boundary: another way to leave the activity, or something that happens beside it."""
        opening = self._net.add(Junction(event.id, "xor", work=_works(event)))
        place = self._net.connect(junction, opening, ())
        self._leave_activity(opening, event)
        if not event.cancel_activity and self._scope.kind(event) != "interrupting":
            junction.kind = "held"
            junction.asides[place] = REPEATED if _repeats(event) else 1


def _is_last(scope: Scope, node: FlowNode) -> bool:
    return node.kind == "endEvent" or not scope.outgoing[node.id]


def _works(node: FlowNode) -> bool:
    """Whether it matters that a node is passed twice."""
    if node.kind in ACTIVITIES or node.notifications:
        return True
    return isinstance(node, Event) and any(each.kind == "message" for each in node.definitions)


def _repeats(event: Event) -> bool:
    return any((each.expression or "").lstrip().startswith("R") for each in event.definitions)


def _jumps(node: FlowNode) -> bool:
    """Whether the flow goes on elsewhere than where it is drawn (links, 10.4.5)."""
    return node.kind in EVENTS and isinstance(node, Event) and any(each.kind == "link" for each in node.definitions)
