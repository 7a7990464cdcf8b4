"""References to an event definition elsewhere: SpiffWorkflow does not follow them and runs a plain event."""

from collections.abc import Iterator

from bpmn.findings import Finding
from bpmn.messages import lazy_gettext
from bpmn.rules import Context
from bpmn.rules._refused import refuse_definitions

CODE = "event_definition_ref"
_MESSAGE = lazy_gettext(
    "The event refers to a definition elsewhere, which the engine does not follow; write the "
    "definition inside the event."
)


def check(context: Context) -> Iterator[Finding]:
    return refuse_definitions(context, CODE, "reference", _MESSAGE)
