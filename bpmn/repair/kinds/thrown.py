"""An error that ends a sub-process and is caught at its edge (10.4.4): the sub-process ends, and what came out of it is
asked at a gateway behind it. A script before it and one before each such end keep what came out.
"""

from collections.abc import Iterator

from lxml import etree

from bpmn.messages import lazy_gettext
from bpmn.model import Event, FlowNode
from bpmn.repair.asking import new_variable
from bpmn.repair.conditions import put_condition
from bpmn.repair.file import File, slug
from bpmn.repair.offers import Offer
from bpmn.repair.splice import lead, put_after, put_before, remove_node
from bpmn.xml import BPMN

CODES = frozenset({"error_event"})
DONE = "hecho"


def offers(file: File) -> Iterator[Offer]:
    for host in file.context.activities:
        caught = _caught(file, host)
        ends = _ends(file, host)
        fits = host.kind == "subProcess" and host.loop is None and len(host.outgoing) == 1
        if fits and caught and ends and all(_catcher(each, caught) is not None for each in ends):
            text = lazy_gettext(
                "End {name} where it would stop with an error, and ask behind it what came out.",
                name=file.context.label(host),
            )
            about = (host.id, *(each.id for each in (*caught, *ends)))
            yield Offer(f"thrown:{host.id}", "thrown", text, about, CODES)


def make(file: File, offer: Offer, answer: str) -> None:
    host = file.node(offer.elements[0])
    if host is None:
        return
    caught, ends = _caught(file, host), _ends(file, host)
    key = new_variable(file, f"resultado_{host.name or host.id}")
    values = {event.id: f"{slug(event.name or 'error')[:40]}_{place + 1}" for place, event in enumerate(caught)}
    onwards = host.outgoing[0]
    for end in ends:
        catcher = _catcher(end, caught)
        assert catcher is not None
        _script(file, end, f"{key} = '{values[catcher.id]}'", file.say(lazy_gettext("Note what went wrong")))
        _terminate(file, end.id)
    gateway = put_after(file, host, "exclusiveGateway", file.say(lazy_gettext("What came out?")))
    for event in caught:
        for flow in event.outgoing:
            lead(file, flow, source=gateway)
            put_condition(file, flow, f"{key} == '{values[event.id]}'")
        remove_node(file, event.id)
    file.element(gateway).set("default", onwards)
    again = file.node(host.id)
    assert again is not None
    _script(file, again, f"{key} = '{DONE}'", file.say(lazy_gettext("Begin without errors")))


def _script(file: File, node: FlowNode, text: str, name: str) -> None:
    made = put_before(file, node, "scriptTask", name)
    etree.SubElement(file.element(made), f"{{{BPMN}}}script").text = text
    file.changed()


def _terminate(file: File, id: str) -> None:
    element = file.element(id)
    for each in element.findall(f"{{{BPMN}}}errorEventDefinition"):
        element.remove(each)
    made = etree.SubElement(element, f"{{{BPMN}}}terminateEventDefinition")
    made.set("id", file.new_id(f"{id}_fin"))
    file.changed()


def _caught(file: File, host: FlowNode) -> list[Event]:
    """What catches errors at the edge of a step, each with one way on."""
    return [each for each in file.context.events
            if each.attached_to == host.id and _is_error(each) and len(each.outgoing) == 1]  # fmt: skip


def _ends(file: File, host: FlowNode) -> list[Event]:
    return [each for each in file.context.events
            if each.parent == host.id and each.kind == "endEvent" and _is_error(each)]  # fmt: skip


def _catcher(end: Event, caught: list[Event]) -> Event | None:
    """Who catches it: what names the same error, or else what names none."""
    ref = end.definitions[0].ref
    named = (each for each in caught if ref and each.definitions[0].ref == ref)
    return next(named, None) or next((each for each in caught if not each.definitions[0].ref), None)


def _is_error(event: Event) -> bool:
    return [each.kind for each in event.definitions] == ["error"]
