"""Whether an element of one version of a diagram is still what it was in another."""

from typing import Any

from lxml import etree
from SpiffWorkflow.bpmn.specs.mixins.multiinstance_task import LoopTask
from SpiffWorkflow.bpmn.specs.mixins.unstructured_join import UnstructuredJoin

from .canonical import canonical
from .diagrams import BPMN

REPEATS = ["loopDataInputRef", "loopCardinality", "loopDataOutputRef"]
ITEMS = ["inputDataItem", "outputDataItem"]


def likeness(spec: Any, node: Any) -> object:
    """What an element must be still for whoever waits at it."""
    if isinstance(spec, LoopTask):
        return repeats(node), likeness(spec._wf_spec.task_specs[spec.task_spec], node)
    if isinstance(spec, UnstructuredJoin):
        return "join"
    if spec.manual:
        return "human"
    return etree.QName(node).localname, node.get("calledElement")


def repeats(node: Any) -> list[object]:
    """How an activity repeats, and over what."""
    found: list[object] = []
    for loop in node:
        if loop.tag in (BPMN + "standardLoopCharacteristics", BPMN + "multiInstanceLoopCharacteristics"):
            texts = [said(loop.findtext(BPMN + name)) for name in REPEATS]
            items = [None if (each := loop.find(BPMN + name)) is None else each.get("id") for name in ITEMS]
            found += [loop.tag, loop.get("isSequential") in ("true", "1"), *texts, *items]
    return found


def timing(node: Any) -> list[str]:
    """What a timer says: its definition, and a term that Cauce counts."""
    said = [" ".join("".join(each.itertext()).split()) for each in node.iter(BPMN + "timerEventDefinition")]
    kinds = [etree.QName(inner).localname for each in node.iter(BPMN + "timerEventDefinition") for inner in each]
    terms = [canonical(sorted(each.attrib.items())) for each in node.iter("{urn:cauce:bpmn:1}due")]
    return [*said, *kinds, *terms]


def said(value: object) -> str | None:
    """A text without the space around it; None for nothing and for what is no text."""
    return value.strip() or None if isinstance(value, str) else None
