"""Columns and rows: a step stands one column behind the last that leads to it, and on a row where its way is free."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Cell:
    """A place on the grid, from 0."""

    column: int
    row: int


class Grid:
    """The `cells` of nodes, the cells that each flow passes (`ways`, its target's last), the lane of each of `rows`.

    `ends` are flows as id, source and target; `lanes` the position of each node's lane. A flow that leads back has no
    way. Flows `below` leave their node downwards.
    """

    def __init__(
        self,
        nodes: Sequence[str],
        ends: Sequence[tuple[str, str, str]],
        lanes: Mapping[str, int],
        below: frozenset[str] = frozenset(),
    ) -> None:
        self._nodes, self._lanes, self._below = nodes, lanes, below
        self._back = _leading_back(nodes, ends)
        self._ends = [each for each in ends if each[0] not in self._back]
        self._column = self._columns()
        self._taken: set[tuple[int, int, int]] = set()
        at, ways = self._place()
        order = sorted({(lane, row) for _, lane, row in self._taken})
        number = {place: position for position, place in enumerate(order)}
        self.rows = [lane for lane, _ in order]
        self.width = max(self._column.values(), default=-1) + 1
        self.cells = {id: Cell(self._column[id], number[place]) for id, place in at.items()}
        self.ways: dict[str, list[Cell]] = {id: [] for id in self._back}
        for id, source, target in self._ends:
            kept = [Cell(self._column[source] + 1 + step, number[each]) for step, each in enumerate(ways.get(id, []))]
            self.ways[id] = [*kept, self.cells[target]]

    def _columns(self) -> dict[str, int]:
        column = dict.fromkeys(self._nodes, 0)
        for _ in self._nodes:
            changed = False
            for _, source, target in self._ends:
                if column[target] <= column[source]:
                    column[target] = column[source] + 1
                    changed = True
            if not changed:
                break
        return column

    def _place(self) -> tuple[dict[str, tuple[int, int]], dict[str, list[tuple[int, int]]]]:
        """The lane and row of each node, and those that each longer flow passes."""
        at: dict[str, tuple[int, int]] = {}
        ways: dict[str, list[tuple[int, int]]] = {}
        for column in range(max(self._column.values(), default=-1) + 1):
            here = [id for id in self._nodes if self._column[id] == column]
            for id in sorted(here, key=lambda id: self._wanted(id, at, ways)):
                at[id] = self._free(column, self._lanes[id], self._wanted(id, at, ways))
            for flow, source, target in self._ends:
                if self._column[source] < column < self._column[target]:
                    way = ways.setdefault(flow, [])
                    lane, row = way[-1] if way else at[source]
                    if self._lanes[target] != lane:
                        lane, row = self._lanes[target], 0
                    way.append(self._free(column, lane, row + (flow in self._below and not way)))
        return at, ways

    def _wanted(self, id: str, at: Mapping[str, tuple[int, int]], ways: Mapping[str, list[tuple[int, int]]]) -> int:
        """The row that a node would stand on: that of the first way that leads to it."""
        rows = []
        for flow, source, target in self._ends:
            if target == id:
                lane, row = ways[flow][-1] if ways.get(flow) else at[source]
                rows.append(row + (flow in self._below) if lane == self._lanes[id] else 0)
        return min(rows, default=0)

    def _free(self, column: int, lane: int, row: int) -> tuple[int, int]:
        while (column, lane, row) in self._taken:
            row += 1
        self._taken.add((column, lane, row))
        return lane, row


def _leading_back(nodes: Sequence[str], ends: Sequence[tuple[str, str, str]]) -> frozenset[str]:
    """The flows that close a ring, walking from the first node on."""
    leaving: dict[str, list[tuple[str, str]]] = {id: [] for id in nodes}
    for flow, source, target in ends:
        leaving[source].append((flow, target))
    found: set[str] = set()
    done: set[str] = set()
    for first in nodes:
        if first in done:
            continue
        path = [(first, iter(leaving[first]))]
        on = {first}
        while path:
            id, rest = path[-1]
            step = next(rest, None)
            if step is None:
                path.pop()
                on.discard(id)
                done.add(id)
            elif step[1] in on:
                found.add(step[0])
            elif step[1] not in done:
                on.add(step[1])
                path.append((step[1], iter(leaving[step[1]])))
    return frozenset(found)
