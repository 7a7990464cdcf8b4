"""A point from which days are counted: the moment of an event, or a day that somebody answered. Pure."""

from collections.abc import Callable
from datetime import UTC, date, datetime, time
from typing import NamedTuple

from engine.calendar.office import CLOSING, OfficeCalendar
from engine.clock import to_text


class Point(NamedTuple):
    """Event number `seq`, of the moment `at` as texts have it; `day` is what it says, where the point is that day."""

    seq: int
    at: str
    day: date | None = None

    def moment(self, office: Callable[[str], OfficeCalendar]) -> str:
        """The moment of it; of a day, when the office closes on it."""
        return self.at if self.day is None else self._on(self.day, CLOSING, office)

    def begins(self, office: Callable[[str], OfficeCalendar]) -> str:
        """The moment from which on something is after it, or of the same day."""
        day = self.day
        if day is None:
            day = datetime.fromisoformat(self.at).astimezone(office(self.at).zone).date()
        return self._on(day, time(), office)

    def _on(self, day: date, at: time, office: Callable[[str], OfficeCalendar]) -> str:
        return to_text(datetime.combine(day, at, office(self.at).zone).astimezone(UTC))
