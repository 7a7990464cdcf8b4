"""Ad-hoc sub-processes (10.2.5): SpiffWorkflow never finishes them."""

from collections.abc import Iterator

from bpmn.findings import Finding
from bpmn.messages import lazy_gettext
from bpmn.rules import Context
from bpmn.rules._refused import refuse_kind

CODE = "ad_hoc_sub_process"
_MESSAGE = lazy_gettext(
    "Ad-hoc sub-processes are not executed; draw the order of the tasks, or a parallel gateway where there is none."
)


def check(context: Context) -> Iterator[Finding]:
    return refuse_kind(context, CODE, "adHocSubProcess", _MESSAGE)
