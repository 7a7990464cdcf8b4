"""Transactions and cancel events (10.2.5): SpiffWorkflow cancels, but compensates nothing of what was done."""

from collections.abc import Iterator

from bpmn.examples import Explanation, Sketch, Topic
from bpmn.findings import Finding
from bpmn.messages import lazy_gettext
from bpmn.rules import Context, error
from bpmn.rules._refused import refuse_definitions

CODE = "transaction"
EXPLANATION = Explanation(
    Topic.NOT_EXECUTED,
    what=lazy_gettext("A sub-process promises to undo everything if it is cancelled."),
    why=lazy_gettext("Nothing is undone by itself, so the promise would not be kept."),
    how=lazy_gettext("Use a plain sub-process, and a gateway after it that asks what came out."),
    wrong=Sketch(
        "start > sub > end",
        inside=(
            '<transaction id="sub"><startEvent id="start2"/><userTask id="pay"/><endEvent id="end2"/>'
            '<sequenceFlow id="s1" sourceRef="start2" targetRef="pay"/>'
            '<sequenceFlow id="s2" sourceRef="pay" targetRef="end2"/></transaction>'
        ),
    ),
    right=Sketch("start > sub > end", within={"sub": "start2 > pay > end2"}),
)


def check(context: Context) -> Iterator[Finding]:
    message = lazy_gettext(
        "Transactions are not executed; use a plain sub-process, and an exclusive gateway (X) after it."
    )
    yield from refuse_definitions(context, CODE, "cancel", message)
    for activity in context.activities:
        if activity.kind == "transaction":
            yield error(CODE, activity, message)
