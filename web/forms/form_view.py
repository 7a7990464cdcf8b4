"""A form, its values and what is wrong with them → what the page shows, component by component.

A component that something else on the form can change is a *part* of the page of its own: it has an id, and a digest
of how it looks apart from what was typed into it. A page that says which digests it shows is sent the other parts.
"""

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from functools import cached_property
from zlib import crc32

from bpmn.forms.data import MISSING, Place, at, put, shown
from bpmn.forms.evaluate import FormState, Node, evaluate, is_locked
from bpmn.forms.feel import Environment, Feel, Scope
from bpmn.forms.form import Form
from bpmn.forms.kinds import Component, Container, DynamicList, Field, Option
from bpmn.forms.kinds.choices import option_key
from bpmn.forms.kinds.filepicker import is_reference
from bpmn.forms.validate import FieldError
from web.forms.attachments import Attachments
from web.forms.beginning import empty_row
from web.forms.form_parser import without_blank_rows
from web.forms.layout import PLAIN, Layout, layout_of
from web.texts.formatting import Presenter, Shown


class Stance(StrEnum):
    """How a component stands on the page."""

    ASKED = "asked"
    LOCKED = "locked"
    HIDDEN = "hidden"
    GROUP = "group"
    LIST = "list"
    SHOWN = "shown"


@dataclass(frozen=True, slots=True)
class OptionView:
    """A choice on the page: the text of its input, its label, whether it is taken."""

    key: str
    label: str
    taken: bool


@dataclass(frozen=True, slots=True)
class FileView:
    """A file that the page carries: the signed text of its input, and the reference."""

    signed: str
    reference: Mapping[str, object]


@dataclass(frozen=True)
class ComponentView:
    """A component on the page. `name` is that of its inputs, `id` the first one's; `texts` are their values.

    `fresh`: it was not on the page before an answer made it appear. `typed`: a page sent it; where it is hidden or
    locked now, `kept` are then its inputs, so that taking an answer back brings back what was typed. What only the
    instance holds of a hidden field is in none of this. `scope` is what its expressions see. `part`: the id of the part
    of the page that it is, empty where nothing can change it.
    """

    stance: Stance
    component: Component
    folio: str = ""
    name: str = ""
    texts: tuple[str, ...] = ()
    required: bool = False
    multiple: bool = False
    options: tuple[OptionView, ...] = ()
    files: tuple[FileView, ...] = ()
    shown: Shown | None = None
    errors: tuple[str, ...] = ()
    fresh: bool = False
    children: tuple["ComponentView", ...] = ()
    rows: tuple[tuple["ComponentView", ...], ...] = ()
    typed: bool = False
    kept: tuple[str, ...] = ()
    look: Layout = PLAIN
    scope: Scope | None = field(default=None, repr=False, compare=False)
    part: str = ""

    @property
    def id(self) -> str:
        """The id of its first input."""
        return anchor(self.name)

    @property
    def text(self) -> str:
        """The value of its one input."""
        return self.texts[0] if self.texts else ""

    @property
    def asks(self) -> bool:
        """Whether somebody is to answer something here."""
        return self.stance in (Stance.ASKED, Stance.LIST)

    @cached_property
    def structure(self) -> str:
        """The digest of how it looks, apart from what was typed and from what is within it."""
        about = self.stance, self.required, self.multiple, len(self.rows), self.look, self.shown
        choices = [(option.key, option.label) for option in self.options]
        return f"{crc32(repr((about, choices)).encode('utf-8', 'replace')):08x}"

    def walk(self) -> Iterator["ComponentView"]:
        """This and everything in it."""
        yield self
        for child in (*self.children, *(each for row in self.rows for each in row)):
            yield from child.walk()


def anchor(name: str) -> str:
    """The id on the page of the field with that name."""
    return "campo-" + re.sub(r"\W+", "-", name).strip("-")


def general_name(name: str) -> str:
    """A name without its row numbers: a question is the same in every row."""
    return re.sub(r"\[\d+\]", "[]", name)


def unsent_places(views: Iterable[ComponentView]) -> list[Place]:
    """Where there is nothing to send: in fields that are locked now, whatever was typed before, and in hidden ones that
    nobody was asked."""
    named = (each for top in views for each in top.walk() if each.name)
    return [
        place_of(each.name)
        for each in named
        if each.stance is Stance.LOCKED or (each.stance is Stance.HIDDEN and not each.typed)
    ]


def place_of(name: str) -> Place:
    """The place in the data that the name of an input writes."""
    return tuple(int(step) if step[0].isdigit() else step for step in re.findall(r"\w+", name))


@dataclass
class FormView:
    """Views a form over the `data` of its instance, in the `environment` that its expressions see.

    `seen`: the general names of the fields that were on the page before, None for a first look. `more`: the name of
    the list that needs another row. `now` is local time of the office.
    """

    form: Form
    data: Mapping[str, object]
    folio: str
    now: datetime
    environment: Environment
    attachments: Attachments
    presenter: Presenter
    seen: Collection[str] | None = None
    more: str | None = None
    _values: Mapping[str, object] = field(init=False)
    _typed: Mapping[str, object] = field(init=False)
    _rows: FormState = field(init=False)
    _exact: FormState = field(init=False)
    _texts: Mapping[str, list[str]] = field(init=False)
    _looks: Mapping[str, Layout] = field(init=False)

    def view(
        self, values: Mapping[str, object], typed: Mapping[str, object], errors: Iterable[FieldError] = ()
    ) -> tuple[ComponentView, ...]:
        """What the page shows for `values`, each error beside its field.

        `typed` are those of them that the page sent, or its draft: a field that is not shown carries no others.
        """
        self._typed = typed
        self._texts = defaultdict(list)
        for error in errors:
            # Beside the field its label stands already.
            text = self.presenter.gettext.render(error.message).removeprefix(f"{error.label}: ")
            self._texts[error.field].append(text)
        self._values = _padded(self.form.components, values, (), (), self.more)
        self._rows = evaluate(self.form, self._values, self.data, environment=self.environment)
        # An empty row is on the page, but not in the data that the engine will see: outside of rows, that counts.
        written = without_blank_rows(self.form.components, values)
        same = written == self._values or not self.form.compiled.lists
        self._exact = self._rows if same else evaluate(self.form, written, self.data, environment=self.environment)
        self._looks = layout_of(self.form)
        scope = Scope.of(self._exact.context, self.environment)
        return tuple(self._components(self.form.components, (), (), scope, False))

    def _components(
        self, components: tuple[Component, ...], prefix: tuple[str, ...], place: Place, scope: Scope, hidden: bool
    ) -> Iterator[ComponentView]:
        for component in components:
            hides = hidden or (component.hide is not None and scope.holds(component.hide))
            if isinstance(component, Field):
                yield self._field(component, place + prefix + component.path, scope, hides)
            elif isinstance(component, DynamicList):
                yield self._list(component, place + prefix + component.path, scope, hides)
            elif isinstance(component, Container):
                inner = self._components(component.components, prefix + component.path, place, scope, hides)
                stance = Stance.HIDDEN if hides else Stance.GROUP
                yield self._made(stance, component, scope, place, children=tuple(inner))
            else:
                yield self._made(Stance.HIDDEN if hides else Stance.SHOWN, component, scope, place)

    def _list(self, component: DynamicList, place: Place, scope: Scope, hidden: bool) -> ComponentView:
        name = shown(place)
        typed = at(self._typed, place) is not MISSING
        rows = at(self._typed if hidden else self._values, place)
        if not isinstance(rows, list) and not hidden:
            begun = at(self._rows.initial, place)
            rows = begun if isinstance(begun, list) and not component.add_remove else []
        rows = rows if isinstance(rows, list) else []
        context = at(self._rows.context, place)
        seen = context if isinstance(context, list) and len(context) == len(rows) else rows
        inner = tuple(
            tuple(self._components(component.components, (), (*place, number), scope.row(row, number), hidden))
            for number, row in enumerate(seen)
        )
        if hidden:
            return self._made(Stance.HIDDEN, component, scope, place, name=name, rows=inner, typed=typed)
        asked = [each for row in inner for top in row for each in top.walk() if each.asks]
        fresh = bool(asked) and all(each.fresh for each in asked)
        errors = self._errors(name)
        return self._made(Stance.LIST, component, scope, place, name=name, rows=inner, errors=errors, fresh=fresh)

    def _field(self, field: Field, place: Place, scope: Scope, hidden: bool) -> ComponentView:
        name = shown(place)
        value = at(self._values, place)
        if value is MISSING:
            value = field.empty
        state = self._rows if any(isinstance(step, int) for step in place) else self._exact
        typed = not field.only_shown and at(self._typed, place) is not MISSING
        # What was typed before an answer hid or locked the field comes back when that answer is taken back.
        kept = tuple(self._kept(field, value)) or ("",) if typed else ()
        if hidden or place in state.hidden:
            return self._made(Stance.HIDDEN, field, scope, place, name=name, typed=typed, kept=kept)
        if is_locked(Node(field, place, field.label, scope, False)):
            known = at(state.context, place)
            read = self.presenter.value(field, None if known is MISSING else known, scope=scope)
            return self._made(Stance.LOCKED, field, scope, place, name=name, shown=read, typed=typed, kept=kept)
        texts = () if field.holds_files else tuple(field.to_texts(value, self.now))
        options = field.options(self._rows.initial, scope)
        return self._made(
            Stance.ASKED,
            field,
            scope,
            place,
            name=name,
            texts=texts,
            required=_holds(field.required, scope),
            multiple=_holds(getattr(field, "multiple", False), scope),
            options=tuple(_taken(options, texts)),
            files=self._attached(field, value),
            errors=self._errors(name),
            fresh=self.seen is not None and general_name(name) not in self.seen,
        )

    def _made(self, stance: Stance, component: Component, scope: Scope, place: Place, **more: object) -> ComponentView:
        part = ""
        if component.reads or isinstance(component, DynamicList) or getattr(component, "holds_files", False):
            part = "parte-" + re.sub(r"\W+", "-", f"{shown(place)}-{component.id}").strip("-")
        look = self._looks.get(component.id, PLAIN)
        return ComponentView(stance, component, self.folio, look=look, scope=scope, part=part, **more)  # type: ignore[arg-type]

    def _kept(self, field: Field, value: object) -> Iterator[str]:
        if field.holds_files:
            yield from (attached.signed for attached in self._attached(field, value))
        else:
            yield from field.to_texts(value, self.now)

    def _attached(self, field: Field, value: object) -> tuple[FileView, ...]:
        if not field.holds_files or not isinstance(value, list):
            return ()
        files = [item for item in value if is_reference(item)]
        return tuple(FileView(self.attachments.sign(item), item) for item in files)

    def _errors(self, name: str) -> tuple[str, ...]:
        return tuple(self._texts.get(name, ()))


def _padded(
    components: tuple[Component, ...],
    values: Mapping[str, object],
    prefix: tuple[str, ...],
    place: Place,
    more: str | None,
) -> dict[str, object]:
    """`values`, an object at `place`, with an empty row in each list that has none, and in the one that needs more."""
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
                wanted = 1 if shown(place + path) == more else max(1, component.repetitions) if not filled else 0
                filled += [empty_row(component.components) for _ in range(wanted)]
            if filled:
                put(padded, path, filled)
        elif isinstance(component, Container):
            padded = _padded(component.components, padded, prefix + component.path, place, more)
    return padded


def _holds(flag: object, scope: Scope) -> bool:
    return scope.evaluate(flag) is True if isinstance(flag, Feel) else flag is True


def _taken(options: Iterable[Option], texts: tuple[str, ...]) -> Iterator[OptionView]:
    for option in options:
        key = option_key(option.value)
        yield OptionView(key, option.label, key in texts)
