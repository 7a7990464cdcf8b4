"""The shipped diagrams as their XML says them, read apart from `bpmn.reader` so that neither vouches for the other."""

import json
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from lxml import etree

PROCESSES = Path(__file__).parents[3] / "bpmn" / "processes"
NAMES = ("gestion_comercial", "alianzas_estrategicas")
NS = {
    "bpmn": "http://www.omg.org/spec/BPMN/20100524/MODEL",
    "bpmndi": "http://www.omg.org/spec/BPMN/20100524/DI",
    "dc": "http://www.omg.org/spec/DD/20100524/DC",
    "di": "http://www.omg.org/spec/DD/20100524/DI",
    "spiffworkflow": "http://spiffworkflow.org/bpmn/schema/1.0/core",
    "cauce": "urn:cauce:bpmn:1",
}
FLOW_NODES = {
    *("startEvent", "endEvent", "intermediateThrowEvent", "intermediateCatchEvent", "boundaryEvent"),
    *("task", "userTask", "sendTask", "receiveTask", "manualTask", "scriptTask", "serviceTask", "businessRuleTask"),
    *("callActivity", "subProcess", "exclusiveGateway", "parallelGateway", "inclusiveGateway", "eventBasedGateway"),
}


class Box(NamedTuple):
    """A rectangle of the drawing, in the pixels of diagram interchange."""

    x: float
    y: float
    width: float
    height: float

    @property
    def right(self) -> float:
        return self.x + self.width

    @property
    def bottom(self) -> float:
        return self.y + self.height

    def meets(self, other: "Box") -> bool:
        """Whether the two share more than a border; a stretch of a flow, whether it enters the other."""
        return self.x < other.right and other.x < self.right and self.y < other.bottom and other.y < self.bottom

    def holds(self, other: "Box") -> bool:
        return self.x <= other.x and other.right <= self.right and self.y <= other.y and other.bottom <= self.bottom


@dataclass
class Diagram:
    """One shipped file: its elements by id, and the bounds, labels and waypoints drawn for them."""

    name: str
    path: Path
    root: etree._Element = field(init=False)

    def __post_init__(self) -> None:
        self.root = etree.parse(str(self.path)).getroot()
        self.process = self.all("//bpmn:process")[0]
        self.elements = {element.get("id"): element for element in self.root.iter() if element.get("id")}
        self.nodes = {e.get("id"): e for e in self.process if kind(e) in FLOW_NODES}
        self.flows = {e.get("id"): e for e in self.process if kind(e) == "sequenceFlow"}
        self.activities = {i: e for i, e in self.nodes.items() if kind(e).endswith(("Task", "task", "Activity"))}
        self.lane_of = {ref.text: ref.getparent().get("id") for ref in self.all("//bpmn:flowNodeRef")}

    def all(self, path: str) -> list[Any]:
        return list(self.root.xpath(path, namespaces=NS))

    def under(self, id: str, path: str) -> list[Any]:
        """What an XPath finds from the element with that id."""
        return list(self.elements[id].xpath(path, namespaces=NS))

    def kind(self, id: str) -> str:
        """The local name of an element's tag, e.g. ``userTask``."""
        return kind(self.elements[id])

    def fields(self, task: str) -> list[dict[str, Any]]:
        """The fields of a task's form, with those inside groups."""

        def walk(components: list[dict[str, Any]]) -> list[dict[str, Any]]:
            return [
                *(component for component in components if "key" in component),
                *(inner for component in components for inner in walk(component.get("components", []))),
            ]

        form = json.loads((self.path.parent / f"{task}.form.json").read_text(encoding="utf-8"))
        return walk(form["components"])

    def drawn(self, what: str) -> list[str]:
        """The ids of the elements that have a ``BPMNShape`` or a ``BPMNEdge``, as often as they have one."""
        return [shape.get("bpmnElement") for shape in self.all(f"//bpmndi:{what}")]

    def box(self, id: str) -> Box:
        return bounds(self.all(f"//bpmndi:BPMNShape[@bpmnElement='{id}']/dc:Bounds")[0])

    def points(self, id: str) -> list[tuple[float, float]]:
        waypoints = self.all(f"//bpmndi:BPMNEdge[@bpmnElement='{id}']/di:waypoint")
        return [(float(point.get("x")), float(point.get("y"))) for point in waypoints]

    def segments(self, id: str) -> list[Box]:
        """The stretches of a flow, as boxes without width or without height."""
        points = self.points(id)
        return [Box(min(x1, x2), min(y1, y2), abs(x1 - x2), abs(y1 - y2)) for (x1, y1), (x2, y2) in pairwise(points)]

    @property
    def labels(self) -> dict[str, Box]:
        """The box of every label that stands outside its element, by the element's id."""
        found = self.all("//bpmndi:BPMNLabel")
        return {label.getparent().get("bpmnElement"): bounds(label[0]) for label in found}


def kind(element: etree._Element) -> str:
    return etree.QName(element).localname


def bounds(element: etree._Element) -> Box:
    return Box(*(float(element.get(side)) for side in ("x", "y", "width", "height")))


@pytest.fixture(scope="session")
def diagrams() -> dict[str, Diagram]:
    return {name: Diagram(name, PROCESSES / name / f"{name}.bpmn") for name in NAMES}


@pytest.fixture(params=NAMES)
def diagram(request: pytest.FixtureRequest, diagrams: dict[str, Diagram]) -> Diagram:
    return diagrams[request.param]


@pytest.fixture
def gestion(diagrams: dict[str, Diagram]) -> Diagram:
    return diagrams["gestion_comercial"]


@pytest.fixture
def estrategicas(diagrams: dict[str, Diagram]) -> Diagram:
    return diagrams["alianzas_estrategicas"]
