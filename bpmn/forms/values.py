"""A value that somebody sent → the value of a field, of the field's own kind, or the reason why it is none.

What arrives is any JSON: true is no number, 1 is not true, and an integer may have a million digits.
"""

import re
from collections.abc import Callable, Sequence
from datetime import date
from decimal import Decimal
from functools import cache

from bpmn.forms.components import (
    Checkbox,
    Checklist,
    Choice,
    Datetime,
    Field,
    Filepicker,
    MultipleChoice,
    Number,
    Option,
    Text,
    Textfield,
)
from bpmn.forms.data import same
from bpmn.messages import Message, lazy_gettext

MAX_TEXT = 20_000
"""Characters of a text."""
MAX_ITEMS = 200
"""Files or tags of one field, rows of one list."""
MAX_NUMBER = 2**53 - 1
"""The largest number either way: beyond it JavaScript, and so the page, cannot count."""

_UNSTORABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")
_BREAKS = re.compile(r"[\r\n\t]")
_NUMERAL = re.compile(r"-?[0-9]{1,30}(\.[0-9]{1,20})?")
_DATE = r"[0-9]{4}-[0-9]{2}-[0-9]{2}"
_TIME = r"(?:[01][0-9]|2[0-3]):[0-5][0-9]"
_ZONES = {"no_timezone": "", "utc_normalized": "Z", "utc_offset": r"[+-](?:0[0-9]|1[0-4]):[0-5][0-9]"}
_EXAMPLE_ZONES = {"no_timezone": "", "utc_normalized": "Z", "utc_offset": "-06:00"}
_SHA256 = re.compile(r"[0-9a-f]{64}")


class Refused(Exception):
    """The value is not of the field's kind."""

    def __init__(self, code: str, message: Message) -> None:
        super().__init__(str(message))
        self.code = code
        self.message = message


def convert(field: Field, raw: object, options: Sequence[Option], label: str) -> object:
    """`raw`, any JSON value, as a value of the field's kind; what is null or empty is `field.empty`.

    Raises Refused.
    """
    if raw is None or raw == "" or (raw == [] and isinstance(field, (MultipleChoice, Filepicker))):
        return field.empty
    kind = type(field)
    converter = _CONVERTER_OF.get(kind)
    if converter is None:
        converter = _CONVERTER_OF[kind] = next(each for base, each in _CONVERTERS if issubclass(kind, base))
    return converter(field, raw, options, label)


def _text(field: Field, raw: object, _: Sequence[Option], label: str) -> object:
    if not isinstance(raw, str):
        raise Refused("type", lazy_gettext("{label}: it must be a text.", label=label))
    if len(raw) > MAX_TEXT:
        raise Refused(
            "max_length", lazy_gettext("{label}: it has more than {limit} characters.", label=label, limit=MAX_TEXT)
        )
    if _UNSTORABLE.search(raw):
        raise Refused(
            "type", lazy_gettext("{label}: it holds a character that cannot be stored; take it out.", label=label)
        )
    return _BREAKS.sub(" ", raw) if isinstance(field, Textfield) else raw


def _number(field: Field, raw: object, _: Sequence[Option], label: str) -> object:
    as_text = isinstance(field, Number) and field.serialize_to_string
    if as_text and isinstance(raw, str) and _NUMERAL.fullmatch(raw):
        return raw
    if isinstance(raw, bool) or not isinstance(raw, (int, float)):
        raise Refused("type", lazy_gettext("{label}: it must be a number.", label=label))
    if not abs(raw) <= MAX_NUMBER:  # so that NaN does not pass
        raise Refused("type", lazy_gettext("{label}: the number is too large.", label=label))
    number = int(raw) if raw == int(raw) else raw
    return format(Decimal(repr(number)), "f") if as_text else number


def _checkbox(_: Field, raw: object, __: Sequence[Option], label: str) -> object:
    if not isinstance(raw, bool):
        raise Refused("type", lazy_gettext("{label}: it must be yes or no.", label=label))
    return raw


def _choice(raw: object, options: Sequence[Option], label: str) -> object:
    for option in options:
        if raw == option.value and same(raw, option.value):
            return option.value
    labels = ", ".join(option.label for option in options[:10])
    if not labels:
        raise Refused("choice", lazy_gettext("{label}: there is nothing to choose from yet.", label=label))
    raise Refused("choice", lazy_gettext("{label}: choose one of: {options}.", label=label, options=labels))


def _one(_: Field, raw: object, options: Sequence[Option], label: str) -> object:
    return _choice(raw, options, label)


def _many(field: Field, raw: object, options: Sequence[Option], label: str) -> object:
    if not isinstance(raw, list):
        raise Refused("type", lazy_gettext("{label}: it must be a list of choices.", label=label))
    if len(raw) > max(MAX_ITEMS, len(options)):
        raise Refused("too_many", lazy_gettext("{label}: there are more than {limit}.", label=label, limit=MAX_ITEMS))
    chosen: list[object] = []
    for item in raw:
        value = _choice(item, options, label)
        if not any(same(value, other) for other in chosen):
            chosen.append(value)
    if isinstance(field, Checklist):
        return [option.value for option in options if any(same(option.value, value) for value in chosen)]
    return chosen


def _datetime(field: Field, raw: object, _: Sequence[Option], label: str) -> object:
    assert isinstance(field, Datetime)
    pattern, example = _written(field.subtype, field.time_format)
    if isinstance(raw, str) and pattern.fullmatch(raw) and (field.subtype == "time" or _is_date(raw[:10])):
        return raw
    raise Refused(
        "date",
        lazy_gettext(
            "{label}: it is not a date or time that exists; write it as {example}.", label=label, example=example
        ),
    )


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


def _files(field: Field, raw: object, _: Sequence[Option], label: str) -> object:
    if not isinstance(raw, list) or not all(_is_file(item) for item in raw):
        raise Refused(
            "type", lazy_gettext("{label}: attach the file again; what arrived is not a stored file.", label=label)
        )
    if len(raw) > MAX_ITEMS:
        raise Refused("too_many", lazy_gettext("{label}: there are more than {limit}.", label=label, limit=MAX_ITEMS))
    return [{"name": item["name"], "sha256": item["sha256"], "size": item["size"]} for item in raw]


def _is_file(item: object) -> bool:
    if not isinstance(item, dict) or set(item) != {"name", "sha256", "size"}:
        return False
    name, digest, size = item["name"], item["sha256"], item["size"]
    return (
        isinstance(name, str)
        and 0 < len(name) <= 255
        and not _UNSTORABLE.search(name)
        and not re.search(r"[/\\\t\r\n]", name)
        and isinstance(digest, str)
        and _SHA256.fullmatch(digest) is not None
        and isinstance(size, int)
        and not isinstance(size, bool)
        and 0 <= size <= MAX_NUMBER
    )


_Converter = Callable[[Field, object, Sequence[Option], str], object]
_CONVERTERS: tuple[tuple[type[Field], _Converter], ...] = (
    (Text, _text),
    (Number, _number),
    (Checkbox, _checkbox),
    (MultipleChoice, _many),
    (Choice, _one),
    (Datetime, _datetime),
    (Filepicker, _files),
)


_CONVERTER_OF: dict[type, _Converter] = {}
"""The same by the very class of a field, as met: looking through them costs more than most of them do."""
