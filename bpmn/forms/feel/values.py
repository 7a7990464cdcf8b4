"""What FEEL's operators mean, on JSON values (DMN 1.3, 10.3.2), in the reading of `feelin`, the engine inside form-js.

The page and the server must agree on which fields are shown, so where `feelin` departs from the standard this departs
with it: ``!=`` of different kinds is true (while ``=`` of them is null), a list of one item equals that item, a number
is compared with a text that looks like one, and a list by the text that JavaScript makes of it.
"""

import re
from collections.abc import Mapping
from math import isfinite

_NUMERAL = re.compile(r"[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?", re.ASCII)


class Unsupported(Exception):
    """A comparison `feelin` gives up on; the whole expression is then null."""


def kind(value: object) -> str:
    """FEEL's name for the kind of a JSON value."""
    if value is None:
        return "nil"
    if isinstance(value, bool):
        return "boolean"
    if isinstance(value, (int, float)):
        return "number"
    if isinstance(value, str):
        return "string"
    return "list" if isinstance(value, (list, tuple)) else "context"


def equals(left: object, right: object) -> bool | None:
    """``left = right``; None (null) when they are of different kinds and neither is null."""
    if type(left) is str and type(right) is str:
        return left == right
    if (left is None) != (right is None):
        return False
    left, right = _single(left), _single(right)
    if kind(left) != kind(right):
        return None
    if isinstance(left, (list, tuple)) and isinstance(right, (list, tuple)):
        return len(left) == len(right) and all(equals(a, b) is True for a, b in zip(left, right, strict=True))
    if isinstance(left, dict) and isinstance(right, dict):
        return left.keys() == right.keys() and all(equals(value, right[key]) is True for key, value in left.items())
    return left == right


def _single(value: object) -> object:
    if isinstance(value, (list, tuple)) and len(value) < 2:
        return value[0] if value else None
    return value


def order(left: object, sign: str, right: object) -> bool | None:
    """``left < right`` and the like; None when either is null. Raises Unsupported on other than number and text."""
    if right is None:
        return None
    if kind(right) not in ("number", "string"):
        raise Unsupported
    if left is None:
        return None
    left = _primitive(left)
    if isinstance(left, str) and isinstance(right, str):
        return _holds((left > right) - (left < right), sign)
    first, second = _number(left), _number(right)
    if first is None or second is None:
        return False
    return _holds((first > second) - (first < second), sign)


def _primitive(value: object) -> object:
    """What JavaScript compares of a list or an object: its text."""
    if isinstance(value, (list, tuple)):
        return ",".join("" if item is None else _text(_primitive(item)) for item in value)
    return "[object Object]" if isinstance(value, Mapping) else value


def _text(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)


def _holds(outcome: int, sign: str) -> bool:
    return outcome in {"<": (-1,), "<=": (-1, 0), ">": (1,), ">=": (0, 1)}[sign]


def _number(value: object) -> int | float | None:
    """JavaScript's number of a value, None where it has none."""
    if isinstance(value, (int, float)):
        return value
    if not isinstance(value, str):
        return None
    numeral = value.strip()[:100]
    return float(numeral) if _NUMERAL.fullmatch(numeral) else None if numeral else 0


def arithmetic(left: object, sign: str, right: object) -> object:
    """``left + right`` and the like; None (null) on what cannot be worked out, division by zero included."""
    if sign == "+" and isinstance(left, str) and isinstance(right, str):
        return left + right
    if kind(left) != "number" or kind(right) != "number":
        return None
    try:
        first, second = float(left), float(right)  # type: ignore[arg-type]
        if sign == "/":
            result = first / second
        else:
            result = first + second if sign == "+" else first - second if sign == "-" else first * second
    except (OverflowError, ZeroDivisionError):
        return None
    return result if isfinite(result) else None


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


def within(value: object, tests: object) -> bool | None:
    """``value in tests``; a single test counts as a list of one."""
    if tests is None:
        return None
    return any(equals(test, value) is True for test in (tests if isinstance(tests, (list, tuple)) else (tests,)))


def follow(value: object, name: str) -> object:
    """``value.name``: null where there is none; over a list, of each item."""
    if isinstance(value, (list, tuple)):
        return [follow(item, name) if isinstance(item, Mapping) else None for item in value]
    return value.get(name) if isinstance(value, Mapping) else None


def negation(value: object) -> bool | None:
    """``not(value)``; null of what is not a boolean."""
    return not value if isinstance(value, bool) else None


def count(value: object) -> int | None:
    """``count(value)``; a value that is not a list counts as a list of one."""
    return None if value is None else len(value) if isinstance(value, (list, tuple)) else 1


def total(value: object) -> object:
    """``sum(value)``: null of an empty list and where an item is no number."""
    found: object = None
    for item in value if isinstance(value, (list, tuple)) else (value,):
        found = item if found is None else arithmetic(found, "+", item)
        if kind(found) != "number":
            return None
    return found


def list_contains(value: object, item: object) -> bool | None:
    """``list contains(value, item)``: by kind and value; lists and contexts are in no list."""
    if value is None:
        return None
    members = value if isinstance(value, (list, tuple)) else (value,)
    return kind(item) not in ("list", "context") and any(
        kind(member) == kind(item) and member == item for member in members
    )


def passes(value: object) -> bool:
    """Whether `value`, as the unary test that form-js takes a hide condition for, passes: true does, and so does null.

    The value under test is always null there, so a condition that comes out null, for want of data, equals it; a list
    passes when null is in it.
    """
    return value is None or value is True or (isinstance(value, (list, tuple)) and None in value)
