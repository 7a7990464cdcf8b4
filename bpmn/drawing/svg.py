"""A process as a picture in SVG: BPMN's shapes (7.2), coloured by the style sheet of the page that shows it."""

from collections.abc import Collection
from html import escape

from bpmn.drawing.layout import Box, lay_out
from bpmn.kinds import EVENTS, GATEWAYS
from bpmn.model import Activity, Event, FlowNode, Gateway, Process

_MARKS = {
    "exclusiveGateway": "M-7,-7 L7,7 M-7,7 L7,-7",
    "parallelGateway": "M-9,0 L9,0 M0,-9 L0,9",
    "eventBasedGateway": "M0,-8 L8,-2 L5,7 L-5,7 L-8,-2 Z",
}
_CLOCK = "M0,-6 L0,0 L4,2"


def draw(process: Process, label: str, marked: Collection[str] = ()) -> str:
    """The picture, which `label` describes for whoever does not see it; `marked` are elements to point at."""
    layout = lay_out(process)
    defaults = {node.default for node in process.nodes if isinstance(node, Activity | Gateway)}
    parts = [
        f'<svg class="drawn" role="img" aria-label="{escape(label)}" viewBox="0 0 {layout.width} {layout.height}" '
        f'width="{layout.width}" height="{layout.height}" xmlns="http://www.w3.org/2000/svg">'
    ]
    for flow in process.flows:
        if (line := layout.lines.get(flow.id)) is not None:
            parts.append(_flow(line, flow.id in marked, flow.id in defaults))
    parts += [
        _node(node, layout.boxes[node.id], node.id in marked) for node in process.nodes if node.id in layout.boxes
    ]
    return "".join([*parts, "</svg>"])


def _flow(line: tuple[tuple[int, int], ...], marked: bool, default: bool) -> str:
    points = " ".join(f"{x},{y}" for x, y in line)
    (x, y), (end_x, end_y) = line[-2:]
    turn = 0 if end_x > x else 180 if end_x < x else 90 if end_y > y else 270
    name = ' class="marked"' if marked else ""
    arrow = f'<path class="arrow" d="M0,0 L-8,-4 L-8,4 Z" transform="translate({end_x},{end_y}) rotate({turn})"/>'
    slash = ""
    if default:
        (start_x, start_y), (next_x, next_y) = line[:2]
        across = 8 if next_x != start_x else 0, 8 if next_y != start_y else 0
        slash = f'<path d="M{start_x + across[0] - 4},{start_y + across[1] + 4} l8,-8"/>'
    return f'<g{name}><polyline points="{points}"/>{slash}{arrow}</g>'


def _node(node: FlowNode, box: Box, marked: bool) -> str:
    name = f' class="{"node marked" if marked else "node"}"'
    return f'<g{name} transform="translate({box.x},{box.y})">{_shape(node, box)}</g>'


def _shape(node: FlowNode, box: Box) -> str:
    if node.kind in EVENTS:
        return _event(node, box)
    if node.kind in GATEWAYS:
        half = box.width // 2
        mark = f'<path d="{_MARKS[node.kind]}"/>' if node.kind in _MARKS else '<circle r="8"/>'
        name = f'<text x="{half - 4}" y="-{half - 4}">{escape(node.name or "")}</text>'
        return f'<path d="M0,-{half} L{half},0 L0,{half} L-{half},0 Z"/>{mark}{name}'
    x, y = -box.width // 2, -box.height // 2
    text = f'<text y="5" text-anchor="middle">{escape(node.name or node.id)}</text>'
    return f'<rect x="{x}" y="{y}" width="{box.width}" height="{box.height}" rx="7"/>{text}'


def _event(node: FlowNode, box: Box) -> str:
    radius = box.width // 2
    kinds = {each.kind for each in node.definitions} if isinstance(node, Event) else set()
    thick = ' class="thick"' if node.kind == "endEvent" else ""
    inner = f'<circle r="{radius - 3}"/>' if node.kind in ("boundaryEvent", "intermediateCatchEvent") else ""
    if "terminate" in kinds:
        inner = f'<circle class="full" r="{radius - 6}"/>'
    clock = f'<path d="{_CLOCK}"/>' if "timer" in kinds else ""
    return f'<circle r="{radius}"{thick}/>{inner}{clock}'
