"""Where the elements of a small process stand: in columns from the start on, each as far right as what comes before it.

For examples of a dozen elements; what people draw brings its own places (BPMN DI, 12.2).
"""

from collections.abc import Mapping
from dataclasses import dataclass

from bpmn.kinds import EVENTS, GATEWAYS
from bpmn.model import Event, FlowNode, Process, SequenceFlow

COLUMN, ROW, MARGIN = 108, 84, 30
Point = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Box:
    """A node's place: its middle, and its width and height."""

    x: int
    y: int
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class Layout:
    """Everything's place, and the size of the whole."""

    boxes: Mapping[str, Box]
    lines: Mapping[str, tuple[Point, ...]]
    width: int
    height: int


def lay_out(process: Process) -> Layout:
    """The places of a process's nodes and flows; what stands in sub-processes is left out."""
    nodes = {node.id: node for node in process.nodes if node.parent == process.id}
    flows = [flow for flow in process.flows if flow.source in nodes and flow.target in nodes]
    columns = _columns(nodes, flows)
    rows = _rows(nodes, flows, columns)
    boxes = {id: _box(node, columns[id], rows[id]) for id, node in nodes.items() if _host(node) is None}
    for id, node in nodes.items():
        if (host := boxes.get(_host(node) or "")) is not None:
            boxes[id] = Box(host.x + host.width // 4, host.y + host.height // 2, 24, 24)
    low = max((box.y for box in boxes.values()), default=0) + ROW // 2
    lines: dict[str, tuple[Point, ...]] = {}
    for flow in flows:
        back = [line for line in lines.values() if line[1][1] >= low]
        lines[flow.id] = _line(flow, boxes, low + 14 * len(back))
    points = [point for line in lines.values() for point in line]
    width = max(box.x + box.width // 2 for box in boxes.values()) + MARGIN
    height = max([low, *(y + 12 for _, y in points)])
    return Layout(boxes, lines, width, height)


def _host(node: FlowNode) -> str | None:
    return node.attached_to if isinstance(node, Event) else None


def _columns(nodes: Mapping[str, FlowNode], flows: list[SequenceFlow]) -> dict[str, int]:
    """Each node's column, flows that lead back left out."""
    after: dict[str, list[str]] = {id: [] for id in nodes}
    for flow in flows:
        after[flow.source].append(flow.target)
    for id, node in nodes.items():
        if (host := _host(node)) in after:
            after[host].append(id)
    columns = dict.fromkeys(nodes, 0)
    entered = {target for following in after.values() for target in following}
    for start in [id for id in nodes if id not in entered] or list(nodes)[:1]:
        _push(start, after, columns, ())
    for id, node in nodes.items():
        if (host := _host(node)) in columns:
            columns[id] = columns[host]
    return columns


def _push(id: str, after: Mapping[str, list[str]], columns: dict[str, int], path: tuple[str, ...]) -> None:
    for following in after[id]:
        if following not in (*path, id) and columns[following] < columns[id] + 1:
            columns[following] = columns[id] + 1
            _push(following, after, columns, (*path, id))


def _rows(nodes: Mapping[str, FlowNode], flows: list[SequenceFlow], columns: Mapping[str, int]) -> dict[str, int]:
    """Each node's row: that of what leads to it first, or the next that is free."""
    rows: dict[str, int] = {}
    taken: set[Point] = set()
    for id in sorted(nodes, key=lambda id: (columns[id], list(nodes).index(id))):
        before = [flow.source for flow in flows if flow.target == id and flow.source in rows]
        row = min((rows[each] for each in before), default=0)
        host = _host(nodes[id])
        if host is not None:
            rows[id] = rows.get(host, 0) + 1
            continue
        while (columns[id], row) in taken:
            row += 1
        rows[id] = row
        taken.add((columns[id], row))
    return rows


def _box(node: FlowNode, column: int, row: int) -> Box:
    width, height = (32, 32) if node.kind in EVENTS else (40, 40) if node.kind in GATEWAYS else (76, 50)
    return Box(MARGIN + 30 + column * COLUMN, MARGIN + 20 + row * ROW, width, height)


def _line(flow: SequenceFlow, boxes: Mapping[str, Box], below: int) -> tuple[Point, ...]:
    """The line of a flow: straight on its row, round a corner to another, below everything when it leads back."""
    source, target = boxes[flow.source], boxes[flow.target]
    left, right = target.x - target.width // 2, source.x + source.width // 2
    if left <= right:
        end = (target.x, target.y + target.height // 2)
        return (source.x, source.y + source.height // 2), (source.x, below), (target.x, below), end
    between = [box for box in boxes.values() if box.y == source.y == target.y and source.x < box.x < target.x]
    if between:
        below = source.y + source.height // 2 + 16
        return (
            (source.x, source.y + source.height // 2),
            (source.x, below),
            (target.x, below),
            (
                target.x,
                target.y + target.height // 2,
            ),
        )
    if source.y == target.y:
        return (right, source.y), (left, target.y)
    if target.y > source.y:
        return (source.x, source.y + source.height // 2), (source.x, target.y), (left, target.y)
    return (right, source.y), (target.x, source.y), (target.x, target.y + target.height // 2)
