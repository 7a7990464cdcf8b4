"""Events whose meaning is not executed, made such as are: somebody begins, another system is told, it is over."""

from collections.abc import Iterator
from typing import Any

from lxml import etree

from bpmn.messages import Message, lazy_gettext
from bpmn.model import Event
from bpmn.repair.file import File, is_model, name_of
from bpmn.repair.messages_sent import send
from bpmn.repair.offers import Offer
from bpmn.xml import BPMN

CODES = frozenset(
    {
        "conditional_event", "error_event", "escalation_event", "event_definition_ref", "message_catch",
        "multiple_events", "signal_event", "timer_event", "unsupported_element",
    }
)  # fmt: skip
_TOLD = frozenset({"signal", "escalation"})


def offers(file: File) -> Iterator[Offer]:
    processes = {each.id for each in file.processes}
    for event in file.context.events:
        what = _what(event, event.parent in processes)
        if what is not None:
            yield Offer(f"plain_events:{event.id}", "plain_events", _sentence(file, event, what), (event.id,), CODES)


def make(file: File, offer: Offer, answer: str) -> None:
    id = offer.elements[0]
    node = file.node(id)
    if not isinstance(node, Event):
        return
    element = file.element(id)
    what = _what(node, node.parent in {each.id for each in file.processes})
    if what == "inside":
        _bring_in(file, element)
        return
    for each in [each for each in element if isinstance(each.tag, str) and _is_definition(each)]:
        element.remove(each)
    file.changed()
    if what == "told":
        send(file, id, node.name)
    elif what == "over":
        definition = etree.SubElement(element, f"{{{BPMN}}}terminateEventDefinition")
        definition.set("id", file.new_id(f"{id}_fin"))


def _what(event: Event, top: bool) -> str | None:
    kinds = [each.kind for each in event.definitions]
    if "reference" in kinds:
        return "inside"
    if event.kind == "startEvent" and kinds and top:
        return "begun"
    if event.kind in ("endEvent", "intermediateThrowEvent"):
        if len(kinds) == 1 and kinds[0] in _TOLD:
            return "told"
        if event.kind == "endEvent" and top and kinds == ["error"]:
            return "over"
    return None


def _sentence(file: File, event: Event, what: str) -> Message:
    name = file.context.label(event)
    match what:
        case "begun":
            return lazy_gettext("Let somebody begin at {name}, as every procedure is begun here.", name=name)
        case "told":
            return lazy_gettext("Send a message at {name}: other systems are told.", name=name)
        case "over":
            return lazy_gettext("End everything at {name}, where it would stop with an error.", name=name)
        case _:
            return lazy_gettext("Write what {name} waits for or sends where it is looked for.", name=name)


def _bring_in(file: File, element: Any) -> None:
    """Copy the definitions that stand apart into the event that names them."""
    for reference in element.findall(f"{{{BPMN}}}eventDefinitionRef"):
        id = (reference.text or "").strip().rpartition(":")[2]
        place = element.index(reference)
        element.remove(reference)
        if id and file.has(id):
            apart = file.element(id)
            made = etree.fromstring(etree.tostring(apart))
            made.tail = reference.tail
            made.set("id", file.new_id(f"{id}_{element.get('id')}"))
            element.insert(place, made)
        file.changed()


def _is_definition(element: Any) -> bool:
    return is_model(element) and name_of(element).endswith(("EventDefinition", "eventDefinitionRef"))
