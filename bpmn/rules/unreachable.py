"""Every step can be reached from the start event: SpiffWorkflow silently drops what cannot."""

from collections.abc import Iterator

from bpmn.findings import Finding
from bpmn.graph import reachable
from bpmn.messages import lazy_gettext
from bpmn.rules import Context, error, label
from bpmn.rules._flow import is_link, paths, stands_aside

CODE = "unreachable"
TITLE = lazy_gettext("A step to which no flow leads")
WHY = lazy_gettext("It stands in the drawing and is never done: nothing leads to it from the start.")


def check(context: Context) -> Iterator[Finding]:
    for container in context.containers:
        starts = [start.id for start in container.starts]
        if not starts:
            continue
        starts += [node.id for node in container.nodes.values() if is_link(node)]
        reached = reachable(starts, paths(container))
        for node in container.nodes.values():
            if node.id not in reached and not stands_aside(node):
                text = lazy_gettext(
                    "“{name}” is never reached from the start; draw a flow to it or remove it.", name=label(node)
                )
                yield error(CODE, node, text)
