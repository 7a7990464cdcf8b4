"""Compensation (10.6): SpiffWorkflow turns a compensation event into a plain one, and undoes nothing."""

from collections.abc import Iterator

from bpmn.examples import Explanation, Sketch, Topic
from bpmn.findings import Finding
from bpmn.messages import lazy_gettext
from bpmn.rules import Context, error
from bpmn.rules._refused import refuse_definitions

CODE = "compensation"
EXPLANATION = Explanation(
    Topic.NOT_EXECUTED,
    what=lazy_gettext("An event would undo what was done."),
    why=lazy_gettext("Nothing is undone by itself: what was paid stays paid."),
    how=lazy_gettext("Draw the steps that people do to undo it, after a gateway that asks whether it has to be."),
    wrong=Sketch(
        "start > pay > archive > end",
        inside='<boundaryEvent id="event" attachedToRef="pay"><compensateEventDefinition/></boundaryEvent>',
    ),
    right=Sketch(
        "start > pay > ask > xor > archive [ok] > end; xor > correct [default] > end3", forms={"ask": "checkbox ok"}
    ),
)


def check(context: Context) -> Iterator[Finding]:
    message = lazy_gettext(
        "Compensation is not executed; draw the steps that undo the work, after an exclusive gateway (X)."
    )
    yield from refuse_definitions(context, CODE, "compensate", message)
    for activity in context.activities:
        if activity.for_compensation:
            yield error(CODE, activity, message)
