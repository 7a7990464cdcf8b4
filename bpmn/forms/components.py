"""What a form is made of, in the words of form-js: frozen, pure data."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from bpmn.forms.feel import Feel
from bpmn.forms.pattern import Pattern

if TYPE_CHECKING:
    from bpmn.forms.outline import Outline


@dataclass(frozen=True, slots=True, kw_only=True)
class Component:
    """Anything on a form. `hide` is ``conditional.hide``; `line` counts from 1 in the form's file."""

    id: str
    type: str
    label: str = ""
    hide: Feel | None = None
    line: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Presentational(Component):
    """A component that holds no value: text, html, separator, spacer, button, image. `text` is what it shows."""

    text: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Container(Component):
    """A component that holds others. `path` leads to the object that their values are in, from its parent's."""

    path: tuple[str, ...] = ()
    components: tuple[Component, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Group(Container):
    """A group; also a dynamic list that does not repeat."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DynamicList(Container):
    """A list of rows, each with the same components; its value is a list of objects.

    `add_remove`: people may add and take away rows; if not, the rows are those in the data, or else `repetitions` of
    them. `required`: at least one row; form-js does not look at this one, the server does.
    """

    add_remove: bool = True
    repetitions: int = 1
    required: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Field(Component):
    """A component that holds a value, in `path` (its key, at dots) from its parent's.

    `disabled` and `readonly` fields are shown and not accepted. `required` may be an expression.
    """

    key: str
    path: tuple[str, ...]
    description: str = ""
    disabled: bool = False
    readonly: bool | Feel = False
    required: bool | Feel = False
    default: object = None

    @property
    def only_shown(self) -> bool:
        """Whether nobody may ever write it here."""
        return self.disabled or self.readonly is True

    @property
    def empty(self) -> object:
        """The value of a field left alone, as form-js has it."""
        return None


@dataclass(frozen=True, slots=True, kw_only=True)
class Text(Field):
    """What `Textfield` and `Textarea` share. Lengths count as in JavaScript, without white space at the ends."""

    min_length: int | Feel | None = None
    max_length: int | Feel | None = None
    pattern: Pattern | None = None
    pattern_message: str | None = None
    validation_type: str | None = None

    @property
    def empty(self) -> object:
        return ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Textfield(Text):
    """One line of text."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Textarea(Text):
    """Text of many lines."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Number(Field):
    """A number; with `serialize_to_string`, a text that holds one."""

    min: int | float | Feel | None = None
    max: int | float | Feel | None = None
    decimal_digits: int | None = None
    increment: int | float | None = None
    serialize_to_string: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Checkbox(Field):
    """Yes or no. Required means: yes."""

    @property
    def empty(self) -> object:
        return False


@dataclass(frozen=True, slots=True, kw_only=True)
class Option:
    """One choice."""

    value: object
    label: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice(Field):
    """What fields with choices share: they stand in `values`, in the variable `values_key` or in an expression."""

    values: tuple[Option, ...] | None = None
    values_key: str | None = None
    values_expression: Feel | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Radio(Choice):
    """One choice, all shown."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Select(Choice):
    """One choice, from a list that drops down."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MultipleChoice(Choice):
    """What `Checklist` and `Taglist` share: a list of choices."""

    @property
    def empty(self) -> object:
        return []


@dataclass(frozen=True, slots=True, kw_only=True)
class Checklist(MultipleChoice):
    """Many choices, all shown; its value is in the order of the choices."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Taglist(MultipleChoice):
    """Many choices, as tags; its value is in the order in which they were chosen."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Datetime(Field):
    """A date (``2026-03-31``), time (``09:30``) or both (``2026-03-31T09:30``), by `subtype`.

    `time_format` says what follows a time: ``no_timezone`` nothing, ``utc_normalized`` Z, ``utc_offset`` ±hh:mm.
    """

    subtype: str = "date"
    disallow_passed: bool = False
    time_format: str = "no_timezone"


@dataclass(frozen=True, slots=True, kw_only=True)
class Filepicker(Field):
    """Files. `accept` holds suffixes with their dot, in lower case; empty: any."""

    multiple: bool | Feel = False
    accept: tuple[str, ...] = ()

    @property
    def empty(self) -> object:
        return []


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """A whole form. Its `id` is the id of the user task it belongs to; `schema` is the JSON it was read from, for
    form-js in the browser and for what only concerns the looks.
    """

    id: str
    components: tuple[Component, ...] = ()
    schema: Mapping[str, object] = field(default_factory=dict, compare=False, repr=False)
    _outline: "Outline | None" = field(default=None, init=False, compare=False, repr=False)

    @property
    def outline(self) -> "Outline":
        """Its components laid out for going over them; made once, of a form that has no findings."""
        found = self._outline
        if found is None:
            from bpmn.forms.outline import outline  # late: it is made of what is declared here

            found = outline(self.components)
            object.__setattr__(self, "_outline", found)
        return found

    def fields(self) -> Iterator[tuple[str, Field]]:
        """Its fields with their path, in the form's order; those in the rows of a list as ``compromisos[].fecha``."""
        return _fields(self.components, "")

    @property
    def keys(self) -> frozenset[str]:
        """The variables of the instance that it writes; those of fields that are only shown are not among them."""
        return frozenset(
            re.split(r"[.\[]", path, maxsplit=1)[0] for path, field in self.fields() if not field.only_shown
        )


def _fields(components: tuple[Component, ...], base: str) -> Iterator[tuple[str, Field]]:
    for component in components:
        if isinstance(component, Field):
            yield base + ".".join(component.path), component
        elif isinstance(component, DynamicList):
            yield from _fields(component.components, base + ".".join(component.path) + "[].")
        elif isinstance(component, Container):
            yield from _fields(component.components, base + "".join(f"{name}." for name in component.path))
