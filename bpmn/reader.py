"""Bytes of a diagram → the model of what it says, and every finding about how it is written.

What is read is consistent whatever the file: ids are unique, flows join nodes of their own process, and a reference
that leads nowhere is left out of the model and reported.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import TypeVar

from bpmn.findings import Finding, Severity
from bpmn.interchange import complete
from bpmn.kinds import FLOW_NODES
from bpmn.latest import Latest
from bpmn.messages import lazy_gettext
from bpmn.model import Definitions, Element, Resource
from bpmn.node_reader import documentation
from bpmn.process_reader import ProcessReader
from bpmn.references import check_references
from bpmn.xml import BPMN, BPMNDI, Node, XmlError, parse

MOST_KEPT = 16
MOST_BYTES_KEPT = 8_000_000
"""How many readings are kept, and of how many bytes at most: a reading takes some ten times what was read."""

_E = TypeVar("_E", bound=Element)

# What has to be named to be executed or referred to; everything else may go without an id.
IDENTIFIED = FLOW_NODES | {
    "process", "lane", "message", "signal", "error", "escalation", "resource",
    "correlationProperty",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Reading:
    """What was read: the model (None where the file is no BPMN), the findings, and the XML itself.

    `elements` gives the XML element of each flow node of the model, by id; `given` are ids that the file does not hold
    (`bpmn.interchange`).
    """

    definitions: Definitions | None
    findings: tuple[Finding, ...]
    root: Node | None = field(default=None, repr=False, compare=False)
    elements: Mapping[str, Node] = field(default_factory=dict, repr=False, compare=False)
    given: frozenset[str] = frozenset()


def read(data: bytes) -> Reading:
    """Read a diagram. Never raises: what cannot be read is a finding with its line.

    The same bytes are read once, as long as others do not come between: one save in the editor asks ten times for
    three diagrams. What is given is shared, so nobody may change it.

    Codes: ``not_well_formed``, ``doctype``, ``encoding``, ``too_large``, ``not_bpmn``, ``missing_id``,
    ``duplicate_id``, ``dangling_reference``, ``prefixed_reference``, ``lane_conflict``.
    """
    return _readings.get((data,), len(data), lambda: _read(data))


def _read(data: bytes) -> Reading:
    try:
        root = parse(data)
    except XmlError as error:
        return Reading(None, (Finding(error.code, Severity.ERROR, None, error.line, error.message),))
    if not root.is_bpmn("definitions"):
        return Reading(None, (_not_bpmn(root),), root)
    given = complete(root)
    findings = [*_check_ids(root), *check_references(root)]
    processes = []
    elements: dict[str, Node] = {}
    taken: set[str] = set()
    for node in root.all("process"):
        reader = ProcessReader(node, taken)
        process = reader.read()
        findings.extend(reader.findings)
        elements.update(reader.elements)
        if process is not None:
            processes.append(process)
    definitions = Definitions(
        processes=tuple(processes),
        resources=_elements(root, "resource", Resource),
        messages=_elements(root, "message", Element),
        signals=_elements(root, "signal", Element),
        errors=_elements(root, "error", Element),
        escalations=_elements(root, "escalation", Element),
        target_namespace=root.attributes.get("targetNamespace"),
    )
    return Reading(definitions, tuple(findings), root, MappingProxyType(elements), given)


def _not_bpmn(root: Node) -> Finding:
    message = lazy_gettext(
        "The file holds “{name}” of “{namespace}”, not a BPMN 2.0 diagram (“definitions” of “{expected}”); "
        "export it as BPMN 2.0.",
        name=root.name,
        namespace=root.namespace,
        expected=BPMN,
    )
    return Finding("not_bpmn", Severity.ERROR, None, root.line, message)


def _check_ids(root: Node) -> Iterable[Finding]:
    """Ids missing, and ids given twice: the second element hides the first (8.2.1: an id is unique in its file)."""
    seen: dict[str, Node] = {}
    drawn: dict[str, Node] = {}
    foreign: list[Node] = []
    for node in root.iter():
        if node.id is None:
            if node.is_bpmn(*IDENTIFIED):
                text = lazy_gettext(
                    "Something in the file (“{tag}”) has no identifier, so that it cannot be told apart; open the "
                    "diagram in the editor and save it, or give it one (“id”).",
                    tag=node.name,
                )
                yield Finding("missing_id", Severity.ERROR, None, node.line, text)
        elif node.namespace == BPMN:
            if node.id in seen:
                yield _duplicate(node, Severity.ERROR, seen[node.id])
            seen.setdefault(node.id, node)
        elif node.namespace == BPMNDI:
            if node.id in drawn:
                yield _duplicate(node, Severity.WARNING, drawn[node.id])
            drawn.setdefault(node.id, node)
        else:
            foreign.append(node)
    for id, node in drawn.items():
        if id in seen:
            yield _duplicate(node, Severity.WARNING, seen[id])
    # SpiffWorkflow looks the end of a flow up among all ids inside the process, extension elements included.
    for node in foreign:
        if node.id in seen and seen[node.id].is_bpmn(*FLOW_NODES):
            yield _duplicate(node, Severity.ERROR, seen[node.id])


def _duplicate(node: Node, severity: Severity, first: Node) -> Finding:
    message = lazy_gettext(
        "Two things in the file have the identifier “{id}”: the other is “{tag}”, on line {line}. Give each its own.",
        id=node.id,
        tag=first.name,
        line=first.line,
    )
    return Finding("duplicate_id", severity, node.id, node.line, message)


def _elements(root: Node, name: str, kind: type[_E]) -> tuple[_E, ...]:
    unique: dict[str, Node] = {}
    for node in root.all(name):
        if node.id is not None:
            unique.setdefault(node.id, node)
    return tuple(
        kind(id=id, name=node.attributes.get("name"), documentation=documentation(node), line=node.line)
        for id, node in unique.items()
    )


_readings = Latest[Reading](MOST_KEPT, MOST_BYTES_KEPT)
