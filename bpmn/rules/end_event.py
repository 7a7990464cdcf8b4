"""A process or sub-process ends in end events, and nothing follows them (10.4.3).

SpiffWorkflow goes on after an end event that has outgoing flows, and a sub-process that stops anywhere else stops the
whole instance in silence.
"""

from collections.abc import Iterator

from bpmn.findings import Finding
from bpmn.messages import lazy_gettext
from bpmn.rules import Context, error, label

CODE = "end_event"
TITLE = lazy_gettext("An end that is missing, or is none")
WHY = lazy_gettext(
    "A procedure ends in end events, and nothing follows them. Without one nobody can say when an instance is over."
)


def check(context: Context) -> Iterator[Finding]:
    for container in context.containers:
        if not container.ends:
            text = lazy_gettext("“{name}” has no end event; draw one after its last step.", name=label(container.owner))
            yield error(CODE, container.owner, text)
        for end in container.ends:
            if container.outgoing[end.id]:
                yield error(CODE, end, lazy_gettext("Flows leave the end event; remove them, or remove the end event."))
