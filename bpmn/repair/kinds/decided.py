"""A decision whose arrows do not say when each is taken: whoever does the step before says it, in a form.

What is written at the arrows, names or conditions that nobody can work out, are the answers to choose from.
"""

from collections.abc import Iterator

from bpmn.expressions import ExpressionError, parse_expression
from bpmn.messages import lazy_gettext
from bpmn.model import FlowNode, Gateway, SequenceFlow
from bpmn.repair.asking import ask_before, new_variable, one_of, some_of
from bpmn.repair.conditions import put_condition
from bpmn.repair.file import File
from bpmn.repair.offers import Offer
from bpmn.rules._spelling import respelt

CODES = frozenset({"missing_condition", "expression", "expression_language"})
_KINDS = ("exclusiveGateway", "inclusiveGateway")


def offers(file: File) -> Iterator[Offer]:
    for process in file.processes:
        for node in process.nodes:
            if not isinstance(node, Gateway) or node.kind not in _KINDS or not _undecided(file, node):
                continue
            text = lazy_gettext(
                "Let a person say at {name} how it goes on: the answers are what the arrows are called.",
                name=file.context.label(node),
            )
            yield Offer(f"decided:{node.id}", "decided", text, (node.id, *node.outgoing), CODES)


def make(file: File, offer: Offer, answer: str) -> None:
    node = file.node(offer.elements[0])
    assert isinstance(node, Gateway)
    flows = file.leaving(node)
    label = _line(node.name) or file.say(lazy_gettext("How does it go on?"))
    key = new_variable(file, node.name or f"decision_{node.id}")
    field, values = (one_of if node.kind == "exclusiveGateway" else some_of)(key, label, _names(file, flows))
    ask_before(file, node, file.say(lazy_gettext("Decide: {question}", question=label)), field)
    file.element(node.id).attrib.pop("default", None)
    for flow, value in zip(flows, values, strict=True):
        test = f"{key} == '{value}'" if node.kind == "exclusiveGateway" else f"'{value}' in {key}"
        put_condition(file, flow.id, test)
    file.changed()


def _undecided(file: File, node: Gateway) -> bool:
    flows = file.leaving(node)
    if len(flows) < 2:
        return False
    asked = [flow for flow in flows if flow.id != node.default]
    without = [flow for flow in asked if not flow.condition]
    unread = [flow for flow in asked if flow.condition and not _readable(flow.condition)]
    # One arrow alone that says nothing beside others that do is the default way, which `default_way` offers.
    return bool(unread) or len(without) > 1 or (len(without) == 1 and (len(asked) == 1 or node.default is not None))


def _readable(condition: str) -> bool:
    try:
        parse_expression(condition)
    except ExpressionError:
        return respelt(condition) is not None
    return True


def _names(file: File, flows: list[SequenceFlow]) -> list[str]:
    """What each arrow is called: its name, its condition, or the step that it leads to."""
    found: list[str] = []
    for flow in flows:
        target = file.node(flow.target)
        name = (
            _line(flow.name) or _line(flow.condition) or _line(_ahead(file, target)) or file.say(lazy_gettext("Go on"))
        )
        wanted, number = name[:80], 1
        while wanted in found:
            number += 1
            wanted = f"{name[:76]} ({number})"
        found.append(wanted)
    return found


def _ahead(file: File, node: FlowNode | None) -> str | None:
    """The name of a node, or of the first that comes after it where there is only one way."""
    for _ in range(5):
        if node is None or node.name:
            break
        flow = file.flow(node.outgoing[0]) if len(node.outgoing) == 1 else None
        node = file.node(flow.target) if flow is not None else None
    return node.name if node is not None else None


def _line(text: str | None) -> str:
    return " ".join((text or "").split())
