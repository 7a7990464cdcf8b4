"""``datetime``: a date, a time, or both."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import cache

from bpmn.forms.feel import Scope
from bpmn.forms.kinds.base import Common, Field, Option, Problem, Refused, Sampling
from bpmn.forms.schema.properties import Properties
from bpmn.messages import lazy_gettext
from bpmn.value_kinds import DATE, ValueKind

_DAYS_AHEAD = (42, 84, 400, 35, 21, 7, 1, 0)
"""How far ahead of today samples lie; thirty working days are six weeks."""
_DATE = r"[0-9]{4}-[0-9]{2}-[0-9]{2}"
_TIME = r"(?:[01][0-9]|2[0-3]):[0-5][0-9]"
_ZONES = {"no_timezone": "", "utc_normalized": "Z", "utc_offset": r"[+-](?:0[0-9]|1[0-4]):[0-5][0-9]"}
_EXAMPLE_ZONES = {"no_timezone": "", "utc_normalized": "Z", "utc_offset": "-06:00"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Datetime(Field):
    """A date (``2026-03-31``), time (``09:30``) or both (``2026-03-31T09:30``), by `subtype`.

    `time_format` says what follows a time: ``no_timezone`` nothing, ``utc_normalized`` Z, ``utc_offset`` ±hh:mm.
    """

    subtype: str = "date"
    disallow_passed: bool = False
    time_format: str = "no_timezone"

    @classmethod
    def own(cls, properties: Properties) -> Common:
        return {
            "subtype": properties.one_of("subtype", ("date", "time", "datetime")),
            "disallow_passed": properties.flag("disallowPassedDates"),
            "time_format": properties.one_of("timeSerializingFormat", ("no_timezone", "utc_normalized", "utc_offset")),
        }

    @property
    def value_kind(self) -> ValueKind:
        return DATE

    def convert(self, raw: object, options: Sequence[Option], label: str) -> object:
        if raw is None or raw == "":
            return None
        pattern, example = _written(self.subtype, self.time_format)
        if isinstance(raw, str) and pattern.fullmatch(raw) and (self.subtype == "time" or _is_date(raw[:10])):
            return raw
        raise Refused(
            "date",
            lazy_gettext(
                "{label}: it is not a date or time that exists; write it as {example}.", label=label, example=example
            ),
        )

    def problems(self, value: object, label: str, scope: Scope) -> Iterable[Problem]:
        environment = scope.meter.environment
        if not self.disallow_passed or self.subtype == "time" or environment is None:
            return ()
        if str(value)[:10] < environment.today.isoformat():
            return [
                Problem("past_date", lazy_gettext("{label}: the date has passed; choose today or later.", label=label))
            ]
        return ()

    def samples(self, sampling: Sampling) -> Iterator[str]:
        """Working days, the likeliest first: others where a check between fields asks for an earlier or a later one."""
        clock = "10:00" + _EXAMPLE_ZONES[self.time_format]
        for days in _DAYS_AHEAD:
            day = sampling.environment.today + timedelta(days=days)
            week = (day + timedelta(days=more) for more in range(10))
            day = next((each for each in week if sampling.environment.is_working_day(each)), day)
            yield {"date": day.isoformat(), "time": clock, "datetime": f"{day.isoformat()}T{clock}"}[self.subtype]

    @property
    def _zoned(self) -> bool:
        return self.subtype != "date" and self.time_format != "no_timezone"

    def from_texts(self, texts: Sequence[str], now: datetime) -> object:
        """What is typed is local time; a time without a date has the offset of `now`."""
        text = texts[-1].strip()
        if not self._zoned or not text:
            return text
        try:
            local = self._local(text, now)
            if self.time_format == "utc_normalized":
                return local.astimezone(UTC).strftime(self._format) + "Z"
        except (ValueError, OverflowError):
            return text
        return local.strftime(self._format) + f"{local:%z}"[:3] + ":" + f"{local:%z}"[3:5]

    def to_texts(self, value: object, now: datetime) -> list[str]:
        if value is None or value == "":
            return []
        text = str(value)
        try:
            return [self._local(text, now).astimezone(now.tzinfo).strftime(self._format) if self._zoned else text]
        except (ValueError, OverflowError):
            return [text]

    @property
    def _format(self) -> str:
        return "%H:%M" if self.subtype == "time" else "%Y-%m-%dT%H:%M"

    def _local(self, text: str, now: datetime) -> datetime:
        if self.subtype == "time":
            moment = datetime.combine(now.date(), time.fromisoformat(text))
        else:
            moment = datetime.fromisoformat(text)
        return moment if moment.tzinfo else moment.replace(tzinfo=now.tzinfo)


@cache
def _written(subtype: str, time_format: str) -> tuple[re.Pattern[str], str]:
    """How a date or time is written, and an example."""
    zone, example_zone = _ZONES[time_format], _EXAMPLE_ZONES[time_format]
    pattern, example = {
        "date": (_DATE, "2026-03-31"),
        "time": (_TIME + zone, "09:30" + example_zone),
        "datetime": (f"{_DATE}T{_TIME}{zone}", "2026-03-31T09:30" + example_zone),
    }[subtype]
    return re.compile(pattern), example


def _is_date(text: str) -> bool:
    try:
        return date.fromisoformat(text).year >= 1000
    except ValueError:
        return False
