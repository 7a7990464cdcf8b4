"""What history tells of incidents."""

from typing import TYPE_CHECKING

from .events import CANCELLED, CAUSES, INCIDENTS, MOVES, RESOLVED, Diverged, Place, name_of, place_of
from .evidence import Event, told
from .findings import GONE
from .language import say
from .tokens import is_timer

if TYPE_CHECKING:
    from .execution import Run


class Incidents:
    """Incidents of what waits: `stopped` are the places that have one, `repaired` those that a move has put elsewhere,
    and `by` is who caused the last step."""

    def __init__(self) -> None:
        self.stopped: set[Place] = set()
        self.repaired: set[Place] = set()
        self.by: str | None = None

    def look(self, event: Event | None, run: "Run") -> None:
        """Follow what history tells of incidents: of what waits, over as soon as it does not; None is the end."""
        over = self.stopped & self.repaired | self.stopped - run.open
        kind = GONE if event is None else event["type"]
        place = place_of(event) if event is not None and kind in INCIDENTS else None
        if event is not None and kind == RESOLVED and place in over and event["actor"] == self.by:
            self.stopped.discard(place)
            self.repaired.discard(place)
        elif over or kind == RESOLVED:
            raise Diverged(", ".join(f"{RESOLVED} {name_of(each)}" for each in sorted(over, key=name_of)) or GONE, kind)
        elif event is not None and place is not None:
            if place not in run.open or is_timer(run.waiting[place]) is not (event["actor"] is None):
                raise Diverged(", ".join(sorted(map(name_of, run.open))) or GONE, told(event))
            if not run.disposed and not isinstance(event["data"]["reason"]["text"], str):
                raise Diverged(say("una razón"), told(event))
            self.stopped.add(place)
        elif event is not None and kind in CAUSES | {CANCELLED} | MOVES:
            self.by = event["actor"]

    def move(self, now: dict[Place, Place]) -> None:
        """The instance goes on with other versions; an incident of what waits at another element now is over."""
        moved = {now.get(place, place): place for place in self.stopped}
        self.stopped = set(moved)
        self.repaired = {place for place, was in moved.items() if place[1] != was[1]}
