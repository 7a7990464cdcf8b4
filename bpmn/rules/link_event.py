"""Link events (10.4.5): SpiffWorkflow ends the path at the throwing one, as if it were complete."""

from collections.abc import Iterator

from bpmn.examples import Explanation, Sketch, Topic
from bpmn.findings import Finding
from bpmn.messages import lazy_gettext
from bpmn.rules import Context
from bpmn.rules._refused import refuse_definitions

CODE = "link_event"
EXPLANATION = Explanation(
    Topic.NOT_EXECUTED,
    what=lazy_gettext("A way jumps from one sign to another."),
    why=lazy_gettext("The jump is not executed: the way would end at the first sign as if all were done."),
    how=lazy_gettext("Draw the arrow."),
    wrong=Sketch(
        "start > review > event; event2 > archive > end",
        inside=(
            '<intermediateThrowEvent id="event"><linkEventDefinition name="A"/></intermediateThrowEvent>'
            '<intermediateCatchEvent id="event2"><linkEventDefinition name="A"/></intermediateCatchEvent>'
        ),
    ),
    right=Sketch("start > review > archive > end"),
)
_MESSAGE = lazy_gettext("Link events are not executed; draw the arrow from one to the other.")


def check(context: Context) -> Iterator[Finding]:
    return refuse_definitions(context, CODE, "link", _MESSAGE)
