"""A parallel gateway that waits for itself.

A gateway that joins branches goes on when each incoming flow has brought a token (13.4.1). When one of them can only be
reached by passing that very gateway, as when a loop leads back into it, the first token waits for ever. SpiffWorkflow
alone lets it pass, and drawn elsewhere the procedure stands still.
"""

from collections.abc import Iterator

from bpmn.findings import Finding
from bpmn.graph import reachable
from bpmn.messages import lazy_gettext
from bpmn.rules import Context, error, label
from bpmn.rules._flow import paths

CODE = "join_on_itself"


def check(context: Context) -> Iterator[Finding]:
    for container in context.containers:
        successors = paths(container)
        starts = [start.id for start in container.starts]
        reached = reachable(starts, successors)
        for node in container.nodes.values():
            incoming = container.incoming[node.id]
            if node.kind != "parallelGateway" or len(incoming) < 2 or node.id not in reached:
                continue
            before = reachable(starts, {**successors, node.id: []})
            if any(flow.source not in before or flow.source == node.id for flow in incoming):
                text = lazy_gettext(
                    "“{name}” waits for a flow that comes only after it; lead that flow to an exclusive gateway before "
                    "it.",
                    name=label(node),
                )
                yield error(CODE, node, text)
