"""The flows that leave an exclusive or inclusive gateway say when they are taken (10.5.2, 10.5.3).

SpiffWorkflow refuses a second flow without a condition, and fails on an empty one when it gets there.
"""

from collections.abc import Iterator

from bpmn.findings import Finding
from bpmn.messages import lazy_gettext
from bpmn.model import Gateway
from bpmn.rules import Context, error, label

CODE = "missing_condition"
TITLE = lazy_gettext("A way of a choice that does not say when")
WHY = lazy_gettext("After a choice, each way says when it is taken; one may be the way for when none of the others is.")


def check(context: Context) -> Iterator[Finding]:
    for container in context.containers:
        for node in container.nodes.values():
            if not isinstance(node, Gateway) or node.kind not in ("exclusiveGateway", "inclusiveGateway"):
                continue
            flows = container.outgoing[node.id]
            for flow in flows:
                unasked = flow.condition is None and (len(flows) == 1 or flow.id == node.default)
                if not flow.condition and not unasked:
                    text = lazy_gettext(
                        "The flow from “{name}” has no condition; write one, or make it the default flow.",
                        name=label(node),
                    )
                    yield error(CODE, flow, text)
