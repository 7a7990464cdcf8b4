"""A process or sub-process ends in end events, and nothing follows them (10.4.3).

SpiffWorkflow goes on after an end event that has outgoing flows, and a sub-process that stops anywhere else stops the
whole instance in silence.
"""

from collections.abc import Iterator

from bpmn.examples import Explanation, Sketch, Topic
from bpmn.findings import Finding
from bpmn.messages import lazy_gettext
from bpmn.rules import Context, error

CODE = "end_event"
EXPLANATION = Explanation(
    Topic.FLOW,
    what=lazy_gettext("It is not clear where it ends."),
    why=lazy_gettext(
        "Every way comes to an end event, and there it is over. Something drawn after the "
        "end would be done in an instance that has already finished."
    ),
    how=lazy_gettext("Draw an end event after the last step of each way, and nothing after it."),
    wrong=Sketch("start > review > end > archive > end2"),
    right=Sketch("start > review > archive > end"),
)


def check(context: Context) -> Iterator[Finding]:
    for container in context.containers:
        if not container.ends:
            text = lazy_gettext(
                "{name} has no end; draw an end event after the last step.", name=context.label(container.owner)
            )
            yield error(CODE, container.owner, text)
        for end in container.ends:
            if container.outgoing[end.id]:
                yield error(
                    CODE,
                    end,
                    lazy_gettext(
                        "Arrows leave {name}, where everything is over; remove them, or remove the end.",
                        name=context.label(end),
                    ),
                )
