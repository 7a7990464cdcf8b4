"""Conditions count only on flows that leave an exclusive or inclusive gateway and are not its default.

BPMN also allows them on flows that leave an activity (10.2.1), but SpiffWorkflow ignores them there: the flow is
always taken.
"""

from collections.abc import Iterator

from bpmn.findings import Finding
from bpmn.messages import lazy_gettext
from bpmn.model import Gateway
from bpmn.rules import Context, error, label, warning

CODE = "ignored_condition"


def check(context: Context) -> Iterator[Finding]:
    for container in context.containers:
        for flow in container.flows:
            if flow.condition is None:
                continue
            source = container.nodes[flow.source]
            if source.kind == "eventBasedGateway":
                continue  # its own rule says what to draw there
            if source.kind not in ("exclusiveGateway", "inclusiveGateway"):
                text = lazy_gettext(
                    "The condition is ignored on a flow that leaves “{name}”; put an exclusive gateway after it.",
                    name=label(source),
                )
                yield error(CODE, flow, text)
            elif isinstance(source, Gateway) and source.default == flow.id and flow.condition:
                yield warning(CODE, flow, lazy_gettext("The condition of a default flow is ignored; remove it."))
