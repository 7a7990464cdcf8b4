"""Of several things that may come, the first decides: somebody records which came, and a term may run out meanwhile."""

from collections.abc import Iterator

from bpmn.drawing.layout import Box
from bpmn.messages import lazy_gettext
from bpmn.model import Event, FlowNode
from bpmn.repair import drawn
from bpmn.repair.asking import add_field, new_variable, one_of
from bpmn.repair.conditions import put_condition
from bpmn.repair.file import File
from bpmn.repair.kinds.received import RECORD
from bpmn.repair.offers import Offer
from bpmn.repair.splice import lead, put_after, remove_flow, remove_node, turn_into
from bpmn.xml import DC

CODES = frozenset({"event_based_gateway", "message_catch", "receive_task", "signal_event", "conditional_event"})
_RECEIVED = frozenset({"message", "signal", "conditional"})


def offers(file: File) -> Iterator[Offer]:
    for node in file.context.nodes:
        if node.kind == "eventBasedGateway" and node.incoming and _fits(file, node):
            text = lazy_gettext(
                "Let somebody record at {name} which of the things came that it waits for.",
                name=file.context.label(node),
            )
            after = tuple(each.id for each in _after(file, node))
            yield Offer(f"first_event:{node.id}", "first_event", text, (node.id, *after), CODES)


def make(file: File, offer: Offer, answer: str) -> None:
    gateway = file.node(offer.elements[0])
    if gateway is None:
        return
    after = _after(file, gateway)
    received = [each for each in after if not _is_timer(each)]
    names = [" ".join((each.name or "").split()) or file.say(lazy_gettext("Something else")) for each in received]
    id = gateway.id
    if not gateway.name:
        file.element(id).set("name", file.say(RECORD))
    turn_into(file, id, "userTask")
    for each in after:
        if _is_timer(each):
            _put_on_edge(file, id, each)
        else:
            onwards = each.outgoing[0]
            remove_flow(file, each.incoming[0])
            lead(file, onwards, source=id)
            remove_node(file, each.id)
    if len(received) < 2:
        return
    step = file.node(id)
    assert step is not None
    flows = list(step.outgoing)
    put_after(file, step, "exclusiveGateway")
    key = new_variable(file, f"recibido_{step.name or id}")
    field, values = one_of(key, file.say(lazy_gettext("What was received?")), _told_apart(names))
    for flow, value in zip(flows, values, strict=True):
        put_condition(file, flow, f"{key} == '{value}'")
    add_field(file, id, field)


def _told_apart(names: list[str]) -> list[str]:
    return [each if names.index(each) == place else f"{each} ({place + 1})" for place, each in enumerate(names)]


def _fits(file: File, gateway: FlowNode) -> bool:
    """Whether what follows can be recorded by one step: things that come, each once, and terms."""
    after = _after(file, gateway)
    received = [each for each in after if not _is_timer(each)]
    return bool(received) and all(len(each.incoming) == 1 == len(each.outgoing) and _known(each) for each in after)


def _known(node: FlowNode) -> bool:
    if node.kind == "receiveTask":
        return True
    return isinstance(node, Event) and len(node.definitions) == 1 and (
        node.definitions[0].kind in _RECEIVED or _is_timer(node)
    )  # fmt: skip


def _is_timer(node: FlowNode) -> bool:
    return isinstance(node, Event) and [each.kind for each in node.definitions] == ["timer"]


def _after(file: File, gateway: FlowNode) -> list[FlowNode]:
    flows = file.leaving(gateway)
    return [node for flow in flows if (node := file.node(flow.target)) is not None]


def _put_on_edge(file: File, step: str, timer: FlowNode) -> None:
    """A term after the gateway runs on the edge of the step, which it ends."""
    remove_flow(file, timer.incoming[0])
    element = file.element(timer.id)
    element.tag = element.tag.replace("intermediateCatchEvent", "boundaryEvent")
    element.set("attachedToRef", step)
    element.set("cancelActivity", "true")
    host, shape = drawn.box(drawn.shape(file, step)), drawn.shape(file, timer.id)
    at = drawn.box(shape)
    if host is not None and at is not None:
        on = Box(host.middle[0] - at.width / 2, host.y + host.height - at.height / 2, at.width, at.height)
        bounds = shape.find(f"{{{DC}}}Bounds")
        bounds.set("x", drawn.written(on.x))
        bounds.set("y", drawn.written(on.y))
        for edge in drawn.edges_of(file, timer.outgoing):
            drawn.move_end(edge, first=True, to=(on.middle[0], on.y + on.height))
    file.changed()
