"""What the home page sums up: the week's terms by day, the steps of each lane, and on whom one waits."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from engine.calendar.office import OfficeCalendar
from engine.instances.views.inbox import Entry
from engine.instances.views.load import Load
from engine.instances.views.standing import Standing


@dataclass(frozen=True, slots=True)
class Day:
    """A day of the week with the steps that are due on it; `works`: whether the office does."""

    day: date
    works: bool
    today: bool
    entries: tuple[Entry, ...]


@dataclass(frozen=True, slots=True)
class Lane:
    """A lane, by its id, with its queues that hold work. Counts stop where the engine's do."""

    id: str | None
    queues: tuple[Standing, ...]

    @property
    def open(self) -> int:
        """What is open in it, whoever has it."""
        return sum(each.open for each in self.queues)

    @property
    def free(self) -> int:
        """What nobody has taken."""
        return sum(each.free for each in self.queues)

    @property
    def late(self) -> int:
        """What is overdue of what nobody has taken."""
        return sum(each.late for each in self.queues)


@dataclass(frozen=True, slots=True)
class Held:
    """On whom one waits: a lane and, where somebody has taken the steps, that person; the step that waits the longest
    comes first."""

    lane: str | None
    area: str | None
    person: str | None
    entries: tuple[Entry, ...]


@dataclass(frozen=True, slots=True)
class Share:
    """What one person of a lane has; `part` of a hundred is how much that is of the most that one of them has."""

    person: str
    load: Load
    part: int
    late_part: int


def week_of(entries: Iterable[Entry], office: OfficeCalendar, now: datetime) -> list[Day]:
    """The days of this week, those on which the office does not work only where something is due on them."""
    today = now.astimezone(office.zone).date()
    monday = today - timedelta(days=today.weekday())
    by_day: dict[date, list[Entry]] = {monday + timedelta(days=number): [] for number in range(7)}
    for entry in entries:
        if entry.item.due_at is not None:
            by_day.setdefault(entry.item.due_at.astimezone(office.zone).date(), []).append(entry)
    days = (Day(day, office.is_business_day(day), day == today, tuple(due)) for day, due in sorted(by_day.items()))
    return [each for each in days if each.works or each.entries or each.today]


def bounds_of_week(office: OfficeCalendar, now: datetime) -> tuple[datetime, datetime]:
    """Between which moments this week lies, the latter excluded."""
    today = now.astimezone(office.zone).date()
    monday = today - timedelta(days=today.weekday())
    begin = datetime.combine(monday, datetime.min.time(), office.zone)
    return begin, datetime.combine(monday + timedelta(days=7), datetime.min.time(), office.zone)


def by_lane(queues: Iterable[Standing]) -> list[Lane]:
    """The queues by lane, the one with most that is overdue first."""
    found: dict[str | None, list[Standing]] = {}
    for each in queues:
        found.setdefault(each.queue.lane, []).append(each)
    lanes = [Lane(id, tuple(sorted(some, key=lambda each: -each.open))) for id, some in found.items()]
    return sorted(lanes, key=lambda lane: (-lane.late, -lane.open, lane.id or ""))


def held_by(entries: Iterable[Entry]) -> list[Held]:
    """What waits for others, by whom it waits for: the longest wait first."""
    found: dict[tuple[str | None, str | None, str | None], list[Entry]] = {}
    for entry in entries:
        item = entry.item
        found.setdefault((item.lane, entry.area or item.area, item.assignee), []).append(entry)
    return [Held(*whom, tuple(some)) for whom, some in found.items()]


def shares(loads: Mapping[str, Load]) -> list[Share]:
    """The load of each person, the greatest first."""
    return list(_shares(sorted(loads.items(), key=lambda each: (-each[1].taken, each[0]))))


def _shares(loads: Sequence[tuple[str, Load]]) -> Iterator[Share]:
    most = max((load.taken for _, load in loads), default=0) or 1
    for person, load in loads:
        yield Share(person, load, round(100 * load.taken / most), round(100 * load.late / most))
