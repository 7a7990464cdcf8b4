"""Where everything stands: columns by how far a step is from the start, rows by the way it stands on."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from bpmn.drawing.grid import Cell, Grid
from bpmn.kinds import SUB_PROCESSES
from bpmn.model import Activity, Event, FlowNode, Process

TASK = (132.0, 62.0)
EVENT = 36.0
GATEWAY = 46.0
PADDING = 30.0
GAP = 44.0
LABELLED = 128.0  # the gap that a condition is written in
ROW = 58.0  # between rows: names of events and gateways stand there
HEAD = 26.0  # the name of a sub-process or a lane
Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Box:
    """A place on the drawing, in pixels."""

    x: float
    y: float
    width: float
    height: float

    @property
    def middle(self) -> Point:
        """Its middle."""
        return self.x + self.width / 2, self.y + self.height / 2

    @property
    def right(self) -> float:
        """Where it ends."""
        return self.x + self.width

    @property
    def bottom(self) -> float:
        """Where it ends below."""
        return self.y + self.height


@dataclass(slots=True)
class Layout:
    """Places by id: `nodes` (an outer one before what stands in it), `lanes`, and the points of `flows`."""

    width: float = 0
    height: float = 0
    nodes: dict[str, Box] = field(default_factory=dict)
    lanes: dict[str, Box] = field(default_factory=dict)
    flows: dict[str, list[Point]] = field(default_factory=dict)


def lay_out(process: Process) -> Layout:
    """Where the nodes and flows of a process stand. Lanes without a name are not drawn."""
    lanes = [lane.id for lane in process.lanes if lane.name]
    found = _Container(process, process.id, lanes).layout()
    for flow in process.flows:
        if flow.id not in found.flows and flow.source in found.nodes and flow.target in found.nodes:  # across a border
            source, target = found.nodes[flow.source], found.nodes[flow.target]
            found.flows[flow.id] = [(source.right, source.middle[1]), (target.x, target.middle[1])]
    return found


class _Container:
    """A process or a sub-process with what stands directly in it."""

    def __init__(self, process: Process, id: str, lanes: list[str]) -> None:
        inside = [node for node in process.nodes if node.parent == id]
        self.process = process
        self.lanes = lanes
        self.nodes = {node.id: node for node in inside if not _on_boundary(node)}
        self.hosted = {node.id: node for node in inside if isinstance(node, Event) and _on_boundary(node)}
        self.flows = [flow for flow in process.flows if self._host(flow.source) and self._host(flow.target)]
        self.inner = {
            node.id: _Container(process, node.id, []).layout() for node in inside if node.kind in SUB_PROCESSES
        }

    def layout(self) -> Layout:
        if not self.nodes:
            return Layout(TASK[0], TASK[1])
        order = {
            id: -1 if node.lane not in self.lanes else self.lanes.index(node.lane) for id, node in self.nodes.items()
        }
        first = [id for id, node in self.nodes.items() if node.kind == "startEvent"]
        ends = [(flow.id, self._host(flow.source), self._host(flow.target)) for flow in self.flows]
        below = frozenset(flow.id for flow in self.flows if flow.source in self.hosted)
        grid = Grid([*first, *(id for id in self.nodes if id not in first)], ends, order, below)
        found = Layout()
        columns, rows = self._columns(grid), self._rows(grid, found)
        for id in self.nodes:
            width, height = self._size(id)
            x, y = columns[grid.cells[id].column], rows[grid.cells[id].row]
            box = Box(x[0] + (x[1] - width) / 2, y - height / 2, width, height)
            found.nodes[id] = box
            self._place_inner(found, id, box)
        self._place_boundary(found)
        found.width = max(start + width for start, width in columns) + PADDING
        self._route(found, grid, columns, rows)
        for lane, box in found.lanes.items():
            found.lanes[lane] = Box(box.x, box.y, found.width, box.height)
        return found

    def _size(self, id: str) -> tuple[float, float]:
        node = self.nodes[id]
        if id in self.inner:
            return self.inner[id].width, self.inner[id].height + HEAD
        if isinstance(node, Activity):
            return TASK
        size = EVENT if isinstance(node, Event) else GATEWAY
        return size, size

    def _host(self, id: str) -> str:
        """The node that a flow's end belongs to: itself, or whose boundary it is on; empty for one elsewhere."""
        event = self.hosted.get(id)
        host = id if event is None else event.attached_to or ""
        return host if host in self.nodes else ""

    def _columns(self, grid: Grid) -> list[tuple[float, float]]:
        """Where each column begins and how wide it is."""
        labelled = {
            grid.cells[self._host(flow.source)].column + 1 for flow in self.flows if flow.name or flow.condition
        }
        found = []
        x = PADDING + (EVENT if any(cell.column == 0 for cell in grid.cells.values()) else 0) / 2
        for column in range(grid.width):
            x += 0 if column == 0 else LABELLED if column in labelled else GAP
            inside = [self._size(id)[0] for id, cell in grid.cells.items() if cell.column == column]
            width = max(inside, default=0.0)
            found.append((x, width))
            x += width
        return found

    def _rows(self, grid: Grid, found: Layout) -> list[float]:
        """The middle of each row; the lanes are placed with them."""
        rows = []
        y = PADDING / 2
        lane = None
        for row, of in enumerate(grid.rows):
            if of != lane and self.lanes and of >= 0:
                found.lanes[self.lanes[of]] = Box(0, y, 0, HEAD)
                y += HEAD
            lane = of
            height = max([TASK[1], *(self._size(id)[1] for id, cell in grid.cells.items() if cell.row == row)])
            rows.append(y + ROW / 2 + height / 2)
            y += height + ROW
            if self.lanes and of >= 0:
                box = found.lanes[self.lanes[of]]
                found.lanes[self.lanes[of]] = Box(0, box.y, 0, y - box.y)
        found.height = y + PADDING / 2
        return rows

    def _place_inner(self, found: Layout, id: str, box: Box) -> None:
        inner = self.inner.get(id)
        if inner is not None:
            dx, dy = box.x, box.y + HEAD
            found.nodes |= {each: Box(at.x + dx, at.y + dy, at.width, at.height) for each, at in inner.nodes.items()}
            found.flows |= {each: [(x + dx, y + dy) for x, y in points] for each, points in inner.flows.items()}

    def _place_boundary(self, found: Layout) -> None:
        counts: dict[str, int] = {}
        for id, event in self.hosted.items():
            attached = event.attached_to or ""
            host = found.nodes.get(attached)
            if host is not None:
                counts[attached] = counts.get(attached, 0) + 1
                x = host.right - EVENT * 1.4 * counts[attached]
                found.nodes[id] = Box(x, host.y + host.height - EVENT / 2, EVENT, EVENT)

    def _route(self, found: Layout, grid: Grid, columns: list[tuple[float, float]], rows: list[float]) -> None:
        entering: dict[str, int] = {}
        leaving: dict[str, int] = {}
        drawn: dict[tuple[str, str], int] = {}
        for flow in self.flows:
            entering[flow.target] = entering.get(flow.target, 0) + 1
            leaving[flow.source] = leaving.get(flow.source, 0) + 1
        for flow in self.flows:
            source, target = found.nodes[flow.source], found.nodes[flow.target]
            cells = grid.ways[flow.id]
            if not cells:
                found.height += 22
                found.flows[flow.id] = _back(source, target, found.height - PADDING)
                continue
            late = leaving[flow.source] == 1 and entering[flow.target] > 1
            down = flow.source in self.hosted
            again = drawn[flow.source, flow.target] = drawn.get((flow.source, flow.target), -1) + 1
            points = _forward(source, target, cells, columns, rows, late, down)
            found.flows[flow.id] = [(x, y + 14 * again) for x, y in points]  # a second one beside the first


def _on_boundary(node: FlowNode) -> bool:
    return isinstance(node, Event) and node.kind == "boundaryEvent" and bool(node.attached_to)


def _forward(
    source: Box,
    target: Box,
    cells: list[Cell],
    columns: list[tuple[float, float]],
    rows: list[float],
    late: bool,
    down: bool,
) -> Iterator[Point]:
    """The points of a flow that goes on to the right, through the `cells` that are kept for it."""
    heights = [rows[cell.row] for cell in cells]
    if down:
        x, y = source.middle[0], heights[0]
        yield x, source.y + source.height
        yield x, y
    else:
        x, y = source.right, source.middle[1]
        yield x, y
    for number, (cell, height) in enumerate(zip(cells, heights, strict=True)):
        if height != y:
            start, width = columns[cell.column - 1]
            last = number == len(cells) - 1
            turn = target.x - 20 if late and last else start + width + 16
            yield turn, y
            yield turn, height
            y = height
    yield target.x, target.middle[1]


def _back(source: Box, target: Box, y: float) -> list[Point]:
    """The points of a flow that leads back: below everything."""
    out, back = source.right + 10, target.x - 14
    return [(source.right, source.middle[1]), (out, source.middle[1]), (out, y), (back, y), (back, target.middle[1]),
            (target.x, target.middle[1])]  # fmt: skip
