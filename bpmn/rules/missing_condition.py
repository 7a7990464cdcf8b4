"""The flows that leave an exclusive or inclusive gateway say when they are taken (10.5.2, 10.5.3).

SpiffWorkflow refuses a second flow without a condition, and fails on an empty one when it gets there.
"""

from collections.abc import Iterator
from dataclasses import replace

from bpmn.examples import Explanation, Sketch, Topic
from bpmn.findings import Finding, Repair
from bpmn.messages import lazy_gettext
from bpmn.model import Gateway, SequenceFlow
from bpmn.rules import Context, error

CODE = "missing_condition"
EXPLANATION = Explanation(
    Topic.DATA,
    what=lazy_gettext("An arrow that leaves a choice has no condition."),
    why=lazy_gettext(
        "At a choice each way says when it is taken. Without a condition nobody can tell, "
        "and the instance cannot decide."
    ),
    how=lazy_gettext("Write its condition, or make it the default way, for when no other holds."),
    wrong=Sketch("start > ask > xor > approve [ok] > end; xor > reject > end3", forms={"ask": "checkbox ok"}),
    right=Sketch("start > ask > xor > approve [ok] > end; xor > reject [default] > end3", forms={"ask": "checkbox ok"}),
)


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
                        "{flow} has no condition; write one, or make it the default way.",
                        flow=context.label(flow),
                    )
                    yield replace(error(CODE, flow, text), repair=_otherwise(node, flow))


def _otherwise(node: Gateway, flow: SequenceFlow) -> Repair | None:
    """Where no way is taken in any other case yet, this one may be it."""
    if node.default is not None or flow.condition is not None:
        return None
    return Repair("default", node.id, flow.id, lazy_gettext("Take this way in any other case"))
