"""How much an evaluation may build and how long it may take, without a clock, so that it is the same everywhere.

There are no loops in an expression, so the time it takes depends on the size of the values it touches. One unit of
size is a value or eight characters. What touches a whole value (comparing, joining, sorting) spends its size from one
budget per run; what builds a value measures it whole, because a list that holds another list twice doubles its
written size with every line of a script while Python's memory hardly grows.
"""

import json
from collections.abc import Mapping
from math import isfinite
from typing import Any

from bpmn.expressions.errors import EvaluationError
from bpmn.messages import lazy_gettext

MAX_EFFORT = 1_000_000
"""Units one run may spend; about a tenth of a second."""
MAX_SIZE = 100_000
"""Units one value may measure."""
MAX_CHARACTERS = 100_000
"""Characters of one text."""
MAX_ITEMS = 10_000
"""Items of one list, tuple or slice."""
MAX_BITS = 256
"""Bits of one integer; less than the exponent range of a float, so that no integer overflows on its way to one."""
MAX_DEPTH = 64
"""How deep lists and dictionaries may hold one another."""

NUMBERS = frozenset((int, float, bool))
SEQUENCES = frozenset((list, tuple))
CONTAINERS = frozenset((list, tuple, dict))
VALUES = frozenset((str, int, float, bool, type(None), list, tuple, dict))


def too_large() -> EvaluationError:
    """The error of a value or a run that passes a bound."""
    return EvaluationError(lazy_gettext("The result would be too large; use smaller numbers, texts or lists."))


class Run:
    """One evaluation: the variables it sees and the effort it has left.

    `asks`: it is that of a condition, in which a variable that is not there is empty.
    """

    __slots__ = ("asks", "effort", "variables")

    def __init__(self, variables: Mapping[str, object], effort: int = MAX_EFFORT, *, asks: bool = False) -> None:
        self.variables = variables
        self.effort = effort
        self.asks = asks

    def spend(self, units: int) -> None:
        """Take `units` from the budget; raises EvaluationError when it is used up."""
        self.effort -= units
        if self.effort < 0:
            raise EvaluationError(lazy_gettext("This takes too many steps; make it shorter or give it fewer data."))

    def touch(self, value: Any) -> None:
        """Spend what it costs to read `value` whole."""
        kind = type(value)
        if kind is str:
            self.spend(len(value) >> 3)
        elif kind in CONTAINERS:
            self.spend(size(value, self.effort))

    def built(self, value: Any) -> Any:
        """Give back a container just made; raises EvaluationError when it is larger than `MAX_SIZE`."""
        units = size(value, MAX_SIZE)
        if units > MAX_SIZE:
            raise too_large()
        self.spend(units)
        return value


def size(value: Any, room: int, depth: int = MAX_DEPTH) -> int:
    """The size of `value` in units, or, as soon as it is known to be more than `room`, some number above that.

    Raises EvaluationError when it is deeper than `MAX_DEPTH` or holds what is not a value.
    """
    kind = type(value)
    units = 1
    if kind is str:
        units += len(value) >> 3
    elif kind in CONTAINERS:
        if depth == 0:
            raise too_large()
        if kind is dict:
            units += sum(len(key) >> 3 for key in value if type(key) is str)
        for item in value.values() if kind is dict else value:
            units += size(item, room - units, depth - 1)
            if units > room:
                break
    elif kind not in VALUES:
        raise EvaluationError(lazy_gettext("The data hold something that is not text, number, list or the like."))
    return units


def number(value: int | float) -> int | float:
    """Give back a number just computed; raises EvaluationError when it is too large or not finite."""
    if isinstance(value, float):
        if not isfinite(value):
            raise too_large()
    elif value.bit_length() > MAX_BITS:
        raise too_large()
    return value


def text(value: str) -> str:
    """Give back a text just made; raises EvaluationError when it is too long."""
    if len(value) > MAX_CHARACTERS:
        raise too_large()
    return value


def to_json(run: Run, value: Any) -> object:
    """A JSON value of its own, sharing nothing that can change: tuples become lists.

    Raises EvaluationError when it is too large or holds a number that is not finite or a key that is not text.
    """
    kind = type(value)
    if kind is float:
        return number(value)
    if kind not in CONTAINERS:
        return value
    return _copy(run.built(value))


def _copy(value: Any) -> object:
    if isinstance(value, (list, tuple)):
        return [_copy(item) for item in value]
    if isinstance(value, dict):
        if not all(type(key) is str for key in value):
            raise EvaluationError(lazy_gettext("The keys of a dictionary must be texts."))
        return {key: _copy(item) for key, item in value.items()}
    return number(value) if isinstance(value, float) else value


def show(value: Any) -> str:
    """`value` as the expression would write it, short enough for a message."""
    if isinstance(value, str):
        return json.dumps(value if len(value) <= 40 else value[:39] + "…", ensure_ascii=False)
    if isinstance(value, dict):
        return "{…}" if value else "{}"
    if isinstance(value, (list, tuple)):
        return "[…]" if value else "[]"
    if isinstance(value, int) and value.bit_length() > MAX_BITS:
        return "…"
    return repr(value)
