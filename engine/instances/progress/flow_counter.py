"""How often each node and each sequence flow of one scope was passed.

History records human work, decisions and what acts by itself. What passes without an event (starts, merges, joins,
ends) follows from those and from the diagram, so nothing has to be executed again.
"""

from collections.abc import Mapping

from bpmn.kinds import HUMAN_TASKS
from bpmn.model import Event, FlowNode, Process
from engine.instances.progress.history_index import ElementVisits

_CHOOSING = frozenset({"exclusiveGateway", "inclusiveGateway"})
_TIMED = frozenset({"intermediateCatchEvent", "boundaryEvent"})
# An event is recorded whenever they pass: where there is none they did not.
_RECORDED = frozenset(
    {
        "userTask", "manualTask", "scriptTask", "sendTask", "receiveTask", "callActivity", "subProcess", "task",
        "intermediateThrowEvent", "intermediateCatchEvent", "boundaryEvent",
    }
)  # fmt: skip


def was_completed(node: FlowNode, visits: ElementVisits | None) -> bool:
    """Whether a node that was reached was completed: by a person where it is a person's work, by its time where it is a
    timer; else it was left, as the events are that an event-based gateway waited for and that did not come."""
    if node.kind in HUMAN_TASKS:
        return visits is not None and visits.last is not None
    return node.kind not in _TIMED or (visits is not None and bool(visits.ended))


class FlowCounter:
    """One scope: how often each of its nodes and flows was passed."""

    def __init__(self, process: Process, container: str, visits: Mapping[str, ElementVisits]) -> None:
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
            return len(visits.completed_rounds() - (visits.withdrawn if self._interrupted(node) else set()))
        if node.kind in _RECORDED or node.notifications or (node.kind in _CHOOSING and len(node.outgoing) > 1):
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
