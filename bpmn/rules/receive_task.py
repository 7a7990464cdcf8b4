"""Receive tasks are not executed yet: nothing delivers the message, and without one they pass straight through."""

from collections.abc import Iterator

from bpmn.examples import Explanation, Sketch, Topic
from bpmn.findings import Finding
from bpmn.messages import lazy_gettext
from bpmn.rules import Context
from bpmn.rules._refused import refuse_kind

CODE = "receive_task"
EXPLANATION = Explanation(
    Topic.NOT_EXECUTED,
    what=lazy_gettext("A step would wait for a message from outside."),
    why=lazy_gettext("No messages are delivered to an instance, so it would wait for ever, or go on without one."),
    how=lazy_gettext("Let a person record what was received."),
    wrong=Sketch("start > review > end", inside='<receiveTask id="review"/>'),
    right=Sketch("start > review > end"),
)
_MESSAGE = lazy_gettext(
    "Receive tasks are not executed yet; use a user task in which somebody records what was received."
)


def check(context: Context) -> Iterator[Finding]:
    return refuse_kind(context, CODE, "receiveTask", _MESSAGE)
