"""Only gateways have several outgoing flows.

BPMN starts all of them (10.2.1) where nobody sees it drawn; SpiffWorkflow refuses them on tasks.
"""

from collections.abc import Iterator

from bpmn.findings import Finding
from bpmn.kinds import GATEWAYS
from bpmn.messages import lazy_gettext
from bpmn.rules import Context, error, label

CODE = "implicit_split"
TITLE = lazy_gettext("Several flows out of a step")
WHY = lazy_gettext(
    "BPMN begins all of them at once, and the drawing does not show it: most readers take it for a "
    "choice. A gateway after the step says which is meant."
)


def check(context: Context) -> Iterator[Finding]:
    for container in context.containers:
        for node in container.nodes.values():
            if len(container.outgoing[node.id]) > 1 and node.kind not in GATEWAYS and node.kind != "endEvent":
                text = lazy_gettext(
                    "Several flows leave “{name}”; put a gateway after it that says whether one or all are taken.",
                    name=label(node),
                )
                yield error(CODE, node, text)
