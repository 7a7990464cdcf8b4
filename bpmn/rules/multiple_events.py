"""Events with several definitions (10.4.5, multiple and parallel multiple) are not executed."""

from collections.abc import Iterator

from bpmn.examples import Explanation, Sketch, Topic
from bpmn.findings import Finding
from bpmn.messages import lazy_gettext
from bpmn.rules import Context, error

CODE = "multiple_events"
EXPLANATION = Explanation(
    Topic.NOT_EXECUTED,
    what=lazy_gettext("An event stands for several things at once."),
    why=lazy_gettext("Only one of them would happen, and the drawing does not say which."),
    how=lazy_gettext("Leave one, and draw a step or an event for each of the others."),
    wrong=Sketch(
        "start > review > end",
        inside='<endEvent id="end"><messageEventDefinition/><terminateEventDefinition/></endEvent>',
    ),
    right=Sketch("start > review > answer > end", inside='<endEvent id="end"><terminateEventDefinition/></endEvent>'),
)


def check(context: Context) -> Iterator[Finding]:
    for event in context.events:
        if len(event.definitions) > 1:
            yield error(
                CODE,
                event,
                lazy_gettext(
                    "{name} waits for or sends several things at once; leave one, and draw an event for each other.",
                    name=context.label(event),
                ),
            )
