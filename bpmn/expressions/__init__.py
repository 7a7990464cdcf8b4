"""The conditions and scripts of a diagram: a bounded subset of Python, read with `ast` and evaluated here.

Never `eval` or `exec`: a diagram is a file that somebody sends. What the subset allows means what Python means by it,
so that plain SpiffWorkflow runs the same file; what it does not allow is refused when the diagram is read.

Allowed: None, True, False, numbers, texts, lists, tuples, dictionaries with text keys; names; comparisons, also
chained, ``in`` and ``is None``; ``and or not``; ``+ - * / // %``; ``a if b else c``; indexes and slices; and calls of
len, max, min, sum, abs, round, sorted, any, all, str, int, float, bool. A script is assignments, one per line.

A condition over an empty value is not met (`Expression.holds`): there Python would stop with an error.
"""

from bpmn.expressions.errors import EmptyValueError, EvaluationError, ExpressionError
from bpmn.expressions.names import reads, writes
from bpmn.expressions.parser import Expression, Script, parse_expression, parse_script

__all__ = [
    "EmptyValueError",
    "EvaluationError",
    "Expression",
    "ExpressionError",
    "Script",
    "parse_expression",
    "parse_script",
    "reads",
    "writes",
]
