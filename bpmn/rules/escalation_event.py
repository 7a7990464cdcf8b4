"""Escalations are not executed yet; one that nobody catches passes for a normal end."""

from collections.abc import Iterator

from bpmn.findings import Finding
from bpmn.messages import lazy_gettext
from bpmn.rules import Context
from bpmn.rules._refused import refuse_definitions

CODE = "escalation_event"
_MESSAGE = lazy_gettext("Escalation events are not executed yet; use a message event, or a notification of the task.")


def check(context: Context) -> Iterator[Finding]:
    return refuse_definitions(context, CODE, "escalation", _MESSAGE)
