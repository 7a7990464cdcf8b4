"""The office as it was: what was worked on which day, for whoever judges what was done then."""

from collections.abc import Iterable, Iterator
from datetime import date
from zoneinfo import available_timezones

from sqlalchemy import Connection

from engine.calendar.office import OfficeCalendar
from engine.calendar.past import CalendarPast
from engine.calendar.record import CALENDAR
from engine.history.chain import Event
from engine.verification.ledger_then import LedgerThen
from engine.verification.sealed_heads import SealedHeads


class OfficeThen:
    """The calendar of one database at any moment; its ledger is read once for many instances."""

    def __init__(self, connection: Connection, sealed: SealedHeads, office: OfficeCalendar) -> None:
        self._office = office
        self._ledger = LedgerThen(connection, sealed, CALENDAR, begun=False)
        self._look()

    @property
    def holds(self) -> bool:
        """Whether the ledger of the calendar holds, so that it can be asked."""
        return self._ledger.holds

    def read_on(self, connection: Connection) -> bool:
        """Read what was decided meanwhile; whether there was anything."""
        if not self._ledger.read_on(connection):
            return False
        self._look()
        return True

    def at(self, event: Event) -> OfficeCalendar:
        """The calendar by which an event most likely happened."""
        return self._past.at(event.at) if self.holds else EveryDay(self._office, works=True)

    def worked(self, day: date) -> list[tuple[str, str, bool]]:
        """Whether a day was worked, in time: each time with the moment since when, first as texts have it where the
        clock may have been that far back; the first since ever, which is ""."""
        return self._past.worked(day)

    def around(self, event: Event) -> list[tuple[str, OfficeCalendar]]:
        """The moments at which an event may have happened (where a clock went back, also what it said), each with the
        calendars that may have counted then. Where the ledger does not hold nobody knows which days were worked."""
        moments = [event.at] if event.clock is None else [event.at, event.clock]
        if not self.holds:
            return [(moment, EveryDay(self._office, works=works)) for moment in moments for works in (True, False)]
        return [(moment, each) for moment in moments for each in self._past.around(moment)]

    def elsewhere(self, event: Event, zones: Iterable[str] | None = None) -> Iterator[tuple[str, OfficeCalendar]]:
        """As `around`, in other time zones, all of them unless some are named: where the office was is a setting,
        and on no record."""
        known = available_timezones()
        for moment, calendar in self.around(event) if self.holds else ():
            for zone in sorted(known if zones is None else known & set(zones)):
                yield moment, OfficeCalendar(zone, calendar.days)

    def _look(self) -> None:
        self._past = CalendarPast(self._office, self._ledger.entries if self.holds else ())


class EveryDay(OfficeCalendar):
    """An office that works on every day or on none, for asking whether it matters. Terms cannot be counted by it."""

    def __init__(self, office: OfficeCalendar, *, works: bool) -> None:
        super().__init__(office.zone.key)
        self._works = works

    def is_business_day(self, day: date) -> bool:
        return self._works
