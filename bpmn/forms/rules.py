"""What a field asks of a value of its kind, beyond being there: lengths, patterns, ranges, dates, kinds of files.

The rules and their order are those of form-js's validator; an empty value is held to none of them. Stricter than the
page in two things: a telephone number has nothing before its + or 00, and files are looked at by suffix.
"""

import re
from collections.abc import Callable, Iterator
from datetime import date
from decimal import Context, Decimal
from typing import NamedTuple

from bpmn.forms.components import Datetime, Field, Filepicker, Number, Text
from bpmn.forms.feel import Feel
from bpmn.forms.files import is_accepted
from bpmn.messages import Message, lazy_gettext

_DECIMALS = Context(prec=80)
_LABEL = r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
_EMAIL = re.compile(rf"[A-Za-z0-9.!#$%&'*+/=?^_`{{|}}~-]+@{_LABEL}(?:\.{_LABEL})*")
PHONE = "+525512345678"
"""How a telephone number is written."""
_PHONE = re.compile(r"(?:\+|00)[1-9][0-9]{6,20}")

RULED = (Text, Number, Datetime, Filepicker)
"""The kinds of fields that have rules."""
Evaluate = Callable[[Feel], object]


class Problem(NamedTuple):
    """One rule that a value breaks."""

    code: str
    message: Message


def problems(field: Field, value: object, label: str, evaluate: Evaluate, today: date) -> Iterator[Problem]:
    """The rules of `field` that `value`, which `convert` made and which is not empty, breaks."""
    if isinstance(field, Text) and isinstance(value, str):
        yield from _text(field, value, label, evaluate)
    elif isinstance(field, Number):
        if field.decimal_digits is not None or not (field.increment is field.min is field.max is None):
            yield from _number(field, Decimal(str(value)), label, evaluate)
    elif isinstance(field, Datetime) and isinstance(value, str):
        if field.disallow_passed and field.subtype != "time" and value[:10] < today.isoformat():
            yield Problem(
                "past_date", lazy_gettext("{label}: the date has passed; choose today or later.", label=label)
            )
    elif isinstance(field, Filepicker) and isinstance(value, list):
        yield from _files(field, value, label, evaluate)


def limit_of(limit: int | float | Feel | None, evaluate: Evaluate) -> int | float | None:
    """A limit as a number; an expression that yields none sets no limit."""
    value = evaluate(limit) if isinstance(limit, Feel) else limit
    return value if isinstance(value, (int, float)) and not isinstance(value, bool) else None


def _text(field: Text, value: str, label: str, evaluate: Evaluate) -> Iterator[Problem]:
    if field.pattern and not field.pattern.matches(value):
        if field.pattern_message:
            yield Problem("pattern", lazy_gettext("{label}: {reason}", label=label, reason=field.pattern_message))
        else:
            yield Problem(
                "pattern",
                lazy_gettext("{label}: it is not written as {pattern} asks.", label=label, pattern=field.pattern.text),
            )
    length = len(value.strip().encode("utf-16-le")) // 2
    least, most = limit_of(field.min_length, evaluate), limit_of(field.max_length, evaluate)
    if least is not None and length < least:
        yield Problem(
            "min_length", lazy_gettext("{label}: write at least {limit} characters.", label=label, limit=least)
        )
    if most is not None and length > most:
        yield Problem(
            "max_length", lazy_gettext("{label}: it has more than {limit} characters.", label=label, limit=most)
        )
    if field.validation_type == "phone" and not _PHONE.fullmatch(value):
        yield Problem(
            "phone",
            lazy_gettext(
                "{label}: write the telephone number with its country code, such as {example}.",
                label=label,
                example=PHONE,
            ),
        )
    if field.validation_type == "email" and not _EMAIL.fullmatch(value):
        yield Problem("email", lazy_gettext("{label}: it is not an e-mail address.", label=label))


def _number(field: Number, value: Decimal, label: str, evaluate: Evaluate) -> Iterator[Problem]:
    if field.decimal_digits is not None and decimals(value) > field.decimal_digits:
        if field.decimal_digits == 0:
            yield Problem("decimal_digits", lazy_gettext("{label}: it must be a whole number.", label=label))
        else:
            yield Problem(
                "decimal_digits",
                lazy_gettext("{label}: it may have {limit} decimal digits.", label=label, limit=field.decimal_digits),
            )
    if field.increment is not None and remainder(value, field.increment):
        yield Problem(
            "increment",
            lazy_gettext("{label}: it must be a multiple of {increment}.", label=label, increment=field.increment),
        )
    least, most = limit_of(field.min, evaluate), limit_of(field.max, evaluate)
    if least is not None and value < Decimal(str(least)):
        yield Problem("min", lazy_gettext("{label}: it must be at least {limit}.", label=label, limit=least))
    if most is not None and value > Decimal(str(most)):
        yield Problem("max", lazy_gettext("{label}: it must be at most {limit}.", label=label, limit=most))


def decimals(value: Decimal) -> int:
    """How many decimal digits a number has."""
    exponent = _DECIMALS.normalize(value).as_tuple().exponent
    return max(0, -exponent) if isinstance(exponent, int) else 0


def remainder(value: Decimal, increment: int | float) -> Decimal:
    """What is left of `value` after as many increments as it holds."""
    return _DECIMALS.remainder(value, Decimal(str(increment)))


def _files(field: Filepicker, value: list[dict[str, object]], label: str, evaluate: Evaluate) -> Iterator[Problem]:
    multiple = evaluate(field.multiple) if isinstance(field.multiple, Feel) else field.multiple
    if multiple is not True and len(value) > 1:
        yield Problem("too_many", lazy_gettext("{label}: attach one file only.", label=label))
    for file in value:
        if not is_accepted(str(file["name"]), field.accept):
            yield Problem(
                "accept",
                lazy_gettext(
                    "{label}: “{name}” is not a file of the kinds accepted: {accept}.",
                    label=label,
                    name=file["name"],
                    accept=", ".join(field.accept),
                ),
            )
