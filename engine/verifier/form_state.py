"""A form over data with an answer in it: what it begins with, what its computed fields give, what is shown and what may
be written."""

import json
from collections.abc import Callable, Iterator
from datetime import date
from decimal import ROUND_HALF_UP, Context, Decimal
from functools import lru_cache
from typing import Any, NamedTuple

from .canonical import canonical
from .feel import WORKED, Doubt, Names, day, evaluate
from .feel_reading import Unjudged
from .fields import MOST_NUMBER, SHOWN_ONLY, Component, choices, empty, is_number, is_of_kind
from .language import say
from .places import MISSING, Way, at, drop, put

ROUNDS, MOST_SEEN = 50, 5_000
ROUNDING = Context(prec=60, rounding=ROUND_HALF_UP)


class Part(NamedTuple):
    """A field or a list, the way to its value, and the conditions that hide it or what is around it."""

    component: Component
    way: tuple[str, ...]
    hides: tuple[str, ...]


class Node(NamedTuple):
    """A part in a row or in none; `hidden` is None where that cannot be judged."""

    component: Component
    way: Way
    label: str
    names: Names
    hidden: bool | None


@lru_cache(maxsize=256)
def read(form: bytes) -> dict[str, Any]:
    """The form that stands in a file."""
    found = json.loads(form)
    if not isinstance(found, dict):
        raise Unjudged("form")
    return found


def parts(components: list[Component], way: tuple[str, ...] = (), hides: tuple[str, ...] = ()) -> Iterator[Part]:
    """What holds a value, in the form's order, groups laid open."""
    for each in components:
        condition = (each.get("conditional") or {}).get("hide") or ""
        inner = (*hides, condition) if condition else hides
        if is_list(each):
            yield Part(each, (*way, *each["path"].split(".")), inner)
        elif each["type"] in ("group", "dynamiclist"):
            path = tuple(each["path"].split(".")) if each.get("path") else ()
            yield from parts(each.get("components", []), (*way, *path), inner)
        elif each["type"] not in SHOWN_ONLY:
            yield Part(each, (*way, *each["key"].split(".")), inner)


def is_list(component: Component) -> bool:
    return component["type"] == "dynamiclist" and component.get("isRepeating", True) is True


def label_of(component: Component) -> str:
    """What people know a component by."""
    for name in ("label", "dateLabel", "timeLabel", "alt"):
        text = component.get(name)
        if isinstance(text, str) and text.strip() and not text.startswith("=") and "{{" not in text:
            return text.strip()
    return str(component.get("key") or component.get("path") or component.get("id") or "")


Works = Callable[[date], bool]
"""Whether the office works on a day. Raises Unjudged."""


def unknown(day: date) -> bool:
    raise Unjudged(day.isoformat())


class FormState:
    """`values` answered to `form` over `data`, `today`; `works` tells which days the office works. `unjudged` is what
    could not be judged, in the words of the form."""

    def __init__(
        self, form: dict[str, Any], values: dict[str, Any], data: dict[str, Any], today: date, works: Works = unknown
    ) -> None:
        self.form, self.values, self.data, self.today, self.works = form, values, data, today, works
        self.unjudged: list[str] = []
        self.initial = dict(data)
        self.begin(form["components"], self.initial)
        self.nodes: list[Node] = []
        self.locked: set[Way] = set()
        self.context: dict[str, Any] = {}
        self.worked_out: dict[str, Any] = {}
        self.names: Names = {}
        self.settle()

    def begin(self, components: list[Component], target: dict[str, Any]) -> None:
        """Complete data with what the form begins with."""
        for component, way, _ in parts(components):
            known = at(target, way)
            if not is_list(component):
                put(target, way, self.begun(component, known))
                continue
            count = component.get("defaultRepetitions", 1)
            rows = [dict(row) if isinstance(row, dict) else {} for row in known] if isinstance(known, list) else None
            rows = [{} for _ in range(1 if count is None else count)] if rows is None else rows
            for row in rows:
                self.begin(component["components"], row)
            put(target, way, rows)

    def begun(self, field: Component, known: Any) -> Any:
        """What a field begins with."""
        if known is MISSING:
            default = field.get("defaultValue")
            return seen(field, empty(field) if default is None or field["type"] == "expression" else default)
        if field["type"] in ("filepicker", "expression") or field.get("valuesExpression"):
            return seen(field, known)
        try:
            options = choices(field["values"] if "values" in field else self.data.get(field.get("valuesKey", "")))
            return seen(field, known) if is_of_kind(field, known, options) else Doubt()
        except Unjudged:
            return Doubt()

    def settle(self) -> None:
        """Find what is shown and may be written: again and again, since what is hidden may hide something else."""
        hidden, locked = set[Way](), set[Way]()
        for _ in range(ROUNDS):
            context = dict(self.initial)
            self.fill(self.form["components"], context, self.values, (), hidden, locked)
            self.context = context
            self.names = self.around_row(context, context, None, [])
            for _ in range(ROUNDS):  # computed values may rest on one another
                before = canonical(self.worked_out)
                self.work_out(self.form["components"], context, (), self.names, hidden)
                self.names = self.around_row(context, context, None, [])
                if canonical(self.worked_out) == before:
                    break
            self.nodes, self.locked, self.unjudged = [], set(), []
            self.walk(self.form["components"], (), "", self.names, context, False)
            now = {node.way for node in self.nodes if node.hidden}
            if (now, self.locked) == (hidden, locked):
                return
            hidden, locked = now, self.locked
        raise Unjudged("conditional")

    def fill(
        self, components: list[Component], target: dict[str, Any], given: Any, place: Way, hidden: set[Way],
        locked: set[Way],
    ) -> None:  # fmt: skip
        """Lay the answer over what the form begins with."""
        for component, way, _ in parts(components):
            here, value = (*place, *way), at(given, way)
            if here in hidden:
                if not place and len(way) > 1:
                    drop(target, way)
            elif is_list(component):
                before = at(target, way)
                known = before if isinstance(before, list) else []
                rows = []
                good = isinstance(value, list) and all(isinstance(each, dict) for each in value)
                for number, said in enumerate(value if good else ()):
                    row = dict(known[number]) if number < len(known) else {}
                    self.begin(component["components"], row)
                    self.fill(component["components"], row, said, (*here, number), hidden, locked)
                    rows.append(row)
                put(target, way, rows)
            elif here not in locked:
                put(target, way, self.begun(component, MISSING) if value is MISSING else seen(component, value))

    def work_out(
        self, components: list[Component], target: dict[str, Any], place: Way, names: Names, hidden: set[Way]
    ) -> None:
        """Put what computed fields give in the place of what the answer says."""
        for component, way, _ in parts(components):
            here = (*place, *way)
            if here in hidden:
                continue
            if component["type"] == "expression":
                value = self.computed(component, names, at(self.values, here))
                put(target, way, value)
                self.worked_out["/".join(map(str, here))] = value
            elif is_list(component):
                for number, row in enumerate(at(target, way)):
                    inside = self.around_row(self.context, row, names["_this_"], [*names["_i_"], number + 1])
                    self.work_out(component["components"], row, (*here, number), inside, hidden)

    def walk(
        self, components: list[Component], place: Way, before: str, names: Names, context: Any, around: bool | None
    ) -> None:
        """Note every part, with whether it is hidden and may be written."""
        for component, way, hides in parts(components):
            here, label, hidden = (*place, *way), before + label_of(component), around
            for condition in hides:
                held = self.asked(condition, names, label, say("si se muestra"))
                hidden = True if hidden is True or held is True else None if isinstance(held, Doubt) else hidden
            self.nodes.append(Node(component, here, label, names, hidden))
            readonly = component.get("readonly")
            if component.get("disabled") or self.asked(readonly, names, label, say("si se puede llenar")) is True:
                self.locked.add(here)
            if is_list(component) and hidden is not True:
                rows = at(context, here)
                for number, row in enumerate(rows if isinstance(rows, list) else ()):
                    inside = self.around_row(self.context, row, names["_this_"], [*names["_i_"], number + 1])
                    inner = f"{label} {number + 1} · "
                    self.walk(component["components"], (*here, number), inner, inside, context, hidden)

    def around_row(self, data: Names, this: Any, parent: Any, numbers: list[int]) -> dict[str, Any]:
        """What expressions see: the data, the row that they stand in, counted from 1, and which days are worked."""
        special = {"this": this, "parent": parent, "i": numbers}
        seen_too = {f"_{name}_": value for name, value in special.items()}
        return {**special, **data, **seen_too, WORKED: self.is_working_day}

    def is_working_day(self, value: Any) -> bool | None:
        """Whether a day is worked: a date, or a text that begins with one; null of anything else."""
        found = day(value[:10]) if isinstance(value, str) else value
        return self.works(found) if isinstance(found, date) else None

    def asked(self, said: Any, names: Names, label: str, what: str) -> Any:
        """What a property is: the value of its expression, where it is one; `Doubt` where that cannot be judged, which
        is said by the field's label and `what` it is about."""
        if not isinstance(said, str) or not said.startswith("="):
            return said
        try:
            return evaluate(said, names)
        except Unjudged:
            self.unjudged.append(f"{label} ({what})")
            return Doubt()

    def computed(self, component: Component, names: Names, value: Any) -> Any:
        """What a computed field must hold: what its expression gives, or what it holds where that cannot be judged."""
        found = self.asked(component["expression"], names, label_of(component), say("lo que se calcula"))
        if isinstance(found, Doubt):
            return None if value is MISSING else value
        if not is_number(found):
            return found
        if abs(found) > MOST_NUMBER:
            return None
        digits = component.get("decimalDigits")
        if digits is None:
            return found
        exact = Decimal(str(found)).quantize(Decimal(1).scaleb(-digits), context=ROUNDING)
        return int(exact) if exact == exact.to_integral_value() else float(exact)


def seen(field: Component, value: Any) -> Any:
    """A value as expressions see it: no files are null, and what is very large is not looked at here."""
    if field["type"] == "filepicker" and value == []:
        return None
    if isinstance(value, (str, list, dict)) and len(value) > 100 and len(canonical(value)) > MOST_SEEN:
        return Doubt()
    return value
