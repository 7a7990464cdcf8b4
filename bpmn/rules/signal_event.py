"""Signals are not executed yet; SpiffWorkflow turns a signal end event into a plain one."""

from collections.abc import Iterator

from bpmn.findings import Finding
from bpmn.messages import lazy_gettext
from bpmn.rules import Context
from bpmn.rules._refused import refuse_definitions

CODE = "signal_event"
_MESSAGE = lazy_gettext("Signals are not executed yet; use a sequence flow, or a message event to tell somebody.")


def check(context: Context) -> Iterator[Finding]:
    return refuse_definitions(context, CODE, "signal", _MESSAGE)
