"""References from one element to another that lead nowhere.

The ends of sequence flows are looked at where they are read, in `bpmn.process_reader`: they must stand in the same
process. What SpiffWorkflow follows is refused; what only documents is a warning.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from bpmn.findings import Finding, Severity
from bpmn.kinds import ACTIVITIES, EVENT_DEFINITIONS, FLOW_NODES
from bpmn.messages import lazy_gettext
from bpmn.xml import BPMN, BPMNDI, Node


@dataclass(frozen=True, slots=True)
class _Reference:
    """`attribute` (None: the element's text) of `elements` names an element of the kinds `to` (empty: any)."""

    elements: frozenset[str]
    attribute: str | None
    to: frozenset[str]
    severity: Severity
    namespace: str = BPMN


def _refused(elements: set[str] | frozenset[str], attribute: str | None, *to: str) -> _Reference:
    return _Reference(frozenset(elements), attribute, frozenset(to), Severity.ERROR)


def _noted(elements: set[str], attribute: str | None, *to: str, namespace: str = BPMN) -> _Reference:
    return _Reference(frozenset(elements), attribute, frozenset(to), Severity.WARNING, namespace)


_REFERENCES = (
    _refused(FLOW_NODES, "default", "sequenceFlow"),
    _refused({"boundaryEvent"}, "attachedToRef", *ACTIVITIES),
    _refused({"messageEventDefinition", "sendTask", "receiveTask"}, "messageRef", "message"),
    _refused({"signalEventDefinition"}, "signalRef", "signal"),
    _refused({"errorEventDefinition"}, "errorRef", "error"),
    _refused({"escalationEventDefinition"}, "escalationRef", "escalation"),
    _refused({"resourceRef"}, None, "resource"),
    _noted({"flowNodeRef"}, None),
    _noted({"incoming", "outgoing"}, None, "sequenceFlow"),
    _noted({"eventDefinitionRef"}, None, *EVENT_DEFINITIONS),
    _noted({"participant"}, "processRef", "process"),
    _noted({"messageFlow", "association"}, "sourceRef"),
    _noted({"messageFlow", "association"}, "targetRef"),
    _noted({"dataObjectReference"}, "dataObjectRef", "dataObject"),
    _noted({"dataStoreReference"}, "dataStoreRef", "dataStore"),
    _noted({"BPMNShape", "BPMNEdge", "BPMNPlane"}, "bpmnElement", namespace=BPMNDI),
)
_BY_TAG: dict[tuple[str, str], list[_Reference]] = {}
for _reference in _REFERENCES:
    for _tag in _reference.elements:
        _BY_TAG.setdefault((_reference.namespace, _tag), []).append(_reference)


def check_references(root: Node) -> Iterator[Finding]:
    """Findings ``dangling_reference`` and ``prefixed_reference`` of a whole file."""
    kinds: dict[str, set[str]] = {}
    for node in root.iter():
        if node.id is not None and node.namespace == BPMN:
            kinds.setdefault(node.id, set()).add(node.name)
    for node in root.iter():
        for reference in _BY_TAG.get((node.namespace, node.name), ()):
            value = node.text.strip() if reference.attribute is None else node.attributes.get(reference.attribute)
            if value and not _leads(kinds, value, reference):
                yield _finding(kinds, node, value, reference)


def _leads(kinds: dict[str, set[str]], value: str, reference: _Reference) -> bool:
    if reference.severity is Severity.WARNING:
        value = value.rpartition(":")[2]
    found = kinds.get(value, set())
    return bool(found & reference.to) if reference.to else bool(found)


def _finding(kinds: dict[str, set[str]], node: Node, value: str, reference: _Reference) -> Finding:
    what = reference.attribute or node.name
    prefix, colon, local = value.rpartition(":")
    if colon and kinds.get(local, set()) & reference.to:
        code = "prefixed_reference"
        message = lazy_gettext(
            "In the file, “{reference}” names “{target}” with the prefix “{prefix}”, with which it is not found; "
            "remove the prefix.",
            reference=what,
            target=local,
            prefix=prefix,
        )
    else:
        code = "dangling_reference"
        message = lazy_gettext(
            "In the file, “{reference}” names “{target}”, and there is no such thing of that kind; correct it or "
            "remove it.",
            reference=what,
            target=value[:100],
        )
    element, line = node.place
    return Finding(code, reference.severity, element, line, message)
