"""What a timer says (10.4.5): a date, a duration or a cycle, as ISO 8601 writes them, and when it is due.

- date: ``2026-03-04``, ``2026-03-04T10:00``, with or without a zone; without one, in the office's.
- duration: ``P3D``, ``PT1H30M``, ``PT0.5H``, ``P1Y2M``, ``P2W``. Days and longer are days of the calendar: the
  same time of day.
- cycle: ``R3/PT1H``, ``R/P1D``, or with a beginning, ``R3/2026-03-04T10:00/P1D``. ``R`` alone has no end. A beginning
  anchors it, also one long past (ISO 8601-1, 5.6): every day at ten stays at ten. Without one, each time is counted
  from the one before. The number is how often it fires, from when it begins to wait.

Hours, minutes and seconds are elapsed time, also where clocks are put back or forward: one after another in UTC.
"""

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo

_NUMBER = r"(\d{1,6})"
# Only the last of what stands in a duration may have a fraction (ISO 8601-1, 5.5.2.3).
_FRACTION = r"(\d{1,9}(?:[.,]\d{1,6}(?=[HMS]$))?)"
_DURATION = re.compile(
    rf"P(?=[\dT])(?:{_NUMBER}Y)?(?:{_NUMBER}M)?(?:{_NUMBER}W)?(?:{_NUMBER}D)?"
    rf"(?:T(?=\d)(?:{_FRACTION}H)?(?:{_FRACTION}M)?(?:{_FRACTION}S)?)?",
    re.ASCII,
)
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_MOMENT = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(?::\d{2}(?:[.,]\d{1,6})?)?(?:Z|[+-]\d{2}(?::?\d{2})?)?", re.ASCII)
_CYCLE = re.compile(r"R(\d{0,6})/(?:([^/]+)/)?([^/]+)", re.ASCII)
SHORTEST = 60
"""Seconds between two times of a cycle, at least: workers look for what is due less often than every second."""
_SECONDS = {"months": 30.436875 * 86400, "days": 86400.0}  # of a month about


class TooOften(ValueError):
    """A cycle would fire more than once a minute."""


@dataclass(frozen=True, slots=True)
class Duration:
    """So many months, days and seconds: three things, since a month is no number of days nor a day one of hours."""

    months: int
    days: int
    seconds: float

    def after(self, moment: datetime, zone: tzinfo) -> datetime:
        """The moment that much later, in UTC; the day of the month at most the last one. Raises OverflowError."""
        elapsed = timedelta(seconds=self.seconds)
        if not (self.months or self.days):
            return moment.astimezone(UTC) + elapsed
        local = moment.astimezone(zone)
        months = local.year * 12 + local.month - 1 + self.months
        year, month = divmod(months, 12)
        if year > 9999:
            raise OverflowError(year)
        day = min(local.day, monthrange(year, month + 1)[1])
        shifted = local.replace(year=year, month=month + 1, day=day, fold=0) + timedelta(days=self.days)
        return shifted.astimezone(UTC) + elapsed

    def times(self, number: int) -> "Duration":
        """So many of them, one after another."""
        return Duration(self.months * number, self.days * number, self.seconds * number)

    @property
    def about(self) -> float:
        """How many seconds it is about."""
        return self.months * _SECONDS["months"] + self.days * _SECONDS["days"] + self.seconds


@dataclass(frozen=True, slots=True)
class Timing:
    """What a timer says, read. `repetitions` is how often it fires, None for without end; `start` where it says one."""

    start: datetime | None
    duration: Duration | None
    repetitions: int | None = 1

    def due(self, since: datetime, zone: tzinfo) -> datetime:
        """When a timer that begins to wait at `since` fires first, in UTC; a past date is due at once.

        A cycle with a beginning fires then, or where that is past at the first of its times from `since` on. `zone` is
        that of dates without one. Raises OverflowError for a moment after the year 9999.
        """
        if self.start is None:
            assert self.duration is not None
            return self.duration.after(since, zone)
        start = self._start(zone).astimezone(UTC)
        return start if self.duration is None else self._next(start, since, zone)

    def again(self, due: datetime, fired_at: datetime, zone: tzinfo) -> datetime:
        """When a cycle that was due at `due` and fired at `fired_at` fires next, always later than both.

        Late work does not shift what follows it; what was missed meanwhile was made up for by this one time.
        """
        anchor = due if self.start is None else self._start(zone).astimezone(UTC)
        return self._next(anchor, max(due, fired_at) + timedelta(microseconds=1), zone)

    def _start(self, zone: tzinfo) -> datetime:
        assert self.start is not None
        return self.start if self.start.tzinfo else self.start.replace(tzinfo=zone)

    def _next(self, anchor: datetime, earliest: datetime, zone: tzinfo) -> datetime:
        """The first time of the cycle from `earliest` on. Each is counted from the anchor, not from the one before it:
        the last day of each month stays the last, and half past two comes back after the night that had none."""
        assert self.duration is not None
        passed = (earliest - anchor).total_seconds() / self.duration.about
        number = max(0, int(passed) - 2)  # a month is shorter than about a month by less than two of them
        while (found := self.duration.times(number).after(anchor, zone)) < earliest:
            number += 1
        return found


def read_timing(kind: str, text: str) -> Timing:
    """Read what stands in a timer of that kind: ``date``, ``duration`` or ``cycle``. Raises ValueError; TooOften for a
    cycle shorter than `SHORTEST`."""
    text = text.strip()
    if kind == "date":
        return Timing(_moment(text), None)
    if kind == "duration":
        return Timing(None, _duration(text))
    found = _CYCLE.fullmatch(text)
    if found is None or (found[1] and int(found[1]) == 0):
        raise ValueError(text)
    repetitions = int(found[1]) if found[1] else None
    duration = _duration(found[3])
    if duration.about < SHORTEST:
        raise TooOften(text)
    return Timing(_moment(found[2]) if found[2] else None, duration, repetitions)


def _duration(text: str) -> Duration:
    found = _DURATION.fullmatch(text)
    if found is None:
        raise ValueError(text)
    years, months, weeks, days = (int(part or 0) for part in found.groups()[:4])
    hours, minutes, seconds = (float((part or "0").replace(",", ".")) for part in found.groups()[4:])
    return Duration(years * 12 + months, weeks * 7 + days, hours * 3600 + minutes * 60 + seconds)


def _moment(text: str) -> datetime:
    if _DAY.fullmatch(text):
        return datetime.combine(date.fromisoformat(text), time())
    if not _MOMENT.fullmatch(text):
        raise ValueError(text)
    return datetime.fromisoformat(text)
