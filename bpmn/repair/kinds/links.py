"""A way that jumps from one sign to another of the same name, drawn as the arrow that it is (10.4.5)."""

from collections.abc import Iterator

from bpmn.messages import lazy_gettext
from bpmn.model import Event
from bpmn.repair.file import File
from bpmn.repair.offers import Offer
from bpmn.repair.splice import lead, remove_flow, remove_node
from bpmn.xml import BPMN

CODES = frozenset({"link_event"})


def offers(file: File) -> Iterator[Offer]:
    for target in _links(file, "intermediateCatchEvent"):
        sources = [each for each in _links(file, "intermediateThrowEvent") if _joined(file, each, target)]
        if sources and len(target.outgoing) == 1 and all(each.incoming for each in sources):
            text = lazy_gettext("Draw the arrow that {name} stands for.", name=file.context.label(target))
            yield Offer(f"links:{target.id}", "links", text, (target.id, *(each.id for each in sources)), CODES)


def make(file: File, offer: Offer, answer: str) -> None:
    target = file.node(offer.elements[0])
    if target is None:
        return
    onwards = file.flow(target.outgoing[0])
    assert onwards is not None
    goes, going = onwards.target, onwards.id
    arriving = [flow for id in offer.elements[1:] if (node := file.node(id)) is not None for flow in node.incoming]
    for flow in arriving:
        lead(file, flow, target=goes)
    remove_flow(file, going)
    for id in offer.elements:
        remove_node(file, id)


def _links(file: File, kind: str) -> list[Event]:
    return [
        event
        for event in file.context.events
        if event.kind == kind and [each.kind for each in event.definitions] == ["link"]
    ]


def _joined(file: File, source: Event, target: Event) -> bool:
    return source.parent == target.parent and _name(file, source) == _name(file, target) != ""


def _name(file: File, event: Event) -> str:
    definition = file.element(event.id).find(f"{{{BPMN}}}linkEventDefinition")
    return ((definition.get("name") if definition is not None else None) or event.name or "").strip()
