"""A month of deliveries and terms: days in weeks, as the page draws them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from engine.calendar.office import OfficeCalendar
from engine.instances.views.deliveries import Delivery
from engine.instances.views.inbox import Entry

FIRST, LAST = date(2000, 1, 1), date(2100, 12, 1)


@dataclass(frozen=True, slots=True)
class Day:
    """A day with what is delivered and what is due on it; `within`: whether it is of the month; `rest` is what the day
    is called on which the office does not work, "" for any other."""

    day: date
    within: bool
    works: bool
    rest: str
    today: bool
    deliveries: tuple[Delivery, ...]
    due: tuple[Entry, ...]

    @property
    def empty(self) -> bool:
        """Whether nothing is on it."""
        return not self.deliveries and not self.due


@dataclass(frozen=True, slots=True)
class Month:
    """A month, its first day, in weeks from Monday on."""

    first: date
    weeks: tuple[tuple[Day, ...], ...]

    @property
    def before(self) -> date | None:
        """The month before; None for the first that there is."""
        return (self.first - timedelta(days=1)).replace(day=1) if self.first > FIRST else None

    @property
    def after(self) -> date | None:
        """The month after; None for the last that there is."""
        return next_month(self.first) if self.first < LAST else None

    @property
    def empty(self) -> bool:
        """Whether nothing is on any of its days."""
        return all(day.empty for week in self.weeks for day in week)


def month_in(text: str, today: date) -> date:
    """The first day of the month that an address names, as in ``2026-12``; of this month for anything else."""
    try:
        found = date.fromisoformat(f"{text}-01")
    except ValueError:
        found = today.replace(day=1)
    return found if FIRST <= found <= LAST else today.replace(day=1)


def next_month(first: date) -> date:
    """The first day of the month after."""
    return (first + timedelta(days=32)).replace(day=1)


def shown(first: date) -> tuple[date, date]:
    """The days that are drawn: from the Monday on or before the first, to before the Monday after the last."""
    begin = first - timedelta(days=first.weekday())
    last = next_month(first) - timedelta(days=1)
    return begin, last + timedelta(days=7 - last.weekday())


def month_of(
    first: date,
    deliveries: Iterable[Delivery],
    due: Iterable[Entry],
    office: OfficeCalendar,
    rests: Mapping[date, str],
    now: datetime,
) -> Month:
    """The month, with what is on each of its days; `rests` are the names of days that are not like others."""
    begin, end = shown(first)
    today = now.astimezone(office.zone).date()
    delivered: dict[date, list[Delivery]] = {}
    for each in deliveries:
        delivered.setdefault(each.day, []).append(each)
    by_day: dict[date, list[Entry]] = {}
    for entry in due:
        if entry.item.due_at is not None:
            by_day.setdefault(entry.item.due_at.astimezone(office.zone).date(), []).append(entry)
    days = []
    for number in range((end - begin).days):
        day = begin + timedelta(days=number)
        works = office.is_business_day(day)
        rest = "" if works else rests.get(day, "")
        there = tuple(delivered.get(day, ())), tuple(by_day.get(day, ()))
        days.append(Day(day, day.month == first.month, works, rest, day == today, *there))
    return Month(first, tuple(tuple(days[place : place + 7]) for place in range(0, len(days), 7)))
