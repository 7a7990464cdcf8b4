"""Dates, times and durations of FEEL (DMN 1.3, 10.3.2.3): read from text, written as text, their parts, their sums.

A date is `datetime.date`, a date and time `datetime.datetime`, a time `datetime.time`, a duration of days and time
`datetime.timedelta`, one of years and months `Months`. Years go from 1 to 9999.
"""

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

_DATE = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_TIME = re.compile(r"\d{2}:\d{2}(:\d{2}(\.\d{1,6})?)?(Z|[+-]\d{2}:\d{2})?", re.ASCII)
_DAYS = re.compile(
    r"(-)?P(?:(\d{1,9})D)?(?:T(?=\d)(?:(\d{1,9})H)?(?:(\d{1,9})M)?(?:(\d{1,9}(?:\.\d{1,6})?)S)?)?", re.ASCII
)
_MONTHS = re.compile(r"(-)?P(?:(\d{1,6})Y)?(?:(\d{1,6})M)?", re.ASCII)


@dataclass(frozen=True, slots=True, order=True)
class Months:
    """A duration of years and months."""

    count: int


Temporal = date | time | timedelta | Months


def read_date(text: str) -> date | None:
    """``2026-03-31``; None for what is no date."""
    try:
        return date.fromisoformat(text) if _DATE.fullmatch(text) else None
    except ValueError:
        return None


def read_time(text: str) -> time | None:
    """``09:30``, ``09:30:00``, with ``Z`` or an offset or without."""
    try:
        return time.fromisoformat(text) if _TIME.fullmatch(text) else None
    except ValueError:
        return None


def read_moment(text: str) -> datetime | None:
    """``2026-03-31T09:30``; a date alone is its midnight."""
    day, mark, clock = text.partition("T")
    found = read_date(day)
    if found is None or (mark and not clock):
        return None
    at = read_time(clock) if mark else time()
    return None if at is None else datetime.combine(found, at)


def read_duration(text: str) -> timedelta | Months | None:
    """``P3D``, ``PT8H``, ``P1Y6M``."""
    if (found := _MONTHS.fullmatch(text)) and (found[2] or found[3]):
        count = int(found[2] or 0) * 12 + int(found[3] or 0)
        return Months(-count if found[1] else count)
    found = _DAYS.fullmatch(text)
    if found is None or not any(found.groups()[1:]):
        return None
    days, hours, minutes, seconds = (float(part or 0) for part in found.groups()[1:])
    try:
        length = timedelta(days=days, hours=hours, minutes=minutes, seconds=seconds)
        return -length if found[1] else length
    except OverflowError:
        return None


def written(value: Temporal) -> str:
    """A value as text, as the functions above read it."""
    if isinstance(value, Months):
        years, months = divmod(abs(value.count), 12)
        parts = (f"{years}Y" if years else "") + (f"{months}M" if months else "")
        return ("-" if value.count < 0 else "") + "P" + (parts or "0M")
    if isinstance(value, timedelta):
        return _written_duration(value)
    text = value.isoformat()
    return text.removesuffix("+00:00") + "Z" if text.endswith("+00:00") else text


def _written_duration(value: timedelta) -> str:
    length = abs(value)
    hours, rest = divmod(length.seconds, 3600)
    minutes, seconds = divmod(rest, 60)
    fraction = f".{length.microseconds:06}".rstrip("0") if length.microseconds else ""
    clock = (f"{hours}H" if hours else "") + (f"{minutes}M" if minutes else "")
    clock += f"{seconds}{fraction}S" if seconds or fraction else ""
    text = (f"{length.days}D" if length.days else "") + (f"T{clock}" if clock else "")
    return ("-" if value < timedelta() else "") + "P" + (text or "T0S")


def part(value: Temporal, name: str) -> object:
    """``value.year`` and the like; None for a part that it does not have."""
    if isinstance(value, Months):
        sign = -1 if value.count < 0 else 1
        years, months = divmod(abs(value.count), 12)
        return {"years": sign * years, "months": sign * months}.get(name)
    if isinstance(value, timedelta):
        sign, length = (-1, -value) if value < timedelta() else (1, value)
        parts = {
            "days": length.days,
            "hours": length.seconds // 3600,
            "minutes": length.seconds // 60 % 60,
            "seconds": length.seconds % 60,
        }
        return sign * parts[name] if name in parts else None
    if name == "weekday" and isinstance(value, date):
        return value.isoweekday()
    days, clock = ("year", "month", "day"), ("hour", "minute", "second")
    known = (*days, *clock) if isinstance(value, datetime) else days if isinstance(value, date) else clock
    return getattr(value, name) if name in known else None


def later(value: date | time, duration: timedelta | Months) -> Temporal | None:
    """A date, time or both after a duration; None past the end of the calendar."""
    try:
        if isinstance(value, time):
            if isinstance(duration, Months):
                return None
            return (datetime.combine(date(2000, 1, 3), value) + duration).timetz()
        return _months_later(value, duration.count) if isinstance(duration, Months) else value + duration
    except OverflowError:
        return None


def _months_later(value: date, count: int) -> date | None:
    years, month = divmod(value.year * 12 + value.month - 1 + count, 12)
    if not 1 <= years <= 9999:
        return None
    return value.replace(year=years, month=month + 1, day=min(value.day, monthrange(years, month + 1)[1]))


def between(start: date, end: date) -> Months:
    """The whole months from one date to another."""
    count = (end.year - start.year) * 12 + end.month - start.month
    if count > 0 and end.day < start.day:
        count -= 1
    elif count < 0 and end.day > start.day:
        count += 1
    return Months(count)
