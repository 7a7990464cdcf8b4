"""Starts, ends and splits that BPMN lets a drawing leave out (10.2.1, 10.4.2, 10.4.3), drawn."""

from collections.abc import Iterator

from bpmn.kinds import GATEWAYS
from bpmn.messages import lazy_gettext
from bpmn.model import Event, FlowNode
from bpmn.repair.conditions import put_condition
from bpmn.repair.file import File
from bpmn.repair.offers import Offer
from bpmn.repair.splice import add_after, add_before, lead, put_after
from bpmn.rules import Container
from bpmn.rules._flow import is_link, stands_aside

CODES = frozenset({"start_event", "end_event", "dead_end", "implicit_split", "ignored_condition"})


def offers(file: File) -> Iterator[Offer]:
    for container in file.context.containers:
        yield from _starts(file, container)
        yield from _ends(file, container)
        yield from _splits(file, container)


def _starts(file: File, container: Container) -> Iterator[Offer]:
    name, id = file.context.label(container.owner), container.owner.id
    if not container.starts and _first(container):
        text = lazy_gettext("Draw the start of {name} before what nothing leads to.", name=name)
        yield Offer(f"explicit:start:{id}", "explicit", text, (id,), frozenset({"start_event"}))
    for start in container.starts:
        if container.incoming[start.id] and container.outgoing[start.id]:
            text = lazy_gettext(
                "Lead the arrows that go back to {name} to a gateway behind it.", name=file.context.label(start)
            )
            yield Offer(f"explicit:back:{start.id}", "explicit", text, (start.id,), frozenset({"start_event"}))


def _ends(file: File, container: Container) -> Iterator[Offer]:
    for node in container.nodes.values():
        if container.outgoing[node.id] or node.kind == "endEvent" or stands_aside(node) or is_link(node):
            continue
        text = lazy_gettext("Draw an end after {name}, which nothing follows.", name=file.context.label(node))
        yield Offer(f"explicit:end:{node.id}", "explicit", text, (node.id,), frozenset({"dead_end", "end_event"}))


def _splits(file: File, container: Container) -> Iterator[Offer]:
    for node in container.nodes.values():
        flows = container.outgoing[node.id]
        if node.kind in GATEWAYS or node.kind == "endEvent":
            continue
        if len(flows) > 1 and len({flow.target for flow in flows}) > 1:
            kind = "inclusiveGateway" if any(flow.condition for flow in flows) else "parallelGateway"
            words = {
                "inclusiveGateway": lazy_gettext(
                    "Draw the gateway that stands unseen after {name}: the ways whose condition holds are taken (O).",
                    name=file.context.label(node),
                ),
                "parallelGateway": lazy_gettext(
                    "Draw the gateway that stands unseen after {name}: all ways are taken (+).",
                    name=file.context.label(node),
                ),
            }
            codes = frozenset({"implicit_split", "ignored_condition"})
            yield Offer(f"explicit:split:{node.id}", "explicit", words[kind], (node.id,), codes)
        elif len(flows) == 1 and flows[0].condition:
            text = lazy_gettext(
                "Draw the decision that stands unseen after {name}: where its condition does not hold, it ends there.",
                name=file.context.label(node),
            )
            codes = frozenset({"ignored_condition"})
            yield Offer(f"explicit:condition:{node.id}", "explicit", text, (node.id, flows[0].id), codes)


def make(file: File, offer: Offer, answer: str) -> None:
    what, id = offer.key.split(":")[1], offer.elements[0]
    node = file.node(id)
    match what:
        case "start":
            container = next(each for each in file.context.containers if each.owner.id == id)
            _start(file, container)
        case "back" if node is not None:
            back = list(node.incoming)
            joined = put_after(file, node, "exclusiveGateway")
            for flow in back:
                lead(file, flow, target=joined)
        case "end" if node is not None:
            add_after(file, node, "endEvent")
        case "split" if node is not None:
            conditional = any(way.condition for way in file.leaving(node))
            made = put_after(file, node, "inclusiveGateway" if conditional else "parallelGateway")
            _move_default(file, node, made)
        case "condition" if node is not None:
            made = put_after(file, node, "exclusiveGateway")
            gateway = file.node(made)
            assert gateway is not None
            end = add_after(file, gateway, "endEvent")
            leaving = file.node(made)
            assert leaving is not None
            otherwise = next(id for id in leaving.outgoing if (way := file.flow(id)) and way.target == end)
            file.element(made).set("default", otherwise)


def _move_default(file: File, node: FlowNode, made: str) -> None:
    """A default way belongs to the gateway from now on; ways without a condition are always taken."""
    default = file.element(node.id).attrib.pop("default", None)
    gateway = file.node(made)
    assert gateway is not None
    if gateway.kind != "inclusiveGateway":
        return
    for id in gateway.outgoing:
        flow = file.flow(id)
        if flow is not None and not flow.condition and id != default:
            put_condition(file, id, "True")
    if default is not None:
        file.element(made).set("default", default)


def _first(container: Container) -> list[FlowNode]:
    """What nothing leads to, and so begins together with the whole (10.2.1)."""
    return [
        node
        for node in container.nodes.values()
        if not container.incoming[node.id] and not stands_aside(node) and not is_link(node) and not _on_boundary(node)
    ]


def _on_boundary(node: FlowNode) -> bool:
    return isinstance(node, Event) and node.kind == "boundaryEvent"


def _start(file: File, container: Container) -> None:
    first = _first(container)
    made = add_before(file, first, "startEvent")
    if len(first) > 1:
        start = file.node(made)
        assert start is not None
        put_after(file, start, "parallelGateway")
