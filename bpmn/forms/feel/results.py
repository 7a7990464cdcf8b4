"""What an expression gives before it is worked out: of which kind its value is, and whether there always is one.

Each part of an expression has a judge beside the closure that evaluates it. What it says holds for every run; where it
cannot say, it says so.
"""

from collections.abc import Callable, Sequence
from typing import NamedTuple


class Result(NamedTuple):
    """`kind` is ``number``, ``text``, ``boolean``, ``list`` (of the data), ``items`` (a list that was made here),
    ``temporal``, ``null``, ``json`` (a value of the data, and so nothing temporal), or ``any``. `sure`: it is never
    null.
    """

    kind: str
    sure: bool = False


Of = Callable[[str], Result]
"""What is known of a variable."""
Judge = Callable[[Of], Result]
"""What is known of a part of an expression, by what is known of the variables."""

ANY = Result("any")
JSON = Result("json")
TRUTH = Result("boolean")
_DATA = frozenset(("number", "text", "boolean", "list", "null", "json"))
_BY_FUNCTION = {
    **dict.fromkeys(("not", "contains", "starts with", "ends with", "list contains", "all", "any"), "boolean"),
    **dict.fromkeys(("is defined", "is working day"), "boolean"),
    **dict.fromkeys(("decimal", "round up", "round down", "round half up", "round half down"), "number"),
    **dict.fromkeys(("floor", "ceiling", "modulo", "sqrt", "number", "string length", "count"), "number"),
    **dict.fromkeys(("day of year",), "number"),
    **dict.fromkeys(("string", "upper case", "lower case", "trim", "substring", "substring before"), "text"),
    **dict.fromkeys(("substring after", "string join", "day of week"), "text"),
    **dict.fromkeys(("append", "concatenate", "union", "distinct values", "flatten", "reverse"), "items"),
    **dict.fromkeys(("index of", "sublist"), "items"),
    **dict.fromkeys(("date", "date and time", "time", "duration", "years and months duration", "today"), "temporal"),
}
_OF_WHAT_IS_GIVEN = {"sum": "number", "product": "number", "mean": "number", "abs": "number", "min": "json"}
_OF_WHAT_IS_GIVEN["max"] = "json"
"""Functions that give something temporal of what is temporal, and else this."""


def always(kind: str) -> Judge:
    """A literal."""
    found = Result(kind, kind != "null")
    return lambda of: found


def either(one: Result, other: Result) -> Result:
    """One of two."""
    sure = one.sure and other.sure
    if one.kind == "null" or other.kind == "null":
        return Result(other.kind if one.kind == "null" else one.kind, False)
    if one.kind == other.kind:
        return Result(one.kind, sure)
    return Result("json" if {one.kind, other.kind} <= _DATA else "any", sure)


def chain(parts: Sequence[Judge], signs: Sequence[str]) -> Judge:
    """Parts with ``and``, ``or`` or a sign of arithmetic between them."""

    def judge(of: Of) -> Result:
        first, *others = (part(of) for part in parts)
        for sign, other in zip(signs, others, strict=True):
            first = _logical(first, other) if sign in ("and", "or") else _calculated(first, sign, other)
        return first

    return judge


def _logical(left: Result, right: Result) -> Result:
    return Result("boolean", left == right == Result("boolean", True))


def _calculated(left: Result, sign: str, right: Result) -> Result:
    kinds = left.kind, right.kind
    if not {*kinds} <= _DATA:
        return ANY
    if kinds == ("text", "text") and sign == "+":
        return Result("text", left.sure and right.sure)
    if sign == "+" and "number" not in kinds:
        return Result("text" if "text" in kinds else "json")
    # Division by zero has no value. Nor has a number that is too large, but nobody is told of that beforehand.
    return Result("number", kinds == ("number", "number") and sign in "+-*" and left.sure and right.sure)


def compared(left: Judge, right: Judge) -> Judge:
    """Two parts with a sign of comparison between them: there is an answer where both are of one kind with an order."""

    def judge(of: Of) -> Result:
        one, other = left(of), right(of)
        answered = one.kind == other.kind and one.kind in ("number", "text") and one.sure and other.sure
        return Result("boolean", answered)

    return judge


def negative(operand: Judge) -> Judge:
    """A part with a minus before it."""

    def judge(of: Of) -> Result:
        found = operand(of)
        return Result("number", found == Result("number", True)) if found.kind in _DATA else ANY

    return judge


def conditional(then: Judge, otherwise: Judge) -> Judge:
    """``if … then … else …``."""
    return lambda of: either(then(of), otherwise(of))


def called(name: str, arguments: Sequence[Judge]) -> Judge:
    """A function. Whether it has a value depends on more than kinds, but for a few."""
    if name in _OF_WHAT_IS_GIVEN:
        kind = _OF_WHAT_IS_GIVEN[name]
        return lambda of: Result(kind) if all(each(of).kind in _DATA for each in arguments) else ANY
    found = Result(_BY_FUNCTION.get(name, "any"), name == "is defined")
    if name == "not":
        return lambda of: Result("boolean", arguments[0](of) == Result("boolean", True))
    return lambda of: found
