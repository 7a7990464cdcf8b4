"""Every step but an end event leads somewhere.

BPMN lets a path end at a task (10.2.1), but in SpiffWorkflow a sub-process that ends so leaves its instance waiting
for nobody.
"""

from collections.abc import Iterator

from bpmn.findings import Finding
from bpmn.messages import lazy_gettext
from bpmn.rules import Context, error, label
from bpmn.rules._flow import is_link, stands_aside

CODE = "dead_end"
TITLE = lazy_gettext("A step after which nothing follows")
WHY = lazy_gettext(
    "Whoever reads the drawing cannot tell whether the procedure ends there or something was forgotten. "
    "Every way leads to an end event."
)


def check(context: Context) -> Iterator[Finding]:
    for container in context.containers:
        for node in container.nodes.values():
            if container.outgoing[node.id] or node.kind == "endEvent":
                continue
            if not stands_aside(node) and not is_link(node):
                text = lazy_gettext(
                    "Nothing follows “{name}”; lead it to the next step or to an end event.", name=label(node)
                )
                yield error(CODE, node, text)
