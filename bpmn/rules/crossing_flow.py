"""A sequence flow stays inside its process or sub-process (8.3.13).

SpiffWorkflow reads the node on the other side a second time, into the wrong process, or never sees the flow.
"""

from collections.abc import Iterator

from bpmn.findings import Finding
from bpmn.messages import lazy_gettext
from bpmn.rules import Context, error

CODE = "crossing_flow"


def check(context: Context) -> Iterator[Finding]:
    for process in context.definitions.processes:
        parents = {node.id: node.parent for node in process.nodes}
        for flow in process.flows:
            if not parents[flow.source] == parents[flow.target] == flow.parent:
                text = lazy_gettext(
                    "The flow crosses the border of a sub-process; lead it to the sub-process itself, and from its "
                    "own start event on."
                )
                yield error(CODE, flow, text)
