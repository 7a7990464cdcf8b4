"""Ad-hoc sub-processes (10.2.5): SpiffWorkflow never finishes them."""

from collections.abc import Iterator

from bpmn.examples import Explanation, Sketch, Topic
from bpmn.findings import Finding
from bpmn.messages import lazy_gettext
from bpmn.rules import Context
from bpmn.rules._refused import refuse_kind

CODE = "ad_hoc_sub_process"
EXPLANATION = Explanation(
    Topic.NOT_EXECUTED,
    what=lazy_gettext("A sub-process leaves the order of its steps open."),
    why=lazy_gettext(
        "Its steps would be done in any order, or not at all, and nobody could say when it is over. It is not executed."
    ),
    how=lazy_gettext("Draw the order, or a gateway with a plus sign where all are done at the same time."),
    wrong=Sketch(
        "start > sub > end",
        inside='<adHocSubProcess id="sub"><userTask id="ask"/><userTask id="pay"/></adHocSubProcess>',
    ),
    right=Sketch("start > and > ask > and2 > end; and > pay > and2"),
)
_MESSAGE = lazy_gettext(
    "Sub-processes that leave the order open are not executed; draw the order of the tasks, or a parallel gateway "
    "(+) where there is none."
)


def check(context: Context) -> Iterator[Finding]:
    return refuse_kind(context, CODE, "adHocSubProcess", _MESSAGE)
