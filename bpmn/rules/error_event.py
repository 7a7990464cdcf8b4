"""Error events are not executed yet.

An error that nobody catches passes for a normal end in SpiffWorkflow, and one that is caught loses what was written
inside the sub-process.
"""

from collections.abc import Iterator

from bpmn.examples import Explanation, Sketch, Topic
from bpmn.findings import Finding
from bpmn.messages import lazy_gettext
from bpmn.rules import Context
from bpmn.rules._refused import refuse_definitions

CODE = "error_event"
EXPLANATION = Explanation(
    Topic.NOT_EXECUTED,
    what=lazy_gettext("An error is drawn as an event."),
    why=lazy_gettext("What goes wrong in the work is not noticed by the computer; an error event is never set off."),
    how=lazy_gettext("Let the steps say in a form what came out of it, and ask for that at a gateway."),
    wrong=Sketch(
        "start > sub > end; event > reject > end3",
        inside='<boundaryEvent id="event" attachedToRef="sub"><errorEventDefinition/></boundaryEvent>',
        within={"sub": "start2 > ask > end2"},
    ),
    right=Sketch(
        "start > sub > xor > archive [ok] > end; xor > reject [default] > end3",
        within={"sub": "start2 > ask > end2"},
        forms={"ask": "checkbox ok"},
    ),
)
_MESSAGE = lazy_gettext(
    "Error events are not executed yet; end the sub-process normally and ask at an exclusive gateway (X) what came "
    "out of it."
)


def check(context: Context) -> Iterator[Finding]:
    return refuse_definitions(context, CODE, "error", _MESSAGE)
