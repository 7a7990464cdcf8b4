"""Service tasks are not executed yet: nothing calls the service."""

from collections.abc import Iterator

from bpmn.findings import Finding
from bpmn.messages import lazy_gettext
from bpmn.rules import Context
from bpmn.rules._refused import refuse_kind

CODE = "service_task"
_MESSAGE = lazy_gettext(
    "Service tasks are not executed yet; use a user task, or a script task for what can be computed."
)


def check(context: Context) -> Iterator[Finding]:
    return refuse_kind(context, CODE, "serviceTask", _MESSAGE)
