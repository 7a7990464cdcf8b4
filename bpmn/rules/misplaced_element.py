"""Elements of BPMN where BPMN does not put them, and look-alikes of other namespaces.

SpiffWorkflow searches at any depth and by the end of the tag's name: a process inside an extension element, or a
``<x:sequenceFlow>`` of any namespace, would be executed although no reader of the standard sees it.
"""

from collections.abc import Iterator

from bpmn.examples import Explanation, Sketch, Topic
from bpmn.findings import Finding
from bpmn.kinds import ACTIVITIES, EVENT_DEFINITIONS, EVENTS, FLOW_NODES, LOOPS, SUB_PROCESSES
from bpmn.messages import lazy_gettext
from bpmn.rules import Context, error
from bpmn.xml import Node

CODE = "misplaced_element"
EXPLANATION = Explanation(
    Topic.FILE,
    what=lazy_gettext("Something stands in the file where it does not belong."),
    why=lazy_gettext(
        "One program would execute it and another would not see it; people who look at the drawing do not."
    ),
    how=lazy_gettext("Remove it, or draw it where it belongs."),
    wrong=Sketch(
        "start > review > end",
        inside=(
            '<userTask id="review">\n'
            "  <extensionElements>\n"
            '    <userTask id="hidden"/>\n'
            "  </extensionElements>\n"
            "</userTask>"
        ),
    ),
    right=Sketch("start > review > end", inside='<userTask id="review"/>'),
    in_the_file=True,
)

_CONTAINERS = frozenset({"process", *SUB_PROCESSES})
_ROOT = frozenset({"definitions"})
# Where each element that decides what is executed may stand.
_INSIDE: dict[str, frozenset[str]] = {
    **dict.fromkeys(FLOW_NODES, _CONTAINERS | {"choreography", "globalChoreographyTask", "subChoreography"}),
    **dict.fromkeys(EVENT_DEFINITIONS, EVENTS | _ROOT),
    **dict.fromkeys(LOOPS, ACTIVITIES),
    **dict.fromkeys(("process", "message", "signal", "error", "escalation", "dataStore"), _ROOT),
    "sequenceFlow": _CONTAINERS | {"choreography", "subChoreography"},
    "conditionExpression": frozenset({"sequenceFlow"}),
    "lane": frozenset({"laneSet", "childLaneSet"}),
    "flowNodeRef": frozenset({"lane"}),
    "laneSet": _CONTAINERS,
    "childLaneSet": frozenset({"lane"}),
}
_LOOKED_FOR_BY_ENDING = ("sequenceFlow", "boundaryEvent", "dataObjectReference", "dataStoreReference")


def check(context: Context) -> Iterator[Finding]:
    for node in context.root.iter():
        if node.parent is None:
            continue
        if node.is_bpmn():
            inside = _INSIDE.get(node.name)
            astray = inside is not None and not node.parent.is_bpmn(*inside)
        else:
            astray = node.id is not None and node.name.endswith(_LOOKED_FOR_BY_ENDING) and _in_process(node)
        if astray:
            text = lazy_gettext(
                "In the file, “{tag}” stands inside “{parent}”, where it does not belong and is not read; remove it, "
                "or draw it where it belongs.",
                tag=node.name[:80],
                parent=node.parent.name[:80],
            )
            yield error(CODE, node, text)


def _in_process(node: Node) -> bool:
    return any(ancestor.is_bpmn("process") for ancestor in node.ancestors())
