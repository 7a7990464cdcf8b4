"""The board: what waits, in a column for each lane."""

from collections.abc import Sequence
from dataclasses import dataclass

from bpmn.model import Process
from engine.instances.views.listing import Pile
from web.pages.lanes import Lanes
from web.texts.wording import title


@dataclass(frozen=True, slots=True)
class Column:
    """A lane with what waits in it, by activity; `tint` is that of `web.pages.lanes`."""

    lane: str
    procedure: str
    piles: tuple[Pile, ...]
    tint: int

    @property
    def count(self) -> int:
        """How much waits in the lane."""
        return sum(pile.stage.count for pile in self.piles)


def columns_of(piles: Sequence[Pile], processes: Sequence[Process]) -> list[Column]:
    """The lanes of `processes` in the order of their diagrams, and after them whatever else holds work."""
    tinted = Lanes(processes)
    lanes = [(process, lane.id, lane.name or lane.id) for process in processes for lane in process.lanes]
    columns, placed = [], set()
    for process, lane, name in lanes:
        order = {node.id: place for place, node in enumerate(process.nodes)}
        here = [pile for pile in piles if (pile.stage.process_id, pile.stage.lane) == (process.id, lane)]
        here.sort(key=lambda pile: order.get(pile.stage.element, len(order)))
        placed |= {pile.stage for pile in here}
        columns.append(Column(name, title(process), tuple(here), tinted[lane].tint))
    # Work of versions whose lanes are no longer drawn waits all the same.
    rest = tuple(pile for pile in piles if pile.stage not in placed)
    return columns + ([Column("—", "", rest, 1)] if rest else [])
