"""What of a process a log for mining tells, and the net that allows it.

Told is what a history records whenever it passes: the steps of people, what is sent, worked out, called or waited for.
The beginning, the ends and the gateways are not, and pass unseen in the net.

- A step that is done for each item of a list, or again and again, is one step: it is over with its last part. No item,
  no step: the net has a way round it.
- A sub-process or a called procedure is one step.
- What happens on the border of a step in its place is a choice before it.
- What a border event begins beside a step (``cancelActivity="false"``) runs beside the flow, as often as it comes: it
  is no part of the net, nor of the log for mining.
- Where a step may be given back to the one before it (`bpmn.returning`), giving it back is a step of its own.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from bpmn.graph import reachable
from bpmn.kinds import ACTIVITIES
from bpmn.messages import Message, lazy_gettext
from bpmn.mining.net import Kind, Net, choosing, ends_joined, names_apart
from bpmn.model import Activity, Event, FlowNode, Process
from bpmn.naming import kind
from bpmn.placing import is_named
from bpmn.returning import returns

SEEN = frozenset(
    {
        "userTask", "manualTask", "scriptTask", "sendTask", "receiveTask", "callActivity", "subProcess", "task",
        "intermediateThrowEvent", "intermediateCatchEvent", "boundaryEvent",
    }
)  # fmt: skip
"""The kinds of elements of which a history always says that they were passed."""
_GATEWAYS: dict[str, Kind] = {
    "exclusiveGateway": "xor", "eventBasedGateway": "xor", "parallelGateway": "and", "inclusiveGateway": "or",
}  # fmt: skip
Words = Callable[[Message], str]


@dataclass(frozen=True)
class MiningView:
    """A process as a log for mining tells of it.

    `labels` are the names of the elements that are told, by id, each once; `returns` those of giving a step back, by
    the id of the step that is given back and that of the one before it; `repeated` the ids of what is done in parts.
    """

    process: Process
    labels: Mapping[str, str]
    returns: Mapping[tuple[str, str], str]
    repeated: frozenset[str]

    def net(self, gates: frozenset[str] = frozenset()) -> Net:
        """The net; `gates` are the ids of steps before which there is a gateway in any case (`before`)."""
        return _Building(self, gates).net()


def before(id: str) -> str:
    """The id of the gateway before a step."""
    return f"{id}.before"


def view_of(process: Process, words: Words = str) -> MiningView:
    """A process as a log for mining tells of it; `words` gives a text in the language of who reads it."""
    seen = [node for node in _main(process).values() if node.kind in SEEN]
    plain = {node.id: _label(node, words(kind(node))) for node in seen}
    pairs = {pair: (plain[pair[0]], plain[pair[1]]) for pair in returns(process) if plain.keys() >= set(pair)}
    back = {
        f"{waits}.back.{to}": words(lazy_gettext("Given back: {step} → {before}", step=step, before=earlier))
        for (waits, to), (step, earlier) in pairs.items()
    }
    names = names_apart({**plain, **back})
    repeated = frozenset(node.id for node in seen if isinstance(node, Activity) and node.loop is not None)
    given = {(waits, to): names[f"{waits}.back.{to}"] for waits, to in pairs}
    return MiningView(process, {node.id: names[node.id] for node in seen}, given, repeated)


def _label(node: FlowNode, what: str) -> str:
    """A name on one line; what has none is told by its kind and its id, which stay from version to version."""
    return " ".join((node.name or "").split()) if is_named(node) else f"{what} ({node.id})"


def _main(process: Process) -> dict[str, FlowNode]:
    """The nodes of the process itself that are reached from its beginnings, and not only beside a step."""
    nodes = {
        node.id: node
        for node in process.nodes
        if node.parent == process.id
        and not (isinstance(node, Activity) and (node.triggered_by_event or node.for_compensation))
    }
    onward: dict[str, list[str]] = {id_: [] for id_ in nodes}
    for flow in process.flows:
        if flow.source in nodes and flow.target in nodes:
            onward[flow.source].append(flow.target)
    for node in nodes.values():
        if isinstance(node, Event) and node.attached_to in nodes and node.cancel_activity:
            onward[node.attached_to].append(node.id)
    reached = reachable([node.id for node in nodes.values() if node.kind == "startEvent"], onward)
    return {id_: node for id_, node in nodes.items() if id_ in reached}


class _Building:
    """Builds the net of a view: where each node is entered and left."""

    def __init__(self, view: MiningView, gates: frozenset[str]) -> None:
        self._view, self._net = view, Net()
        self._nodes = _main(view.process)
        self._flows = [each for each in view.process.flows if {each.source, each.target} <= self._nodes.keys()]
        self._gates = gates | {id_ for pair in view.returns for id_ in pair}

    def net(self) -> Net:
        for node in self._nodes.values():
            self._net.add(node.id, self._kind(node), self._view.labels.get(node.id, node.name or ""))
        entered = {id_: self._entered(node) for id_, node in self._nodes.items()}
        left = {id_: self._left(node, entered[id_]) for id_, node in self._nodes.items()}
        for node in self._nodes.values():
            if isinstance(node, Event) and node.attached_to:
                self._net.lead(entered[node.attached_to], entered[node.id])
        for flow in self._flows:
            self._net.lead(left[flow.source], entered[flow.target])
        for (waits, to), label in self._view.returns.items():
            given = self._net.add(f"{waits}.back.{to}", "step", label)
            self._net.lead(entered[waits], given)
            self._net.lead(given, entered[to])
        return ends_joined(choosing(self._net))

    def _kind(self, node: FlowNode) -> Kind:
        if node.kind in ("startEvent", "endEvent"):
            return "start" if node.kind == "startEvent" else "end"
        return "step" if node.id in self._view.labels else _GATEWAYS.get(node.kind, "xor")

    def _entered(self, node: FlowNode) -> str:
        """Where a node is entered: a gateway of its own where something else may happen in its place."""
        hosts = any(isinstance(each, Event) and each.attached_to == node.id for each in self._nodes.values())
        if not (hosts or node.id in self._gates or node.id in self._view.repeated):
            return node.id
        gate = self._net.add(before(node.id), "xor")
        self._net.lead(gate, node.id)
        return gate

    def _left(self, node: FlowNode, entered: str) -> str:
        """From where a node is left: what leaves a step by several ways parts (13.3.1)."""
        last = node.id
        if node.id in self._view.repeated:
            last = self._net.add(f"{node.id}.after", "xor")
            self._net.lead(node.id, last)
            self._net.lead(entered, last)
        ways = sum(flow.source == node.id for flow in self._flows)
        if ways > 1 and (node.kind in ACTIVITIES or node.id in self._view.labels):
            fork = self._net.add(f"{node.id}.parts", "and")
            self._net.lead(last, fork)
            last = fork
        return last
