"""Queries over office days: what the company decided, and the days of a year that differ from the rule."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Connection, select

from engine.cache_versions import VersionedCache
from engine.calendar.models import in_year, office_days
from engine.calendar.office import OfficeCalendar, statutory


@dataclass(frozen=True, slots=True)
class Decision:
    """That the office works on a day, or does not, whatever the law and the week say; what people call that day."""

    day: date
    works: bool
    name: str
    by: str
    at: datetime


@dataclass(frozen=True, slots=True)
class NotedDay:
    """A day that is a holiday by law (`by_law` is its name), or of which somebody decided, or both."""

    day: date
    by_law: str | None
    decision: Decision | None

    @property
    def works(self) -> bool:
        """Whether the office works on it."""
        return self.decision is not None and self.decision.works

    @property
    def name(self) -> str:
        """What people call it."""
        return self.decision.name if self.decision is not None else self.by_law or ""


class OfficeDays:
    """The cache of a process over office days, by cache version. Thread-safe."""

    def __init__(self) -> None:
        self._seen = VersionedCache[OfficeCalendar]()

    def at(self, connection: Connection, version: str | None, calendar: OfficeCalendar) -> OfficeCalendar:
        """`calendar` with the days decided, for the cache version that this transaction has read."""
        return self._seen.get(version, lambda: calendar.with_days(days_decided(connection)))


def days_decided(connection: Connection) -> dict[date, bool]:
    """Whether the office works, by day, for the days that somebody decided on."""
    found = connection.execute(select(office_days.c.day, office_days.c.works))
    return {date.fromisoformat(row.day): row.works for row in found}


def year(connection: Connection, number: int, language: str = "es") -> list[NotedDay]:
    """The days of a year that are not like others, in their order; holidays by law are named in `language`."""
    by_law = statutory(number, language)
    decided = {each.day: each for each in _decisions(connection, number)}
    return [NotedDay(day, by_law.get(day), decided.get(day)) for day in sorted(by_law.keys() | decided.keys())]


def _decisions(connection: Connection, number: int) -> Iterator[Decision]:
    query = select(office_days).where(in_year(office_days.c.day, number))
    for row in connection.execute(query):
        yield Decision(date.fromisoformat(row.day), row.works, row.name, row.decided_by, row.decided_at)
