"""Texts of a diagram → `Expression` and `Script`."""

import ast
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache

from bpmn.expressions.bounds import Run, to_json
from bpmn.expressions.compiler import Code, Compiler
from bpmn.expressions.errors import EmptyValueError, EvaluationError, ExpressionError
from bpmn.expressions.functions import FUNCTIONS
from bpmn.messages import lazy_gettext

MAX_EXPRESSION = 4_000
"""Characters of an expression."""
MAX_SCRIPT = 20_000
"""Characters of a script."""

_ESCAPE = re.compile(r"\\(.)", re.DOTALL)
_KNOWN_ESCAPES = frozenset("\\'\"nrtxuU\n")


@dataclass(frozen=True, slots=True)
class Expression:
    """A condition or value of a diagram. `names` are the variables it reads."""

    text: str
    names: frozenset[str] = field(compare=False)
    _code: Code = field(repr=False, compare=False)

    def evaluate(self, data: Mapping[str, object]) -> object:
        """Its value, a JSON value that shares nothing with `data`.

        Raises EvaluationError: unknown variable, kinds that do not go together, a bound passed.
        """
        return self._run(Run(data))

    def holds(self, data: Mapping[str, object]) -> bool:
        """Whether it holds as a condition: one that cannot be worked out for want of a value does not.

        A variable that is not there is empty (None). What another part of an ``and`` or ``or`` decides by itself is
        decided. Raises EvaluationError: kinds that do not go together though they have values, a bound passed.
        """
        try:
            return bool(self._run(Run(data, asks=True)))
        except EmptyValueError:
            return False

    def _run(self, run: Run) -> object:
        try:
            return to_json(run, self._code(run))
        except RecursionError as error:  # the caller's own stack was nearly used up
            raise EvaluationError(
                lazy_gettext("The expression is nested too deeply; split it into simpler ones.")
            ) from error


@dataclass(frozen=True, slots=True)
class Script:
    """Assignments, run in order. `names` are the variables it needs from the data, `assigned` those it sets."""

    text: str
    names: frozenset[str] = field(compare=False)
    assigned: frozenset[str] = field(compare=False)
    _lines: tuple[tuple[str, Code], ...] = field(repr=False, compare=False)

    def run(self, data: Mapping[str, object]) -> dict[str, object]:
        """The variables it sets, as JSON values; `data` stay as they are and nothing is shared with them.

        Raises EvaluationError; then nothing is set.
        """
        variables = dict(data)
        run = Run(variables)
        try:
            for name, code in self._lines:
                variables[name] = code(run)
            return {name: to_json(run, variables[name]) for name, _ in self._lines}
        except RecursionError as error:
            raise EvaluationError(
                lazy_gettext("The expression is nested too deeply; split it into simpler ones.")
            ) from error


@lru_cache(maxsize=1024)
def parse_expression(text: str) -> Expression:
    """Read one expression; surrounding white space does not matter. Raises ExpressionError."""
    stripped = text.strip()
    skipped = text[: len(text) - len(text.lstrip())].count("\n")
    if not stripped:
        raise ExpressionError(lazy_gettext("There is no expression; write one, such as: cumple == True"), 1)
    try:
        tree = _syntax(stripped, MAX_EXPRESSION, "eval")
        assert isinstance(tree, ast.Expression)
        compiler = Compiler(stripped)
        code = compiler.compile(tree.body)
    except ExpressionError as error:
        raise ExpressionError(error.message, error.line + skipped) from None
    return Expression(stripped, frozenset(compiler.names), code)


@lru_cache(maxsize=1024)
def parse_script(text: str) -> Script:
    """Read a script: assignments ``name = expression``, one per line, and comments. Raises ExpressionError."""
    tree = _syntax(text, MAX_SCRIPT, "exec")
    assert isinstance(tree, ast.Module)
    compiler = Compiler(text)
    needed: set[str] = set()
    lines: list[tuple[str, Code]] = []
    for statement in tree.body:
        if not isinstance(statement, ast.Assign) or len(statement.targets) != 1:
            raise compiler.refuse(
                statement,
                lazy_gettext(
                    "“{text}” is not an assignment; write: name = expression", text=compiler.snippet(statement)
                ),
            )
        target = statement.targets[0]
        if not isinstance(target, ast.Name) or target.id in FUNCTIONS or target.id.startswith("__"):
            raise compiler.refuse(
                target,
                lazy_gettext("“{text}” cannot be assigned to; choose a plain name.", text=compiler.snippet(target)),
            )
        compiler.names = set()
        code = compiler.compile(statement.value)
        needed |= compiler.names - {name for name, _ in lines}
        lines.append((target.id, code))
    return Script(text, frozenset(needed), frozenset(name for name, _ in lines), tuple(lines))


def _syntax(text: str, limit: int, mode: str) -> ast.AST:
    """Python's own parser, kept from its failures: long texts, deep nesting, and warnings it would print."""
    if len(text) > limit:
        raise ExpressionError(lazy_gettext("The text is too long; it may have {limit} characters.", limit=limit), 1)
    for escape in _ESCAPE.finditer(text):
        if escape[1] not in _KNOWN_ESCAPES:
            line = text.count("\n", 0, escape.start()) + 1
            raise ExpressionError(
                lazy_gettext("“{text}” means nothing; write \\\\ for a backslash.", text=escape[0]), line
            )
    try:
        return ast.parse(text, mode=mode)
    except SyntaxError as error:
        line = min(max(error.lineno or 1, 1), text.count("\n") + 1)
        raise ExpressionError(
            lazy_gettext("This cannot be read; check the names, operators, quotes and brackets near it."), line
        ) from error
    except (ValueError, MemoryError, RecursionError) as error:
        raise ExpressionError(
            lazy_gettext("The expression is nested too deeply; split it into simpler ones."), 1
        ) from error
