"""A diagram's expressions and scripts, read by a small evaluator and never by Python's `eval`: an evidence is a file
that somebody sends."""

import ast
import operator
from collections.abc import Callable
from typing import Any

from .language import say


class BadExpression(Exception):
    """An expression that is not one of Cauce's, or that these data do not fit."""


class Empty(BadExpression):
    """What was to be worked out needs a value that is not there."""


class Asked(dict[str, Any]):
    """The data of a condition: what is not there is empty."""


NUMBERS, MAX_BITS, MAX_ITEMS, MAX_SIZE, MAX_CHARACTERS, MAX_DEPTH = (int, float), 256, 10_000, 100_000, 100_000, 50


def checked(value: Any) -> Any:
    """A value within bounds: what an expression makes is measured before it is used."""
    if isinstance(value, int) and value.bit_length() > MAX_BITS:
        raise BadExpression(say("un número demasiado grande"))
    if isinstance(value, float) and value - value != 0:
        raise BadExpression(say("un número que no es finito"))
    if isinstance(value, str) and len(value) > MAX_CHARACTERS:
        raise BadExpression(say("un texto demasiado largo"))
    if isinstance(value, (list, tuple, dict)):
        room, ahead = MAX_SIZE, [value]
        while ahead:
            items = ahead.pop()
            room -= len(items)
            if len(items) > MAX_ITEMS or room < 0:
                raise BadExpression(say("una lista demasiado larga"))
            inner = items.values() if isinstance(items, dict) else items
            ahead += [item for item in inner if isinstance(item, (list, tuple, dict))]
    return value


def own(value: Any) -> Any:
    """The same value as JSON has it, sharing nothing: the library changes lists in place."""
    if isinstance(value, (list, tuple)):
        return [own(item) for item in value]
    return {str(name): own(item) for name, item in value.items()} if isinstance(value, dict) else value


def arithmetic(function: Callable[[Any, Any], Any]) -> Callable[[Any, Any], Any]:
    """The operator, for numbers only: ``%`` never formats text."""

    def apply(left: Any, right: Any) -> Any:
        if not isinstance(left, NUMBERS) or not isinstance(right, NUMBERS):
            raise TypeError
        return function(left, right)

    return apply


def add(left: Any, right: Any) -> Any:
    """Numbers are added; texts and lists are joined with their own kind."""
    if isinstance(left, NUMBERS) and isinstance(right, NUMBERS):
        return left + right
    if type(left) is not type(right) or not isinstance(left, (str, list, tuple)):
        raise TypeError
    return left + right


def multiply(left: Any, right: Any) -> Any:
    """Numbers are multiplied; a text or list is repeated, its length known before."""
    if isinstance(left, NUMBERS) and isinstance(right, NUMBERS):
        return left * right
    sequence, count = (right, left) if isinstance(right, (str, list, tuple)) else (left, right)
    if not isinstance(sequence, (str, list, tuple)) or not isinstance(count, int):
        raise TypeError
    if len(sequence) * count > MAX_ITEMS:
        raise BadExpression(say("una lista demasiado larga"))
    return sequence * count


def total(items: Any, *start: Any) -> Any:
    """``sum`` of numbers."""
    if not all(isinstance(item, NUMBERS) for item in [*items, *start]):
        raise TypeError
    return sum(items, *start)


def rounded(number: Any, places: Any = None) -> Any:
    """``round`` to a sane number of places."""
    if not isinstance(number, NUMBERS) or (places is not None and abs(places) > 100):
        raise TypeError
    return round(number, places)


BINARY: dict[type, Callable[[Any, Any], Any]] = {
    ast.Add: add, ast.Mult: multiply, ast.Sub: arithmetic(operator.sub), ast.Div: arithmetic(operator.truediv),
    ast.FloorDiv: arithmetic(operator.floordiv), ast.Mod: arithmetic(operator.mod),
}  # fmt: skip
COMPARISONS: dict[type, Callable[[Any, Any], Any]] = {
    ast.Eq: operator.eq, ast.NotEq: operator.ne, ast.Lt: operator.lt, ast.LtE: operator.le, ast.Gt: operator.gt,
    ast.GtE: operator.ge, ast.In: lambda left, right: left in right, ast.NotIn: lambda left, right: left not in right,
    ast.Is: operator.is_, ast.IsNot: operator.is_not,
}  # fmt: skip
FUNCTIONS: dict[str, Callable[..., Any]] = {
    "len": len, "max": max, "min": min, "sum": total, "abs": abs, "round": rounded, "sorted": sorted, "any": any,
    "all": all, "str": str, "int": int, "float": float, "bool": bool,
}  # fmt: skip


def evaluate(text: str, data: dict[str, Any]) -> Any:
    """The value of an expression over `data`, in Cauce's subset of Python."""
    if len(text) > 20_000:
        raise BadExpression(say("demasiado largo"))
    try:
        return own(checked(value_of(ast.parse(text.strip(), mode="eval").body, data, MAX_DEPTH)))
    except BadExpression:
        raise
    except (SyntaxError, TypeError, ValueError, LookupError, ArithmeticError, MemoryError, RecursionError) as error:
        raise BadExpression(f"{text!r}: {error}") from error


def holds(text: str, data: dict[str, Any]) -> bool:
    """Whether a condition holds. One over a value that is not there does not: a variable without one is empty."""
    try:
        return bool(evaluate(text, Asked(data)))
    except Empty:
        return False


def of(function: Callable[..., Any], *values: Any) -> Any:
    """The value of an operation; raises Empty where it fails for want of one of its values."""
    try:
        return function(*values)
    except (TypeError, ValueError, LookupError, ArithmeticError) as error:
        if isinstance(error, LookupError) or any(each is None or each in ("", [], (), {}) for each in values):
            raise Empty(str(error)) from error
        raise


def value_of(node: ast.expr, data: dict[str, Any], depth: int) -> Any:
    """The value of a syntax tree; what is not named here is refused."""
    if depth == 0:
        raise BadExpression(say("anidado de más"))

    def inner(part: Any) -> Any:
        return value_of(part, data, depth - 1)

    match node:
        case ast.Constant(value=str() | int() | float() | None):
            return checked(node.value)
        case ast.Name() if (node.id in data or isinstance(data, Asked)) and not node.id.startswith("__"):
            return data.get(node.id)
        case ast.BoolOp():
            value, empty = None, None
            for part in node.values:
                try:
                    value = inner(part)
                except Empty as error:
                    if not isinstance(data, Asked):
                        raise
                    empty = error
                    continue
                if bool(value) is isinstance(node.op, ast.Or):
                    return value
            if empty is not None:
                raise empty
            return value
        case ast.UnaryOp(op=ast.Not()):
            return not inner(node.operand)
        case ast.UnaryOp(op=ast.USub() | ast.UAdd()):
            return of(arithmetic(operator.mul), inner(node.operand), -1 if isinstance(node.op, ast.USub) else 1)
        case ast.BinOp() if type(node.op) in BINARY:
            return checked(of(BINARY[type(node.op)], inner(node.left), inner(node.right)))
        case ast.Compare():
            left = inner(node.left)
            for sign, part in zip(node.ops, node.comparators, strict=True):
                right = inner(part)
                if not of(COMPARISONS[type(sign)], left, right):
                    return False
                left = right
            return True
        case ast.IfExp():
            return inner(node.body) if inner(node.test) else inner(node.orelse)
        case ast.Subscript(slice=ast.Slice() as part):
            bounds = [None if bound is None else inner(bound) for bound in (part.lower, part.upper, part.step)]
            return of(operator.getitem, inner(node.value), slice(*bounds))
        case ast.Subscript():
            return of(operator.getitem, inner(node.value), inner(node.slice))
        case ast.List():
            return checked([inner(part) for part in node.elts])
        case ast.Tuple():
            return checked(tuple(inner(part) for part in node.elts))
        case ast.Dict() if all(node.keys):
            return checked({str(inner(key)): inner(part) for key, part in zip(node.keys, node.values, strict=True)})
        case ast.Call(func=ast.Name(id=name), keywords=[]) if name in FUNCTIONS:
            return checked(of(FUNCTIONS[name], *[inner(part) for part in node.args]))
        case _:
            raise BadExpression(say("{code} no se admite", code=repr(ast.unparse(node))))


def run_script(text: str, data: dict[str, Any]) -> dict[str, Any]:
    """The variables that a script's assignments set."""
    found = dict(data)
    try:
        lines = ast.parse(text).body
    except (SyntaxError, ValueError, MemoryError, RecursionError) as error:
        raise BadExpression(str(error)) from error
    names = []
    for line in lines:
        if not isinstance(line, ast.Assign) or len(line.targets) != 1 or not isinstance(line.targets[0], ast.Name):
            raise BadExpression(say("{code} no se admite", code=repr(ast.unparse(line))))
        names.append(line.targets[0].id)
        found[names[-1]] = evaluate(ast.unparse(line.value), found)
    return {name: found[name] for name in names}
