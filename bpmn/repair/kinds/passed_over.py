"""What the standard itself passes over: conditions where nothing is asked, empty ones, what waits for nothing."""

from collections.abc import Iterator

from bpmn.messages import lazy_gettext
from bpmn.model import Gateway
from bpmn.repair.file import File
from bpmn.repair.offers import Offer
from bpmn.repair.splice import turn_into
from bpmn.xml import BPMN

CODES = frozenset({"end_event", "ignored_condition", "missing_condition", "potential_owner", "unsupported_element"})
_ASKING = ("exclusiveGateway", "inclusiveGateway")


def offers(file: File) -> Iterator[Offer]:
    if flows := tuple(_idle(file)):
        text = lazy_gettext("Take away the conditions that stand where none is asked.")
        codes = frozenset({"ignored_condition", "missing_condition"})
        yield Offer("passed_over:conditions", "passed_over", text, flows, codes)
    if steps := tuple(_silent(file)):
        text = lazy_gettext("Take away what should say whose a step is and says nothing: the lane says it.")
        yield Offer("passed_over:owners", "passed_over", text, steps, frozenset({"potential_owner"}))
    for event in file.context.events:
        if event.kind == "endEvent" and event.outgoing and not event.definitions:
            text = lazy_gettext(
                "Make {name}, after which it goes on, a sign on the way.", name=file.context.label(event)
            )
            yield Offer(f"passed_over:end:{event.id}", "passed_over", text, (event.id,), frozenset({"end_event"}))
        elif event.kind == "intermediateCatchEvent" and not event.definitions:
            text = lazy_gettext(
                "Make {name}, which waits for nothing, a sign on the way.", name=file.context.label(event)
            )
            codes = frozenset({"unsupported_element"})
            yield Offer(f"passed_over:wait:{event.id}", "passed_over", text, (event.id,), codes)


def make(file: File, offer: Offer, answer: str) -> None:
    if offer.key == "passed_over:conditions":
        for id in offer.elements:
            for each in file.element(id).findall(f"{{{BPMN}}}conditionExpression"):
                file.element(id).remove(each)
    elif offer.key == "passed_over:owners":
        for id in offer.elements:
            for each in file.element(id).findall(f"{{{BPMN}}}potentialOwner"):
                if not "".join(each.itertext()).strip():
                    file.element(id).remove(each)
    else:
        turn_into(file, offer.elements[0], "intermediateThrowEvent")


def _idle(file: File) -> Iterator[str]:
    """Flows with a condition that is empty, that a gateway does not ask, or that its default way has."""
    for process in file.processes:
        for flow in process.flows:
            source = file.node(flow.source)
            if flow.condition is None or source is None:
                continue
            asking = source.kind in _ASKING
            alone = asking and len(source.outgoing) == 1
            default = isinstance(source, Gateway) and source.default == flow.id
            unasked = source.kind in ("parallelGateway", "eventBasedGateway")
            if unasked or default or ((alone or not asking) and not flow.condition):
                yield flow.id


def _silent(file: File) -> Iterator[str]:
    for activity in file.context.activities:
        silent = any(each.role is None and each.expression is None for each in activity.potential_owners)
        if silent and activity.lane is not None:
            yield activity.id
