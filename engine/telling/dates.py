"""Moments as letters write them: the day in words as seen from the day the letter is written, and in full. Pure."""

from collections.abc import Callable
from datetime import date, datetime
from zoneinfo import ZoneInfo

from bpmn.messages import Message, lazy_gettext

Words = Callable[[Message], str]
_WEEKDAYS = (
    lazy_gettext("Monday"),
    lazy_gettext("Tuesday"),
    lazy_gettext("Wednesday"),
    lazy_gettext("Thursday"),
    lazy_gettext("Friday"),
    lazy_gettext("Saturday"),
    lazy_gettext("Sunday"),
)
_MONTHS = (
    lazy_gettext("January"),
    lazy_gettext("February"),
    lazy_gettext("March"),
    lazy_gettext("April"),
    lazy_gettext("May"),
    lazy_gettext("June"),
    lazy_gettext("July"),
    lazy_gettext("August"),
    lazy_gettext("September"),
    lazy_gettext("October"),
    lazy_gettext("November"),
    lazy_gettext("December"),
)
_NEAR = {
    -1: lazy_gettext("yesterday, {day}, {time}"),
    0: lazy_gettext("today, {day}, {time}"),
    1: lazy_gettext("tomorrow, {day}, {time}"),
}


def day_in_words(day: date, words: Words) -> str:
    """A day in full, e.g. ``martes 1 de diciembre de 2026``."""
    values = {"weekday": words(_WEEKDAYS[day.weekday()]), "month": words(_MONTHS[day.month - 1])}
    return words(lazy_gettext("{weekday}, {month} {day}, {year}", **values, day=day.day, year=day.year))


def in_words(moment: datetime, now: datetime, zone: ZoneInfo, words: Words) -> str:
    """A moment as it is read on the day of `now`, e.g. ``mañana, martes 1 de diciembre de 2026, 18:00``."""
    local = moment.astimezone(zone)
    values = {"day": day_in_words(local.date(), words), "time": f"{local:%H:%M}"}
    near = _NEAR.get((local.date() - now.astimezone(zone).date()).days)
    return words((near or lazy_gettext("{day}, {time}")).with_values(values))
