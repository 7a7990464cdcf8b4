"""Escalations are not executed yet; one that nobody catches passes for a normal end."""

from collections.abc import Iterator

from bpmn.examples import Explanation, Sketch, Topic
from bpmn.findings import Finding
from bpmn.messages import lazy_gettext
from bpmn.rules import Context
from bpmn.rules._refused import refuse_definitions

CODE = "escalation_event"
EXPLANATION = Explanation(
    Topic.NOT_EXECUTED,
    what=lazy_gettext("An event would call in somebody higher up."),
    why=lazy_gettext("It is not executed: nobody would be told."),
    how=lazy_gettext(
        "Give the step a notice to that role, or a task of its own in the lane of who is to be called in."
    ),
    wrong=Sketch(
        "start > review > event > end",
        inside='<intermediateThrowEvent id="event"><escalationEventDefinition/></intermediateThrowEvent>',
    ),
    right=Sketch("start > review > approve > end"),
)
_MESSAGE = lazy_gettext("Escalation events are not executed yet; use a message event, or a notification of the task.")


def check(context: Context) -> Iterator[Finding]:
    return refuse_definitions(context, CODE, "escalation", _MESSAGE)
