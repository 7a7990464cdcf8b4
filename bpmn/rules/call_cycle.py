"""A process that calls itself, at once or through others: SpiffWorkflow hangs when it reads or starts it."""

from collections.abc import Iterator

from bpmn.examples import Explanation, Sketch, Topic
from bpmn.findings import Finding
from bpmn.graph import cycles
from bpmn.messages import lazy_gettext
from bpmn.rules import Context, error

CODE = "call_cycle"
EXPLANATION = Explanation(
    Topic.FLOW,
    what=lazy_gettext("A procedure ends up calling itself."),
    why=lazy_gettext("Each call would begin another instance, which begins another, without end."),
    how=lazy_gettext("Draw a loop inside the procedure instead, or call another one."),
    wrong=Sketch("start > call > end", inside='<callActivity id="call" calledElement="process"/>'),
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
    processes = context.definitions.processes
    calls: dict[str, list[str]] = {process.id: [] for process in processes}
    for process in processes:
        for activity in process.activities():
            if activity.kind == "callActivity" and activity.called_element in calls:
                calls[process.id].append(activity.called_element)
    ring_of = {id: number for number, ring in enumerate(cycles(calls)) for id in ring}
    for process in processes:
        for activity in process.activities():
            called = activity.called_element
            if activity.kind != "callActivity" or called is None or process.id not in ring_of:
                continue
            if ring_of[process.id] == ring_of.get(called):
                text = lazy_gettext(
                    "{process} ends up calling itself here, without end; draw a loop inside the procedure instead.",
                    process=context.label(process),
                )
                yield error(CODE, activity, text)
