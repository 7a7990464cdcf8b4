"""Events that wait for a message are not executed yet: nothing delivers it.

In SpiffWorkflow two unnamed messages trigger each other, and a message is caught by whatever instance waits for it.
"""

from collections.abc import Iterator

from bpmn.examples import Explanation, Sketch, Topic
from bpmn.findings import Finding
from bpmn.kinds import CATCH_EVENTS
from bpmn.messages import lazy_gettext
from bpmn.rules import Context, error

CODE = "message_catch"
EXPLANATION = Explanation(
    Topic.NOT_EXECUTED,
    what=lazy_gettext("An event would wait for a message from outside."),
    why=lazy_gettext("No messages are delivered to an instance, so it would wait there for ever."),
    how=lazy_gettext("Put a task there in which a person records what was received."),
    wrong=Sketch(
        "start > event > archive > end",
        inside='<intermediateCatchEvent id="event"><messageEventDefinition/></intermediateCatchEvent>',
    ),
    right=Sketch("start > review > archive > end"),
)


def check(context: Context) -> Iterator[Finding]:
    for event in context.events:
        if event.kind in CATCH_EVENTS and any(definition.kind == "message" for definition in event.definitions):
            text = lazy_gettext(
                "Waiting for a message is not executed yet; use a user task that records what was received."
            )
            yield error(CODE, event, text)
