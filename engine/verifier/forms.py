"""Whether a form would have taken an answer: what history holds of it is laid over the data that the work saw, and each
field that is shown then must hold a value of its kind that keeps its rules; each computed one what is worked out again;
and nothing else may be there but what an object or a row of the data held before.
"""

import copy
from collections.abc import Iterator
from typing import Any, NamedTuple

from .canonical import canonical
from .feel import Doubt, Names, evaluate, follow, value_of
from .feel_reading import Unjudged, paths
from .fields import choices, empty, is_of_kind, problems
from .form_state import FormState, Node, is_list, label_of, parts
from .language import say
from .places import MISSING, Way, at, told


class Refusal(NamedTuple):
    """What is wrong with a field: why, what was found there, and its label."""

    why: str
    found: Any
    label: str


class Judge(FormState):
    """Judges one answer."""

    def refusals(self) -> list[Refusal]:
        """Everything that the form would have refused."""
        found: list[Refusal] = []
        expected: dict[str, Any] = {}
        for node in self.nodes:
            value = at(self.values, node.way)
            if node.hidden is None:
                if value is not MISSING:
                    self.store(expected, node.way, value)
            elif not node.hidden:
                found += self.of_node(node, value, expected)
        if not found:
            found += self.of_checks()
        if not found and canonical(expected) != canonical(self.values):
            found += self.others(expected)
        return found

    def of_node(self, node: Node, value: Any, expected: dict[str, Any]) -> Iterator[Refusal]:
        component = node.component
        if component["type"] == "expression":
            self.store(expected, node.way, self.computed(component, node.names, value))
        elif is_list(component):
            yield from self.of_list(node, value, expected)
        elif node.way not in self.locked:
            held = self.begun(component, MISSING) if value is MISSING else value
            self.store(expected, node.way, [] if held is None and component["type"] == "filepicker" else held)
            yield from (Refusal(why, value, node.label) for why in self.of_field(node, held))

    def of_field(self, node: Node, value: Any) -> Iterator[str]:
        field, before = node.component, len(self.unjudged)

        def ask(said: Any) -> Any:
            found = self.asked(said, node.names, node.label, say("sus límites"))
            return None if isinstance(found, Doubt) else found

        try:
            options = self.options(node)
            if not is_of_kind(field, value, options):
                yield "choice" if options is not None else "type"
            elif canonical(value) == canonical(empty(field)):
                if ask((field.get("validate") or {}).get("required")) is True:
                    yield "required"
            elif before == len(self.unjudged):
                yield from problems(field, value, ask, self.today)
        except Unjudged:
            self.unjudged.append(f"{node.label} ({say('lo que acepta')})")

    def options(self, node: Node) -> list[Any] | None:
        """The choices of a field; None for one that has none, and where they are not known."""
        field = node.component
        if field.get("values"):
            return choices(field["values"])
        if field.get("valuesKey"):
            listed = self.initial.get(field["valuesKey"])
        elif field.get("valuesExpression"):
            listed = self.asked(field["valuesExpression"], node.names, node.label, say("sus opciones"))
        else:
            return None
        return None if isinstance(listed, Doubt) else choices(listed)

    def of_list(self, node: Node, value: Any, expected: dict[str, Any]) -> Iterator[Refusal]:
        if not isinstance(value, list) or not all(isinstance(row, dict) for row in value):
            yield Refusal("type", value, node.label)
            return
        fixed, before = node.component.get("allowAddRemove", True) is False, at(self.initial, node.way)
        if fixed and isinstance(before, list) and len(value) != len(before):
            yield Refusal("rows", len(value), node.label)
        elif len(value) > 200:
            yield Refusal("too_many", len(value), node.label)
        elif (node.component.get("validate") or {}).get("required") is True and not value:
            yield Refusal("required", value, node.label)
        held = at(self.data, node.way)
        kept = held if fixed and isinstance(held, list) else []
        self.store(expected, node.way, [kept[row] if row < len(kept) else {} for row in range(len(value))])

    def of_checks(self) -> Iterator[Refusal]:
        """The checks between fields that do not hold."""
        checked = [(node.component, node.names, node.label) for node in self.nodes if node.hidden is False]
        whole = say("todo el formulario")
        for component, names, label in [*checked, (self.form, self.names, str(self.form["id"]))]:
            for check in (component.get("properties") or {}).get("checks") or ():
                try:
                    filled = all(is_filled(way, names) for way in paths(check["condition"]))
                    if (filled or check.get("always")) and evaluate(check["condition"], names) is not True:
                        yield Refusal(str(check["message"]), MISSING, label)
                except Unjudged:
                    about = whole if component is self.form else label
                    self.unjudged.append(f"{about} («{check['message']}»)")

    def others(self, expected: dict[str, Any]) -> Iterator[Refusal]:
        """Values that are not what comes out."""
        labels = {way[0]: label_of(component) for component, way, _ in parts(self.form["components"]) if len(way) == 1}
        for name in sorted(expected.keys() | self.values.keys()):
            wanted, found = told(expected.get(name, MISSING)), self.values.get(name, MISSING)
            if wanted != told(found):
                yield Refusal(wanted, found, labels.get(name, name))

    def store(self, target: Any, way: Way, value: Any) -> None:
        """Put a value where the form stores it, within what the data have there."""
        first = way[0]
        if len(way) > 1 and first not in target:
            known = self.data.get(str(first))
            target[first] = copy.deepcopy(known) if isinstance(known, dict) else {}
        for step in way[:-1]:
            if isinstance(target, dict) and not isinstance(target.get(step), (dict, list)):
                target[step] = {}
            target = target[step]
        target[way[-1]] = copy.deepcopy(value)


def is_filled(way: tuple[str, ...], names: Names) -> bool:
    value = value_of(("name", way[0]), names)
    for name in way[1:]:
        value = follow(value, name)
    if isinstance(value, list):
        return bool(value) and all(item not in (None, "", []) for item in value)
    return value not in (None, "", [])
