"""The numbers of the drawing are numbers: some tools write them with a decimal comma.

SpiffWorkflow dies of a ValueError when it reads the position of a shape, whatever the process is like.
"""

import re
from collections.abc import Iterator

from bpmn.examples import Explanation, Sketch, Topic
from bpmn.findings import Finding
from bpmn.messages import lazy_gettext
from bpmn.rules import Context, error
from bpmn.xml import DC, DI

CODE = "drawing_numbers"
EXPLANATION = Explanation(
    Topic.FILE,
    what=lazy_gettext("A position in the drawing is no number."),
    why=lazy_gettext(
        "Some programs write a decimal comma there. The drawing could not be read, nor the procedure with it."
    ),
    how=lazy_gettext("Write a decimal point, or move the step a little in the program that drew it and save again."),
    wrong=Sketch(
        "start > review > end",
        beside=(
            '<bpmndi:BPMNDiagram id="d">\n'
            '  <bpmndi:BPMNPlane id="pl" bpmnElement="process">\n'
            '    <bpmndi:BPMNShape id="review_di" bpmnElement="review">\n'
            '      <dc:Bounds x="100,5" y="80" width="100" height="80"/>\n'
            "    </bpmndi:BPMNShape>\n"
            "  </bpmndi:BPMNPlane>\n"
            "</bpmndi:BPMNDiagram>"
        ),
    ),
    right=Sketch(
        "start > review > end",
        beside=(
            '<bpmndi:BPMNDiagram id="d">\n'
            '  <bpmndi:BPMNPlane id="pl" bpmnElement="process">\n'
            '    <bpmndi:BPMNShape id="review_di" bpmnElement="review">\n'
            '      <dc:Bounds x="100.5" y="80" width="100" height="80"/>\n'
            "    </bpmndi:BPMNShape>\n"
            "  </bpmndi:BPMNPlane>\n"
            "</bpmndi:BPMNDiagram>"
        ),
    ),
    in_the_file=True,
)
_NUMBER = re.compile(r"[-+]?(\d+(\.\d*)?|\.\d+)([eE][-+]?\d{1,2})?", re.ASCII)


def check(context: Context) -> Iterator[Finding]:
    for node in context.root.iter():
        if (node.namespace, node.name) not in ((DC, "Bounds"), (DI, "waypoint")):
            continue
        for name in ("x", "y", "width", "height"):
            value = node.attributes.get(name)
            if value is not None and not _NUMBER.fullmatch(value.strip()):
                text = lazy_gettext(
                    "A position or size in the drawing is “{value}”, which is no number; move the element in the "
                    "editor and save, or write it with a decimal point.",
                    value=value[:40],
                )
                yield error(CODE, node, text)
