"""What is decided after an activity, in the words of the procedure's table: «No: ir al paso 6»."""

from collections.abc import Iterator
from dataclasses import dataclass

from bpmn.model import Activity, FlowNode, Gateway, Process, SequenceFlow


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
    """A gateway that splits the flow. `question` is its name."""

    id: str
    question: str
    text: str | None
    branches: tuple[Branch, ...]


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
        found[node.id] = Decision(node.id, node.name or node.id, node.documentation, branches)
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
