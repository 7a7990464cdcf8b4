"""Checks the events about incidents while a history is executed again.

An incident is of work or of a timer that waits, raised by who tried to complete it, or by the job where it is a timer.
It is resolved as soon as that does not wait any more, or waits at another element, and not before. What was answered is
in a draft and not in history, so that it fails cannot be tried again.
"""

from collections.abc import Collection, Mapping

from engine.errors import ReplayDiverged
from engine.history.chain import Event, visit_of
from engine.history.event_types import INCIDENT_RAISED, INCIDENT_RESOLVED, REGISTRY, Part
from engine.history.problems import UNREADABLE
from engine.history.visits import Visit


class IncidentTracker:
    """Tracks the incidents of one instance."""

    def __init__(self) -> None:
        self._open: dict[Visit, bool] = {}
        """By visit, and whether it is over since it was moved to another element."""
        self._by: str | None = None
        """Who caused the last step."""

    def follow(self, event: Event, work: Collection[Visit], timers: Collection[Visit]) -> None:
        """Check an event that is no consequence; `work` and `timers` wait before it. Raises ReplayDiverged."""
        due, visit, type_ = self._due(work, timers), _visit(event), REGISTRY.get(event.type)
        if type_ is INCIDENT_RESOLVED:
            if event.actor != self._by or visit is None or visit not in due:
                raise _diverged(event, event.seq, due)
            del self._open[visit]
        elif due:
            raise _diverged(event, event.seq, due)
        elif type_ is INCIDENT_RAISED:
            if visit is None or visit not in (timers if event.actor is None else work) or not _says_why(event):
                raise _diverged(event, event.seq, [])
            self._open[visit] = False
        elif type_ is not None and type_.part is not Part.ASIDE:
            self._by = event.actor

    def end(self, last: Event, work: Collection[Visit], timers: Collection[Visit]) -> None:
        """Check the end of a history, behind its `last` event. Raises ReplayDiverged."""
        due = self._due(work, timers)
        if due:
            raise _diverged(last, last.seq + 1, due)

    def _due(self, work: Collection[Visit], timers: Collection[Visit]) -> list[Visit]:
        """The incidents that have to be resolved now."""
        return [visit for visit, moved in self._open.items() if moved or (visit not in work and visit not in timers)]

    def move(self, now: Mapping[Visit, Visit]) -> None:
        """Follow a move to other versions; `now` is what the visits that go on are called after it."""
        moved = {visit: now.get(visit, visit) for visit in self._open}
        self._open = {moved[visit]: moved[visit].element != visit.element for visit in self._open}


def _says_why(event: Event) -> bool:
    try:
        payload = event.payload
        failed, reason = payload["failed"], payload["reason"]
        if event.opening is not None:
            reason = {"text": "", "values": {}}  # disposed of
        assert isinstance(reason, dict)
        texts = payload["cause"], reason["text"], "" if failed is None else failed
        return all(isinstance(text, str) for text in texts) and isinstance(reason["values"], dict)
    except UNREADABLE:
        return False


def _visit(event: Event) -> Visit | None:
    return None if event.element is None or event.round is None else visit_of(event)


def _diverged(event: Event, seq: int, due: list[Visit]) -> ReplayDiverged:
    expected = ", ".join(f"{INCIDENT_RESOLVED.name} {visit}" for visit in due) or "—"
    found = f"{event.type} {_visit(event) or ''}".rstrip() if seq == event.seq else "—"
    return ReplayDiverged(folio=event.folio, seq=seq, expected=expected, found=found)
