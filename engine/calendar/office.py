"""Due dates in working days, as an office in Mexico counts them.

A due date is computed once, when work is enabled, and recorded in history: a holiday decreed later moves no past term.
"""

from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from bpmn.model import Due

if TYPE_CHECKING:  # a due date needs no expressions of forms, and reading them costs every process 25 ms
    from bpmn.forms.feel import Environment

OPENING, CLOSING = time(9, 0), time(18, 0)
_OPENS = timedelta(hours=OPENING.hour, minutes=OPENING.minute)
_A_DAY = timedelta(hours=CLOSING.hour, minutes=CLOSING.minute) - _OPENS
WORKING_DAY = _A_DAY // timedelta(minutes=1)
"""Minutes of a day on which the office works."""
_LANGUAGES = {"en": "en_US"}


class OfficeCalendar:
    """Monday to Friday without the statutory holidays of Mexico (LFT, article 74), until 18:00 local time.

    `zone` is the office's time zone; `days` are those of which the company decided otherwise: whether it works on them.
    """

    def __init__(self, timezone: str, days: Mapping[date, bool] | None = None) -> None:
        self.zone = ZoneInfo(timezone)
        self.days = dict(days or {})

    def with_days(self, days: Mapping[date, bool]) -> "OfficeCalendar":
        """The same office, where the company decided that it works, or does not, on `days`, and on no others."""
        return OfficeCalendar(self.zone.key, days)

    def is_business_day(self, day: date) -> bool:
        """Whether the office works on `day`: as the company decided, and where it did not, as the law says."""
        decided = self.days.get(day)
        return day.weekday() < 5 and day not in statutory(day.year) if decided is None else decided

    def shift(self, day: date, business_days: int) -> date:
        """The day so many working days after `day` (before it when negative); `day` itself need not be one."""
        step = timedelta(days=1 if business_days >= 0 else -1)
        left = abs(business_days)
        while left:
            day += step
            left -= self.is_business_day(day)
        return day

    def working_days(self, after: date, until: date) -> int:
        """How many days the office works on after `after`, until `until`, which counts; of a year at the most."""
        days = min((until - after).days, 366)
        return sum(self.is_business_day(after + timedelta(days=number)) for number in range(1, days + 1))

    def minutes(self, since: datetime, until: datetime) -> int:
        """How many whole minutes the office works from one moment to another; 0 where that is not later."""
        first, last = since.astimezone(self.zone), until.astimezone(self.zone)
        if until <= since:
            return 0
        days = (last.date() - first.date()).days
        worked = sum(self.is_business_day(first.date() + timedelta(days=number)) for number in range(days))
        return int((_A_DAY * worked + self._into(last) - self._into(first)).total_seconds()) // 60

    def _into(self, moment: datetime) -> timedelta:
        """How much of its day's work is over at a moment of the office's time."""
        if not self.is_business_day(moment.date()):
            return timedelta()
        hours = timedelta(hours=moment.hour, minutes=moment.minute, seconds=moment.second)
        return min(max(hours - _OPENS, timedelta()), _A_DAY)

    def environment(self, at: datetime) -> "Environment":
        """What the forms of this office may ask at that moment: its date, and which days are worked."""
        from bpmn.forms.feel import Environment

        return Environment(at.astimezone(self.zone).date(), self)

    def due_at(self, due: Due, enabled_at: datetime, data: Mapping[str, object]) -> datetime | None:
        """The moment by which work must be done, in UTC: the close of the office on the day that `due` says.

        None when the variable it counts back from holds no date (section 4: one working day before delivery), or one at
        the end of all calendars.
        """
        try:
            if due.before is None:
                day = self.shift(enabled_at.astimezone(self.zone).date(), due.business_days)
            else:
                day = self.shift(date.fromisoformat(str(data.get(due.before))[:10]), -due.business_days)
            return datetime.combine(day, CLOSING, self.zone).astimezone(UTC)
        except (OverflowError, ValueError):
            return None


@cache
def statutory(year: int, language: str = "es") -> Mapping[date, str]:
    """What the law calls the days of a year on which nobody has to work, by day, in a language of the site."""
    import holidays  # here: it takes longer than most commands need in all, and few ask for terms

    # One year at a time, whole: a calendar of the package that grows when it is asked for another year tells a thread
    # that asks meanwhile of a year without holidays.
    found = holidays.country_holidays("MX", years=year, expand=False, language=_LANGUAGES.get(language, language))
    return dict(sorted(found.items()))
