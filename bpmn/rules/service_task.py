"""Service tasks are not executed yet: nothing calls the service."""

from collections.abc import Iterator

from bpmn.examples import Explanation, Sketch, Topic
from bpmn.findings import Finding
from bpmn.messages import lazy_gettext
from bpmn.rules import Context
from bpmn.rules._refused import refuse_kind

CODE = "service_task"
EXPLANATION = Explanation(
    Topic.NOT_EXECUTED,
    what=lazy_gettext("A step would be done by another program."),
    why=lazy_gettext("No other program is called, so the step would never be done."),
    how=lazy_gettext("Let a person do it, or compute it in a script task."),
    wrong=Sketch("start > pay > end", inside='<serviceTask id="pay"/>'),
    right=Sketch("start > pay > end"),
)
_MESSAGE = lazy_gettext(
    "Service tasks are not executed yet; use a user task, or a script task for what can be computed."
)


def check(context: Context) -> Iterator[Finding]:
    return refuse_kind(context, CODE, "serviceTask", _MESSAGE)
