"""What the choices on the page of a component are called: when something holds, and what a computed value does."""

from collections.abc import Mapping

from bpmn.forms.editing.calculations import Operation
from bpmn.forms.editing.whens import How
from bpmn.messages import Message, lazy_gettext

HOWS: Mapping[str, Mapping[How, Message]] = {
    "shown": {
        How.ALWAYS: lazy_gettext("Always"),
        How.ROWS: lazy_gettext("When what I choose holds"),
        How.TEXT: lazy_gettext("By an expression that hides it"),
    },
    "required": {
        How.NEVER: lazy_gettext("No"),
        How.ALWAYS: lazy_gettext("Yes"),
        How.ROWS: lazy_gettext("When what I choose holds"),
        How.TEXT: lazy_gettext("By an expression"),
    },
    "locked": {
        How.NEVER: lazy_gettext("It is written here"),
        How.ALWAYS: lazy_gettext("It is only shown here"),
        How.ROWS: lazy_gettext("It is only shown when what I choose holds"),
        How.TEXT: lazy_gettext("By an expression"),
    },
}
TITLES: Mapping[str, Message] = {
    "shown": lazy_gettext("When it is shown"),
    "required": lazy_gettext("Must it be answered?"),
    "locked": lazy_gettext("Is it written or only shown?"),
}
OPERATIONS: Mapping[Operation, Message] = {
    Operation.PLUS: lazy_gettext("plus"),
    Operation.MINUS: lazy_gettext("minus"),
    Operation.TIMES: lazy_gettext("times"),
    Operation.DIVIDED: lazy_gettext("divided by"),
    Operation.SHARE: lazy_gettext("as a percentage of"),
    Operation.MARGIN: lazy_gettext("less this, as a percentage of the first"),
}
OVER_ROWS: Mapping[Operation, Message] = {
    Operation.SUM: lazy_gettext("the sum of"),
    Operation.COUNT: lazy_gettext("the number of"),
    Operation.LEAST: lazy_gettext("the smallest of"),
    Operation.MOST: lazy_gettext("the largest of"),
    Operation.MEAN: lazy_gettext("the mean of"),
}
