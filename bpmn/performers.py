"""Whose a step is, as far as its diagram alone says so."""

from bpmn.expressions import EvaluationError, ExpressionError, parse_expression
from bpmn.model import Activity


def named_roles(activity: Activity) -> frozenset[str] | None:
    """The ids of the roles that an activity names itself, also in an expression that reads no data; None where it names
    none, so that it is its lane's, or where data decide."""
    found: set[str] = set()
    for owner in activity.potential_owners:
        given = frozenset((owner.role,)) if owner.role else _constant(owner.expression or "")
        if not given:
            return None
        found |= given
    return frozenset(found) or None


def _constant(expression: str) -> frozenset[str]:
    try:
        read = parse_expression(expression)
        value = read.evaluate({}) if not read.names else None
    except (ExpressionError, EvaluationError):
        return frozenset()
    listed = value if isinstance(value, list) else [value]
    return frozenset(each for each in listed if isinstance(each, str) and each)
