"""Events that wait for a message are not executed yet: nothing delivers it.

In SpiffWorkflow two unnamed messages trigger each other, and a message is caught by whatever instance waits for it.
"""

from collections.abc import Iterator

from bpmn.findings import Finding
from bpmn.kinds import CATCH_EVENTS
from bpmn.messages import lazy_gettext
from bpmn.rules import Context, error

CODE = "message_catch"


def check(context: Context) -> Iterator[Finding]:
    for event in context.events:
        if event.kind in CATCH_EVENTS and any(definition.kind == "message" for definition in event.definitions):
            text = lazy_gettext(
                "Waiting for a message is not executed yet; use a user task that records what was received."
            )
            yield error(CODE, event, text)
