"""The functions that an expression may call: those of DMN 1.3, 10.3.4 that forms need, and the office's working days.

Each takes the run and its arguments, whose size has been paid for, and gives null for what it cannot work with.
"""

from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from decimal import (
    ROUND_CEILING,
    ROUND_DOWN,
    ROUND_FLOOR,
    ROUND_HALF_DOWN,
    ROUND_HALF_EVEN,
    ROUND_HALF_UP,
    ROUND_UP,
    Decimal,
    DecimalException,
)
from typing import Any, NamedTuple

from bpmn.expressions.bounds import MAX_ITEMS
from bpmn.forms.feel import temporal, values
from bpmn.forms.feel.run import FeelRun
from bpmn.forms.feel.temporal import Months

MAX_SCALE = 6_000
"""Decimal digits that a number may be rounded to."""


class Function(NamedTuple):
    """A function, and how many arguments it takes."""

    call: Callable[..., object]
    least: int
    most: int


def _items(arguments: tuple[Any, ...]) -> list[Any] | None:
    """What a function over a list is about: its one argument, or its arguments; null is no list."""
    if len(arguments) > 1:
        return list(arguments)
    listed = arguments[0]
    return list(listed) if isinstance(listed, (list, tuple)) else None if listed is None else [listed]


def _is_number(value: object) -> bool:
    return values.kind(value) == "number"


def _whole(value: Any) -> int | None:
    """A whole number, of any of the types of one."""
    if not _is_number(value):
        return None
    number = values.decimal(value)
    return int(number) if number == number.to_integral_value() and abs(number) < 1 << 31 else None


# Numbers


def _rounded(way: str, least: int) -> Function:
    def rounded(run: FeelRun, value: Any, scale: Any = 0) -> object:
        digits = _whole(scale)
        if not _is_number(value) or digits is None or abs(digits) > MAX_SCALE:
            return None
        number = values.decimal(value)
        try:
            return number.quantize(Decimal(1).scaleb(-digits), rounding=way, context=values.CONTEXT)
        except DecimalException:  # more digits than a number has
            return number

    return Function(rounded, least, 2)


def _abs(run: FeelRun, value: Any) -> object:
    return abs(value) if _is_number(value) else Months(abs(value.count)) if isinstance(value, Months) else None


def _modulo(run: FeelRun, dividend: Any, divisor: Any) -> object:
    if not _is_number(dividend) or not _is_number(divisor) or divisor == 0:
        return None
    first, second = values.decimal(dividend), values.decimal(divisor)
    try:
        rest = values.CONTEXT.remainder(first, second)
    except DecimalException:
        return None
    return values.arithmetic(rest, "+", second) if rest and (rest < 0) is not (second < 0) else rest


def _sqrt(run: FeelRun, value: Any) -> object:
    return values.CONTEXT.sqrt(values.decimal(value)) if _is_number(value) and value >= 0 else None


def _number(run: FeelRun, value: Any, grouping: Any = None, point: Any = None) -> object:
    """``number("1,250.50", ",", ".")``."""
    if _is_number(value):
        return value
    if not isinstance(value, str) or grouping not in (None, " ", ",", ".") or point not in (None, ",", "."):
        return None
    plain = value.strip().replace(grouping or "", "") if grouping else value.strip()
    plain = plain.replace(point, ".") if point else plain
    try:
        return Decimal(plain) if plain.isascii() and len(plain) < 40 and plain.strip("+-.0123456789") == "" else None
    except DecimalException:
        return None


# Texts


def _text(work: Callable[..., object]) -> Callable[..., object]:
    """A function of texts alone: null unless all arguments are."""

    def call(run: FeelRun, *arguments: Any) -> object:
        return work(*arguments) if all(isinstance(each, str) for each in arguments) else None

    return call


def _substring(run: FeelRun, text: Any, start: Any, length: Any = None) -> object:
    first, count = _whole(start), None if length is None else _whole(length)
    if not isinstance(text, str) or not first or (length is not None and count is None):
        return None
    begin = first - 1 if first > 0 else max(len(text) + first, 0)
    return text[begin:] if count is None else text[begin : begin + max(count, 0)]


def _before(text: str, part: str) -> str:
    return text.partition(part)[0] if part and part in text else ""


def _after(text: str, part: str) -> str:
    return text.partition(part)[2] if part else text


def _string(run: FeelRun, value: Any) -> object:
    plain = values.to_json(run, value)
    if isinstance(plain, bool):
        return "true" if plain else "false"
    return None if plain is None else str(plain)


def _join(run: FeelRun, listed: Any, delimiter: Any = None) -> object:
    items = _items((listed,))
    if items is None or not isinstance(delimiter, (str, type(None))):
        return None
    if not all(isinstance(item, (str, type(None))) for item in items):
        return None
    run.spend(len(items) * (1 + len(delimiter or "") // 8))
    return (delimiter or "").join(item for item in items if item is not None)


# Lists


def _sum(run: FeelRun, *arguments: Any) -> object:
    found: object = None
    for item in _items(arguments) or ():
        found = item if found is None else values.arithmetic(found, "+", item)
        if values.kind(found) not in ("number", "days and time duration", "years and months duration"):
            return None
    return found


def _product(run: FeelRun, *arguments: Any) -> object:
    found: object = None
    for item in _items(arguments) or ():
        found = item if found is None else values.arithmetic(found, "*", item)
        if not _is_number(found):
            return None
    return found


def _mean(run: FeelRun, *arguments: Any) -> object:
    items = _items(arguments)
    return values.arithmetic(_sum(run, items), "/", len(items)) if items else None


def _extreme(sign: str) -> Callable[..., object]:
    def extreme(run: FeelRun, *arguments: Any) -> object:
        found: object = None
        for number, item in enumerate(_items(arguments) or ()):
            further = number == 0 or values.order(item, sign, found)
            if further is None or values.order(item, "<=", item) is None:
                return None
            found = item if further else found
        return found

    return extreme


def _quantified(decides: bool) -> Callable[..., object]:
    """``all(list)`` (false decides) and ``any(list)`` (true decides)."""

    def call(run: FeelRun, *arguments: Any) -> object:
        items = _items(arguments)
        if items is None:
            return None
        return (
            decides
            if decides in [item for item in items if isinstance(item, bool)]
            else (not decides if all(isinstance(item, bool) for item in items) else None)
        )

    return call


def _count(run: FeelRun, listed: Any) -> object:
    items = _items((listed,))
    return None if items is None else len(items)


def _contains(run: FeelRun, listed: Any, item: Any) -> object:
    items = _items((listed,))
    return None if items is None else any(values.equals(each, item) is True for each in items)


def _distinct(run: FeelRun, listed: Any) -> object:
    found: list[object] = []
    for item in _items((listed,)) or ():
        run.spend(len(found))
        if not any(values.equals(item, other) is True for other in found):
            found.append(item)
    return found


def _flatten(run: FeelRun, listed: Any) -> list[object]:
    found: list[object] = []
    for item in _items((listed,)) or ():
        found += _flatten(run, item) if isinstance(item, (list, tuple)) else [item]
    return found


def _concatenate(run: FeelRun, *lists: Any) -> object:
    return [item for listed in lists for item in _items((listed,)) or ()]


def _append(run: FeelRun, listed: Any, *items: Any) -> object:
    return [*(_items((listed,)) or ()), *items]


def _index_of(run: FeelRun, listed: Any, item: Any) -> object:
    return [at for at, each in enumerate(_items((listed,)) or (), 1) if values.equals(each, item) is True]


def _sublist(run: FeelRun, listed: Any, start: Any, length: Any = None) -> object:
    items, first, count = _items((listed,)), _whole(start), None if length is None else _whole(length)
    if items is None or not first or abs(first) > len(items) or (length is not None and count is None):
        return None
    begin = first - 1 if first > 0 else len(items) + first
    return items[begin:] if count is None else items[begin : begin + max(count, 0)]


# Dates


def _date(run: FeelRun, *arguments: Any) -> object:
    if len(arguments) == 3:
        parts = [_whole(each) for each in arguments]
        try:
            return None if None in parts else date(*parts)  # type: ignore[arg-type]
        except (ValueError, OverflowError):
            return None
    value = arguments[0]
    if isinstance(value, datetime):
        return value.date()
    return temporal.read_date(value) if isinstance(value, str) else value if isinstance(value, date) else None


def _date_and_time(run: FeelRun, first: Any, clock: Any = None) -> object:
    if isinstance(first, str) and clock is None:
        return temporal.read_moment(first)
    if isinstance(first, date) and isinstance(clock, time):
        return datetime.combine(first.date() if isinstance(first, datetime) else first, clock)
    return None


def _time(run: FeelRun, value: Any) -> object:
    if isinstance(value, datetime):
        return value.timetz()
    return temporal.read_time(value) if isinstance(value, str) else value if isinstance(value, time) else None


def _duration(run: FeelRun, value: Any) -> object:
    if isinstance(value, (Months, timedelta)):
        return value
    return temporal.read_duration(value) if isinstance(value, str) else None


def _months_between(run: FeelRun, start: Any, end: Any) -> object:
    return temporal.between(start, end) if isinstance(start, date) and isinstance(end, date) else None


def _today(run: FeelRun) -> object:
    return None if run.environment is None else run.environment.today


def _of_day(work: Callable[[date], object]) -> Callable[..., object]:
    def call(run: FeelRun, day: Any) -> object:
        return work(day) if isinstance(day, date) else None

    return call


def _is_working_day(run: FeelRun, day: Any) -> object:
    """Whether the office works on a day: a date, or the text of one, as a field of a date holds it."""
    run.spend(20)  # a calendar may have to look the day up
    found = temporal.read_date(day[:10]) if isinstance(day, str) else day
    if not isinstance(found, date) or run.environment is None:
        return None
    return run.environment.is_working_day(found.date() if isinstance(found, datetime) else found)


_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")

FUNCTIONS: dict[str, Function] = {
    "not": Function(lambda run, value: values.negation(value), 1, 1),
    "is defined": Function(lambda run, value: value is not None, 1, 1),
    # numbers
    "decimal": _rounded(ROUND_HALF_EVEN, 2),
    "round up": _rounded(ROUND_UP, 2),
    "round down": _rounded(ROUND_DOWN, 2),
    "round half up": _rounded(ROUND_HALF_UP, 2),
    "round half down": _rounded(ROUND_HALF_DOWN, 2),
    "floor": _rounded(ROUND_FLOOR, 1),
    "ceiling": _rounded(ROUND_CEILING, 1),
    "abs": Function(_abs, 1, 1),
    "modulo": Function(_modulo, 2, 2),
    "sqrt": Function(_sqrt, 1, 1),
    "number": Function(_number, 1, 3),
    # texts
    "string": Function(_string, 1, 1),
    "string length": Function(_text(len), 1, 1),
    "upper case": Function(_text(str.upper), 1, 1),
    "lower case": Function(_text(str.lower), 1, 1),
    "trim": Function(_text(str.strip), 1, 1),
    "contains": Function(_text(lambda text, part: part in text), 2, 2),
    "starts with": Function(_text(str.startswith), 2, 2),
    "ends with": Function(_text(str.endswith), 2, 2),
    "substring": Function(_substring, 2, 3),
    "substring before": Function(_text(_before), 2, 2),
    "substring after": Function(_text(_after), 2, 2),
    "string join": Function(_join, 1, 2),
    # lists
    "count": Function(_count, 1, 1),
    "list contains": Function(_contains, 2, 2),
    "sum": Function(_sum, 1, MAX_ITEMS),
    "product": Function(_product, 1, MAX_ITEMS),
    "mean": Function(_mean, 1, MAX_ITEMS),
    "min": Function(_extreme("<"), 1, MAX_ITEMS),
    "max": Function(_extreme(">"), 1, MAX_ITEMS),
    "all": Function(_quantified(False), 1, MAX_ITEMS),
    "any": Function(_quantified(True), 1, MAX_ITEMS),
    "append": Function(_append, 2, MAX_ITEMS),
    "concatenate": Function(_concatenate, 1, MAX_ITEMS),
    "union": Function(lambda run, *lists: _distinct(run, _concatenate(run, *lists)), 1, MAX_ITEMS),
    "distinct values": Function(_distinct, 1, 1),
    "flatten": Function(_flatten, 1, 1),
    "reverse": Function(lambda run, listed: (_items((listed,)) or [])[::-1], 1, 1),
    "index of": Function(_index_of, 2, 2),
    "sublist": Function(_sublist, 2, 3),
    # dates
    "date": Function(_date, 1, 3),
    "date and time": Function(_date_and_time, 1, 2),
    "time": Function(_time, 1, 1),
    "duration": Function(_duration, 1, 1),
    "years and months duration": Function(_months_between, 2, 2),
    "today": Function(_today, 0, 0),
    "day of week": Function(_of_day(lambda day: _DAYS[day.weekday()]), 1, 1),
    "day of year": Function(_of_day(lambda day: day.timetuple().tm_yday), 1, 1),
    "is working day": Function(_is_working_day, 1, 1),
}
"""By name; those of several words stand in a text with single spaces or more."""
