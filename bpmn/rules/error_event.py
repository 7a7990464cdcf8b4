"""Error events are not executed yet.

An error that nobody catches passes for a normal end in SpiffWorkflow, and one that is caught loses what was written
inside the sub-process.
"""

from collections.abc import Iterator

from bpmn.findings import Finding
from bpmn.messages import lazy_gettext
from bpmn.rules import Context
from bpmn.rules._refused import refuse_definitions

CODE = "error_event"
_MESSAGE = lazy_gettext(
    "Error events are not executed yet; end the sub-process normally and ask at an exclusive gateway "
    "what came out of it."
)


def check(context: Context) -> Iterator[Finding]:
    return refuse_definitions(context, CODE, "error", _MESSAGE)
