"""Inputs and outputs declared for an activity or process (10.3.1, ``ioSpecification``).

SpiffWorkflow drops every variable that is not declared, and fails where a declared one is missing. Every step of a
procedure sees all its data instead.
"""

from collections.abc import Iterator

from bpmn.findings import Finding
from bpmn.messages import lazy_gettext
from bpmn.rules import Context, error

CODE = "data_mapping"
_SETS = (("inputSet", "dataInputRefs"), ("outputSet", "dataOutputRefs"))


def check(context: Context) -> Iterator[Finding]:
    for node in context.xml("ioSpecification"):
        if any(group.all(reference) for name, reference in _SETS for group in node.all(name)):
            yield error(
                CODE, node, lazy_gettext("Inputs and outputs are not declared: every step sees all data; remove them.")
            )
