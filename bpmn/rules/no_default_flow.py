"""A gateway whose flows all have conditions stops the instance with an error when none of them holds (10.5.2)."""

from collections.abc import Iterator

from bpmn.findings import Finding
from bpmn.messages import lazy_gettext
from bpmn.model import Gateway
from bpmn.rules import Context, label, warning

CODE = "no_default_flow"


def check(context: Context) -> Iterator[Finding]:
    for container in context.containers:
        for node in container.nodes.values():
            if not isinstance(node, Gateway) or node.kind not in ("exclusiveGateway", "inclusiveGateway"):
                continue
            flows = container.outgoing[node.id]
            if flows and all(flow.condition is not None and flow.id != node.default for flow in flows):
                text = lazy_gettext(
                    "“{name}” has no default flow; choose one, for when no condition holds.",
                    name=label(node),
                )
                yield warning(CODE, node, text)
