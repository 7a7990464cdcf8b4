"""Receive tasks are not executed yet: nothing delivers the message, and without one they pass straight through."""

from collections.abc import Iterator

from bpmn.findings import Finding
from bpmn.messages import lazy_gettext
from bpmn.rules import Context
from bpmn.rules._refused import refuse_kind

CODE = "receive_task"
_MESSAGE = lazy_gettext(
    "Receive tasks are not executed yet; use a user task in which somebody records what was received."
)


def check(context: Context) -> Iterator[Finding]:
    return refuse_kind(context, CODE, "receiveTask", _MESSAGE)
