"""One field's value ↔ the texts of its inputs on a page.

What cannot be read as a value of the field's kind stays the text that was typed: the engine refuses it by name, and
the page shows it as it was. A choice travels as JSON, because true and "true" are different answers.
"""

import re
from dataclasses import dataclass
from datetime import UTC, datetime, time
from decimal import Decimal
from zoneinfo import ZoneInfo

from bpmn.forms.components import Checkbox, Choice, Datetime, Field, MultipleChoice, Number
from engine import canonical_json

# With a point for decimals and commas only where thousands have them: read loosely, 12,5 would become 125.
_NUMERAL = re.compile(r"-?(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?", re.ASCII)
_LONGEST_NUMERAL = 40
TICKED = "on"


@dataclass(frozen=True, slots=True)
class Inputs:
    """Reads and writes inputs. `now` is the local time of the office: a time without a date has its offset."""

    now: datetime

    @property
    def _zone(self) -> ZoneInfo:
        zone = self.now.tzinfo
        assert isinstance(zone, ZoneInfo)
        return zone

    def read(self, field: Field, texts: list[str]) -> object:
        """The value that `texts`, of the inputs of one field, stand for; there is at least one."""
        if isinstance(field, MultipleChoice):
            return [_choice(text) for text in texts if text]
        text = texts[-1]
        if isinstance(field, Checkbox):
            return text == TICKED
        if isinstance(field, Choice):
            return _choice(text) if text else None
        if isinstance(field, Number):
            return _number(text, as_text=field.serialize_to_string)
        if isinstance(field, Datetime):
            return self._to_stored(field, text.strip())
        return text.replace("\r\n", "\n")

    def write(self, field: Field, value: object) -> list[str]:
        """The texts of the inputs that stand for `value`: none, one, or one for each choice."""
        if value is None or value == "":
            return []
        if isinstance(field, MultipleChoice):
            return [key(item) for item in value] if isinstance(value, list) else []
        if isinstance(field, Checkbox):
            return [TICKED] if value is True else []
        if isinstance(field, Choice):
            return [key(value)]
        if isinstance(field, Number):
            return [_numeral(value, field.decimal_digits or 0)]
        if isinstance(field, Datetime):
            return [self._to_typed(field, str(value))]
        return [str(value)]

    def _to_stored(self, field: Datetime, text: str) -> str:
        if field.subtype == "date" or field.time_format == "no_timezone" or not text:
            return text
        try:
            local = self._local(field, text)
            if field.time_format == "utc_normalized":
                return local.astimezone(UTC).strftime(_pattern(field)) + "Z"
        except (ValueError, OverflowError):
            return text
        return local.strftime(_pattern(field)) + f"{local:%z}"[:3] + ":" + f"{local:%z}"[3:5]

    def _to_typed(self, field: Datetime, text: str) -> str:
        if field.subtype == "date" or field.time_format == "no_timezone":
            return text
        try:
            return self._local(field, text).astimezone(self._zone).strftime(_pattern(field))
        except (ValueError, OverflowError):
            return text

    def _local(self, field: Datetime, text: str) -> datetime:
        if field.subtype == "time":
            moment = datetime.combine(self.now.date(), time.fromisoformat(text))
        else:
            moment = datetime.fromisoformat(text)
        return moment if moment.tzinfo else moment.replace(tzinfo=self._zone)


def key(value: object) -> str:
    """How a choice is called on the page."""
    return canonical_json.dumps(value)


def _choice(text: str) -> object:
    try:
        return canonical_json.loads(text)
    except (ValueError, RecursionError):
        return text


def _pattern(field: Datetime) -> str:
    return "%H:%M" if field.subtype == "time" else "%Y-%m-%dT%H:%M"


def _number(text: str, *, as_text: bool) -> object:
    typed = text.strip().removeprefix("$").strip()
    if not typed or len(typed) > _LONGEST_NUMERAL or not _NUMERAL.fullmatch(typed):
        return text
    plain = typed.replace(",", "")
    if as_text:
        return plain
    return float(plain) if "." in plain else int(plain)


def _numeral(value: object, digits: int) -> str:
    """A number with its separators and at least `digits` decimals; what is none, as it was typed."""
    if isinstance(value, bool) or len(str(value)) > _LONGEST_NUMERAL or not _NUMERAL.fullmatch(str(value)):
        return str(value)
    number = Decimal(str(value).replace(",", ""))
    exponent = number.as_tuple().exponent
    has = -exponent if isinstance(exponent, int) else 0
    return f"{number:,.{max(has, digits)}f}"
