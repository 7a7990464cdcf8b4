"""The default flow of a gateway is one of its own outgoing flows (10.5.1, table 8.41).

SpiffWorkflow runs a gateway whose default leads elsewhere as one without a default. On anything but an exclusive or
inclusive gateway it ignores the default.
"""

from collections.abc import Iterator

from bpmn.examples import Explanation, Sketch, Topic
from bpmn.findings import Finding
from bpmn.messages import lazy_gettext
from bpmn.model import Activity, Gateway
from bpmn.rules import Context, error, warning

CODE = "default_flow"
EXPLANATION = Explanation(
    Topic.FLOW,
    what=lazy_gettext("A default way is marked where it cannot be taken."),
    why=lazy_gettext(
        "The default way is the one that is taken when no condition holds. It has to be one "
        "of the arrows that leave the gateway; otherwise the instance stops there when "
        "nothing holds."
    ),
    how=lazy_gettext("Choose one of the arrows that leave the gateway as its default."),
    wrong=Sketch(
        "start > ask > xor > approve [ok] > end; xor > reject [not ok] > end3",
        inside='<exclusiveGateway id="xor" default="f_ask_xor"/>',
        forms={"ask": "checkbox ok"},
    ),
    right=Sketch("start > ask > xor > approve [ok] > end; xor > reject [default] > end3", forms={"ask": "checkbox ok"}),
)


def check(context: Context) -> Iterator[Finding]:
    for node in context.nodes:
        if not isinstance(node, Activity | Gateway) or not node.default:
            continue
        if node.kind not in ("exclusiveGateway", "inclusiveGateway"):
            yield warning(
                CODE,
                node,
                lazy_gettext(
                    "{name} has a default way, which means nothing there: only gateways that ask have one. Remove it.",
                    name=context.label(node),
                ),
            )
        elif node.default not in node.outgoing:
            text = lazy_gettext(
                "The default way of {name} is an arrow that does not leave it; choose one of those that do.",
                name=context.label(node),
            )
            yield error(CODE, node, text)
