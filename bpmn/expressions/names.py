"""The variables that the texts of a diagram read and write, whether or not the texts can be used."""

from bpmn.expressions.errors import ExpressionError
from bpmn.expressions.parser import parse_expression, parse_script

NONE: frozenset[str] = frozenset()


def reads(text: str | None, *, script: bool = False) -> frozenset[str]:
    """The variables that an expression reads, or that a script needs from the data; none where it cannot be used."""
    try:
        return NONE if not text else (parse_script(text) if script else parse_expression(text)).names
    except ExpressionError:
        return NONE


def writes(script: str | None) -> frozenset[str]:
    """The variables that a script sets; none where it cannot be used."""
    try:
        return NONE if not script else parse_script(script).assigned
    except ExpressionError:
        return NONE
