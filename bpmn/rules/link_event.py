"""Link events (10.4.5): SpiffWorkflow ends the path at the throwing one, as if it were complete."""

from collections.abc import Iterator

from bpmn.findings import Finding
from bpmn.messages import lazy_gettext
from bpmn.rules import Context
from bpmn.rules._refused import refuse_definitions

CODE = "link_event"
_MESSAGE = lazy_gettext("Link events are not executed; draw the sequence flow from one to the other.")


def check(context: Context) -> Iterator[Finding]:
    return refuse_definitions(context, CODE, "link", _MESSAGE)
