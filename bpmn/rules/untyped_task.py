"""A task without a type says nothing of who or what does it (10.2.3): it passes with nobody doing anything."""

from collections.abc import Iterator

from bpmn.findings import Finding
from bpmn.messages import msg
from bpmn.rules import Context, label, warning

CODE = "untyped_task"


def check(context: Context) -> Iterator[Finding]:
    for node in context.nodes:
        if node.kind == "task":
            text = msg("“{name}” has no type, so nobody is asked to do it; make it a user task.", name=label(node))
            yield warning(CODE, node, text)
