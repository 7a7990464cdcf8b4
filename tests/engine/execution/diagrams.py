"""Small diagrams for tests, written as flows: ``start > a > fork`` with the kinds of nodes told apart by a table."""

from collections.abc import Mapping
from itertools import pairwise

HEAD = (
    '<bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL" '
    'xmlns:spiffworkflow="http://spiffworkflow.org/bpmn/schema/1.0/core" targetNamespace="urn:test">'
)


def diagram(flows: str, kinds: Mapping[str, str] | None = None, inner: Mapping[str, str] | None = None) -> bytes:
    """A process `p`: one path per line (``a > b [condition] > c``), user tasks unless `kinds` says otherwise.

    Names that begin with ``start`` or ``end`` are events, with ``fork`` or ``join`` parallel, with ``choice``
    exclusive, ``some`` inclusive and ``first`` event-based gateways. ``[else]`` marks a default flow. `inner` is
    XML put inside a node.
    """
    process = f'<bpmn:process id="p" isExecutable="true">{content(flows, kinds, inner)}</bpmn:process>'
    return f"{HEAD}{process}</bpmn:definitions>".encode()


def content(flows: str, kinds: Mapping[str, str] | None = None, inner: Mapping[str, str] | None = None) -> str:
    """The nodes and flows themselves, for a process or a sub-process."""
    nodes: dict[str, None] = {}
    edges: list[tuple[str, str, str | None]] = []
    for line in flows.strip().splitlines():
        steps = [step.strip() for step in line.split(" > ")]
        for source, target in pairwise(steps):
            source_id, condition = _split(source)
            target_id, _ = _split(target)
            nodes |= {source_id: None, target_id: None}
            edges.append((source_id, target_id, condition))
    defaults = {source: f"{source}_{target}" for source, target, condition in edges if condition == "else"}
    xml = []
    for node in nodes:
        tag = (kinds or {}).get(node) or _kind(node)
        name, _, attributes = tag.partition(" ")
        default = f' default="{defaults[node]}"' if node in defaults else ""
        xml.append(f'<bpmn:{name} id="{node}" {attributes}{default}>{(inner or {}).get(node, "")}</bpmn:{name}>')
    for source, target, condition in edges:
        xml.append(f'<bpmn:sequenceFlow id="{source}_{target}" sourceRef="{source}" targetRef="{target}">')
        if condition is not None and condition != "else":
            xml.append(f"<bpmn:conditionExpression>{_escape(condition)}</bpmn:conditionExpression>")
        xml.append("</bpmn:sequenceFlow>")
    return "".join(xml)


def _split(step: str) -> tuple[str, str | None]:
    name, bracket, condition = step.partition(" [")
    return name, condition.rstrip("]") if bracket else None


def _escape(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _kind(node: str) -> str:
    for start, kind in (
        ("start", "startEvent"),
        ("end", "endEvent"),
        ("fork", "parallelGateway"),
        ("join", "parallelGateway"),
        ("choice", "exclusiveGateway"),
        ("some", "inclusiveGateway"),
        ("first", "eventBasedGateway"),
        ("script", "scriptTask"),
        ("call", "callActivity"),
    ):
        if node.startswith(start):
            return kind
    return "userTask"
