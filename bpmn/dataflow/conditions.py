"""What the conditions and scripts of a diagram say of their variables, read from their syntax."""

import ast
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache

from bpmn.expressions import Expression, ExpressionError, parse_expression, parse_script
from bpmn.value_kinds import ANY, BOOLEAN, LIST, NUMBER, OBJECT, TEXT, ValueKind, kind_of

_RESULTS = {
    **dict.fromkeys(("len", "sum", "abs", "round", "int", "float"), NUMBER),
    **dict.fromkeys(("any", "all", "bool"), BOOLEAN),
    "str": TEXT,
    "sorted": LIST,
}
NOTHING = ValueKind("any", ())
"""The kind of what is always empty."""


@dataclass(frozen=True, slots=True, eq=False)
class Condition:
    """A condition of the diagram; the same text is the same condition.

    `constants` are the numbers and texts in it; `plain` the variables that are only compared with these, or asked
    whether they are true or empty, so that a few values show all that it can say of them.
    """

    expression: Expression
    tree: ast.expr = field(repr=False)
    constants: tuple[object, ...]
    plain: frozenset[str]

    @property
    def names(self) -> frozenset[str]:
        """The variables that it reads."""
        return self.expression.names

    def holds(self, data: Mapping[str, object]) -> bool:
        """Whether it holds over `data`. Raises EvaluationError where the instance would stop."""
        return self.expression.holds(data)


@lru_cache(maxsize=1024)
def condition(text: str) -> Condition | None:
    """The condition that a text holds; None where it cannot be used."""
    try:
        expression = parse_expression(text)
    except ExpressionError:
        return None
    tree = ast.parse(expression.text, mode="eval").body
    constants = tuple(
        node.value for node in ast.walk(tree) if isinstance(node, ast.Constant) and node.value is not None
    )
    return Condition(expression, tree, constants, expression.names - frozenset(_elsewhere(tree, True)))


def _elsewhere(node: ast.AST, asked: bool) -> Iterator[str]:
    """The variables that stand where more than a comparison with constants is made of them."""
    match node:
        case ast.Name():
            if not asked:
                yield node.id
        case ast.BoolOp():
            for value in node.values:
                yield from _elsewhere(value, asked)
        case ast.UnaryOp(op=ast.Not()):
            yield from _elsewhere(node.operand, asked)
        case ast.Compare():
            parts = [node.left, *node.comparators]
            variables = [part for part in parts if not _is_constant(part)]
            yield from (name for part in variables for name in _elsewhere(part, len(variables) == 1))
        case _:
            for child in ast.iter_child_nodes(node):
                yield from _elsewhere(child, False)


def _is_constant(node: ast.AST) -> bool:
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
        return isinstance(node.operand, ast.Constant)
    if isinstance(node, (ast.List, ast.Tuple)):
        return all(map(_is_constant, node.elts))
    return isinstance(node, ast.Constant)


@lru_cache(maxsize=1024)
def assignments(script: str) -> tuple[tuple[str, ValueKind, bool, frozenset[str]], ...]:
    """What a script sets: each variable with the kind of its value, whether that may be empty, and the variable whose
    value it takes as it is (at most one); nothing where it cannot be used.
    """
    try:
        parse_script(script)
    except ExpressionError:
        return ()
    found: dict[str, tuple[str, ValueKind, bool, frozenset[str]]] = {}
    for statement in ast.parse(script).body:
        if isinstance(statement, ast.Assign) and isinstance(statement.targets[0], ast.Name):
            name, value = statement.targets[0].id, statement.value
            copied = frozenset((value.id,)) if isinstance(value, ast.Name) else frozenset[str]()
            kind, empty = _kind(value)
            found[name] = name, kind, empty, copied if not copied & found.keys() else frozenset()
    return tuple(found.values())


def _kind(node: ast.expr) -> tuple[ValueKind, bool]:
    """The kind of a value in a script, and whether it may be empty."""
    match node:
        case ast.Constant(value=None):
            return NOTHING, True
        case ast.Constant(value=value):
            kind = kind_of(value)
            return (ValueKind(kind.name, (value,)), False) if value != "" else (TEXT, True)
        case ast.Compare() | ast.UnaryOp(op=ast.Not()):
            return BOOLEAN, False
        case ast.List() | ast.Tuple():
            return LIST, not node.elts
        case ast.Dict():
            return OBJECT, not node.keys
        case ast.BinOp(op=ast.Sub() | ast.Div() | ast.FloorDiv() | ast.Mod()) | ast.UnaryOp():
            return NUMBER, False
        case ast.BinOp(op=ast.Add()):  # joins only what is of one kind
            sides = [_kind(side)[0] for side in (node.left, node.right)]
            return next((ValueKind(side.name) for side in sides if side.name != "any"), ANY), False
        case ast.IfExp():
            (one, empty), (other, or_empty) = _kind(node.body), _kind(node.orelse)
            return (ValueKind(one.name) if one.name == other.name else ANY), empty or or_empty
        case ast.Call(func=ast.Name(id=name)):
            return _RESULTS.get(name, ANY), False
    return ANY, False
