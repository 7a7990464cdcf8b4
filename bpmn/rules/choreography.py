"""Choreographies (clause 11) describe what happens between organisations; there is nobody to execute them."""

from collections.abc import Iterator

from bpmn.findings import Finding
from bpmn.kinds import CHOREOGRAPHY
from bpmn.messages import lazy_gettext
from bpmn.rules import Context, error

CODE = "choreography"


def check(context: Context) -> Iterator[Finding]:
    for node in context.xml("choreography", "globalChoreographyTask", *sorted(CHOREOGRAPHY)):
        yield error(
            CODE, node, lazy_gettext("Choreographies are not executed; draw the process of each participant instead.")
        )
