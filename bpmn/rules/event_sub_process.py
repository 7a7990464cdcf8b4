"""Event sub-processes (10.2.5): in SpiffWorkflow those for errors run in every instance, and none interrupts."""

from collections.abc import Iterator

from bpmn.findings import Finding
from bpmn.messages import lazy_gettext
from bpmn.rules import Context, error

CODE = "event_sub_process"


def check(context: Context) -> Iterator[Finding]:
    for activity in context.activities:
        if activity.triggered_by_event:
            text = lazy_gettext(
                "Event sub-processes are not executed; draw what they do in the normal flow, after a gateway."
            )
            yield error(CODE, activity, text)
