"""What waits to leave for a webhook: the letters of its line in the outbox, of which the first leaves first."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, delete, func, select, text

from engine import canonical_json
from engine.db import AnyRow
from engine.notifications.models import UNSENT, outbox
from engine.notifications.statuses import LetterStatus

MOST = 20
"""How many letters of a webhook are written ahead of what has arrived."""


def line_of(id: int) -> str:
    """The line of a webhook's letters."""
    return f"webhook {id}"


@dataclass(frozen=True, slots=True)
class Line:
    """How the letters of a webhook stand: how many have not arrived; why the first of them did not, after `attempts`,
    and when it is tried again. `stopped`: it is not tried again by itself, and what is behind it waits."""

    waiting: int = 0
    stopped: bool = False
    key: str | None = None
    error: str | None = None
    attempts: int = 0
    next_attempt_at: datetime | None = None

    @property
    def room(self) -> int:
        """How many letters more may be written."""
        return 0 if self.stopped else max(0, MOST - self.waiting)


def line(connection: Connection, id: int) -> Line:
    """How the letters of a webhook stand."""
    mine = outbox.c.line == line_of(id), text(UNSENT)
    first = connection.execute(select(outbox).where(*mine).order_by(outbox.c.id).limit(1)).first()
    if first is None:
        return Line()
    waiting = connection.execute(select(func.count()).select_from(outbox).where(*mine)).scalar_one()
    stopped = first.status == LetterStatus.DEAD
    return Line(waiting, stopped, first.key, first.error, first.attempts, None if stopped else first.next_attempt_at)


def take_back(connection: Connection, id: int) -> int | None:
    """Take back what has not left for a webhook; gives the place before the first event of it, None where there was
    none. What is on its way this moment may arrive."""
    mine = outbox.c.line == line_of(id), text(UNSENT)
    rows = connection.execute(select(outbox.c.payload).where(*mine).order_by(outbox.c.id)).all()
    connection.execute(delete(outbox).where(*mine))
    places = _places(rows)
    return min(places) - 1 if places else None


def _places(rows: Sequence[AnyRow]) -> list[int]:
    found = []
    for row in rows:
        payload = canonical_json.loads(row.payload)
        event = payload.get("event") if isinstance(payload, dict) else None
        if isinstance(event, dict) and isinstance(event.get("position"), int):
            found.append(event["position"])
    return [place for place in found if isinstance(place, int)]
