"""Every step but an end event leads somewhere.

BPMN lets a path end at a task (10.2.1), but in SpiffWorkflow a sub-process that ends so leaves its instance waiting
for nobody.
"""

from collections.abc import Iterator

from bpmn.examples import Explanation, Sketch, Topic
from bpmn.findings import Finding
from bpmn.messages import lazy_gettext
from bpmn.rules import Context, error
from bpmn.rules._flow import is_link, stands_aside

CODE = "dead_end"
EXPLANATION = Explanation(
    Topic.FLOW,
    what=lazy_gettext("Nothing follows a step."),
    why=lazy_gettext("When that step is done, nothing says where the work goes on or that it is over."),
    how=lazy_gettext("Draw an arrow to the next step, or to an end event."),
    wrong=Sketch("start > ask > xor > approve [ok] > end; xor > reject [default]", forms={"ask": "checkbox ok"}),
    right=Sketch("start > ask > xor > approve [ok] > end; xor > reject [default] > end3", forms={"ask": "checkbox ok"}),
)


def check(context: Context) -> Iterator[Finding]:
    for container in context.containers:
        for node in container.nodes.values():
            if container.outgoing[node.id] or node.kind == "endEvent":
                continue
            if not stands_aside(node) and not is_link(node):
                text = lazy_gettext(
                    "Nothing follows {name}; draw an arrow to the next step or to an end.", name=context.label(node)
                )
                yield error(CODE, node, text)
