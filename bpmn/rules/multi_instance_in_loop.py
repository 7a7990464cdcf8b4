"""A multi-instance activity inside a loop: right here, failing on the second pass in plain SpiffWorkflow.

SpiffWorkflow refuses an output that already holds something, and an input item that an earlier pass left behind. The
engine makes the output anew at each visit (`engine.execution.loops`); whoever takes the diagram elsewhere should know.
An output that is the input itself, changed in place, or that the preScript empties, is right everywhere.
"""

import re
from collections.abc import Iterator

from bpmn.findings import Finding
from bpmn.graph import cycles
from bpmn.messages import lazy_gettext
from bpmn.model import Activity, LoopCharacteristics
from bpmn.rules import Context, info, label

CODE = "multi_instance_in_loop"


def check(context: Context) -> Iterator[Finding]:
    for container in context.containers:
        for ring in cycles(container.successors):
            for id in ring:
                node = container.nodes[id]
                if isinstance(node, Activity) and node.loop and node.loop.kind != "standard":
                    if _right_everywhere(node, node.loop):
                        continue
                    text = lazy_gettext(
                        "“{name}” repeats inside a loop; here its output is made anew each time, but other engines may "
                        "fail the second time. In a sub-process it is right everywhere.",
                        name=label(node),
                    )
                    yield info(CODE, node, text)


def _right_everywhere(activity: Activity, loop: LoopCharacteristics) -> bool:
    output = loop.output_collection
    if output is None or loop.output_item is None:
        return loop.input_item is None
    if loop.cardinality is not None:
        return False
    return output == loop.collection or (not loop.scripts_on_instances and _assigns(activity.pre_script, output))


def _assigns(script: str | None, variable: str) -> bool:
    return re.search(rf"^{re.escape(variable)}[ \t]*=(?!=)", script or "", re.MULTILINE) is not None
