"""``number``: a number, or a text that holds one."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Context, Decimal

from bpmn.forms.feel import Feel, Scope
from bpmn.forms.kinds.base import (
    Common,
    Field,
    Option,
    Problem,
    Refused,
    Sampling,
    limit_of,
    note_order,
)
from bpmn.forms.schema.properties import Properties
from bpmn.messages import lazy_gettext, lazy_ngettext
from bpmn.value_kinds import TEXT, ValueKind

MAX_NUMBER = 2**53 - 1
"""The largest number either way: beyond it JavaScript, and so the page, cannot count."""
MAX_DIGITS = 15
"""Decimal digits of a number; a double holds no more."""

_NUMERAL = re.compile(r"-?[0-9]{1,30}(\.[0-9]{1,20})?")
# With a point for decimals and commas only where thousands have them: read loosely, 12,5 would become 125.
_TYPED = re.compile(r"-?(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?", re.ASCII)
_LONGEST_TYPED = 40
_DECIMALS = Context(prec=80)
_WAYS = ("ROUND_CEILING", "ROUND_FLOOR")


def unit_of(properties: Properties) -> tuple[str, str]:
    """What form-js draws before and after a number, such as ``$`` and ``MXN``; "" for what is not said or computed."""
    appearance = properties.within("appearance")
    texts = (appearance.text(name) for name in ("prefixAdorner", "suffixAdorner"))
    before, after = ("" if text.startswith("=") else text.strip() for text in texts)
    return before, after


def unit_after(properties: Properties) -> Feel | None:
    """What is drawn after a number where that is computed, such as ``=currency + ", net"``."""
    appearance = properties.within("appearance")
    return appearance.expression("suffixAdorner") if appearance.text("suffixAdorner").startswith("=") else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Number(Field):
    """A number; with `serialize_to_string`, a text that holds one. `unit` is what stands before and after it; where
    what stands after it depends on other fields, `unit_after` says it."""

    min: int | float | Feel | None = None
    max: int | float | Feel | None = None
    decimal_digits: int | None = None
    increment: int | float | None = None
    serialize_to_string: bool = False
    unit: tuple[str, str] = ("", "")
    unit_after: Feel | None = None

    @classmethod
    def own(cls, properties: Properties) -> Common:
        validate = properties.within("validate")
        least, most = validate.number_or_expression("min"), validate.number_or_expression("max")
        note_order(properties, least, most, "min, max")
        increment = properties.number("increment")
        if increment is not None and not 1e-9 <= increment <= 1e12:
            properties.note("form_range", lazy_gettext("“increment” must be larger than zero."))
            increment = None
        return {
            "min": least,
            "max": most,
            "decimal_digits": properties.integer("decimalDigits", MAX_DIGITS),
            "increment": increment,
            "serialize_to_string": properties.flag("serializeToString"),
            "unit": unit_of(properties),
            "unit_after": unit_after(properties),
        }

    @property
    def value_kind(self) -> ValueKind:
        if self.serialize_to_string:
            return TEXT
        least, most = (None if isinstance(limit, Feel) else limit for limit in (self.min, self.max))
        return ValueKind("number", least=least, most=most)

    def convert(self, raw: object, options: Sequence[Option], label: str) -> object:
        if raw is None or raw == "":
            return None
        as_text = self.serialize_to_string
        if as_text and isinstance(raw, str) and _NUMERAL.fullmatch(raw):
            return raw
        if isinstance(raw, bool) or not isinstance(raw, (int, float)):
            raise Refused("type", lazy_gettext("{label}: it must be a number.", label=label))
        if not abs(raw) <= MAX_NUMBER:  # so that NaN does not pass
            raise Refused("type", lazy_gettext("{label}: the number is too large.", label=label))
        number = int(raw) if raw == int(raw) else raw
        if not as_text:
            return number
        text = format(Decimal(repr(number)), "f")
        if not _NUMERAL.fullmatch(text):  # what is stored must be what it would take
            raise Refused("type", lazy_gettext("{label}: the number has too many digits.", label=label))
        return text

    def problems(self, value: object, label: str, scope: Scope) -> Iterable[Problem]:
        if self.decimal_digits is None and self.increment is self.min is self.max is None:
            return ()
        return self._problems(Decimal(str(value)), label, scope)

    def _problems(self, value: Decimal, label: str, scope: Scope) -> Iterator[Problem]:
        digits = self.decimal_digits
        if digits is not None and decimals(value) > digits:
            if digits == 0:
                yield Problem("decimal_digits", lazy_gettext("{label}: it must be a whole number.", label=label))
            else:
                message = lazy_ngettext(
                    "{label}: it may have {n} decimal digit.",
                    "{label}: it may have {n} decimal digits.",
                    digits,
                    label=label,
                )
                yield Problem("decimal_digits", message)
        if self.increment is not None and _DECIMALS.remainder(value, Decimal(str(self.increment))):
            message = lazy_gettext(
                "{label}: it must be a multiple of {increment}.", label=label, increment=self.increment
            )
            yield Problem("increment", message)
        least, most = limit_of(self.min, scope.evaluate), limit_of(self.max, scope.evaluate)
        if least is not None and value < Decimal(str(least)):
            yield Problem("min", lazy_gettext("{label}: it must be at least {limit}.", label=label, limit=least))
        if most is not None and value > Decimal(str(most)):
            yield Problem("max", lazy_gettext("{label}: it must be at most {limit}.", label=label, limit=most))

    def samples(self, sampling: Sampling) -> Iterator[int | float]:
        least, most = limit_of(self.min, sampling.evaluate), limit_of(self.max, sampling.evaluate)
        step = Decimal(str(self.increment)) if self.increment is not None else None
        start = Decimal(str(1 if least is None else max(1, least) if most is None or most >= 1 else least))
        for wished in (start, Decimal(str(least or 0)), Decimal(str(most or 0))):
            if step is not None:
                up = (wished / step).to_integral_value(rounding="ROUND_CEILING") * step
                yield from (plain(up), plain(up - step))
            yield from (plain(wished), plain(wished.to_integral_value(rounding="ROUND_CEILING")))
            digits = self.decimal_digits
            if digits:
                yield from (plain(wished.quantize(Decimal(1).scaleb(-digits), rounding=way)) for way in _WAYS)

    def from_texts(self, texts: Sequence[str], now: datetime) -> object:
        """Takes a sign of currency before it and separators of thousands: ``$ 1,250.50``."""
        text = texts[-1]
        typed = text.strip().removeprefix("$").strip()
        if not typed or len(typed) > _LONGEST_TYPED or not _TYPED.fullmatch(typed):
            return text
        numeral = typed.replace(",", "")
        if self.serialize_to_string:
            return numeral
        return float(numeral) if "." in numeral else int(numeral)

    def to_texts(self, value: object, now: datetime) -> list[str]:
        """The number with its separators and at least `decimal_digits` decimals; what is none, as it was typed."""
        if value is None or value == "":
            return []
        if isinstance(value, bool) or len(str(value)) > _LONGEST_TYPED or not _TYPED.fullmatch(str(value)):
            return [str(value)]
        number = Decimal(str(value).replace(",", ""))
        return [f"{number:,.{max(-_exponent(number), self.decimal_digits or 0)}f}"]


def decimals(value: Decimal) -> int:
    """How many decimal digits a number has."""
    return max(0, -_exponent(_DECIMALS.normalize(value)))


def plain(value: Decimal) -> int | float:
    """A number as JSON has it."""
    return int(value) if value == value.to_integral_value() else float(value)


def _exponent(value: Decimal) -> int:
    exponent = value.as_tuple().exponent
    return exponent if isinstance(exponent, int) else 0
