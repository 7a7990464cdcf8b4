"""What FEEL's operators mean (DMN 1.3, 10.3.2): null for what cannot be compared or worked out.

A number is an int or float where it comes from the data and a `Decimal` of 34 digits where it was worked out, so that
0.1 + 0.2 is 0.3. A float counts as the decimal number that it is written as.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Clamped, Context, Decimal, DecimalException, Inexact, Overflow, Rounded, Subnormal, Underflow
from typing import Any

from bpmn.expressions.bounds import Run, too_large
from bpmn.forms.feel import temporal
from bpmn.forms.feel.temporal import Months

CONTEXT = Context(prec=34, Emax=6144, Emin=-6143)
"""IEEE decimal128, as the standard asks. What has no value (division by zero, overflow) raises, and is null here."""
for _signal in (Inexact, Rounded, Clamped, Subnormal, Underflow):
    CONTEXT.traps[_signal] = False
CONTEXT.traps[Overflow] = True


@dataclass(frozen=True, slots=True)
class Range:
    """``[low..high]``; None leaves an end open (``< 5``), which is not the same as null."""

    low: object
    high: object
    holds_low: bool
    holds_high: bool
    unbounded: str = ""


_KINDS: dict[type, str] = {
    type(None): "nil",
    bool: "boolean",
    int: "number",
    float: "number",
    Decimal: "number",
    str: "string",
    list: "list",
    tuple: "list",
    dict: "context",
    date: "date",
    datetime: "date and time",
    time: "time",
    timedelta: "days and time duration",
    Months: "years and months duration",
    Range: "range",
}
_ORDERED = frozenset(
    ("number", "string", "date", "date and time", "time", "days and time duration", "years and months duration")
)
_TEMPORAL = (date, time, timedelta, Months)


def kind(value: object) -> str:
    """FEEL's name for the kind of a value."""
    return _KINDS.get(type(value), "context")


def decimal(value: Any) -> Decimal:
    """A number to calculate with."""
    return value if type(value) is Decimal else Decimal(repr(value)) if type(value) is float else Decimal(value)


def equals(left: object, right: object) -> bool | None:
    """``left = right``: null equals null alone; null of different kinds."""
    if left is None or right is None:
        return left is right
    if type(left) is bool and type(right) is bool:
        return left is right
    of = kind(left)
    if of != kind(right):
        return None
    if of == "number":
        if type(left) is not type(right):
            return decimal(left) == decimal(right)
    elif of == "list":
        assert isinstance(left, (list, tuple)) and isinstance(right, (list, tuple))
        return len(left) == len(right) and all(equals(a, b) is True for a, b in zip(left, right, strict=True))
    elif of == "context":
        assert isinstance(left, Mapping) and isinstance(right, Mapping)
        return left.keys() == right.keys() and all(equals(value, right[key]) is True for key, value in left.items())
    return left == right


def order(left: Any, sign: str, right: Any) -> bool | None:
    """``left < right`` and the like: of two values of one kind that has an order; null of others."""
    of = kind(left)
    if of not in _ORDERED or of != kind(right):
        return None
    if of == "number" and type(left) is not type(right):
        left, right = decimal(left), decimal(right)
    try:
        if sign in ("<", ">="):
            return bool(left < right) is (sign == "<")
        return bool(left > right) is (sign == ">")
    except TypeError:  # one has a time zone, the other has none
        return None


def arithmetic(left: Any, sign: str, right: Any) -> object:
    """``left + right`` and the like; null on what cannot be worked out, division by zero included."""
    first, second = kind(left), kind(right)
    if first == second == "number":
        return _calculated(decimal(left), sign, decimal(right))
    if first == second == "string":
        return left + right if sign == "+" else None
    if isinstance(left, _TEMPORAL) or isinstance(right, _TEMPORAL):
        return _temporal(left, first, sign, right, second)
    return None


def _calculated(left: Decimal, sign: str, right: Decimal) -> Decimal | None:
    try:
        if sign == "+":
            return CONTEXT.add(left, right)
        if sign == "-":
            return CONTEXT.subtract(left, right)
        if sign == "*":
            return CONTEXT.multiply(left, right)
        if sign == "/":
            return CONTEXT.divide(left, right)
        return CONTEXT.power(left, right)
    except DecimalException:
        return None


def _temporal(left: Any, first: str, sign: str, right: Any, second: str) -> object:
    """Sums and the like of dates, times and durations (tables 45, 46 and 48)."""
    try:
        if sign in ("+", "-") and isinstance(right, (timedelta, Months)) and isinstance(left, (date, time)):
            later_by = right if sign == "+" else Months(-right.count) if isinstance(right, Months) else -right
            return temporal.later(left, later_by)
        if sign == "+" and isinstance(left, (timedelta, Months)) and isinstance(right, (date, time)):
            return temporal.later(right, left)
        if sign == "-" and first == second and isinstance(left, date):
            return left - right
        if first == second == "days and time duration":
            return _duration_sum(left, sign, right)
        if first == second == "years and months duration":
            found = _duration_sum(left.count, sign, right.count)
            return found if found is None or sign == "/" else Months(int(found))
        if sign == "*" and first == "number":
            left, right, second = right, left, first
        if second == "number" and sign in ("*", "/"):
            return _scaled(left, decimal(right), sign)
    except (OverflowError, TypeError, DecimalException):
        return None
    return None


def _duration_sum(left: Any, sign: str, right: Any) -> Any:
    if sign == "/":
        if isinstance(left, timedelta):
            left, right = left // _TICK, right // _TICK
        return _calculated(Decimal(left), "/", Decimal(right))
    return left + right if sign == "+" else left - right if sign == "-" else None


_TICK = timedelta(microseconds=1)


def _scaled(duration: Any, number: Decimal, sign: str) -> object:
    if isinstance(duration, Months):
        count = _calculated(Decimal(duration.count), sign, number)
        return None if count is None else Months(int(count))
    if not isinstance(duration, timedelta):
        return None
    ticks = _calculated(Decimal(duration // _TICK), sign, number)
    return None if ticks is None else timedelta(microseconds=int(ticks))


def negative(value: object) -> object:
    """``-value``."""
    if isinstance(value, Months):
        return Months(-value.count)
    return -value if isinstance(value, timedelta) else arithmetic(0, "-", value)


def conjunction(left: object, right: object) -> bool | None:
    """``left and right`` in three values; what is not a boolean counts as null."""
    if left is False or right is False:
        return False
    return True if left is True and right is True else None


def disjunction(left: object, right: object) -> bool | None:
    """``left or right`` in three values."""
    if left is True or right is True:
        return True
    return False if left is False and right is False else None


def negation(value: object) -> bool | None:
    """``not(value)``; null of what is not a boolean."""
    return not value if isinstance(value, bool) else None


def within(value: object, test: object) -> bool | None:
    """``value in test``: a range holds it, a list has it or a range that holds it, another value equals it."""
    if isinstance(test, Range):
        above = True if test.unbounded == "low" else order(value, ">=" if test.holds_low else ">", test.low)
        below = True if test.unbounded == "high" else order(value, "<=" if test.holds_high else "<", test.high)
        return conjunction(above, below)
    if isinstance(test, (list, tuple)):
        if isinstance(value, (list, tuple)) and equals(test, value) is True:
            return True
        return any((within(value, item) if isinstance(item, Range) else equals(item, value)) is True for item in test)
    return equals(test, value)


def follow(value: object, name: str) -> object:
    """``value.name``: null where there is none; over a list, of each item; of a date and the like, its part."""
    if isinstance(value, Mapping):
        return value.get(name)
    if isinstance(value, (list, tuple)):
        return [follow(item, name) for item in value]
    return temporal.part(value, name) if isinstance(value, _TEMPORAL) else None


def measure(value: Any, room: int) -> int:
    """The size of a value in units (see `bpmn.expressions.bounds`), or some number above `room`."""
    units, waiting = 0, [value]
    while waiting and units <= room:
        item = waiting.pop()
        units += 1
        if type(item) is str:
            units += len(item) >> 3
        elif type(item) is dict:
            waiting.extend(item.values())
            units += len(item)
        elif type(item) is list or type(item) is tuple:
            units += len(item)
            waiting.extend(item)
    return units


def to_json(run: Run, value: Any) -> object:
    """A value as JSON has it: numbers as int or float, dates and durations as text; a range is null.

    Raises EvaluationError.
    """
    of = type(value)
    if of is Decimal:
        return _plain(value)
    if of is list or of is tuple:
        run.spend(len(value))
        return [to_json(run, item) for item in value]
    if of in _JSON:
        return value
    return temporal.written(value) if isinstance(value, _TEMPORAL) else None


_JSON = frozenset((bool, int, float, str, dict))


def _plain(value: Decimal) -> int | float:
    if value == value.to_integral_value() and abs(value) < 1 << 63:
        return int(value)
    number = float(value)
    if abs(number) == float("inf"):
        raise too_large()
    return number
