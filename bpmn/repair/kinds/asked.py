"""A decision reads what nothing in the file fills in: it is asked for in a form right before the decision.

What kind of answer it is shows by what it is compared with.
"""

import ast
from collections.abc import Iterator
from typing import Any

from bpmn.dataflow.uses import Role
from bpmn.messages import lazy_gettext
from bpmn.model import FlowNode, SequenceFlow
from bpmn.repair.asking import ask_before, number, text, texts, yes_or_no
from bpmn.repair.file import File
from bpmn.repair.offers import Offer
from bpmn.rules._spelling import respelt

CODES = frozenset({"unknown_variable", "variable_written_later"})


def offers(file: File) -> Iterator[Offer]:
    for node, names in _unknown(file).items():
        gateway = file.node(node)
        if gateway is not None:
            said = lazy_gettext(
                "Ask right before {name} for what its conditions read: {names}.",
                name=file.context.label(gateway),
                names=", ".join(_words(each) for each in names),
            )
            yield Offer(f"asked:{node}", "asked", said, (node, *gateway.outgoing), CODES)


def make(file: File, offer: Offer, answer: str) -> None:
    id = offer.elements[0]
    for name in _unknown(file).get(id, ()):
        node = file.node(id)
        assert node is not None
        ask_before(
            file, node, file.say(lazy_gettext("Answer: {question}", question=_words(name))), _field(file, node, name)
        )


def _unknown(file: File) -> dict[str, list[str]]:
    """The variables that nothing writes, by the gateway whose conditions read them."""
    flow = file.context.dataflow
    later = {each.element for each in file.found("variable_written_later")}
    found: dict[str, list[str]] = {}
    for use in flow.all_uses:
        if use.role is Role.CONDITION and isinstance(use.element, SequenceFlow):
            source = file.node(use.element.source)
            if source is None or source.kind not in ("exclusiveGateway", "inclusiveGateway"):
                continue
            if respelt(use.text) is not None:
                continue  # `carried` writes it anew first
            again = {each for each in use.names if use.element.id in later and _ours(file, each)}
            for name in sorted((use.names - flow.writers.keys()) | again):
                if name not in found.setdefault(source.id, []):
                    found[source.id].append(name)
    return {id: names for id, names in found.items() if names}


def _ours(file: File, name: str) -> bool:
    """Whether only questions that a repair put in fill a variable in."""
    return any(f'"key": "{name}"'.encode() in each for each in file.made.values())


def _field(file: File, node: FlowNode, name: str) -> dict[str, Any]:
    """The field that a variable is asked by: what it is compared with shows what it is."""
    compared: list[object] = []
    for id in node.outgoing:
        flow = file.flow(id)
        if flow is not None and flow.condition:
            compared += _compared(flow.condition, name)
    label = _words(name)
    if compared and all(isinstance(each, bool) for each in compared):
        return yes_or_no(file, name, label)
    if any(isinstance(each, int | float) and not isinstance(each, bool) for each in compared):
        return number(name, label)
    words = list(dict.fromkeys(each for each in compared if isinstance(each, str)))
    if len(words) > 1:
        return texts(name, label, words)
    if words:
        return texts(name, label, [*words, file.say(lazy_gettext("Something else"))])
    return text(name, label)


def _compared(condition: str, name: str) -> Iterator[object]:
    """The constants that a variable is compared with; it alone is compared with yes."""
    try:
        tree = ast.parse(condition.strip(), mode="eval")
    except (SyntaxError, ValueError):
        return
    inside: set[int] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Compare):
            sides = [node.left, *node.comparators]
            if any(isinstance(each, ast.Name) and each.id == name for each in sides):
                inside |= {id(each) for each in sides}
                for side in sides:
                    yield from _constants(side)
    for node in ast.walk(tree):
        if isinstance(node, ast.Name) and node.id == name and id(node) not in inside:
            yield True


def _constants(side: ast.expr) -> Iterator[object]:
    if isinstance(side, ast.Constant):
        yield side.value
    elif isinstance(side, ast.List | ast.Tuple):
        for each in side.elts:
            yield from _constants(each)


def _words(name: str) -> str:
    return name.replace("_", " ").strip().capitalize() or name
