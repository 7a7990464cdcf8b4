"""Arrows that lead nowhere, and references to what is not in the file."""

from collections.abc import Iterator
from typing import Any

from bpmn.messages import lazy_gettext
from bpmn.repair.drawn import erase
from bpmn.repair.file import File, local, name_of
from bpmn.repair.offers import Offer
from bpmn.repair.splice import remove_flow
from bpmn.xml import BPMN, BPMNDI

CODES = frozenset({"dangling_reference", "default_flow", "duplicate_flow"})
_REFERENCES = ("messageRef", "signalRef", "errorRef", "escalationRef", "default", "processRef", "dataObjectRef")
_TEXTS = ("incoming", "outgoing", "flowNodeRef", "eventDefinitionRef")
_ARROWS = ("messageFlow", "association")
_ENDS = ("sourceRef", "targetRef")


def offers(file: File) -> Iterator[Offer]:
    flows = list(_flows(file))
    if flows:
        text = lazy_gettext("Remove the arrows that lead to nothing or come from nothing.")
        yield Offer("dangling:flows", "dangling", text, tuple(flows), frozenset({"dangling_reference"}))
    if twice := tuple(_twice(file)):
        text = lazy_gettext("Leave one of two arrows that say the same.")
        yield Offer("dangling:twice", "dangling", text, twice, frozenset({"duplicate_flow"}))
    if any(_references(file)):
        text = lazy_gettext("Remove what the file says of things that are not in it.")
        yield Offer("dangling:references", "dangling", text, codes=CODES)


def make(file: File, offer: Offer, answer: str) -> None:
    if offer.key in ("dangling:flows", "dangling:twice"):
        for flow in offer.elements:
            remove_flow(file, flow)
        return
    for element, attribute in list(_references(file)):
        if attribute is not None:
            del element.attrib[attribute]
        elif element.getparent() is not None:
            if id := element.get("id"):
                erase(file, id)
            element.getparent().remove(element)
    file.changed()


def _flows(file: File) -> Iterator[str]:
    """Flows that begin or end at nothing that a token could stand at."""
    nodes = {node.id for node in file.context.nodes}
    for flow in file.tree.all("sequenceFlow"):
        ends = {local(flow.get(end, "")) for end in _ENDS}
        if not ends <= nodes:
            yield flow.get("id")


def _twice(file: File) -> Iterator[str]:
    """Flows between nodes that another joins already, where neither has a condition."""
    for process in file.processes:
        seen: set[tuple[str, str]] = set()
        for flow in process.flows:
            if not flow.condition and (flow.source, flow.target) in seen:
                yield flow.id
            seen.add((flow.source, flow.target))


def _references(file: File) -> Iterator[tuple[Any, str | None]]:
    """Elements with the attribute that leads nowhere, or None for one whose whole is a reference."""
    for element in file.tree.root.iter(f"{{{BPMN}}}*"):
        name = name_of(element)
        for attribute in _REFERENCES:
            if (value := element.get(attribute)) and not _there(file, value):
                yield element, attribute
        texts = name in _TEXTS and element.text and not _there(file, element.text)
        if texts or (name in _ARROWS and not all(_there(file, element.get(end, "")) for end in _ENDS)):
            yield element, None
        own = local(element.get("default", ""))
        if own and file.has(own):
            leaves = local(file.element(own).get("sourceRef", "")) == element.get("id")
            if not leaves or name not in ("exclusiveGateway", "inclusiveGateway"):
                yield element, "default"
    for drawing in ("BPMNShape", "BPMNEdge"):
        for element in file.tree.root.iter(f"{{{BPMNDI}}}{drawing}"):
            named = element.get("bpmnElement")
            if named and not file.has(local(named)):
                yield element, None


def _there(file: File, reference: str) -> bool:
    return file.has(reference.strip()) or file.has(local(reference))
