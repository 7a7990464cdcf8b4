"""From a syntax tree to the closures that evaluate it. What is not named here is refused.

Closures rather than a walk over the tree at each evaluation: a condition then costs a microsecond or two.
"""

import ast
from collections.abc import Callable
from math import isfinite
from typing import cast

from bpmn.expressions.bounds import CONTAINERS, MAX_BITS, VALUES, Run, show
from bpmn.expressions.errors import EmptyValueError, EvaluationError, ExpressionError
from bpmn.expressions.functions import FUNCTIONS
from bpmn.expressions.operations import BINARY, COMPARISONS, FAILURES, affirm, item, negate
from bpmn.messages import Message, lazy_gettext

Code = Callable[[Run], object]
MAX_NESTING = 50
"""How deep an expression may nest; far below what Python's own stack holds."""
SINGLETONS = (None, True, False)
EMPTIABLE = CONTAINERS | {str}


class Compiler:
    """Compiles the expressions of one text, and gathers the variables that they read in `names`."""

    def __init__(self, source: str) -> None:
        self.source = source
        self.names: set[str] = set()

    def refuse(self, node: ast.AST, message: Message) -> ExpressionError:
        return ExpressionError(message, getattr(node, "lineno", 1))

    def snippet(self, node: ast.AST) -> str:
        """The text of `node`, short enough for a message."""
        segment = " ".join((ast.get_source_segment(self.source, node) or "").split())
        return segment if len(segment) <= 40 else segment[:39] + "…"

    def compile(self, node: ast.expr, depth: int = MAX_NESTING) -> Code:
        """The closure of `node`; raises ExpressionError."""
        if depth == 0:
            raise self.refuse(node, lazy_gettext("The expression is nested too deeply; split it into simpler ones."))
        match node:
            case ast.Constant():
                return self._constant(node)
            case ast.Name():
                return self._name(node)
            case ast.Compare():
                return self._compare(node, depth - 1)
            case ast.BoolOp():
                return self._logic(node, depth - 1)
            case ast.UnaryOp():
                return self._unary(node, depth - 1)
            case ast.BinOp():
                return self._binary(node, depth - 1)
            case ast.IfExp():
                return self._conditional(node, depth - 1)
            case ast.Subscript():
                return self._subscript(node, depth - 1)
            case ast.List() | ast.Tuple():
                return self._sequence(node, depth - 1)
            case ast.Dict():
                return self._dictionary(node, depth - 1)
            case ast.Call():
                return self._call(node, depth - 1)
            case _:
                raise self.refuse(
                    node,
                    lazy_gettext(
                        "“{text}” is not allowed in a diagram; use only values, names, comparisons, and/or/not, "
                        "arithmetic, indexes and the functions {functions}.",
                        text=self.snippet(node),
                        functions=", ".join(FUNCTIONS),
                    ),
                )

    def _constant(self, node: ast.Constant) -> Code:
        value = node.value
        if type(value) is str:
            if any(character == "\0" or "\ud800" <= character <= "\udfff" for character in value):
                raise self.refuse(node, lazy_gettext("A text holds a character that cannot be stored; take it out."))
        elif (type(value) is int and value.bit_length() > MAX_BITS) or (type(value) is float and not isfinite(value)):
            raise self.refuse(node, lazy_gettext("The number {text} is too large.", text=self.snippet(node)))
        elif type(value) not in VALUES:
            raise self.refuse(
                node,
                lazy_gettext(
                    "“{text}” is not allowed; values are texts, numbers, True, False and None.", text=self.snippet(node)
                ),
            )
        return lambda _: value

    def _name(self, node: ast.Name) -> Code:
        name = node.id
        if name in FUNCTIONS:
            raise self.refuse(node, lazy_gettext("“{name}” is a function: call it, or choose another name.", name=name))
        if name.startswith("__"):
            raise self.refuse(
                node, lazy_gettext("“{name}” is not a name a variable may have; choose another.", name=name)
            )
        self.names.add(name)

        def load(run: Run) -> object:
            try:
                value = run.variables[name]
            except KeyError:
                if run.asks:
                    return None
                raise EmptyValueError(lazy_gettext("The variable “{name}” has no value here.", name=name)) from None
            if type(value) not in VALUES:
                raise EvaluationError(
                    lazy_gettext("The variable “{name}” holds no text, number, list or the like.", name=name)
                )
            return value

        return load

    def _compare(self, node: ast.Compare, depth: int) -> Code:
        for operator, right in zip(node.ops, node.comparators, strict=True):
            if isinstance(operator, (ast.Is, ast.IsNot)) and not (
                isinstance(right, ast.Constant) and any(right.value is singleton for singleton in SINGLETONS)
            ):
                raise self.refuse(node, lazy_gettext("“is” compares with None, True or False only; use == instead."))
        first = self.compile(node.left, depth)
        steps = [
            (*COMPARISONS[type(operator)], self.compile(right, depth))
            for operator, right in zip(node.ops, node.comparators, strict=True)
        ]

        def compare(run: Run) -> object:
            left = first(run)
            for sign, apply, second in steps:
                right = second(run)
                try:
                    holds = apply(run, left, right)
                except FAILURES as error:
                    raise _mismatch(left, sign, right) from error
                if not holds:
                    return False
                left = right
            return True

        return compare

    def _logic(self, node: ast.BoolOp, depth: int) -> Code:
        parts = [self.compile(value, depth) for value in node.values]
        stop = isinstance(node.op, ast.Or)

        def decide(run: Run) -> object:
            value: object = None
            lacking: EmptyValueError | None = None
            for part in parts:
                try:
                    value = part(run)
                except EmptyValueError as error:
                    if not run.asks:
                        raise
                    lacking = error  # what another part says may be enough
                    continue
                if bool(value) is stop:
                    return value
            if lacking is not None:
                raise lacking
            return value

        return decide

    def _unary(self, node: ast.UnaryOp, depth: int) -> Code:
        operand = self.compile(node.operand, depth)
        if isinstance(node.op, ast.Not):
            return lambda run: not operand(run)
        if isinstance(node.op, ast.Invert):
            raise self._operator(node)
        sign, apply = ("-", negate) if isinstance(node.op, ast.USub) else ("+", affirm)

        def unary(run: Run) -> object:
            value = operand(run)
            try:
                return apply(value)
            except TypeError as error:
                raise _failed(
                    lazy_gettext(
                        "{sign}{value} cannot be worked out; it needs a number.", sign=sign, value=show(value)
                    ),
                    value,
                ) from error

        return unary

    def _operator(self, node: ast.expr) -> ExpressionError:
        return self.refuse(
            node, lazy_gettext("The operator in “{text}” is not allowed; use + - * / // %.", text=self.snippet(node))
        )

    def _binary(self, node: ast.BinOp, depth: int) -> Code:
        if type(node.op) not in BINARY:
            raise self._operator(node)
        sign, apply = BINARY[type(node.op)]
        first, second = self.compile(node.left, depth), self.compile(node.right, depth)

        def binary(run: Run) -> object:
            left, right = first(run), second(run)
            try:
                return apply(run, left, right)
            except ZeroDivisionError as error:
                raise EvaluationError(
                    lazy_gettext(
                        "{left} {sign} {right} divides by zero.", left=show(left), sign=sign, right=show(right)
                    )
                ) from error
            except FAILURES as error:
                raise _mismatch(left, sign, right) from error

        return binary

    def _conditional(self, node: ast.IfExp, depth: int) -> Code:
        test, body, orelse = (self.compile(part, depth) for part in (node.test, node.body, node.orelse))
        return lambda run: body(run) if test(run) else orelse(run)

    def _subscript(self, node: ast.Subscript, depth: int) -> Code:
        container = self.compile(node.value, depth)
        index = self._slice(node.slice, depth) if isinstance(node.slice, ast.Slice) else self.compile(node.slice, depth)

        def subscript(run: Run) -> object:
            holder, key = container(run), index(run)
            try:
                return item(run, holder, key)
            except FAILURES as error:
                where = ":" if isinstance(key, slice) else show(key)
                raise _failed(
                    lazy_gettext("{value}[{index}] does not exist; check the index.", value=show(holder), index=where),
                    None if isinstance(error, LookupError) else holder,
                    key,
                ) from error

        return subscript

    def _slice(self, node: ast.Slice, depth: int) -> Code:
        bounds = [self.compile(part, depth) if part else None for part in (node.lower, node.upper, node.step)]
        return lambda run: slice(*(bound(run) if bound else None for bound in bounds))

    def _sequence(self, node: ast.List | ast.Tuple, depth: int) -> Code:
        items = [self.compile(part, depth) for part in node.elts]
        if isinstance(node, ast.List):
            return lambda run: run.built([part(run) for part in items])
        return lambda run: run.built(tuple([part(run) for part in items]))

    def _dictionary(self, node: ast.Dict, depth: int) -> Code:
        if not all(node.keys):
            raise self.refuse(node, lazy_gettext("“**” is not allowed; write the keys of the dictionary one by one."))
        keys = cast("list[ast.expr]", node.keys)
        pairs = [
            (self.compile(key, depth), self.compile(value, depth)) for key, value in zip(keys, node.values, strict=True)
        ]

        def build(run: Run) -> object:
            result: dict[str, object] = {}
            for make_key, make_value in pairs:
                key = make_key(run)
                if not isinstance(key, str):
                    raise EvaluationError(lazy_gettext("The keys of a dictionary must be texts."))
                result[key] = make_value(run)
            return run.built(result)

        return build

    def _call(self, node: ast.Call, depth: int) -> Code:
        name = node.func.id if isinstance(node.func, ast.Name) else self.snippet(node.func)
        if not isinstance(node.func, ast.Name) or name not in FUNCTIONS:
            raise self.refuse(
                node,
                lazy_gettext(
                    "“{name}” is not a function a diagram may call; there are {functions}.",
                    name=name,
                    functions=", ".join(FUNCTIONS),
                ),
            )
        function = FUNCTIONS[name]
        if node.keywords or not function.least <= len(node.args) <= function.most:
            raise self.refuse(node, lazy_gettext("“{name}” does not take those arguments.", name=name))
        arguments = [self.compile(argument, depth) for argument in node.args]

        def call(run: Run) -> object:
            values = [argument(run) for argument in arguments]
            try:
                return function.call(run, values)
            except FAILURES as error:
                raise _failed(
                    lazy_gettext(
                        "{name}({arguments}) cannot be worked out; check what it is given.",
                        name=name,
                        arguments=", ".join(show(value) for value in values[:3]),
                    ),
                    *values,
                ) from error

        return call


def _mismatch(left: object, sign: str, right: object) -> EvaluationError:
    return _failed(
        lazy_gettext(
            "{left} {sign} {right} cannot be worked out; the two values do not go together.",
            left=show(left),
            sign=sign,
            right=show(right),
        ),
        left,
        right,
    )


def _failed(message: Message, *values: object) -> EvaluationError:
    """The error of an operation on `values`: for want of one of them, where one is empty."""
    empty = any(value is None or (type(value) in EMPTIABLE and not value) for value in values)
    return (EmptyValueError if empty else EvaluationError)(message)
