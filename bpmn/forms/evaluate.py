"""Which fields a form shows and lets be written, given the data and what was submitted.

As form-js: an expression sees the instance's data, completed with the form's initial values, under the values on the
form; a field that is hidden counts with its initial value, or with none when it stands in an object with others (not
in a row: a row sees itself as it was). form-js goes over the form twice and then shows; here it is gone over until
nothing changes, so that a field hidden by a field that is itself hidden in turn is right at any depth.
"""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from bpmn.expressions.bounds import NUMBERS, size
from bpmn.expressions.errors import EvaluationError
from bpmn.forms.compiled import CompiledForm, Part
from bpmn.forms.computations import compute
from bpmn.forms.data import MISSING, Place, at, drop, put
from bpmn.forms.feel import SPECIAL, Environment, Feel, Meter, Scope
from bpmn.forms.form import Form
from bpmn.forms.kinds import Choice, Component, DynamicList, Field, Refused
from bpmn.forms.kinds.base import MAX_ITEMS

MAX_SEEN = 10_000
"""Units of size (see `bpmn.expressions.bounds`) of a value that conditions see; the longest text has a quarter."""
MAX_ROUNDS = 50
"""How often the form is gone over; conditions that depend on one another in a circle are refused when it is read."""


class Node(NamedTuple):
    """A component in a row or in none: where its value is, what it is called there, what its expressions see."""

    component: Component
    place: Place
    label: str
    scope: Scope
    hidden: bool

    def evaluate(self, expression: Feel) -> object:
        """The value that an expression has here."""
        return self.scope.evaluate(expression)


class FormState(NamedTuple):
    """A form filled in. `context` is what its expressions see, computed values included, and `scope` that of the form
    itself; `locked` are the fields that may not be written; `views` are the tables and the like, which have no place.
    """

    initial: Mapping[str, object]
    context: Mapping[str, object]
    hidden: frozenset[Place]
    locked: frozenset[Place]
    nodes: tuple[Node, ...]
    views: tuple[Node, ...]
    scope: Scope


def evaluate(
    form: Form,
    submitted: Mapping[str, object],
    data: Mapping[str, object],
    *,
    environment: Environment,
    whole: bool = True,
) -> FormState:
    """The state of `form` over the instance's `data` once `submitted` is filled in; neither is trusted or changed.

    Without `whole`, `initial` and `context` have only those of the form's fields that something else looks at.
    """
    compiled, meter = form.compiled, Meter(environment)
    parts = compiled.parts if whole else compiled.looked_at
    initial = dict(data)
    _begin(parts, initial, data, meter)
    hidden: frozenset[Place] = frozenset()
    locked: frozenset[Place] = frozenset()  # by an expression; what is always locked needs no second round
    for _ in range(MAX_ROUNDS):
        filled = dict(initial)
        _fill(parts, filled, submitted, (), hidden | locked, hidden, initial, meter)
        context = {**initial, **filled}
        if compiled.computed:
            compute(compiled.computed, context, meter, hidden)
        scope = Scope.of(context, meter)
        seen = _Seen([], [], [], [])
        _walk(compiled, (), "", scope, context, False, seen)
        before = hidden | locked, hidden
        hidden, locked = frozenset([node.place for node in seen.nodes if node.hidden]), frozenset(seen.locked)
        changed = (hidden | locked) ^ before[0] | hidden ^ before[1]
        if not changed or _follow(compiled, changed, before[0], initial, context):
            break
    locked = locked.union(seen.always_locked)
    return FormState(initial, context, hidden, locked, tuple(seen.nodes), tuple(seen.views), scope)


class _Seen(NamedTuple):
    """What one walk over a form finds: fields and lists, tables and the like, what an expression locks, what always is.

    The parts of rows come once for each row, all in the form's order.
    """

    nodes: list[Node]
    views: list[Node]
    locked: list[Place]
    always_locked: list[Place]


def _follow(
    compiled: CompiledForm,
    changed: frozenset[Place],
    before: frozenset[Place],
    initial: Mapping[str, object],
    context: dict[str, object],
) -> bool:
    """Let `context` follow what has just become hidden or locked, if no condition can tell: then all is settled.

    Most forms hide or lock variables of their own that no condition reads, and need not be gone over again.
    """
    names = [str(place[0]) for place in changed if len(place) == 1 and place not in before]
    if len(names) < len(changed) or not compiled.reads.isdisjoint((*names, *SPECIAL)):
        return False
    context.update((name, initial[name]) for name in names if name in initial)
    return True


def is_locked(node: Node) -> bool:
    """Whether a field may not be written."""
    return isinstance(node.component, Field) and (node.component.only_shown or _locked_by_expression(node))


def _locked_by_expression(node: Node) -> bool:
    field = node.component
    return isinstance(field, Field) and isinstance(field.readonly, Feel) and node.scope.holds(field.readonly)


def initial_data(form: Form, data: Mapping[str, object], environment: Environment) -> dict[str, object]:
    """The data a form begins with: `data`, with each of its fields brought to its kind, or its default, or empty."""
    initial = dict(data)
    _begin(form.compiled.parts, initial, data, Meter(environment))
    return initial


def _begin(parts: Sequence[Part], initial: dict[str, object], data: Mapping[str, object], meter: Meter) -> None:
    for part in parts:
        known = at(initial, part.path)
        if isinstance(part.component, Field):
            put(initial, part.path, initial_value(part.component, known, data, meter))
        elif part.rows is not None:
            begun: list[dict[str, object]] = [{} for _ in range(part.component.repetitions)]
            if isinstance(known, list):
                begun = [dict(row) if isinstance(row, dict) else {} for row in known]
            for row in begun:
                _begin(part.rows.parts, row, data, meter)
            put(initial, part.path, begun)


def initial_value(field: Field, value: object, data: Mapping[str, object], meter: Meter) -> object:
    """What a field of a form over `data` begins with, where the data have `value` for it."""
    if value is MISSING:
        return _seen(field, field.empty if field.default is None else field.default)
    if field.holds_files:
        return _seen(field, value)
    if isinstance(field, Choice) and field.values_expression is not None:
        return value
    try:
        return field.convert(value, field.options(data, Scope.of(data, meter)), "")
    except Refused:
        return field.empty


def rows_given(component: DynamicList, given: object, known: int) -> list[Mapping[str, object]] | None:
    """The rows submitted for a list, None if they are no rows. `known` is how many there are to begin with.

    form-js sends nothing for a row that shows no field: null where others follow it, and no row at all at the end. So
    rows that may not be added or removed are there without being sent.
    """
    listed = [] if given is MISSING or given is None else given
    if not isinstance(listed, list) or not all(row is None or isinstance(row, Mapping) for row in listed):
        return None
    rows = [{} if row is None else row for row in listed[:MAX_ITEMS]]
    return rows if component.add_remove else rows + [{}] * (known - len(rows))


def _seen(field: Field, value: object) -> object:
    """A value as expressions see it: no files are null to form-js, while the server keeps an empty list.

    What is larger than any field's value may be is null too: it will be refused, and no condition should read it first.
    """
    if value is None or type(value) in NUMBERS:
        return value
    if field.holds_files and value == []:
        return None
    try:
        return value if size(value, MAX_SEEN) <= MAX_SEEN else None
    except EvaluationError:
        return None


def _taken(field: Field, raw: object, initial: Mapping[str, object], meter: Meter) -> object:
    """What was submitted as the field stores it, or as it was sent where the field refuses it.

    Conditions see what will be stored, not what was typed for it: who validates again what is stored must be shown and
    asked the same. Choices that an expression gives are known only later, and stay as they were sent.
    """
    if raw is None or raw == "":
        return field.empty
    if field.holds_files or (isinstance(field, Choice) and field.values_expression is not None):
        return raw
    try:
        return field.convert(raw, field.options(initial, Scope.of(initial, meter)), "")
    except Refused:
        return raw


def _hide(filled: dict[str, object], path: tuple[str, ...], place: Place) -> None:
    """Take a hidden value out, except from a row."""
    if not place:
        drop(filled, path)


def _fill(
    parts: Sequence[Part],
    filled: dict[str, object],
    submitted: object,
    place: Place,
    kept: frozenset[Place],
    hidden: frozenset[Place],
    initial: Mapping[str, object],
    meter: Meter,
) -> None:
    """Put the submitted values over the `initial` ones in `filled`, an object of the data or a row of a list."""
    for part in parts:
        path, component = part.path, part.component
        if place + path in hidden:
            _hide(filled, path, place)
        elif isinstance(component, Field):
            if not part.always_locked and place + path not in kept:
                given = at(submitted, path)
                value = component.default if given is MISSING else given
                put(filled, path, _seen(component, _taken(component, value, initial, meter)))
        elif part.rows is not None:
            before = at(filled, path)
            known = before if isinstance(before, list) else []
            rows: list[object] = []
            for number, sent in enumerate(rows_given(component, at(submitted, path), len(known)) or ()):
                row: dict[str, object] = dict(known[number]) if number < len(known) else {}
                _begin(part.rows.parts, row, {}, meter)
                _fill(part.rows.parts, row, sent, (*place, *path, number), kept, hidden, initial, meter)
                rows.append(row)
            put(filled, path, rows)


def _walk(
    compiled: CompiledForm, place: Place, before: str, scope: Scope, context: object, hidden: bool, seen: _Seen
) -> None:
    """Add every part of a form, or of a row at `place`, to what is `seen`; `before` stands before the labels there."""
    meter = scope.meter
    names = scope.names() if compiled.asks else {}
    holding: list[bool] = []
    for outer, condition in compiled.conditions:
        holding.append((holding[outer] if outer >= 0 else hidden) or condition.holds(names, meter))
    for component, innermost in compiled.views:
        hides = holding[innermost] if innermost >= 0 else hidden
        seen.views.append(Node(component, place, before + component.label, scope, hides))
    nodes, always = seen.nodes, seen.always_locked
    for component, path, innermost, rows, always_locked, locks in compiled.parts:
        here = place + path
        hides = holding[innermost] if innermost >= 0 else hidden
        label = before + component.label
        nodes.append(Node(component, here, label, scope, hides))
        if locks is not None and locks.holds(names, meter):
            seen.locked.append(here)
        if always_locked:
            always.append(here)
        if rows is not None and not hides:
            listed = at(context, here)
            for number, row in enumerate(listed if isinstance(listed, list) else ()):
                inner = f"{label} {number + 1} · "
                _walk(rows, (*here, number), inner, scope.row(row, number), context, hides, seen)
