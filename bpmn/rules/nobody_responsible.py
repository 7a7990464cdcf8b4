"""What people do belongs to somebody: it stands in a lane, or names its potential owners (10.2.1, 10.7)."""

from collections.abc import Iterator

from bpmn.examples import Explanation, Sketch, Topic
from bpmn.findings import Finding
from bpmn.kinds import HUMAN_TASKS
from bpmn.messages import lazy_gettext
from bpmn.rules import Context, error

CODE = "nobody_responsible"
EXPLANATION = Explanation(
    Topic.PEOPLE,
    what=lazy_gettext("A step belongs to nobody."),
    why=lazy_gettext("It stands in no lane, so it would come to nobody's inbox and wait there for ever."),
    how=lazy_gettext("Put it in the lane of who does it."),
    wrong=Sketch(
        "start > ask > review > end",
        inside=(
            '<laneSet id="lanes"><lane id="sales"><flowNodeRef>start</flowNodeRef>'
            "<flowNodeRef>ask</flowNodeRef></lane></laneSet>"
        ),
    ),
    right=Sketch(
        "start > ask > review > end",
        inside=(
            '<laneSet id="lanes"><lane id="sales"><flowNodeRef>start</flowNodeRef>'
            '<flowNodeRef>ask</flowNodeRef></lane><lane id="office"><flowNodeRef>review</flowNodeRef>'
            "<flowNodeRef>end</flowNodeRef></lane></laneSet>"
        ),
    ),
)


def check(context: Context) -> Iterator[Finding]:
    for activity in context.activities:
        if activity.kind in HUMAN_TASKS and not activity.lane and not activity.potential_owners:
            text = lazy_gettext(
                "Nobody would do {name}: it stands in no lane, and it does not say whose it is. Put it in a lane.",
                name=context.label(activity),
            )
            yield error(CODE, activity, text)
