"""Due dates in working days, as an office in Mexico counts them.

A due date is computed once, when work is enabled, and recorded in history: a holiday decreed later moves no past term.
"""

from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta
from functools import cached_property
from zoneinfo import ZoneInfo

import holidays

from bpmn.model import Due

CLOSING = time(18, 0)


class OfficeCalendar:
    """Monday to Friday without the statutory holidays of Mexico (LFT, article 74), until 18:00 local time.

    `zone` is the office's time zone.
    """

    def __init__(self, timezone: str) -> None:
        self.zone = ZoneInfo(timezone)

    @cached_property
    def _holidays(self) -> holidays.HolidayBase:
        return holidays.country_holidays("MX")

    def is_business_day(self, day: date) -> bool:
        """Whether the office works on `day`."""
        return day.weekday() < 5 and day not in self._holidays

    def shift(self, day: date, business_days: int) -> date:
        """The day so many working days after `day` (before it when negative); `day` itself need not be one."""
        step = timedelta(days=1 if business_days >= 0 else -1)
        left = abs(business_days)
        while left:
            day += step
            left -= self.is_business_day(day)
        return day

    def due_at(self, due: Due, enabled_at: datetime, data: Mapping[str, object]) -> datetime | None:
        """The moment by which work must be done, in UTC: the close of the office on the day that `due` says.

        None when the variable it counts back from holds no date (section 4: one working day before delivery).
        """
        if due.before is None:
            day = self.shift(enabled_at.astimezone(self.zone).date(), due.business_days)
        else:
            given = data.get(due.before)
            try:
                day = self.shift(date.fromisoformat(str(given)[:10]), -due.business_days)
            except ValueError:
                return None
        return datetime.combine(day, CLOSING, self.zone).astimezone(UTC)
