"""A process or sub-process begins in exactly one place (10.4.2).

SpiffWorkflow refuses one without a start event, runs only one of several, and starts over, with the old tokens still
there, when a flow leads back into the start event.
"""

from collections.abc import Iterator

from bpmn.findings import Finding
from bpmn.messages import lazy_gettext
from bpmn.rules import Context, error, label

CODE = "start_event"
TITLE = lazy_gettext("A beginning that is missing, or more than one")
WHY = lazy_gettext("A procedure begins in exactly one place, so that it is clear what is done first and by whom.")


def check(context: Context) -> Iterator[Finding]:
    for container in context.containers:
        starts = container.starts
        if not starts:
            text = lazy_gettext(
                "“{name}” has no start event; draw one before its first step.", name=label(container.owner)
            )
            yield error(CODE, container.owner, text)
        for start in starts[1:]:
            text = lazy_gettext(
                "“{name}” already starts at “{first}”; leave one start event, and a gateway after it.",
                name=label(container.owner),
                first=label(starts[0]),
            )
            yield error(CODE, start, text)
        for start in starts:
            if container.incoming[start.id]:
                text = lazy_gettext(
                    "A flow leads back into the start event; lead it to a gateway after the start instead."
                )
                yield error(CODE, start, text)
