"""A call activity calls a process that exists: in the file, or deployed (10.2.6)."""

from collections.abc import Iterator

from bpmn.examples import Explanation, Sketch, Topic
from bpmn.findings import Finding
from bpmn.messages import lazy_gettext
from bpmn.rules import Context, error

CODE = "unknown_call"
EXPLANATION = Explanation(
    Topic.FLOW,
    what=lazy_gettext("A step calls a procedure that does not exist."),
    why=lazy_gettext("When an instance comes to that step there is nothing to begin, and it stops there."),
    how=lazy_gettext("Choose a procedure that is in force, or put the other one in force first."),
    wrong=Sketch(
        "start > call > end",
        inside='<callActivity id="call" calledElement="buyng"/>',
        beside=(
            '<process id="buying" isExecutable="true"><startEvent id="b1"/><endEvent id="b2"/>'
            '<sequenceFlow id="b3" sourceRef="b1" targetRef="b2"/></process>'
        ),
    ),
    right=Sketch(
        "start > call > end",
        inside='<callActivity id="call" calledElement="buying"/>',
        beside=(
            '<process id="buying" isExecutable="true"><startEvent id="b1"/><endEvent id="b2"/>'
            '<sequenceFlow id="b3" sourceRef="b1" targetRef="b2"/></process>'
        ),
    ),
)


def check(context: Context) -> Iterator[Finding]:
    known = context.known_processes | {process.id for process in context.definitions.processes}
    for activity in context.activities:
        if activity.kind != "callActivity":
            continue
        if not activity.called_element:
            yield error(
                CODE,
                activity,
                lazy_gettext(
                    "{name} should call another procedure and does not say which; choose it.",
                    name=context.label(activity),
                ),
            )
        elif activity.called_element not in known:
            text = lazy_gettext(
                "{name} calls the procedure “{process}”, which is not here; publish that one first, or choose another.",
                name=context.label(activity),
                process=activity.called_element[:80],
            )
            yield error(CODE, activity, text)
