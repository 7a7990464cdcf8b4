"""What a form needs to know besides its data: which day it is, and on which days the office works."""

from dataclasses import dataclass
from datetime import date
from typing import Protocol


class WorkingCalendar(Protocol):
    """Tells working days from holidays."""

    def is_business_day(self, day: date) -> bool:
        """Whether the office works on `day`."""


@dataclass(frozen=True, slots=True)
class Environment:
    """What a form needs to know besides its data: the local date of `today`, and the office's `calendar` (without one,
    Monday to Friday are worked).
    """

    today: date
    calendar: WorkingCalendar | None = None

    def is_working_day(self, day: date) -> bool:
        """Whether the office works on `day`."""
        return day.weekday() < 5 if self.calendar is None else self.calendar.is_business_day(day)
