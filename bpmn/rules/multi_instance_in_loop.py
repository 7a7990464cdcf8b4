"""A multi-instance activity inside a loop fails on the second pass, unless its output is emptied before.

SpiffWorkflow refuses an output that already holds something, and an input item that an earlier pass left behind; with
a cardinality it fails on any output that exists (a name misspelt in its own code). An output that is the input itself,
changed in place, is right.
"""

import re
from collections.abc import Iterator

from bpmn.findings import Finding
from bpmn.graph import cycles
from bpmn.messages import Message, msg
from bpmn.model import Activity, LoopCharacteristics
from bpmn.rules import Context, error, label

CODE = "multi_instance_in_loop"


def check(context: Context) -> Iterator[Finding]:
    for container in context.containers:
        for ring in cycles(container.successors):
            for id in ring:
                node = container.nodes[id]
                if isinstance(node, Activity) and node.loop and node.loop.kind != "standard":
                    message = _problem(node, node.loop)
                    if message:
                        yield error(CODE, node, message)


def _problem(activity: Activity, loop: LoopCharacteristics) -> Message | None:
    output = loop.output_collection
    if output is None or loop.output_item is None:
        if loop.input_item is None:
            return None
        return msg(
            "“{name}” would fail on the second pass of the loop; give it loopDataOutputRef and outputDataItem.",
            name=label(activity),
        )
    if loop.cardinality is not None:
        return msg(
            "“{name}” would fail on the second pass of the loop; repeat it over a list (loopDataInputRef) instead of "
            "by loopCardinality.",
            name=label(activity),
        )
    if output == loop.collection or (not loop.scripts_on_instances and _assigns(activity.pre_script, output)):
        return None
    return msg(
        "“{name}” would fail on the second pass of the loop, because “{output}” is not empty then; begin its preScript "
        "with: {output} = []",
        name=label(activity),
        output=output,
    )


def _assigns(script: str | None, variable: str) -> bool:
    return re.search(rf"^{re.escape(variable)}[ \t]*=(?!=)", script or "", re.MULTILINE) is not None
