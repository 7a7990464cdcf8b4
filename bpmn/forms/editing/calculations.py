"""Computed values of the common kinds, and back: a sum, a difference, a percentage, the total of the rows of a list."""

import re
from dataclasses import dataclass
from enum import StrEnum

_NAME = r"[^\W\d]\w*(?:\.[^\W\d]\w*)*"
_TERM = rf"{_NAME}|-?\d+(?:\.\d+)?"
_TWO = re.compile(rf"=\s*({_TERM})\s*([-+*/])\s*({_TERM})\s*")
_SHARE = re.compile(rf"=\s*({_TERM})\s*/\s*({_TERM})\s*\*\s*100\s*")
_MARGIN = re.compile(rf"=\s*\(\s*({_TERM})\s*-\s*({_TERM})\s*\)\s*/\s*({_TERM})\s*\*\s*100\s*")
_OVER = re.compile(rf"=\s*(sum|count|min|max|mean)\(\s*({_NAME})\s*\)\s*")


class Operation(StrEnum):
    """What is done with one or two values."""

    PLUS = "plus"
    MINUS = "minus"
    TIMES = "times"
    DIVIDED = "divided"
    SHARE = "share"
    MARGIN = "margin"
    SUM = "sum"
    COUNT = "count"
    LEAST = "min"
    MOST = "max"
    MEAN = "mean"


OVER_ROWS = frozenset((Operation.SUM, Operation.COUNT, Operation.LEAST, Operation.MOST, Operation.MEAN))
"""Those that take one list."""
_SIGNS = {Operation.PLUS: "+", Operation.MINUS: "-", Operation.TIMES: "*", Operation.DIVIDED: "/"}
_BY_SIGN = {sign: operation for operation, sign in _SIGNS.items()}


@dataclass(frozen=True, slots=True)
class Calculation:
    """An operation with its values: names of fields, or numbers as they are written. `second` is "" over rows."""

    operation: Operation
    first: str
    second: str = ""


def write(calculation: Calculation) -> str:
    """The expression of a calculation."""
    operation, first, second = calculation.operation, calculation.first, calculation.second
    if operation in OVER_ROWS:
        return f"={operation.value}({first})"
    if operation is Operation.SHARE:
        return f"={first} / {second} * 100"
    if operation is Operation.MARGIN:
        return f"=({first} - {second}) / {first} * 100"
    return f"={first} {_SIGNS[operation]} {second}"


def read(text: str) -> Calculation | None:
    """The calculation that an expression is; None where it is another."""
    if found := _OVER.fullmatch(text):
        return Calculation(Operation(found[1]), found[2])
    if found := _SHARE.fullmatch(text):
        return Calculation(Operation.SHARE, found[1], found[2])
    if (found := _MARGIN.fullmatch(text)) and found[1] == found[3]:
        return Calculation(Operation.MARGIN, found[1], found[2])
    if found := _TWO.fullmatch(text):
        return Calculation(_BY_SIGN[found[2]], found[1], found[3])
    return None
