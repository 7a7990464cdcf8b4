"""Conditions count only on flows that leave an exclusive or inclusive gateway and are not its default.

BPMN also allows them on flows that leave an activity (10.2.1), but SpiffWorkflow ignores them there: the flow is
always taken.
"""

from collections.abc import Iterator

from bpmn.examples import Explanation, Sketch, Topic
from bpmn.findings import Finding
from bpmn.messages import lazy_gettext
from bpmn.model import Gateway
from bpmn.rules import Context, error, warning

CODE = "ignored_condition"
EXPLANATION = Explanation(
    Topic.DATA,
    what=lazy_gettext("A condition stands where it does not count."),
    why=lazy_gettext(
        "Conditions are looked at only on arrows that leave a choice. Anywhere else the "
        "arrow is always taken, whatever the condition says."
    ),
    how=lazy_gettext("Put a gateway before the arrow, and draw where it goes on when the condition does not hold."),
    wrong=Sketch("start > ask > approve [ok] > end", forms={"ask": "checkbox ok"}),
    right=Sketch("start > ask > xor > approve [ok] > end; xor > reject [default] > end3", forms={"ask": "checkbox ok"}),
)


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
                    "An arrow that leaves {name} has a condition, which does not count there; put an exclusive "
                    "gateway (X) after it.",
                    name=context.label(source),
                )
                yield error(CODE, flow, text)
            elif isinstance(source, Gateway) and source.default == flow.id and flow.condition:
                yield warning(
                    CODE,
                    flow,
                    lazy_gettext(
                        "{flow} is the default way and has a condition, which does not count; remove the condition.",
                        flow=context.label(flow),
                    ),
                )
