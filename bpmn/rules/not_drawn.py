"""What is executed is drawn: people approve the diagram that they see (clause 12)."""

from collections.abc import Iterator

from bpmn.examples import Explanation, Sketch, Topic
from bpmn.findings import Finding
from bpmn.messages import lazy_gettext
from bpmn.rules import Context, warning
from bpmn.xml import BPMNDI

CODE = "not_drawn"
EXPLANATION = Explanation(
    Topic.FILE,
    what=lazy_gettext("Something would be executed that nobody sees in the drawing."),
    why=lazy_gettext(
        "People sign what they see. A step that is in the file and not in the drawing would "
        "be done without anybody having approved it."
    ),
    how=lazy_gettext("Draw it, or remove it from the file."),
    wrong=Sketch(
        "start > review > end",
        beside=(
            '<bpmndi:BPMNDiagram id="d"><bpmndi:BPMNPlane id="pl" bpmnElement="process">\n'
            '  <bpmndi:BPMNShape id="start_di" bpmnElement="start">'
            '<dc:Bounds x="0" y="0" width="9" height="9"/></bpmndi:BPMNShape>\n'
            '  <bpmndi:BPMNShape id="end_di" bpmnElement="end">'
            '<dc:Bounds x="0" y="0" width="9" height="9"/></bpmndi:BPMNShape>\n'
            '  <bpmndi:BPMNEdge id="f_start_review_di" bpmnElement="f_start_review">'
            '<di:waypoint x="0" y="0"/></bpmndi:BPMNEdge>\n'
            '  <bpmndi:BPMNEdge id="f_review_end_di" bpmnElement="f_review_end">'
            '<di:waypoint x="0" y="0"/></bpmndi:BPMNEdge>\n'
            "</bpmndi:BPMNPlane></bpmndi:BPMNDiagram>"
        ),
    ),
    right=Sketch(
        "start > review > end",
        beside=(
            '<bpmndi:BPMNDiagram id="d"><bpmndi:BPMNPlane id="pl" bpmnElement="process">\n'
            '  <bpmndi:BPMNShape id="start_di" bpmnElement="start">'
            '<dc:Bounds x="0" y="0" width="9" height="9"/></bpmndi:BPMNShape>\n'
            '  <bpmndi:BPMNShape id="review_di" bpmnElement="review">'
            '<dc:Bounds x="0" y="0" width="9" height="9"/></bpmndi:BPMNShape>\n'
            '  <bpmndi:BPMNShape id="end_di" bpmnElement="end">'
            '<dc:Bounds x="0" y="0" width="9" height="9"/></bpmndi:BPMNShape>\n'
            '  <bpmndi:BPMNEdge id="f_start_review_di" bpmnElement="f_start_review">'
            '<di:waypoint x="0" y="0"/></bpmndi:BPMNEdge>\n'
            '  <bpmndi:BPMNEdge id="f_review_end_di" bpmnElement="f_review_end">'
            '<di:waypoint x="0" y="0"/></bpmndi:BPMNEdge>\n'
            "</bpmndi:BPMNPlane></bpmndi:BPMNDiagram>"
        ),
    ),
    in_the_file=True,
)


def check(context: Context) -> Iterator[Finding]:
    drawn = {
        node.attributes.get("bpmnElement", "").rpartition(":")[2]
        for node in context.root.iter()
        if node.namespace == BPMNDI and node.name in ("BPMNShape", "BPMNEdge")
    }
    for process in context.definitions.processes:
        if process.nodes and not drawn:
            text = lazy_gettext(
                "The drawing of {name} is missing: the file has no diagram; nobody can see it.",
                name=context.label(process),
            )
            yield warning(CODE, process, text)
            continue
        for element in (*process.nodes, *process.flows):
            if element.id not in drawn:
                text = lazy_gettext(
                    "The drawing of {name} is missing, but it would be executed; draw it or remove it.",
                    name=context.label(element),
                )
                yield warning(CODE, element, text)
