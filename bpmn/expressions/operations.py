"""The operators: Python's meaning, with the bounds checked before the work is done."""

import ast
import operator
from collections.abc import Callable
from typing import Any

from bpmn.expressions.bounds import (
    CONTAINERS,
    MAX_CHARACTERS,
    MAX_ITEMS,
    NUMBERS,
    SEQUENCES,
    Run,
    number,
    too_large,
)
from bpmn.expressions.errors import EmptyValueError
from bpmn.messages import lazy_gettext

Binary = Callable[[Run, Any, Any], object]
FAILURES = (TypeError, ValueError, LookupError, ArithmeticError)
"""What Python's own operators raise on values they cannot take; callers turn these into `EvaluationError`."""


def add(run: Run, left: Any, right: Any) -> object:
    """Numbers are added; texts, lists and tuples are joined with their own kind."""
    kind = type(left)
    if kind in NUMBERS and type(right) in NUMBERS:
        return number(left + right)
    if kind is not type(right) or not (kind is str or kind in SEQUENCES):
        raise TypeError
    return _grown(run, left, len(left) + len(right), lambda: left + right)


def multiply(run: Run, left: Any, right: Any) -> object:
    """Numbers are multiplied; a text, list or tuple is repeated."""
    if type(left) in NUMBERS and type(right) in NUMBERS:
        return number(left * right)
    sequence, times = (right, left) if type(right) in SEQUENCES or type(right) is str else (left, right)
    if type(times) not in (int, bool) or not (type(sequence) in SEQUENCES or type(sequence) is str):
        raise TypeError
    return _grown(run, sequence, len(sequence) * times, lambda: sequence * times)


def _grown(run: Run, sequence: Any, length: int, make: Callable[[], Any]) -> object:
    """Make a text, list or tuple whose length is known before, which is what keeps "a" * 10**9 from being made."""
    if length > (MAX_CHARACTERS if type(sequence) is str else MAX_ITEMS):
        raise too_large()
    result = make()
    if type(sequence) is str:
        run.touch(result)
        return result
    return run.built(result)


def _arithmetic(function: Callable[[Any, Any], int | float]) -> Binary:
    def apply(run: Run, left: Any, right: Any) -> object:
        if type(left) not in NUMBERS or type(right) not in NUMBERS:  # so "%" never formats text
            raise TypeError
        return number(function(left, right))

    return apply


BINARY: dict[type[ast.operator], tuple[str, Binary]] = {
    ast.Add: ("+", add),
    ast.Sub: ("-", _arithmetic(operator.sub)),
    ast.Mult: ("*", multiply),
    ast.Div: ("/", _arithmetic(operator.truediv)),
    ast.FloorDiv: ("//", _arithmetic(operator.floordiv)),
    ast.Mod: ("%", _arithmetic(operator.mod)),
}


def _comparison(function: Callable[[Any, Any], object]) -> Binary:
    def apply(run: Run, left: Any, right: Any) -> object:
        if type(left) in CONTAINERS:  # comparing costs at most the smaller side, and nothing against a scalar
            if type(right) in CONTAINERS:
                run.touch(left)
        elif type(left) is str:
            run.touch(left)
        return function(left, right)

    return apply


def contains(run: Run, item: Any, container: Any) -> bool:
    """``item in container``."""
    if type(container) in SEQUENCES and type(item) not in CONTAINERS:
        run.spend(len(container))
    elif type(container) is not dict:
        run.touch(container)
    return item in container


COMPARISONS: dict[type[ast.cmpop], tuple[str, Binary]] = {
    ast.Eq: ("==", _comparison(operator.eq)),
    ast.NotEq: ("!=", _comparison(operator.ne)),
    ast.Lt: ("<", _comparison(operator.lt)),
    ast.LtE: ("<=", _comparison(operator.le)),
    ast.Gt: (">", _comparison(operator.gt)),
    ast.GtE: (">=", _comparison(operator.ge)),
    ast.In: ("in", contains),
    ast.NotIn: ("not in", lambda run, left, right: not contains(run, left, right)),
    ast.Is: ("is", lambda _, left, right: left is right),
    ast.IsNot: ("is not", lambda _, left, right: left is not right),
}


def negate(value: Any) -> object:
    """``-value``; raises TypeError on what is not a number."""
    if type(value) not in NUMBERS:
        raise TypeError
    return -value


def affirm(value: Any) -> object:
    """``+value``; raises TypeError on what is not a number."""
    if type(value) not in NUMBERS:
        raise TypeError
    return +value


def item(run: Run, container: Any, index: Any) -> object:
    """``container[index]``, where `index` may be a slice; raises what Python raises."""
    if isinstance(index, slice):
        if type(container) not in SEQUENCES and type(container) is not str:
            raise TypeError
        run.touch(container)
    elif type(container) is dict and index not in container:
        raise EmptyValueError(lazy_gettext("There is no “{key}” in that dictionary.", key=str(index)[:60]))
    return container[index]
