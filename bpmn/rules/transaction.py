"""Transactions and cancel events (10.2.5): SpiffWorkflow cancels, but compensates nothing of what was done."""

from collections.abc import Iterator

from bpmn.findings import Finding
from bpmn.messages import lazy_gettext
from bpmn.rules import Context, error
from bpmn.rules._refused import refuse_definitions

CODE = "transaction"


def check(context: Context) -> Iterator[Finding]:
    message = lazy_gettext("Transactions are not executed; use a plain sub-process, and an exclusive gateway after it.")
    yield from refuse_definitions(context, CODE, "cancel", message)
    for activity in context.activities:
        if activity.kind == "transaction":
            yield error(CODE, activity, message)
