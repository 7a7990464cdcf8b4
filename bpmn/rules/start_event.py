"""A process or sub-process begins in exactly one place (10.4.2).

SpiffWorkflow refuses one without a start event, runs only one of several, and starts over, with the old tokens still
there, when a flow leads back into the start event.
"""

from collections.abc import Iterator

from bpmn.examples import Explanation, Sketch, Topic
from bpmn.findings import Finding
from bpmn.messages import lazy_gettext
from bpmn.rules import Context, error

CODE = "start_event"
EXPLANATION = Explanation(
    Topic.FLOW,
    what=lazy_gettext("It is not clear where it begins."),
    why=lazy_gettext(
        "A procedure, and each sub-process, begins at exactly one start. With none or with "
        "several it would not be known what is done first."
    ),
    how=lazy_gettext("Leave one start event; a gateway after it says which way is taken. Nothing leads back into it."),
    wrong=Sketch("start > review > end; start2 > review"),
    right=Sketch("start > review > end"),
)


def check(context: Context) -> Iterator[Finding]:
    for container in context.containers:
        starts = container.starts
        if not starts:
            text = lazy_gettext(
                "{name} has no start; draw a start event before the first step.", name=context.label(container.owner)
            )
            yield error(CODE, container.owner, text)
        for start in starts[1:]:
            text = lazy_gettext(
                "{name} already begins at {first}; leave one start, and a gateway after it.",
                name=context.label(container.owner),
                first=context.label(starts[0]),
            )
            yield error(CODE, start, text)
        for start in starts:
            if container.incoming[start.id]:
                text = lazy_gettext(
                    "An arrow leads back to {name}; lead it to a gateway after the start instead.",
                    name=context.label(start),
                )
                yield error(CODE, start, text)
