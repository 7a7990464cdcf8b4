"""Edits of generated diagrams that leave every step where it is."""

from collections.abc import Sequence
from dataclasses import dataclass

from hypothesis import strategies as st
from lxml import etree

BPMN = "{http://www.omg.org/spec/BPMN/20100524/MODEL}"


@dataclass(frozen=True)
class Edited:
    """Diagrams after some edits, and the user tasks that were drawn into flows."""

    sources: list[bytes]
    inserted: frozenset[str]


@st.composite
def edits(draw: st.DrawFn, sources: Sequence[bytes]) -> Edited:
    """Other names, documentation, and user tasks drawn into some of the flows."""
    roots = [etree.fromstring(source) for source in sources]
    flows = [flow for root in roots for flow in root.iter(BPMN + "sequenceFlow") if _may_be_cut(flow)]
    chosen = draw(st.sets(st.integers(0, len(flows) - 1), max_size=3)) if flows else set()
    keep_at_the_end = draw(st.booleans())
    for number in sorted(chosen):
        _insert(flows[number], f"inserted{number}", keep_at_the_end)
    for root in roots:
        for node in root.iter(BPMN + "userTask", BPMN + "subProcess"):
            node.set("name", "another name")
            node.insert(0, etree.Element(BPMN + "documentation"))
    return Edited([etree.tostring(root) for root in roots], frozenset(f"inserted{number}" for number in chosen))


def _may_be_cut(flow: etree._Element) -> bool:
    return not flow.get("sourceRef").startswith("first")


def _insert(flow: etree._Element, name: str, keep_at_the_end: bool) -> None:
    """Draw a user task into a flow; what stays of the flow is what leads to it, or, without a condition, from it."""
    source, target = flow.get("sourceRef"), flow.get("targetRef")
    other = etree.Element(BPMN + "sequenceFlow", id=f"{name}_flow")
    conditional = len(flow) > 0 or any(each.get("default") == flow.get("id") for each in flow.getparent())
    first, second = (other, flow) if keep_at_the_end and not conditional else (flow, other)
    first.set("sourceRef", source)
    first.set("targetRef", name)
    second.set("sourceRef", name)
    second.set("targetRef", target)
    flow.addnext(other)
    flow.addprevious(etree.Element(BPMN + "userTask", id=name))
