"""The drawing as SVG: shapes of BPMN, names wrapped in them, what is marked outlined with a sign.

An element to stand in a page of HTML, which knows what SVG is without a namespace.
"""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from itertools import pairwise
from textwrap import wrap

from lxml import etree

from bpmn.drawing.layout import Box, Layout, Point, lay_out
from bpmn.drawing.signs import BADGE, GATEWAYS, LOOP, SEVERAL, TRIGGERS, USER
from bpmn.kinds import SUB_PROCESSES
from bpmn.model import Activity, Event, FlowNode, Gateway, Process, SequenceFlow

LINE = 14
NAME = {"activity": 17, "event": 16, "flow": 20}  # how many characters stand on a line


@dataclass(frozen=True)
class Words:
    """What is told to who does not see the drawing: its `title` and its `description`; and what `kind` of step is not
    plain from its shape, written above its name (empty where it is)."""

    title: str
    description: str
    kind: Callable[[FlowNode], str] = lambda node: ""


def draw(process: Process, words: Words, marked: Collection[str] = (), *, id: str = "drawing") -> str:
    """The SVG element of a process, the elements `marked` outlined. `id` is unique on the page."""
    return _Drawing(process, words, frozenset(marked), id).text()


class _Drawing:
    def __init__(self, process: Process, words: Words, marked: frozenset[str], id: str) -> None:
        self.process, self.words, self.marked = process, words, marked
        self.layout: Layout = lay_out(process)
        self.flows = {flow.id: flow for flow in process.flows}
        size = f"0 0 {self.layout.width:.0f} {self.layout.height:.0f}"
        self.root = etree.Element(
            "svg",
            {"viewBox": size, "width": f"{self.layout.width:.0f}", "height": f"{self.layout.height:.0f}",
             "class": "bpmn-drawing", "role": "img", "aria-labelledby": f"{id}-title {id}-desc"},
        )  # fmt: skip
        for tag, text in (("title", words.title), ("desc", words.description)):
            self._add(self.root, tag, id=f"{id}-{tag}").text = _plain(text)
        self._id = id

    def text(self) -> str:
        """The element as text."""
        for id, box in self.layout.lanes.items():
            self._lane(id, box)
        nodes = {node.id: node for node in self.process.nodes}
        outer = [id for id in self.layout.nodes if nodes[id].kind in SUB_PROCESSES]
        for id in outer:
            self._node(nodes[id])
        for flow, points in self.layout.flows.items():
            self._flow(self.flows[flow], points)
        for id in self.layout.nodes:
            if id not in outer:
                self._node(nodes[id])
        for id, box in {**self.layout.lanes, **self.layout.nodes}.items():
            if id in self.marked:
                self._mark(box)
        if self.process.id in self.marked:
            self._mark(Box(8, 8, self.layout.width - 16, self.layout.height - 16))
        return etree.tostring(self.root, encoding="unicode")

    def _lane(self, id: str, box: Box) -> None:
        self._add(self.root, "rect", "lane", x=box.x + 1, y=box.y + 1, width=box.width - 2, height=box.height - 2)
        self._write([self.process.lane(id).name or ""], 10, box.y + 18, "name start")

    def _node(self, node: FlowNode) -> None:
        box = self.layout.nodes[node.id]
        group = self._add(self.root, "g", f"node {node.kind}")
        if isinstance(node, Activity):
            self._activity(group, node, box)
        elif isinstance(node, Event):
            self._event(group, node, box)
        else:
            x, y = box.middle
            half = box.width / 2
            self._add(group, "path", "shape", d=f"M{x - half} {y}L{x} {y - half}L{x + half} {y}L{x} {y + half}Z")
            self._sign(group, GATEWAYS.get(node.kind, ""), x, y)
            lines = _lines(node.name, NAME["event"])
            self._write(lines, x, box.y - 11 - LINE * (len(lines) - 1), "name", group)

    def _activity(self, group: etree._Element, node: Activity, box: Box) -> None:
        x, y = box.middle
        dashed = " aside" if node.triggered_by_event else ""
        kind = "called" if node.kind == "callActivity" else "inner" if node.kind in SUB_PROCESSES else ""
        self._add(group, "rect", f"shape {kind}{dashed}", x=box.x, y=box.y, width=box.width, height=box.height, rx=8)
        if node.kind == "userTask":
            self._sign(group, USER, box.x + 13, box.y + 13)
        if node.loop is not None:
            self._sign(group, LOOP if node.loop.kind == "standard" else SEVERAL, x, box.y + box.height - 8)
        told = self.words.kind(node)
        if node.kind in SUB_PROCESSES:
            self._write([" · ".join(filter(None, (node.name, told)))], box.x + 10, box.y + 18, "name start", group)
            return
        lines = _lines(node.name, NAME["activity"])
        top = y - LINE * (len(lines) - 1) / 2 + 4 + (6 if told else 0)
        if told:
            self._write([told], x, box.y + 13, "kind", group)
        self._write(lines, x, top, "name", group)

    def _event(self, group: etree._Element, node: Event, box: Box) -> None:
        x, y = box.middle
        half = box.width / 2
        beside = node.kind == "boundaryEvent" and not node.cancel_activity
        self._add(group, "circle", f"shape {'aside' if beside else ''}".strip(), cx=x, cy=y, r=half)
        if node.kind not in ("startEvent", "endEvent"):
            self._add(group, "circle", f"shape {'aside' if beside else ''}".strip(), cx=x, cy=y, r=half - 4)
        for definition in node.definitions[:1]:
            self._sign(group, TRIGGERS.get(definition.kind, ""), x, y, "sign full" if "End" in node.kind else "sign")
        lines = _lines(node.name, NAME["event"])
        if node.kind == "boundaryEvent":
            self._write(lines, box.x - 6, box.y + box.height + 8, "name end", group)
        else:
            self._write(lines, x, box.y + box.height + 19, "name", group)

    def _flow(self, flow: SequenceFlow, points: list[Point]) -> None:
        group = self._add(self.root, "g", "flow marked" if flow.id in self.marked else "flow")
        self._add(group, "path", "line", d="M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in points))
        x, y = points[-1]
        self._add(group, "path", "head", d=f"M{x} {y}l-9 -4.5v9Z")
        source = next((node for node in self.process.nodes if node.id == flow.source), None)
        if isinstance(source, Gateway | Activity) and source.default == flow.id:
            x, y = points[0]
            self._add(group, "path", "line", d=f"M{x + 5} {y + 6}l6 -12")
        start, end = max(pairwise(points), key=lambda pair: pair[1][0] - pair[0][0])
        told = " ".join(filter(None, (flow.name, flow.condition)))
        if told:
            lines = _lines(told, NAME["flow"])
            self._write(lines, start[0] + 14, start[1] - 6 - LINE * (len(lines) - 1), "condition start", group)
        if flow.id in self.marked:
            self._sign(group, BADGE, (start[0] + end[0]) / 2, (start[1] + end[1]) / 2 + 12, "badge")

    def _mark(self, box: Box) -> None:
        group = self._add(self.root, "g", "mark")
        self._add(group, "rect", x=box.x - 6, y=box.y - 6, width=box.width + 12, height=box.height + 12, rx=10)
        self._sign(group, BADGE, box.right + 4, box.y - 4, "badge")

    def _sign(self, parent: etree._Element, path: str, x: float, y: float, named: str = "sign") -> None:
        if path:
            self._add(parent, "path", named, d=path, transform=f"translate({x:.1f} {y:.1f})")

    def _write(self, lines: list[str], x: float, y: float, named: str, parent: etree._Element | None = None) -> None:
        for number, line in enumerate(lines):
            group = self.root if parent is None else parent
            self._add(group, "text", named, x=f"{x:.1f}", y=f"{y + LINE * number:.1f}").text = _plain(line)

    def _add(self, parent: etree._Element, tag: str, named: str = "", **attributes: object) -> etree._Element:
        given = {name: str(value) for name, value in attributes.items()}
        return etree.SubElement(parent, tag, {"class": named, **given} if named else given)


def _lines(text: str | None, width: int) -> list[str]:
    """A name in at most four lines."""
    return wrap(" ".join((text or "").split()), width, max_lines=4, placeholder=" …")


def _plain(text: str) -> str:
    """The text without the characters that XML cannot hold."""
    return "".join(each for each in text if each.isprintable() or each == "\n")
