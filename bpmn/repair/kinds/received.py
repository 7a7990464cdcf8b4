"""Where it would wait for something from outside that nothing delivers, somebody records that it came."""

from collections.abc import Iterator

from bpmn.messages import lazy_gettext
from bpmn.model import Event, FlowNode
from bpmn.repair.file import File
from bpmn.repair.offers import Offer
from bpmn.repair.splice import turn_into

CODES = frozenset({"receive_task", "message_catch", "signal_event", "conditional_event"})
RECORD = lazy_gettext("Record what was received")
_WAITS = {"message": "message_catch", "signal": "signal_event", "conditional": "conditional_event"}


def offers(file: File) -> Iterator[Offer]:
    for node in file.context.nodes:
        code = _code(file, node)
        if code is not None:
            text = lazy_gettext("Let somebody record at {name} that it came.", name=file.context.label(node))
            yield Offer(f"received:{node.id}", "received", text, (node.id,), frozenset({code}))


def make(file: File, offer: Offer, answer: str) -> None:
    id = offer.elements[0]
    if not file.element(id).get("name"):
        file.element(id).set("name", file.say(RECORD))
    turn_into(file, id, "userTask")


def _code(file: File, node: FlowNode) -> str | None:
    if node.kind == "receiveTask":
        return "receive_task"
    if not isinstance(node, Event) or node.kind != "intermediateCatchEvent" or len(node.definitions) != 1:
        return None
    if any(before is not None and before.kind == "eventBasedGateway" for before in _before(file, node)):
        return None  # what happens first decides: `first_event`
    return _WAITS.get(node.definitions[0].kind)


def _before(file: File, node: FlowNode) -> Iterator[FlowNode | None]:
    for id in node.incoming:
        flow = file.flow(id)
        yield file.node(flow.source) if flow is not None else None
