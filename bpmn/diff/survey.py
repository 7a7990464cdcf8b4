"""What a file says apart from the model: how things are drawn, and what the model does not read.

So nothing can differ unnoticed: what is not told as a difference is at least known to be drawn otherwise or to be
technical.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field

from bpmn.diff.artifacts import KINDS
from bpmn.diff.editions import Edition
from bpmn.extension import VOCABULARY
from bpmn.kinds import EVENT_DEFINITIONS, FLOW_NODES, LOOPS
from bpmn.xml import BPMN, BPMNDI, CAUCE, DC, DI, SPIFFWORKFLOW, Node

_DRAWING = frozenset({BPMNDI, DC, DI})
_READ = (
    FLOW_NODES
    | LOOPS
    | EVENT_DEFINITIONS
    | KINDS
    | {
        "definitions", "process", "collaboration", "laneSet", "childLaneSet", "lane", "flowNodeRef", "sequenceFlow",
        "incoming", "outgoing", "documentation", "extensionElements", "conditionExpression", "script", "text",
        "potentialOwner", "resourceRef", "resourceAssignmentExpression", "expression", "formalExpression",
        "loopCondition", "completionCondition", "loopCardinality", "loopDataInputRef", "loopDataOutputRef",
        "inputDataItem", "outputDataItem", "timeDate", "timeDuration", "timeCycle", "condition", "eventDefinitionRef",
        "message", "signal", "error", "escalation", "resource",
    }
)  # fmt: skip
"""The elements of BPMN whose text the model reads."""
_READ_ATTRIBUTES = frozenset(
    {
        "id", "name", "isExecutable", "sourceRef", "targetRef", "default", "calledElement", "messageRef", "signalRef",
        "errorRef", "escalationRef", "activityRef", "attachedToRef", "cancelActivity", "isInterrupting",
        "isForCompensation", "triggeredByEvent", "loopMaximum", "testBefore", "isSequential",
        f"{{{SPIFFWORKFLOW}}}scriptsOnInstances",
    }
)  # fmt: skip
# Named, and nobody reads the name.
_NAMELESS = frozenset({"definitions", "collaboration", "laneSet", "childLaneSet", "inputDataItem", "outputDataItem"})
_SCRIPTS = frozenset({"preScript", "postScript"})


@dataclass(frozen=True)
class Survey:
    """`present` are the ids of the elements that the model or its artifacts have. `drawn` gives how each is drawn, by
    id; `sheet` what else the drawing says. `unread` counts what the model does not read, by the element it is in."""

    present: frozenset[str] = frozenset()
    drawn: Mapping[str, tuple[object, ...]] = field(default_factory=dict)
    sheet: tuple[object, ...] = ()
    unread: Mapping[str, Counter[object]] = field(default_factory=dict)


def survey(edition: Edition) -> Survey:
    """Go over the XML of an edition once."""
    if edition.root is None:
        return Survey()
    file = edition.definitions
    present = frozenset(
        (
            edition.process.id,
            *edition.nodes,
            *edition.flows,
            *edition.lanes,
            *(each.id for each in edition.artifacts),
            *(
                each.id
                for kind in (file.resources, file.messages, file.signals, file.errors, file.escalations)
                for each in kind
            ),
        )
    )
    drawn: dict[str, tuple[object, ...]] = {}
    sheet: list[object] = []
    unread: dict[str, Counter[object]] = {}
    pending: list[tuple[Node, str]] = [(edition.root, "")]
    while pending:
        node, owner = pending.pop()
        if node.namespace in _DRAWING:
            about = node.attributes.get("bpmnElement")
            if about in present and node.name in ("BPMNShape", "BPMNEdge"):
                drawn[str(about)] = _drawing(node)
            elif node.name not in ("BPMNShape", "BPMNEdge"):
                sheet.append((node.name, *sorted(_apart_from_ids(node).items())))
                pending += [(child, owner) for child in reversed(node.children)]
            continue
        if node.id in present and node.namespace == BPMN:
            owner = node.id or owner
        for entry in _not_read(node):
            unread.setdefault(owner, Counter())[entry] += 1
        pending += [(child, owner) for child in reversed(node.children)]
    return Survey(present, drawn, tuple(sheet), unread)


def _drawing(node: Node) -> tuple[object, ...]:
    return (node.name, *sorted(_apart_from_ids(node).items()), *(_drawing(child) for child in node.children))


def _apart_from_ids(node: Node) -> dict[str, str]:
    return {name: value for name, value in node.attributes.items() if name not in ("id", "bpmnElement")}


def _not_read(node: Node) -> list[object]:
    """What an element says of its own that the model does not read."""
    if node.namespace == CAUCE and node.name in VOCABULARY:
        return []
    if node.namespace == SPIFFWORKFLOW and node.name in _SCRIPTS:
        return []
    known = node.namespace == BPMN and node.name in _READ
    found: list[object] = [
        (node.name, name, value)
        for name, value in node.attributes.items()
        if not known or name not in _READ_ATTRIBUTES or (name == "name" and node.name in _NAMELESS)
    ]
    if not known:
        found.append((node.namespace, node.name, node.text.strip()))
    return found
