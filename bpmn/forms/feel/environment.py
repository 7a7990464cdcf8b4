"""What a form needs to know besides its data, and how much going over it once may cost."""

from dataclasses import dataclass
from datetime import date
from typing import Protocol

MAX_EFFORT = 5_000_000
"""Units of effort (tenths of a microsecond, see `bpmn.expressions.bounds`) that one going-over of a form may take:
its expressions and its patterns together, about half a second."""


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


class Meter:
    """One going-over of a form in an `environment` (None: none is known): what effort is `left` for it.

    What is asked for when nothing is left is null, and whoever goes over the form says that it took too long.
    """

    __slots__ = ("environment", "left")

    def __init__(self, environment: Environment | None, left: int = MAX_EFFORT) -> None:
        self.environment = environment
        self.left = left

    def spend(self, units: int) -> bool:
        """Take `units`; whether there were as many."""
        self.left -= units
        return self.left >= 0

    @property
    def exhausted(self) -> bool:
        """Whether more was asked for than there was."""
        return self.left < 0
