"""Several starts of which one is enough (10.4.2): whoever begins says how it begins, and one start leads to all."""

from collections.abc import Iterator

from bpmn.messages import lazy_gettext
from bpmn.model import FlowNode
from bpmn.repair.asking import add_field, new_variable, one_of
from bpmn.repair.conditions import put_condition
from bpmn.repair.file import File
from bpmn.repair.offers import Offer
from bpmn.repair.splice import lead, put_after, remove_node

CODES = frozenset({"start_event"})


def offers(file: File) -> Iterator[Offer]:
    for container in file.context.containers:
        starts = container.starts
        if len(starts) > 1 and all(len(each.outgoing) == 1 and not each.incoming for each in starts):
            text = lazy_gettext(
                "Let whoever begins {name} say how it begins: one start leads to all its ways.",
                name=file.context.label(container.owner),
            )
            yield Offer(f"starts:{container.owner.id}", "starts", text, tuple(each.id for each in starts), CODES)


def make(file: File, offer: Offer, answer: str) -> None:
    starts = [node for id in offer.elements if (node := file.node(id)) is not None]
    first = starts[0]
    ways = [each.outgoing[0] for each in starts]
    names = _told_apart([_name(file, each) for each in starts])
    gateway = put_after(file, first, "exclusiveGateway")
    key = new_variable(file, "inicio")
    field, values = one_of(key, file.say(lazy_gettext("How does it begin?")), names)
    for start, way, value in zip(starts, ways, values, strict=True):
        lead(file, way, source=gateway)
        put_condition(file, way, f"{key} == '{value}'")
        if start is not first:
            remove_node(file, start.id)
    again = file.node(first.id)
    assert again is not None
    add_field(file, put_after(file, again, "userTask", file.say(lazy_gettext("Say how it begins"))), field)


def _name(file: File, start: FlowNode) -> str:
    flow = file.flow(start.outgoing[0])
    target = file.node(flow.target) if flow is not None else None
    return " ".join(
        (start.name or (target.name if target is not None else None) or file.say(lazy_gettext("Start"))).split()
    )


def _told_apart(names: list[str]) -> list[str]:
    return [each if names.count(each) == 1 else f"{each} ({place + 1})" for place, each in enumerate(names)]
