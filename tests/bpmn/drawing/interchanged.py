"""Diagrams in a few words, drawn by hand: what the tests of pictures read."""

HEAD = (
    '<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" '
    'xmlns:di="http://www.omg.org/spec/DD/20100524/DI" xmlns:dc="http://www.omg.org/spec/DD/20100524/DC" '
    'xmlns:bpmndi="http://www.omg.org/spec/BPMN/20100524/DI" xmlns:t="urn:t" '
    'xmlns:color="http://www.omg.org/spec/BPMN/non-normative/color/1.0" targetNamespace="urn:t">'
)


def drawn(model: str, drawing: str, more: str = "") -> bytes:
    """A file with one process and its drawing."""
    plane = f'<bpmndi:BPMNDiagram><bpmndi:BPMNPlane bpmnElement="p">{drawing}</bpmndi:BPMNPlane></bpmndi:BPMNDiagram>'
    return f'{HEAD}<process id="p" name="Compras">{model}</process>{more}{plane}</definitions>'.encode()


def shape(
    of: str, x: object, y: object, width: object = 100, height: object = 80, said: str = "", label: str = ""
) -> str:
    """A shape of an element."""
    bounds = f'<dc:Bounds x="{x}" y="{y}" width="{width}" height="{height}"/>'
    return f'<bpmndi:BPMNShape bpmnElement="{of}" {said}>{bounds}{label}</bpmndi:BPMNShape>'


def edge(of: str, *points: tuple[object, object]) -> str:
    """An edge of an element."""
    ways = "".join(f'<di:waypoint x="{x}" y="{y}"/>' for x, y in points)
    return f'<bpmndi:BPMNEdge bpmnElement="{of}">{ways}</bpmndi:BPMNEdge>'
