"""A sequence flow stays inside its process or sub-process (8.3.13).

SpiffWorkflow reads the node on the other side a second time, into the wrong process, or never sees the flow.
"""

from collections.abc import Iterator

from bpmn.examples import Explanation, Sketch, Topic
from bpmn.findings import Finding
from bpmn.messages import lazy_gettext
from bpmn.rules import Context, error

CODE = "crossing_flow"
EXPLANATION = Explanation(
    Topic.FLOW,
    what=lazy_gettext("An arrow goes into a sub-process, or out of it."),
    why=lazy_gettext(
        "A sub-process is a whole: it begins at its own start and is over at its own ends. "
        "An arrow through its border would begin it in the middle."
    ),
    how=lazy_gettext("Lead the arrow to the sub-process itself."),
    wrong=Sketch("start > review > ask; sub > end", within={"sub": "start2 > ask > end2"}),
    right=Sketch("start > review > sub > end", within={"sub": "start2 > ask > end2"}),
)


def check(context: Context) -> Iterator[Finding]:
    for process in context.definitions.processes:
        parents = {node.id: node.parent for node in process.nodes}
        for flow in process.flows:
            if not parents[flow.source] == parents[flow.target] == flow.parent:
                text = lazy_gettext(
                    "{flow} crosses the border of a sub-process; lead it to the sub-process itself, and inside begin "
                    "at its own start.",
                    flow=context.label(flow),
                )
                yield error(CODE, flow, text)
