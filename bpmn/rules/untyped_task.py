"""A task without a type does not say how it is done (10.2.3): people are asked, as for a manual task."""

from collections.abc import Iterator

from bpmn.findings import Finding
from bpmn.messages import lazy_gettext
from bpmn.rules import Context, label, warning

CODE = "untyped_task"


def check(context: Context) -> Iterator[Finding]:
    for node in context.nodes:
        if node.kind == "task":
            text = lazy_gettext(
                "“{name}” has no type: it is done like a manual task; make it a user task.", name=label(node)
            )
            yield warning(CODE, node, text)
