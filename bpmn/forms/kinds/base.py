"""What every kind of component shares. A kind is one module beside this one; `bpmn.forms.kinds` lists them all.

A class holds what its module read from the schema (frozen, pure data), and converts, checks and makes values of its
kind. Values are JSON: what is stored, hashed and sent.
"""

import keyword
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any, ClassVar, NamedTuple, Self

from bpmn.expressions import ExpressionError, parse_expression
from bpmn.forms.feel import Environment, Feel, Scope
from bpmn.forms.schema.properties import Properties
from bpmn.messages import Message, lazy_gettext
from bpmn.value_kinds import ANY, ValueKind

Common = dict[str, Any]
"""What the reader has read already of a component: the arguments that `Component` takes."""
Children = Callable[[], "tuple[Component, ...]"]
"""Reads the components within one."""
Evaluate = Callable[[Feel], object]
MAX_ITEMS = 200
"""Files or tags of one field, rows of one list."""


class Refused(Exception):
    """A value is not of the field's kind. `code` is stable, as in `bpmn.forms.FieldError`."""

    def __init__(self, code: str, message: Message) -> None:
        super().__init__(str(message))
        self.code = code
        self.message = message


class Problem(NamedTuple):
    """One rule that a value of the right kind breaks."""

    code: str
    message: Message


@dataclass(frozen=True, slots=True, kw_only=True)
class Option:
    """One choice."""

    value: object
    label: str


class Sampling(NamedTuple):
    """What a sample value is made from. `file` makes the reference of a stored file for a key."""

    label: str
    evaluate: Evaluate
    options: Sequence[Option]
    environment: Environment
    file: Callable[[str], dict[str, object]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """A condition between fields, by `name`, and what to say (`message`) unless it is true.

    It is not judged while a field that it reads is empty, unless it is to be judged `always`.
    """

    name: str
    condition: Feel
    message: str
    always: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Component:
    """Anything on a form. `hide` is ``conditional.hide``; `checks` stand in ``properties.checks``; `line` counts from 1
    in the form's file. What is in it is read by the roles `confidential`, where it names some, and may be `personal`
    data (`bpmn.forms.marks`). `searchable`: instances are found and added up by its value. `start`: on the first step,
    it is asked before the process begins (`bpmn.forms.starting`).
    """

    id: str
    type: str
    label: str = ""
    hide: Feel | None = None
    checks: tuple[Check, ...] = ()
    confidential: tuple[str, ...] = ()
    personal: bool = False
    searchable: bool = False
    start: bool = False
    line: int | None = None

    @classmethod
    def read(cls, properties: Properties, common: Common, children: Children) -> "Component | None":
        """The component that an object of the schema describes; None, with a finding, where it cannot be one."""
        raise NotImplementedError

    @property
    def reads(self) -> frozenset[str]:
        """The variables that its expressions read, whatever for."""
        return names_read(self)


@dataclass(frozen=True, slots=True, kw_only=True)
class Presentational(Component):
    """A component that holds no value and shows `text`, which stands in the property `shows`."""

    shows: ClassVar[str] = "text"
    text: str = ""

    @classmethod
    def read(cls, properties: Properties, common: Common, children: Children) -> Self:
        return cls(**common, text=properties.text(cls.shows))


@dataclass(frozen=True, slots=True, kw_only=True)
class Container(Component):
    """A component that holds others. `path` leads to the object that their values are in, from its parent's."""

    path: tuple[str, ...] = ()
    components: tuple[Component, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Field(Component):
    """A component that holds a value, in `path` (its key, at dots) from its parent's.

    `disabled` and `readonly` fields are shown and not accepted. `required` may be an expression. `example`, in
    ``properties.example``, is a value for demonstrations, where none can be made up (a text with a pattern).
    """

    holds_files: ClassVar[bool] = False
    """Whether its value is a list of references to stored files."""
    computed: ClassVar[bool] = False
    """Whether the server works its value out: nobody writes it, and it is stored (`bpmn.forms.kinds.computed`)."""

    key: str
    path: tuple[str, ...]
    description: str = ""
    disabled: bool = False
    readonly: bool | Feel = False
    required: bool | Feel = False
    default: object = None
    example: object = None

    @property
    def only_shown(self) -> bool:
        """Whether nobody may ever write it here."""
        return self.disabled or self.readonly is True

    @property
    def stored(self) -> bool:
        """Whether its variable gets a value here."""
        return self.computed or not self.only_shown

    @property
    def empty(self) -> object:
        """The value of a field left alone."""
        return None

    @property
    def value_kind(self) -> ValueKind:
        """Of which kind its value is, unless it is empty."""
        return ANY

    @classmethod
    def read(cls, properties: Properties, common: Common, children: Children) -> Self | None:
        own = cls.own(properties)
        shared = field_properties(properties, common)
        return None if shared is None else cls(**shared, **own)

    @classmethod
    def own(cls, properties: Properties) -> Common:
        """The arguments that only this kind takes, read from the schema."""
        return {}

    def options(self, initial: Mapping[str, object], scope: Scope) -> Sequence[Option]:
        """Its choices; those that stand in a variable are read from the data that the form begins with."""
        return ()

    def convert(self, raw: object, options: Sequence[Option], label: str) -> object:
        """`raw`, any JSON value, as a value of this kind; null and the empty text are `empty`. Raises Refused."""
        raise NotImplementedError

    def problems(self, value: object, label: str, scope: Scope) -> Iterable[Problem]:
        """The rules that `value`, which `convert` made and which is not empty, breaks."""
        return ()

    def samples(self, sampling: Sampling) -> Iterable[object]:
        """Values to try as a sample, the best first."""
        return ()

    def from_texts(self, texts: Sequence[str], now: datetime) -> object:
        """The value that the texts of its inputs on a page stand for; there is at least one.

        What cannot be read as a value of this kind stays the text that was typed: `convert` refuses it, and the page
        shows it as it was. `now` has the office's time zone.
        """
        return texts[-1].replace("\r\n", "\n")

    def to_texts(self, value: object, now: datetime) -> list[str]:
        """The texts of the inputs that stand for `value`: none for an empty one."""
        return [] if value is None or value == "" else [str(value)]


def names_read(component: Component) -> frozenset[str]:
    """The variables that the expressions among the properties of a component read."""
    held = [getattr(component, each.name) for each in fields(component)]
    held += [check.condition for check in component.checks]
    return frozenset().union(*(each.names for each in held if isinstance(each, Feel)))


def field_properties(properties: Properties, common: Common) -> Common | None:
    """`common` and what all fields have besides; None when the field has no key to live under."""
    path = names(properties, "key")
    if not path:
        if not properties.text("key"):
            properties.note("form_key", lazy_gettext("The field has no “key”; name the variable that it fills."))
        return None
    return {
        **common,
        "key": ".".join(path),
        "path": path,
        "description": properties.text("description"),
        "disabled": properties.flag("disabled"),
        "readonly": properties.flag_or_expression("readonly"),
        "required": properties.within("validate").flag_or_expression("required"),
        "default": properties.raw.get("defaultValue"),
        "example": properties.within("properties").raw.get("example"),
    }


def names(properties: Properties, name: str) -> tuple[str, ...]:
    """A key or path, at its dots; each part must be a name that a condition of the diagram can use."""
    text = properties.text(name)
    parts = tuple(text.split(".")) if text else ()
    if not all(part.isidentifier() and not keyword.iskeyword(part) for part in parts) or (
        parts and not _is_variable(parts[0])
    ):
        properties.note(
            "form_key",
            lazy_gettext("“{text}” is not a name a variable may have; use letters, digits and _ only.", text=text[:60]),
        )
        return ()
    return parts


def _is_variable(name: str) -> bool:
    try:
        return parse_expression(name).names == {name}
    except ExpressionError:
        return False


def note_order(properties: Properties, least: object, most: object, names: str) -> None:
    """Note a lower limit above its upper one; expressions are known only later."""
    if isinstance(least, (int, float)) and isinstance(most, (int, float)) and least > most:
        properties.note(
            "form_range", lazy_gettext("Of {names} the first is larger than the second; swap them.", names=names)
        )


def limit_of(limit: int | float | Feel | None, evaluate: Evaluate) -> int | float | None:
    """A limit as a number; an expression that yields none sets no limit."""
    value = evaluate(limit) if isinstance(limit, Feel) else limit
    return value if isinstance(value, (int, float)) and not isinstance(value, bool) else None
