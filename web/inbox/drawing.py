"""A form, its values and what is wrong with them → what the page shows, component by component."""

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace

from bpmn.forms.data import MISSING, Place, at, put, shown
from bpmn.forms.evaluate import FormState, Node, evaluate, is_locked
from bpmn.forms.feel import Environment, Feel, Scope
from bpmn.forms.form import Form
from bpmn.forms.kinds import (
    Checkbox,
    Choice,
    Component,
    Container,
    Datetime,
    DynamicList,
    Field,
    Filepicker,
    MultipleChoice,
    Number,
    Option,
    Presentational,
    Radio,
    Textarea,
)
from bpmn.forms.kinds.choices import option_key
from bpmn.forms.validate import FieldError
from web.inbox.attachments import Attachments
from web.inbox.handover import adorners, columns
from web.inbox.inputs import Inputs
from web.texts.formatting import Presenter, Shown

SILENT = frozenset({"hidden", "locked", "group", "prose", "rule", "nothing"})
"""The kinds that ask nothing."""
MORE_ROWS = 3
"""Empty rows that a list gets when somebody asks for more; one is always there."""


@dataclass(frozen=True, slots=True)
class Ticked:
    """A choice on the page: the text of its input, its label, whether it is taken."""

    key: str
    label: str
    taken: bool


@dataclass(frozen=True, slots=True)
class Attached:
    """A file that the page carries: the signed text of its input, and the reference."""

    signed: str
    reference: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Drawn:
    """A component on the page. `kind` picks how it is drawn; `name` is that of its inputs, `id` the first one's.

    `fresh`: it was not on the page before an answer made it appear. `kept`: the inputs of a hidden field, so that an
    answer taken back brings back what was typed. `columns`: how many of the sixteen of its row it takes. `adorners`:
    what stands before and after its input.
    """

    kind: str
    component: Component
    name: str = ""
    text: str = ""
    required: bool = False
    multiple: bool = False
    options: tuple[Ticked, ...] = ()
    files: tuple[Attached, ...] = ()
    shown: Shown | None = None
    errors: tuple[str, ...] = ()
    fresh: bool = False
    children: tuple["Drawn", ...] = ()
    rows: tuple[tuple["Drawn", ...], ...] = ()
    kept: tuple[str, ...] = ()
    columns: int = 16
    adorners: tuple[str, str] = ("", "")

    @property
    def id(self) -> str:
        """The id of its first input."""
        return anchor(self.name)

    def walk(self) -> Iterator["Drawn"]:
        """This and everything in it."""
        yield self
        for child in (*self.children, *(each for row in self.rows for each in row)):
            yield from child.walk()


def anchor(name: str) -> str:
    """The id on the page of the field with that name."""
    return "campo-" + re.sub(r"\W+", "-", name).strip("-")


def general(name: str) -> str:
    """A name without its row numbers: a question is the same in every row."""
    return re.sub(r"\[\d+\]", "[]", name)


@dataclass
class Drawer:
    """Draws a form over the `data` of its instance, in the `environment` that its expressions see.

    `seen`: the general names of the fields that were on the page before, None for a first look. `more`: the name of
    the list that needs more rows.
    """

    form: Form
    data: Mapping[str, object]
    inputs: Inputs
    environment: Environment
    attachments: Attachments
    presenter: Presenter
    seen: Collection[str] | None = None
    more: str | None = None
    _values: Mapping[str, object] = field(init=False)
    _state: FormState = field(init=False)
    _hidden: frozenset[Place] = field(init=False)
    _texts: Mapping[str, list[str]] = field(init=False)
    _columns: Mapping[str, int] = field(init=False)
    _adorners: Mapping[str, tuple[str, str]] = field(init=False)

    def draw(self, values: Mapping[str, object], errors: Iterable[FieldError] = ()) -> tuple[Drawn, ...]:
        """What the page shows for `values`, each error beside its field."""
        self._texts = defaultdict(list)
        for error in errors:
            # Beside the field its label stands already.
            text = self.presenter.gettext.render(error.message).removeprefix(f"{error.label}: ")
            self._texts[error.field].append(text)
        self._values = _padded(self.form.components, values, (), (), self.more)
        self._state = evaluate(self.form, self._values, self.data, environment=self.environment)
        # An empty row is on the page, but not in the data that the engine will see.
        exact = evaluate(self.form, values, self.data, environment=self.environment)
        judged = {node.place for node in exact.nodes}
        self._hidden = exact.hidden | {place for place in self._state.hidden if place not in judged}
        self._columns, self._adorners = columns(self.form.schema), adorners(self.form.schema)
        drawn = self._components(self.form.components, (), (), Scope.of(exact.context, self.environment), False)
        return tuple(map(self._looking, drawn))

    def _looking(self, drawn: Drawn) -> Drawn:
        """`drawn` with the looks that the form's author gave it and what is in it."""
        id = drawn.component.id
        return replace(
            drawn,
            columns=self._columns.get(id, 16),
            adorners=self._adorners.get(id, ("", "")),
            children=tuple(map(self._looking, drawn.children)),
            rows=tuple(tuple(map(self._looking, row)) for row in drawn.rows),
        )

    def _components(
        self, components: tuple[Component, ...], prefix: tuple[str, ...], place: Place, scope: Scope, hidden: bool
    ) -> Iterator[Drawn]:
        for component in components:
            hides = hidden or (component.hide is not None and scope.holds(component.hide))
            if isinstance(component, Field):
                yield self._field(component, place + prefix + component.path, scope, hidden)
            elif isinstance(component, DynamicList):
                yield self._list(component, place + prefix + component.path, scope, hides)
            elif isinstance(component, Container):
                inner = self._components(component.components, prefix + component.path, place, scope, hides)
                yield Drawn("hidden" if hides else "group", component, children=tuple(inner))
            elif isinstance(component, Presentational):
                yield Drawn("hidden" if hides else _PRESENTATIONAL.get(component.type, "nothing"), component)

    def _list(self, component: DynamicList, place: Place, scope: Scope, hidden: bool) -> Drawn:
        name = shown(place)
        rows = at(self._values, place)
        if not isinstance(rows, list):
            begun = at(self._state.initial, place)
            rows = begun if isinstance(begun, list) and not component.add_remove else []
        drawn = tuple(
            tuple(self._components(component.components, (), (*place, number), scope.row(row, number), hidden))
            for number, row in enumerate(rows)
        )
        if hidden:
            return Drawn("hidden", component, name, rows=drawn)
        asked = [each for row in drawn for top in row for each in top.walk() if each.kind not in SILENT]
        fresh = bool(asked) and all(each.fresh for each in asked)
        return Drawn("list", component, name, rows=drawn, errors=self._errors(name), fresh=fresh)

    def _field(self, field: Field, place: Place, scope: Scope, hidden: bool) -> Drawn:
        name = shown(place)
        value = at(self._values, place)
        if value is MISSING:
            value = field.empty
        if hidden or place in self._hidden:
            read = self._read(field, self._state.initial, place) if field.only_shown else None
            return Drawn("hidden", field, name, kept=tuple(self._kept(field, value)), shown=read)
        options = field.options(self._state.initial, scope)
        if is_locked(Node(field, place, field.label, scope, False)):
            return Drawn("locked", field, name, shown=self._read(field, self._state.context, place))
        texts = self.inputs.write(field, value)
        return Drawn(
            _kind(field),
            field,
            name,
            text=texts[0] if texts and not isinstance(field, Filepicker) else "",
            required=field.required is True,
            multiple=isinstance(field, Filepicker) and _holds(field.multiple, scope),
            options=tuple(_ticked(options, texts)) if isinstance(field, Choice) else (),
            files=self._attached(field, value),
            errors=self._errors(name),
            fresh=self.seen is not None and general(name) not in self.seen,
        )

    def _read(self, field: Field, data: object, place: Place) -> Shown:
        known = at(data, place)
        return self.presenter.value(field, None if known is MISSING else known)

    def _kept(self, field: Field, value: object) -> Iterator[str]:
        if isinstance(field, Filepicker):
            yield from (attached.signed for attached in self._attached(field, value))
        elif not field.only_shown:
            yield from self.inputs.write(field, value)

    def _attached(self, field: Field, value: object) -> tuple[Attached, ...]:
        if not isinstance(field, Filepicker) or not isinstance(value, list):
            return ()
        files = [item for item in value if isinstance(item, Mapping)]
        return tuple(Attached(self.attachments.sign(item), item) for item in files)

    def _errors(self, name: str) -> tuple[str, ...]:
        return tuple(self._texts.get(name, ()))


def _padded(
    components: tuple[Component, ...],
    values: Mapping[str, object],
    prefix: tuple[str, ...],
    place: Place,
    more: str | None,
) -> dict[str, object]:
    """`values`, an object at `place`, with empty rows to write in behind those of each list."""
    padded = dict(values)
    for component in components:
        if isinstance(component, DynamicList):
            path = prefix + component.path
            rows = at(padded, path)
            filled = [
                _padded(component.components, row, (), (*place, *path, number), more)
                for number, row in enumerate(rows if isinstance(rows, list) else [])
            ]
            if component.add_remove:
                wanted = MORE_ROWS if shown(place + path) == more else max(1, component.repetitions - len(filled))
                filled += [_empty_row(component.components) for _ in range(wanted)]
            if filled:
                put(padded, path, filled)
        elif isinstance(component, Container):
            padded = _padded(component.components, padded, prefix + component.path, place, more)
    return padded


def _empty_row(components: tuple[Component, ...]) -> dict[str, object]:
    row: dict[str, object] = {}
    for component in components:
        if isinstance(component, Field):
            put(row, component.path, component.empty if component.default is None else component.default)
        elif isinstance(component, DynamicList):
            put(row, component.path, [_empty_row(component.components)])
        elif isinstance(component, Container):
            for name, value in _empty_row(component.components).items():
                put(row, (*component.path, name), value)
    return row


def _holds(flag: bool | Feel, scope: Scope) -> bool:
    return scope.evaluate(flag) is True if isinstance(flag, Feel) else flag


def _ticked(options: Iterable[Option], texts: list[str]) -> Iterator[Ticked]:
    for option in options:
        yield Ticked(option_key(option.value), option.label, option_key(option.value) in texts)


_PRESENTATIONAL = {"text": "prose", "html": "prose", "separator": "rule"}
_KINDS: tuple[tuple[type[Field], str], ...] = (
    (Textarea, "area"),
    (Number, "number"),
    (Checkbox, "checkbox"),
    (Radio, "radio"),
    (MultipleChoice, "many"),
    (Choice, "select"),
    (Datetime, "moment"),
    (Filepicker, "files"),
)


def _kind(field: Field) -> str:
    return next((kind for type_, kind in _KINDS if isinstance(field, type_)), "line")
