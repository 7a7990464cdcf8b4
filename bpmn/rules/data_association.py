"""Data associations that change what they carry (10.3.2): nothing here executes that.

An arrow between a step and a data object is documentation, as whoever draws one means it, and is left out of execution:
every step sees all data. One with an assignment or a transformation says that values change on the way.
"""

from collections.abc import Iterator

from bpmn.findings import Finding
from bpmn.messages import lazy_gettext
from bpmn.rules import Context, error

CODE = "data_association"


def check(context: Context) -> Iterator[Finding]:
    for node in context.xml("dataInputAssociation", "dataOutputAssociation"):
        if node.first("assignment") is not None or node.first("transformation") is not None:
            text = lazy_gettext(
                "The arrow between the data and the step would change values, which is not executed; write a script, "
                "or remove its assignments and its transformation."
            )
            yield error(CODE, node, text)
