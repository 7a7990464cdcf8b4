"""Data associations (10.3.2) are executed by SpiffWorkflow as more than a drawing.

It demands a variable named as the data object's id, takes it away from the data after the task, and hangs when the
data object is declared two levels up.
"""

from collections.abc import Iterator

from bpmn.findings import Finding
from bpmn.messages import lazy_gettext
from bpmn.rules import Context, error

CODE = "data_association"


def check(context: Context) -> Iterator[Finding]:
    for name, reference in (("dataInputAssociation", "sourceRef"), ("dataOutputAssociation", "targetRef")):
        for node in context.xml(name):
            if node.all(reference):
                text = lazy_gettext(
                    "The arrow between the data and the step would be executed; draw an association (dotted line) "
                    "instead."
                )
                yield error(CODE, node, text)
