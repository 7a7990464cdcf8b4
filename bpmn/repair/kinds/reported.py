"""What may happen at the edge of a step and nothing here notices: whoever does the step says afterwards whether it did.

An error, an escalation, a message, a signal or a condition at the boundary (10.4.4) becomes an answer, and its way one
of those that a gateway behind the step takes.
"""

from collections.abc import Iterator

from bpmn.messages import lazy_gettext
from bpmn.model import Activity, Event
from bpmn.repair.asking import ask_after, new_variable, one_of, some_of
from bpmn.repair.conditions import put_condition
from bpmn.repair.file import File
from bpmn.repair.offers import Offer
from bpmn.repair.splice import lead, put_after, remove_node

CODES = frozenset({"conditional_event", "error_event", "escalation_event", "message_catch", "signal_event"})
_KINDS = frozenset({"conditional", "error", "escalation", "message", "signal"})
_THROWN = frozenset({"error", "escalation"})
DONE = lazy_gettext("It was done")


def offers(file: File) -> Iterator[Offer]:
    for host, events in _hosts(file).items():
        node = file.node(host)
        if isinstance(node, Activity) and len(node.outgoing) == 1 and not _throws(file, host):
            text = lazy_gettext(
                "Let whoever does {name} say what happened, instead of the events at its edge.",
                name=file.context.label(node),
            )
            yield Offer(f"reported:{host}", "reported", text, (host, *(each.id for each in events)), CODES)


def make(file: File, offer: Offer, answer: str) -> None:
    host = file.node(offer.elements[0])
    events = [event for id in offer.elements[1:] if isinstance(event := file.node(id), Event)]
    if host is None or not events:
        return
    cancels = any(each.cancel_activity for each in events)
    onwards = host.outgoing[0]
    gateway = put_after(file, host, "exclusiveGateway" if cancels else "inclusiveGateway")
    key = new_variable(file, f"resultado_{host.name or host.id}")
    names = [_name(file, each) for each in events]
    label = file.say(lazy_gettext("What came out of {name}?", name=file.context.label(host)))
    field, values = (one_of if cancels else some_of)(key, label, [file.say(DONE), *names])
    for event, value in zip(events, values[1:], strict=True):
        for flow in event.outgoing:
            lead(file, flow, source=gateway)
            put_condition(file, flow, f"{key} == '{value}'" if cancels else f"'{value}' in {key}")
        remove_node(file, event.id)
    if cancels:
        file.element(gateway).set("default", onwards)
    else:
        put_condition(file, onwards, "True")
    again = file.node(host.id)
    assert again is not None
    ask_after(file, again, label, field)


def _hosts(file: File) -> dict[str, list[Event]]:
    found: dict[str, list[Event]] = {}
    for event in file.context.events:
        kinds = [each.kind for each in event.definitions]
        plain = len(event.outgoing) == 1 and not event.incoming and len(kinds) == 1
        if event.kind == "boundaryEvent" and event.attached_to and plain and kinds[0] in _KINDS:
            found.setdefault(event.attached_to, []).append(event)
    return found


def _throws(file: File, host: str) -> bool:
    """Whether something inside a sub-process throws what its edge would catch."""
    inside = {host}
    for node in file.context.nodes:
        if node.parent in inside:
            inside.add(node.id)
    return any(
        event.parent in inside and event.kind in ("endEvent", "intermediateThrowEvent")
        and any(each.kind in _THROWN for each in event.definitions)
        for event in file.context.events
    )  # fmt: skip


def _name(file: File, event: Event) -> str:
    if event.name and event.name.strip():
        return " ".join(event.name.split())
    flow = file.flow(event.outgoing[0])
    target = file.node(flow.target) if flow is not None else None
    name = target.name if target is not None else None
    return " ".join(name.split()) if name and name.strip() else file.say(lazy_gettext("Something else"))
