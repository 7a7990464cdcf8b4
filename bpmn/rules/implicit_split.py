"""Only gateways have several outgoing flows.

BPMN starts all of them (10.2.1) where nobody sees it drawn; SpiffWorkflow refuses them on tasks.
"""

from collections.abc import Iterator

from bpmn.examples import Explanation, Sketch, Topic
from bpmn.findings import Finding
from bpmn.kinds import GATEWAYS
from bpmn.messages import lazy_gettext
from bpmn.rules import Context, error

CODE = "implicit_split"
EXPLANATION = Explanation(
    Topic.FLOW,
    what=lazy_gettext("Several arrows leave a step, and nothing says which are taken."),
    why=lazy_gettext(
        "One reader takes them for a choice, another for things done at the same time. Only a gateway says which it is."
    ),
    how=lazy_gettext("Put a gateway after the step: with a cross one way is taken, with a plus sign all of them."),
    wrong=Sketch("start > review > archive > end; review > answer > end2"),
    right=Sketch("start > review > and > archive > end; and > answer > end2"),
)


def check(context: Context) -> Iterator[Finding]:
    for container in context.containers:
        for node in container.nodes.values():
            if len(container.outgoing[node.id]) > 1 and node.kind not in GATEWAYS and node.kind != "endEvent":
                text = lazy_gettext(
                    "Several arrows leave {name}; put a gateway after it that says whether one is taken (X) or all "
                    "of them (+).",
                    name=context.label(node),
                )
                yield error(CODE, node, text)
