"""Every step can be reached from the start event: SpiffWorkflow silently drops what cannot."""

from collections.abc import Iterator

from bpmn.examples import Explanation, Sketch, Topic
from bpmn.findings import Finding
from bpmn.graph import reachable
from bpmn.messages import lazy_gettext
from bpmn.rules import Context, error
from bpmn.rules._flow import is_link, paths, stands_aside

CODE = "unreachable"
EXPLANATION = Explanation(
    Topic.FLOW,
    what=lazy_gettext("No arrow leads to a step."),
    why=lazy_gettext(
        "It is drawn, but nothing that begins at the start ever comes to it, so nobody is ever asked to do it."
    ),
    how=lazy_gettext("Draw an arrow to it, or remove it."),
    wrong=Sketch("start > review > end; archive > end2"),
    right=Sketch("start > review > archive > end"),
)


def check(context: Context) -> Iterator[Finding]:
    for container in context.containers:
        starts = [start.id for start in container.starts]
        if not starts:
            continue
        starts += [node.id for node in container.nodes.values() if is_link(node)]
        reached = reachable(starts, paths(container))
        for node in container.nodes.values():
            if node.id not in reached and not stands_aside(node):
                text = lazy_gettext(
                    "{name} is never reached from the start; draw an arrow to it or remove it.",
                    name=context.label(node),
                )
                yield error(CODE, node, text)
