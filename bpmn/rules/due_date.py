"""A due date is a number of business days from 0 on, and perhaps before the date in a variable."""

from collections.abc import Iterator

from bpmn.extension import extensions, read_due
from bpmn.findings import Finding
from bpmn.messages import msg
from bpmn.rules import Context, error

CODE = "due_date"


def check(context: Context) -> Iterator[Finding]:
    for activity in context.activities:
        for node in extensions(context.elements[activity.id], "due"):
            due = read_due(node)
            days = node.attributes.get("businessDays")
            if due is None and days is not None:
                text = msg("businessDays is “{value}”; write a whole number of days, such as 2.", value=days[:40])
                yield error(CODE, activity, text)
            if due is not None and due.before is not None and not due.before.isidentifier():
                text = msg("The due date names “{value}”; write the name of a variable.", value=due.before[:80])
                yield error(CODE, activity, text)
