"""FEEL, the expression language of forms (DMN, clause 10.3): a bounded subset, read once and evaluated on JSON."""

from bpmn.forms.feel.environment import Environment, Meter, WorkingCalendar
from bpmn.forms.feel.expression import Feel, parse
from bpmn.forms.feel.scope import SPECIAL, Scope
from bpmn.forms.feel.tokens import FeelError

__all__ = ["SPECIAL", "Environment", "Feel", "FeelError", "Meter", "Scope", "WorkingCalendar", "parse"]
