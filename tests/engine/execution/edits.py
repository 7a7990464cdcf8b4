"""Edits of generated diagrams: those that leave every step where it is, and those after which one must be decided."""

from collections.abc import Sequence
from dataclasses import dataclass
from random import Random

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


RENAMED = (
    "userTask", "subProcess", "callActivity", "boundaryEvent", "intermediateCatchEvent", "parallelGateway",
    "inclusiveGateway", "eventBasedGateway",
)  # fmt: skip


def altered(sources: Sequence[bytes], lot: Random) -> tuple[list[bytes], dict[str, str]]:
    """The diagrams with other ids for some elements and other values for some timers, and a mapping that says of most
    of them what they are now, of some that they end, and of some something wrong."""
    roots, mapping = [etree.fromstring(source) for source in sources], dict[str, str]()
    for root in roots:
        for duration in root.iter(BPMN + "timeDuration"):
            if lot.random() < 0.3:
                duration.text = "PT5H"
        for node in list(root.iter(*(BPMN + name for name in RENAMED))):
            if lot.random() < 0.2:
                old = node.get("id")
                mapping[old] = f"{old}x"
                for each in root.iter():
                    for name in ("id", "sourceRef", "targetRef", "attachedToRef"):
                        if each.get(name) == old:
                            each.set(name, mapping[old])
    elements = [node.get("id") for root in roots for node in root.iter(BPMN + "userTask", BPMN + "boundaryEvent")]
    for old in list(mapping):
        if lot.random() < 0.3:
            mapping[old] = lot.choice(["", *elements])
    return [etree.tostring(root) for root in roots], mapping
