"""Event sub-processes (10.2.5): in SpiffWorkflow those for errors run in every instance, and none interrupts."""

from collections.abc import Iterator

from bpmn.examples import Explanation, Sketch, Topic
from bpmn.findings import Finding
from bpmn.messages import lazy_gettext
from bpmn.rules import Context, error

CODE = "event_sub_process"
EXPLANATION = Explanation(
    Topic.NOT_EXECUTED,
    what=lazy_gettext("A sub-process would be begun by something that happens."),
    why=lazy_gettext("It stands beside the flow and no arrow leads to it. Nothing begins it here."),
    how=lazy_gettext("Draw what it does in the flow, or on a clock on the border of a step."),
    wrong=Sketch(
        "start > review > end",
        inside=(
            '<subProcess id="sub" triggeredByEvent="true"><startEvent id="start2"><timerEventDefinition>'
            '<timeDuration>P3D</timeDuration></timerEventDefinition></startEvent><userTask id="answer"/>'
            '<endEvent id="end2"/><sequenceFlow id="s1" sourceRef="start2" targetRef="answer"/>'
            '<sequenceFlow id="s2" sourceRef="answer" targetRef="end2"/></subProcess>'
        ),
    ),
    right=Sketch(
        "start > review > end; timer > answer > end2",
        inside=(
            '<boundaryEvent id="timer" attachedToRef="review" cancelActivity="false"><timerEventDefinition>'
            "<timeDuration>P3D</timeDuration></timerEventDefinition></boundaryEvent>"
        ),
    ),
)


def check(context: Context) -> Iterator[Finding]:
    for activity in context.activities:
        if activity.triggered_by_event:
            text = lazy_gettext(
                "Event sub-processes are not executed; draw what they do in the normal flow, after a gateway."
            )
            yield error(CODE, activity, text)
