"""What is executed is drawn: people approve the diagram that they see (clause 12)."""

from collections.abc import Iterator

from bpmn.findings import Finding
from bpmn.messages import lazy_gettext
from bpmn.rules import Context, label, warning
from bpmn.xml import BPMNDI

CODE = "not_drawn"


def check(context: Context) -> Iterator[Finding]:
    drawn = {
        node.attributes.get("bpmnElement", "").rpartition(":")[2]
        for node in context.root.iter()
        if node.namespace == BPMNDI and node.name in ("BPMNShape", "BPMNEdge")
    }
    for process in context.definitions.processes:
        if process.nodes and not drawn:
            text = lazy_gettext(
                "“{name}” is not drawn: the file has no diagram; nobody can see it.", name=label(process)
            )
            yield warning(CODE, process, text)
            continue
        for element in (*process.nodes, *process.flows):
            if element.id not in drawn:
                text = lazy_gettext(
                    "“{name}” is not drawn, but would be executed; draw it or remove it.", name=label(element)
                )
                yield warning(CODE, element, text)
