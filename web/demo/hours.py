"""The hours in which the demonstration's company works, told from the day at hand."""

from datetime import UTC, date, datetime, time, timedelta

from engine.calendar.office import OfficeCalendar

OPENS, CLOSES = 9, 18  # o'clock, in the time of the office
RESTS = {(12, 24): "Nochebuena", (12, 31): "Fin de año"}
"""Days on which the company does not work though the law has them worked: month and day, with their names."""


class Hours:
    """`now` is the moment until which the company lives; `rests` are its own days without work, with their names, and
    `calendar` is the office's with them."""

    def __init__(self, calendar: OfficeCalendar, now: datetime) -> None:
        self.now, self.zone = now, calendar.zone
        self._today = self.day(now)
        years = range(self._today.year - 1, self._today.year + 2)
        self.rests = {date(year, *day): name for year in years for day, name in RESTS.items()}
        self.calendar = calendar.with_days(dict.fromkeys(self.rests, False))

    def day(self, moment: datetime) -> date:
        """The day at the office."""
        return moment.astimezone(self.zone).date()

    def shifted(self, working_days: int) -> date:
        """A working day, counted from today."""
        return self.calendar.shift(self._today, working_days)

    def at(self, working_days: int, hour: float = OPENS) -> datetime:
        """An hour of a working day, counted from today."""
        midnight = datetime.combine(self.shifted(working_days), time(), self.zone)
        return (midnight + timedelta(hours=hour)).astimezone(UTC)

    def end_of(self, day: date) -> datetime:
        """When a day at work ends; now, where that is earlier."""
        return min(self.now, datetime.combine(day, time(CLOSES), self.zone).astimezone(UTC))

    def later(self, moment: datetime, hours: float) -> datetime:
        """So many hours at work later."""
        here, left = moment.astimezone(self.zone), timedelta(hours=hours)
        while True:
            here = max(here, datetime.combine(here.date(), time(OPENS), self.zone))
            closes = datetime.combine(here.date(), time(CLOSES), self.zone)
            if self.calendar.is_business_day(here.date()):
                if here + left <= closes:
                    return (here + left).astimezone(UTC)
                left -= max(closes - here, timedelta())
            here = datetime.combine(here.date() + timedelta(days=1), time(OPENS), self.zone)
