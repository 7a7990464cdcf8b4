"""A multi-instance activity inside a loop: right here, failing on the second pass in plain SpiffWorkflow.

SpiffWorkflow refuses an output that already holds something, and an input item that an earlier pass left behind. The
engine makes the output anew at each visit (`engine.execution.loops`); whoever takes the diagram elsewhere should know.
An output that is the input itself, changed in place, or that the preScript empties, is right everywhere.
"""

import re
from collections.abc import Iterator

from bpmn.examples import Explanation, Sketch, Topic
from bpmn.findings import Finding
from bpmn.graph import cycles
from bpmn.messages import lazy_gettext
from bpmn.model import Activity, LoopCharacteristics
from bpmn.rules import Context, info

CODE = "multi_instance_in_loop"
EXPLANATION = Explanation(
    Topic.TIME,
    what=lazy_gettext("A step for several people stands inside a loop."),
    why=lazy_gettext(
        "It is right here: each time round their answers are gathered anew. Other programs "
        "may fail the second time, should the diagram be taken there."
    ),
    how=lazy_gettext("Nothing has to be done. In a sub-process it is right everywhere."),
    wrong=Sketch(
        "start > xor2 > ask > review > xor > end [ok]; xor > xor2 [default]",
        inside=(
            '<userTask id="review"><extensionElements><cauce:activity form="review"/></extensionElements>'
            "<multiInstanceLoopCharacteristics><loopCardinality>3</loopCardinality>"
            "<loopDataOutputRef>totals</loopDataOutputRef>"
            '<outputDataItem id="total"/></multiInstanceLoopCharacteristics></userTask>'
        ),
        forms={"ask": "checkbox ok", "review": "number! total"},
    ),
    right=Sketch(
        "start > xor2 > ask > sub > xor > end [ok]; xor > xor2 [default]",
        inside=(
            '<subProcess id="sub"><startEvent id="start2"/><userTask id="review"><extensionElements>'
            '<cauce:activity form="review"/></extensionElements><multiInstanceLoopCharacteristics>'
            "<loopCardinality>3</loopCardinality><loopDataOutputRef>totals</loopDataOutputRef>"
            '<outputDataItem id="total"/></multiInstanceLoopCharacteristics></userTask><endEvent id="end2"/>'
            '<sequenceFlow id="s1" sourceRef="start2" targetRef="review"/>'
            '<sequenceFlow id="s2" sourceRef="review" targetRef="end2"/></subProcess>'
        ),
        forms={"ask": "checkbox ok", "review": "number! total"},
    ),
)


def check(context: Context) -> Iterator[Finding]:
    for container in context.containers:
        for ring in cycles(container.successors):
            for id in ring:
                node = container.nodes[id]
                if isinstance(node, Activity) and node.loop and node.loop.kind != "standard":
                    if _right_everywhere(node, node.loop):
                        continue
                    text = lazy_gettext(
                        "{name} repeats inside a loop; here its results are made anew each time, but other programs "
                        "may fail the second time. In a sub-process it is right everywhere.",
                        name=context.label(node),
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
