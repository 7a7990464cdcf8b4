"""The office calendar as its ledger says it was, at any moment. Pure."""

from bisect import bisect_right
from collections.abc import Iterable
from datetime import date, datetime, timedelta

from engine.calendar.office import OfficeCalendar
from engine.calendar.record import decided_days
from engine.clock import from_text, to_text
from engine.history.ledger import CLOCK, Entry

GRACE = timedelta(minutes=1)
"""What is done at the very moment at which a day is decided may have come before or after: the calendar of so long
before and after counts as well."""


class CalendarPast:
    """An `office` and what its company decided, entry by entry; the entries can all be read."""

    def __init__(self, office: OfficeCalendar, entries: Iterable[Entry] = ()) -> None:
        self._calendars = [office.with_days({})]
        self._moments: list[str] = []
        self._began: list[str] = []
        days: dict[date, bool] = {}
        for entry in entries:
            days.pop(date.fromisoformat(entry.subject), None)
            days |= {date.fromisoformat(day): bool(row["works"]) for day, row in decided_days([entry]).items()}
            self._calendars.append(office.with_days(days))
            self._moments.append(entry.at)
            self._began.append(min(entry.at, str(entry.says.get(CLOCK, entry.at))))

    def at(self, moment: str) -> OfficeCalendar:
        """The calendar at a moment, as texts have it."""
        return self._calendars[bisect_right(self._moments, moment)]

    def worked(self, day: date) -> list[tuple[str, str, bool]]:
        """Whether a day was worked, each time that this was decided otherwise: the earliest moment at which that may
        have been, the moment since when it counts ("" before everything), and whether."""
        found: list[tuple[str, str, bool]] = []
        lasting = zip(["", *self._began], ["", *self._moments], self._calendars, strict=True)
        for began, since, calendar in lasting:
            works = calendar.is_business_day(day)
            if not found or found[-1][2] is not works:
                found.append((began, since, works))
        return found

    def around(self, moment: str) -> list[OfficeCalendar]:
        """Every calendar that may have counted at a moment, that of the moment itself first."""
        try:
            exact: datetime = from_text(moment)
            first, last = to_text(exact - GRACE), to_text(exact + GRACE)
        except (OverflowError, ValueError):
            first = last = moment
        began, ended = ["", *self._began], [*self._moments, "~"]
        lasting = zip(began, ended, self._calendars, strict=True)
        others = [each for since, until, each in lasting if since <= last and first <= until]
        own = self.at(moment)
        return [own, *(each for each in others if each is not own)]
