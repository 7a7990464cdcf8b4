"""Conditional events are not executed yet: nothing watches their condition."""

from collections.abc import Iterator

from bpmn.findings import Finding
from bpmn.messages import lazy_gettext
from bpmn.rules import Context
from bpmn.rules._refused import refuse_definitions

CODE = "conditional_event"
_MESSAGE = lazy_gettext("Conditional events are not executed yet; ask for the condition at an exclusive gateway.")


def check(context: Context) -> Iterator[Finding]:
    return refuse_definitions(context, CODE, "conditional", _MESSAGE)
