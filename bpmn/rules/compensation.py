"""Compensation (10.6): SpiffWorkflow turns a compensation event into a plain one, and undoes nothing."""

from collections.abc import Iterator

from bpmn.findings import Finding
from bpmn.messages import lazy_gettext
from bpmn.rules import Context, error
from bpmn.rules._refused import refuse_definitions

CODE = "compensation"


def check(context: Context) -> Iterator[Finding]:
    message = lazy_gettext(
        "Compensation is not executed; draw the steps that undo the work, after an exclusive gateway."
    )
    yield from refuse_definitions(context, CODE, "compensate", message)
    for activity in context.activities:
        if activity.for_compensation:
            yield error(CODE, activity, message)
