"""The functions an expression may call, by name: Python's own, on values it may hold, within the bounds."""

from collections.abc import Callable
from typing import Any, NamedTuple

from bpmn.expressions.bounds import CONTAINERS, NUMBERS, Run, number, text, too_large

MAX_NUMERAL = 100
"""Characters of a text that is read as a number; reading a long one takes quadratic time."""
MAX_PLACES = 100
"""Decimal places, either way, to which a number is rounded: rounding an integer to -n computes 10**n."""


class Function(NamedTuple):
    """A function and how many arguments it takes; it raises what Python raises (TypeError, ValueError …)."""

    call: Callable[[Run, list[Any]], object]
    least: int
    most: int


def _items(value: Any) -> Any:
    if type(value) not in CONTAINERS and type(value) is not str:
        raise TypeError
    return value


def _touched(run: Run, value: Any) -> Any:
    items = _items(value)
    run.touch(value)
    return items


def _len(_: Run, arguments: list[Any]) -> object:
    return len(_items(arguments[0]))


def _extreme(function: Callable[[Any], object]) -> Callable[[Run, list[Any]], object]:
    def call(run: Run, arguments: list[Any]) -> object:
        if len(arguments) == 1:
            return function(_touched(run, arguments[0]))
        for argument in arguments:
            run.touch(argument)
        return function(arguments)

    return call


def _sum(run: Run, arguments: list[Any]) -> object:
    items = list(_touched(run, arguments[0]))
    if not all(type(item) in NUMBERS for item in [*items, *arguments[1:]]):
        raise TypeError  # joining lists with sum() is quadratic
    return number(sum(items, *arguments[1:]))


def _abs(_: Run, arguments: list[Any]) -> object:
    if type(arguments[0]) not in NUMBERS:
        raise TypeError
    return number(abs(arguments[0]))


def _round(_: Run, arguments: list[Any]) -> object:
    value, places = arguments[0], arguments[1] if len(arguments) == 2 else None
    if type(value) not in NUMBERS:
        raise TypeError
    if places is None:
        return number(round(value))
    if type(places) not in (int, bool):
        raise TypeError
    if abs(places) > MAX_PLACES:
        raise too_large()
    return number(round(value, places))


def _sorted(run: Run, arguments: list[Any]) -> object:
    items = list(_touched(run, arguments[0]))
    for _ in range(len(items).bit_length()):  # it compares each item about as often
        run.touch(arguments[0])
    return run.built(sorted(items))


def _any(run: Run, arguments: list[Any]) -> object:
    return any(_touched(run, arguments[0]))


def _all(run: Run, arguments: list[Any]) -> object:
    return all(_touched(run, arguments[0]))


def _str(run: Run, arguments: list[Any]) -> object:
    run.touch(arguments[0])
    return text(str(arguments[0]))


def _numeral(value: Any) -> Any:
    if type(value) not in NUMBERS and type(value) is not str:
        raise TypeError
    if isinstance(value, str) and len(value) > MAX_NUMERAL:
        raise too_large()
    return value


def _int(_: Run, arguments: list[Any]) -> object:
    return number(int(_numeral(arguments[0])))


def _float(_: Run, arguments: list[Any]) -> object:
    return number(float(_numeral(arguments[0])))


def _bool(_: Run, arguments: list[Any]) -> object:
    return bool(arguments[0])


MANY = 100
FUNCTIONS: dict[str, Function] = {
    "len": Function(_len, 1, 1),
    "max": Function(_extreme(max), 1, MANY),
    "min": Function(_extreme(min), 1, MANY),
    "sum": Function(_sum, 1, 2),
    "abs": Function(_abs, 1, 1),
    "round": Function(_round, 1, 2),
    "sorted": Function(_sorted, 1, 1),
    "any": Function(_any, 1, 1),
    "all": Function(_all, 1, 1),
    "str": Function(_str, 1, 1),
    "int": Function(_int, 1, 1),
    "float": Function(_float, 1, 1),
    "bool": Function(_bool, 1, 1),
}
