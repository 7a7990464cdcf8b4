"""Inputs and outputs declared for an activity or process (10.3.1, ``ioSpecification``): documentation here.

BPMN lets a step see only what it declares. Every step of a procedure sees all its data instead, and a declaration is
left out of execution.
"""

from collections.abc import Iterator

from bpmn.findings import Finding
from bpmn.messages import lazy_gettext
from bpmn.rules import Context, info

CODE = "data_mapping"
_SETS = (("inputSet", "dataInputRefs"), ("outputSet", "dataOutputRefs"))


def check(context: Context) -> Iterator[Finding]:
    for node in context.xml("ioSpecification"):
        if any(group.all(reference) for name, reference in _SETS for group in node.all(name)):
            yield info(
                CODE, node, lazy_gettext("Declared inputs and outputs are documentation: every step sees all data.")
            )
