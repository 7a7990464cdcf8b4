"""What is decided after an activity, in the words of the procedure's table: «No: ir al paso 6»."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from bpmn.messages import Message, lazy_gettext
from bpmn.model import Activity, Element, FlowNode, Gateway, Process, SequenceFlow
from bpmn.placing import is_named


@dataclass(frozen=True, slots=True)
class Branch:
    """A way out of a decision. `answer` is the name of its flow; `target` what comes next, joins left out.

    `otherwise`: the way taken when no condition holds (BPMN 2.0, 10.5.1).
    """

    answer: str | None
    target: FlowNode
    otherwise: bool = False


@dataclass(frozen=True, slots=True)
class Decision:
    """A gateway that splits the flow. `question` is its name, or what happens there where it has none."""

    id: str
    question: Message
    text: str | None
    branches: tuple[Branch, ...]


SPLITS: Mapping[str, Message] = {
    "parallelGateway": lazy_gettext("At the same time"),
    "inclusiveGateway": lazy_gettext("One or more of these"),
    "complexGateway": lazy_gettext("One or more of these"),
    "eventBasedGateway": lazy_gettext("Whichever happens first"),
    "exclusiveGateway": lazy_gettext("As the case may be"),
}
"""What happens at a gateway that splits the flow and has no name, by its kind (10.5)."""


def question(gateway: FlowNode) -> Message:
    """What a gateway that splits the flow asks: its name, or what happens there; never its id."""
    return called(gateway) or SPLITS.get(gateway.kind, SPLITS["exclusiveGateway"])


def called(element: Element) -> Message | None:
    """The name of an element as a text; None where it has none."""
    return Message("{name}", {"name": " ".join((element.name or "").split())}) if is_named(element) else None


def decisions(process: Process, activity: Activity) -> tuple[Decision, ...]:
    """The decisions between `activity` and the next activities, nearest first, each once."""
    flows = {flow.id: flow for flow in process.flows}
    nodes = {node.id: node for node in process.nodes}
    found: dict[str, Decision] = {}
    waiting = [_beyond(nodes[flow.target], nodes, flows) for flow in _out(activity, flows)]
    while waiting:
        node = waiting.pop(0)
        if not isinstance(node, Gateway) or node.id in found or len(node.outgoing) < 2:
            continue
        branches = tuple(
            Branch(flow.name, _beyond(nodes[flow.target], nodes, flows), flow.id == node.default)
            for flow in _out(node, flows)
        )
        found[node.id] = Decision(node.id, question(node), node.documentation, branches)
        waiting += [branch.target for branch in branches]
    return tuple(found.values())


def _out(node: FlowNode, flows: dict[str, SequenceFlow]) -> Iterator[SequenceFlow]:
    return (flows[id] for id in node.outgoing if id in flows)


def _beyond(node: FlowNode, nodes: dict[str, FlowNode], flows: dict[str, SequenceFlow]) -> FlowNode:
    """`node`, or what comes after it when it only joins."""
    seen = set[str]()
    while isinstance(node, Gateway) and node.id not in seen:
        seen.add(node.id)
        out = list(_out(node, flows))
        if len(out) != 1:
            break
        node = nodes[out[0].target]
    return node
