"""FEEL, the expressions of forms, worked out by a small evaluator of its own: as much of it as forms mostly say.

What is not in it (dates and durations to calculate with, loops, filters) is `Unjudged`: whoever asks says
so. As in the standard, what cannot be worked out is null, and conditions have three values.
"""

import re
from collections.abc import Callable, Mapping
from datetime import date
from decimal import Context, Decimal, Overflow
from typing import Any

from .feel_reading import Tree, Unjudged, read

Names = Mapping[str, Any]
WORKED = "is working day"
"""The function that the office gives, among the names: no variable is called by several words."""
DIGITS = Context(prec=34, Emax=6144, Emin=-6143, traps=[Overflow])


class Doubt:
    """A value of which nothing is known but that there may be one."""


def evaluate(text: str, names: Names) -> Any:
    """The value of an expression, as JSON has it. Raises Unjudged."""
    value = value_of(read(text), names)
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() and abs(value) < 1 << 63 else float(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, list) and any(isinstance(item, (Decimal, date)) for item in value):
        raise Unjudged(text)
    return value


def value_of(tree: Tree, names: Names) -> Any:
    """The value of a tree."""
    sign = tree[0]
    if sign == "value":
        return tree[1]
    if sign == "name":
        return known(names.get(tree[1]))
    if sign == "follow":
        return follow(value_of(tree[1], names), tree[2])
    if sign == "list":
        return [value_of(each, names) for each in tree[1:]]
    if sign == "if":
        return value_of(tree[2] if value_of(tree[1], names) is True else tree[3], names)
    if sign in ("and", "or"):
        return both(sign == "or", tree[1:], names)
    if sign == "call":
        function = FUNCTIONS.get(tree[1]) or (names.get(WORKED) if tree[1] == WORKED else None)
        if function is None:
            raise Unjudged(tree[1])
        try:
            return function(*[value_of(each, names) for each in tree[2:]])
        except TypeError as error:
            raise Unjudged(tree[1]) from error
    left, right = value_of(tree[1], names), value_of(tree[2], names)
    if sign in ("=", "!="):
        same = equals(left, right)
        return same if sign == "=" or same is None else not same
    return order(left, sign, right) if sign in ("<", "<=", ">", ">=") else calculated(left, sign, right)


def both(decides: bool, parts: tuple[Tree, ...], names: Names) -> bool | None:
    """``and`` (false decides) and ``or`` (true decides), in three values; one that decides does, whatever the other."""
    values: list[Any] = []
    unjudged: Unjudged | None = None
    for part in parts:
        try:
            values.append(value_of(part, names))
        except Unjudged as error:
            unjudged = error
    if any(value is decides for value in values):
        return decides
    if unjudged is not None:
        raise unjudged
    return not decides if all(value is (not decides) for value in values) else None


def known(value: Any) -> Any:
    if isinstance(value, Doubt):
        raise Unjudged("?")
    return value


def follow(value: Any, name: str) -> Any:
    """``value.name``; of a list, of each item."""
    if isinstance(value, dict):
        return known(value.get(name))
    if isinstance(value, list):
        return [follow(item, name) for item in value]
    if isinstance(value, date):
        raise Unjudged(name)
    return None


def kind(value: Any) -> str:
    if isinstance(value, bool):
        return "boolean"
    if isinstance(value, (int, float, Decimal)):
        return "number"
    return type(value).__name__


def decimal(value: Any) -> Decimal:
    return Decimal(repr(value)) if isinstance(value, float) else Decimal(value)


def equals(left: Any, right: Any) -> bool | None:
    """``left = right``: null of different kinds; null equals null alone."""
    if left is None or right is None:
        return left is right
    if kind(left) != kind(right):
        return None
    if kind(left) == "number":
        return decimal(left) == decimal(right)
    if isinstance(left, list):
        return len(left) == len(right) and all(equals(a, b) is True for a, b in zip(left, right, strict=True))
    if isinstance(left, dict):
        return left.keys() == right.keys() and all(equals(left[name], right[name]) is True for name in left)
    return bool(left == right)


def order(left: Any, sign: str, right: Any) -> bool | None:
    """``left < right`` and the like, of two values of one kind that has an order."""
    if kind(left) != kind(right) or kind(left) not in ("number", "str", "date"):
        return None
    if kind(left) == "number":
        left, right = decimal(left), decimal(right)
    if sign in ("<", ">="):
        return bool(left < right) is (sign == "<")
    return bool(left > right) is (sign == ">")


def calculated(left: Any, sign: str, right: Any) -> Any:
    """``left + right`` and the like, of numbers; texts are joined."""
    if isinstance(left, date) or isinstance(right, date):
        raise Unjudged(sign)
    if isinstance(left, str) and isinstance(right, str):
        return left + right if sign == "+" else None
    if kind(left) != "number" or kind(right) != "number":
        return None
    first, second = decimal(left), decimal(right)
    if sign == "/" and not second:
        return None
    try:
        return {"/": DIGITS.divide, "+": DIGITS.add, "-": DIGITS.subtract, "*": DIGITS.multiply}[sign](first, second)
    except Overflow:
        return None


def items(value: Any) -> list[Any]:
    """What a function over a list is about."""
    return value if isinstance(value, list) else [] if value is None else [value]


def total(*given: Any) -> Any:
    found: Any = None
    for item in given if len(given) > 1 else items(given[0]):
        if kind(item) != "number":
            return None
        found = item if found is None else calculated(found, "+", item)
    return found


def day(*given: Any) -> Any:
    if len(given) != 1:
        raise Unjudged("date")
    if isinstance(given[0], str):
        try:
            return date.fromisoformat(given[0]) if re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", given[0]) else None
        except ValueError:
            return None
    return given[0] if isinstance(given[0], date) else None


def of_texts(function: Callable[..., Any]) -> Callable[..., Any]:
    return lambda *given: function(*given) if all(isinstance(each, str) for each in given) else None


FUNCTIONS: dict[str, Callable[..., Any]] = {
    "not": lambda value: not value if isinstance(value, bool) else None,
    "is defined": lambda value: value is not None,
    "count": lambda value: None if value is None else len(items(value)),
    "list contains": lambda value, item: (
        None if value is None else any(equals(each, item) is True for each in items(value))
    ),
    "concatenate": lambda *given: [item for each in given for item in items(each)],
    "sum": total,
    "abs": lambda value: abs(value) if kind(value) == "number" else None,
    "string length": of_texts(len),
    "contains": of_texts(lambda text, part: part in text),
    "starts with": of_texts(str.startswith),
    "ends with": of_texts(str.endswith),
    "upper case": of_texts(str.upper),
    "lower case": of_texts(str.lower),
    "trim": of_texts(str.strip),
    "date": day,
}
