"""Timers are not executed yet: nothing would ever fire them."""

from collections.abc import Iterator

from bpmn.findings import Finding
from bpmn.messages import msg
from bpmn.rules import Context
from bpmn.rules._refused import refuse_definitions

CODE = "timer_event"
_MESSAGE = msg("Timers are not executed yet; remove the timer, or give the task a due date with cauce:due.")


def check(context: Context) -> Iterator[Finding]:
    return refuse_definitions(context, CODE, "timer", _MESSAGE)
