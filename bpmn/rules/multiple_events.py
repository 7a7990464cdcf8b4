"""Events with several definitions (10.4.5, multiple and parallel multiple) are not executed."""

from collections.abc import Iterator

from bpmn.findings import Finding
from bpmn.messages import lazy_gettext
from bpmn.rules import Context, error

CODE = "multiple_events"


def check(context: Context) -> Iterator[Finding]:
    for event in context.events:
        if len(event.definitions) > 1:
            yield error(
                CODE,
                event,
                lazy_gettext("The event has several definitions; leave one, and draw an event for each other."),
            )
