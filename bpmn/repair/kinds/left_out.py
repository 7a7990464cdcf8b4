"""What the file says and is not executed, left out once somebody says that it may be."""

from collections.abc import Iterator

from bpmn.graph import reachable
from bpmn.messages import Message, lazy_gettext
from bpmn.repair.file import File
from bpmn.repair.offers import Choice, Offer, Question
from bpmn.repair.splice import remove_flow, remove_node
from bpmn.rules import Container
from bpmn.rules._flow import is_link, paths, stands_aside
from bpmn.xml import BPMN

CODES = frozenset({"data_association", "multiple_events", "token_quantity", "unreachable"})
OUT = "out"
_ATTRIBUTES = ("startQuantity", "completionQuantity")


def offers(file: File) -> Iterator[Offer]:
    if any(file.found("data_association")):
        yield _offer(
            "left_out:data",
            "data_association",
            lazy_gettext("Leave out what arrows between data and steps would compute."),
            lazy_gettext("May it be left out what arrows between data and steps would compute?"),
            lazy_gettext("Yes: a form or a script says it instead"),
        )
    if steps := tuple(each.element for each in file.found("token_quantity") if each.element):
        yield _offer(
            "left_out:quantity",
            "token_quantity",
            lazy_gettext("Let each step begin at each arrival, once."),
            lazy_gettext("May a step that waits for several arrivals begin at each of them?"),
            lazy_gettext("Yes: at each arrival, once"),
            *dict.fromkeys(steps),
        )
    for container in file.context.containers:
        if unreached := _unreached(container):
            yield _offer(
                f"left_out:unreachable:{container.owner.id}",
                "unreachable",
                lazy_gettext("Remove what no arrow leads to in {name}.", name=file.context.label(container.owner)),
                lazy_gettext(
                    "May what no arrow leads to be removed, from {first} on (steps: {count})?",
                    first=file.label(unreached[0]),
                    count=len(unreached),
                ),
                lazy_gettext("Yes: nobody would ever do it"),
                *unreached,
            )
    yield from _several(file)


def make(file: File, offer: Offer, answer: str) -> None:
    match offer.key.split(":")[1]:
        case "data":
            for name in ("dataInputAssociation", "dataOutputAssociation"):
                for arrow in file.tree.all(name):
                    for what in ("assignment", "transformation"):
                        for each in arrow.findall(f"{{{BPMN}}}{what}"):
                            arrow.remove(each)
        case "quantity":
            for id in offer.elements:
                for attribute in _ATTRIBUTES:
                    file.element(id).attrib.pop(attribute, None)
        case "unreachable":
            for id in offer.elements:
                node = file.node(id)
                for flow in (*node.incoming, *node.outgoing) if node is not None else ():
                    if file.has(flow):
                        remove_flow(file, flow)
            for id in offer.elements:
                remove_node(file, id)
        case "events":
            element = file.element(offer.elements[0])
            for each in [each for each in element if str(each.tag).endswith("EventDefinition")]:
                if each.tag != f"{{{BPMN}}}{answer}EventDefinition":
                    element.remove(each)


def _offer(key: str, code: str, text: Message, asked: Message, yes: Message, *elements: str) -> Offer:
    question = Question(asked, (Choice(OUT, yes),), suggested=OUT)
    return Offer(key, "left_out", text, elements, frozenset({code}), question)


def _unreached(container: Container) -> list[str]:
    starts = [start.id for start in container.starts]
    if not starts:
        return []
    starts += [node.id for node in container.nodes.values() if is_link(node)]
    reached = reachable(starts, paths(container))
    return [id for id, node in container.nodes.items() if id not in reached and not stands_aside(node)]


def _several(file: File) -> Iterator[Offer]:
    """Events that stand for several things, of which one is kept."""
    for event in file.context.events:
        kinds = list(dict.fromkeys(each.kind for each in event.definitions if each.kind != "reference"))
        if len(event.definitions) > 1 and kinds and event.kind != "startEvent":
            name = file.context.label(event)
            choices = tuple(Choice(each, _WORDS.get(each, each)) for each in kinds)
            best = next((each for each in ("timer", "message", "terminate") if each in kinds), kinds[0])
            asked = Question(lazy_gettext("What does {name} stand for?", name=name), choices, suggested=best)
            text = lazy_gettext("Leave one of the things that {name} stands for.", name=name)
            codes = frozenset({"multiple_events"})
            yield Offer(f"left_out:events:{event.id}", "left_out", text, (event.id,), codes, asked)


_WORDS = {
    "timer": lazy_gettext("A clock"),
    "message": lazy_gettext("A message"),
    "signal": lazy_gettext("A signal"),
    "error": lazy_gettext("An error"),
    "escalation": lazy_gettext("An escalation"),
    "conditional": lazy_gettext("A condition"),
    "terminate": lazy_gettext("The end of everything"),
    "compensate": lazy_gettext("Undoing what was done"),
    "cancel": lazy_gettext("Cancelling"),
    "link": lazy_gettext("A jump"),
}
