"""What a diagram shows beside the flow (7.2, 10.3, 9.2): notes, data, participants, messages between them, groups."""

from dataclasses import dataclass

from bpmn.model import Element
from bpmn.node_reader import documentation
from bpmn.xml import Node

KINDS = frozenset(
    {"textAnnotation", "dataObjectReference", "dataStoreReference", "participant", "messageFlow", "group"}
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Artifact(Element):
    """An element that explains. `kind` is its tag; `text` what a note says."""

    kind: str
    text: str | None = None


def read_artifacts(root: Node) -> tuple[Artifact, ...]:
    """The artifacts of a file that have an id, in document order."""
    return tuple(
        Artifact(
            id=node.id,
            name=node.attributes.get("name"),
            documentation=documentation(node),
            line=node.line,
            kind=node.name,
            text="".join(child.deep_text for child in node.all("text")).strip() or None,
        )
        for node in root.iter()
        if node.id is not None and node.is_bpmn(*KINDS)
    )
