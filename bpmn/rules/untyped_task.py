"""A task without a type does not say how it is done (10.2.3): people are asked, as for a manual task."""

from collections.abc import Iterator

from bpmn.findings import Finding
from bpmn.messages import lazy_gettext
from bpmn.rules import Context, label, warning

CODE = "untyped_task"
TITLE = lazy_gettext("A step without a type")
WHY = lazy_gettext(
    "It is done like a manual task: somebody says that it was done, and nothing is asked. With a type the"
    " drawing says who does it and what it leaves."
)


def check(context: Context) -> Iterator[Finding]:
    for node in context.nodes:
        if node.kind == "task":
            text = lazy_gettext(
                "“{name}” has no type: it is done like a manual task; make it a user task.", name=label(node)
            )
            yield warning(CODE, node, text)
