"""Writes a net as a BPMN 2.0 diagram, drawn, that tools for mining and editors read."""

from xml.sax.saxutils import escape, quoteattr

from bpmn.drawing.layout import Layout, lay_out
from bpmn.mining.net import Kind, Net
from bpmn.model import Event, FlowNode, Gateway, Process, SequenceFlow
from bpmn.xml import BPMN, BPMNDI, DC, DI

_TAGS: dict[Kind, str] = {
    "start": "startEvent", "end": "endEvent", "step": "task", "xor": "exclusiveGateway", "and": "parallelGateway",
    "or": "inclusiveGateway",
}  # fmt: skip


def diagram_of(net: Net, id: str, name: str, documentation: str) -> bytes:
    """The diagram: a process with that id and name, which says of itself what it is for."""
    process = _process(net, id, name)
    lines = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        f'<bpmn:definitions xmlns:bpmn="{BPMN}" xmlns:bpmndi="{BPMNDI}" xmlns:dc="{DC}" xmlns:di="{DI}"'
        f' id="definitions_for_mining" targetNamespace="urn:cauce:mining:1">',
        f'  <bpmn:process id={quoteattr(id)} name={quoteattr(name)} isExecutable="false">',
        f"    <bpmn:documentation>{escape(documentation)}</bpmn:documentation>",
    ]
    for node in process.nodes:
        named = f" name={quoteattr(node.name)}" if node.name else ""
        lines.append(f"    <bpmn:{node.kind} id={quoteattr(node.id)}{named}>")
        lines += [f"      <bpmn:incoming>{escape(each)}</bpmn:incoming>" for each in node.incoming]
        lines += [f"      <bpmn:outgoing>{escape(each)}</bpmn:outgoing>" for each in node.outgoing]
        lines.append(f"    </bpmn:{node.kind}>")
    for flow in process.flows:
        ends = f"sourceRef={quoteattr(flow.source)} targetRef={quoteattr(flow.target)}"
        lines.append(f"    <bpmn:sequenceFlow id={quoteattr(flow.id)} {ends} />")
    lines += ["  </bpmn:process>", *_drawn(process, lay_out(process)), "</bpmn:definitions>", ""]
    return "\n".join(lines).encode()


def _process(net: Net, id: str, name: str) -> Process:
    flows = {pair: f"flow_{number}" for number, pair in enumerate(net.flows, start=1)}
    nodes: list[FlowNode] = []
    for node in net.nodes.values():
        tag = _TAGS[node.kind]
        made = Event if node.kind in ("start", "end") else FlowNode if node.kind == "step" else Gateway
        back = tuple(each for (_, target), each in flows.items() if target == node.id)
        onward = tuple(each for (source, _), each in flows.items() if source == node.id)
        nodes.append(made(id=node.id, name=node.name or None, kind=tag, parent=id, incoming=back, outgoing=onward))
    arrows = (
        SequenceFlow(id=each, source=source, target=target, parent=id) for (source, target), each in flows.items()
    )
    return Process(id=id, name=name, nodes=tuple(nodes), flows=tuple(arrows))


def _drawn(process: Process, layout: Layout) -> list[str]:
    lines = [
        '  <bpmndi:BPMNDiagram id="diagram_for_mining">',
        f'    <bpmndi:BPMNPlane id="plane_for_mining" bpmnElement={quoteattr(process.id)}>',
    ]
    for id_, at in layout.nodes.items():
        place = f'x="{at.x:g}" y="{at.y:g}" width="{at.width:g}" height="{at.height:g}"'
        shape = f"<bpmndi:BPMNShape id={quoteattr('shape_' + id_)} bpmnElement={quoteattr(id_)}>"
        lines.append(f"      {shape}<dc:Bounds {place} /></bpmndi:BPMNShape>")
    for id_, points in layout.flows.items():
        edge = f"<bpmndi:BPMNEdge id={quoteattr('edge_' + id_)} bpmnElement={quoteattr(id_)}>"
        ways = "".join(f'<di:waypoint x="{x:g}" y="{y:g}" />' for x, y in points)
        lines.append(f"      {edge}{ways}</bpmndi:BPMNEdge>")
    return [*lines, "    </bpmndi:BPMNPlane>", "  </bpmndi:BPMNDiagram>"]
