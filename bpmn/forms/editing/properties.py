"""The plain properties of each kind of component: one input each, with how it is read from the form's JSON and written
back. What a page sends back as it was leaves the JSON as it is."""

import copy
import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from bpmn.forms.editing.components import Json
from bpmn.forms.editing.given import Given, Problems, at, one, put
from bpmn.forms.editing.palette import label_property
from bpmn.messages import Message, lazy_gettext


class Input(StrEnum):
    """What an input takes."""

    TEXT = "text"
    LINES = "lines"
    TICK = "tick"
    WHOLE = "whole"
    NUMBER = "number"
    CHOICE = "choice"


@dataclass(frozen=True, slots=True)
class Property:
    """One property of a component: its place in the JSON, and its input. `means`: what it is where the JSON says
    nothing. `rare`: most who make a form never need it."""

    name: str
    path: tuple[str, ...]
    input: Input
    label: Message
    hint: Message | None = None
    choices: tuple[tuple[str, Message], ...] = ()
    means: str = ""
    rare: bool = False


DESCRIPTION = Property(
    "description",
    ("description",),
    Input.LINES,
    lazy_gettext("Help below its name"),
    lazy_gettext("What is to be written there, in a sentence."),
)
WIDTH = Property(
    "columns",
    ("layout", "columns"),
    Input.CHOICE,
    lazy_gettext("Width"),
    lazy_gettext("On a wide screen; on a telephone each has the whole line."),
    (
        ("", lazy_gettext("The whole line")),
        ("12", lazy_gettext("Three quarters")),
        ("8", lazy_gettext("Half")),
        ("5", lazy_gettext("A third")),
        ("4", lazy_gettext("A quarter")),
    ),
)
EXAMPLE = Property(
    "example",
    ("properties", "example"),
    Input.TEXT,
    lazy_gettext("Example"),
    lazy_gettext("A value for demonstrations and for trying the procedure."),
    rare=True,
)
_LEAST_LETTERS = Property("min-length", ("validate", "minLength"), Input.WHOLE, lazy_gettext("At least, in characters"))
_MOST_LETTERS = Property("max-length", ("validate", "maxLength"), Input.WHOLE, lazy_gettext("At most, in characters"))
_BEFORE = Property(
    "before", ("appearance", "prefixAdorner"), Input.TEXT, lazy_gettext("Sign before it"), lazy_gettext("Such as $")
)
_AFTER = Property(
    "after",
    ("appearance", "suffixAdorner"),
    Input.TEXT,
    lazy_gettext("Unit after it"),
    lazy_gettext("Such as MXN, % or months"),
)
_DECIMALS = Property("decimals", ("decimalDigits",), Input.WHOLE, lazy_gettext("Decimals"))
_STEMS = (
    Property(
        "pattern",
        ("validate", "pattern"),
        Input.TEXT,
        lazy_gettext("Pattern"),
        lazy_gettext("A regular expression that the text must match, such as [A-Z]+-[0-9]+"),
        rare=True,
    ),
    Property(
        "pattern-message",
        ("validate", "patternErrorMessage"),
        Input.TEXT,
        lazy_gettext("What to say where it does not match"),
        rare=True,
    ),
)

PROPERTIES: Mapping[str, tuple[Property, ...]] = {
    "textfield": (
        DESCRIPTION,
        Property(
            "validation",
            ("validate", "validationType"),
            Input.CHOICE,
            lazy_gettext("What is written there"),
            choices=(
                ("", lazy_gettext("Any text")),
                ("email", lazy_gettext("An e-mail address")),
                ("phone", lazy_gettext("A telephone number")),
            ),
        ),
        WIDTH,
        _LEAST_LETTERS,
        _MOST_LETTERS,
        *_STEMS,
        EXAMPLE,
    ),
    "textarea": (DESCRIPTION, WIDTH, _LEAST_LETTERS, _MOST_LETTERS, EXAMPLE),
    "number": (
        DESCRIPTION,
        _BEFORE,
        _AFTER,
        _DECIMALS,
        Property("min", ("validate", "min"), Input.NUMBER, lazy_gettext("At least")),
        Property("max", ("validate", "max"), Input.NUMBER, lazy_gettext("At most")),
        WIDTH,
        Property(
            "increment",
            ("increment",),
            Input.NUMBER,
            lazy_gettext("Multiple of"),
            lazy_gettext("Such as 0.5, where only halves may be given."),
            rare=True,
        ),
        EXAMPLE,
    ),
    "checkbox": (DESCRIPTION, WIDTH),
    "radio": (DESCRIPTION, WIDTH),
    "select": (DESCRIPTION, WIDTH),
    "checklist": (DESCRIPTION, WIDTH),
    "taglist": (DESCRIPTION, WIDTH),
    "datetime": (
        DESCRIPTION,
        Property(
            "not-passed",
            ("disallowPassedDates",),
            Input.TICK,
            lazy_gettext("Only from today on"),
        ),
        WIDTH,
    ),
    "filepicker": (
        DESCRIPTION,
        Property("multiple", ("multiple",), Input.TICK, lazy_gettext("Several files")),
        Property(
            "accept",
            ("accept",),
            Input.TEXT,
            lazy_gettext("Kinds of file"),
            lazy_gettext("The ends of their names, such as .pdf, .docx, .xlsx. Left empty: any."),
        ),
        WIDTH,
    ),
    "expression": (DESCRIPTION, _BEFORE, _AFTER, _DECIMALS, WIDTH),
    "dynamiclist": (
        Property(
            "add-remove",
            ("allowAddRemove",),
            Input.TICK,
            lazy_gettext("Rows can be added and taken out"),
            means="on",
        ),
        Property("at-least-one", ("validate", "required"), Input.TICK, lazy_gettext("At least one row")),
        Property("rows", ("defaultRepetitions",), Input.WHOLE, lazy_gettext("Rows that it begins with"), means="1"),
    ),
    "documentPreview": (
        Property(
            "height",
            ("maxHeight",),
            Input.WHOLE,
            lazy_gettext("Height, in points of the screen"),
            rare=True,
        ),
    ),
}  # fmt: skip
ON = "on"
"""What a box that is ticked sends."""


def label_input(component: Json) -> Property:
    """The property that people know a component by."""
    kind = component.get("type")
    path = (label_property(component),)
    if kind == "text":
        return Property("label", path, Input.LINES, lazy_gettext("Text"), lazy_gettext("**Two stars** make it bold."))
    return Property("label", path, Input.TEXT, lazy_gettext("Name"))


def properties_of(component: Json) -> Iterator[Property]:
    """The plain properties of a component, its label first."""
    if component.get("type") not in ("separator", "spacer"):
        yield label_input(component)
    yield from PROPERTIES.get(str(component.get("type")), ())


def text_of(component: Json, property: Property) -> str:
    """The text of a property's input."""
    value = at(component, property.path)
    if value is None:
        return property.means
    if property.input is Input.TICK:
        return ON if value is True else ""
    if isinstance(value, float) and value == math.floor(value):
        value = int(value)
    return str(value)


def apply(component: Json, given: Given, problems: Problems) -> Json:
    """A component with its plain properties as a page sent them; what cannot be taken is noted, and stays as it was."""
    changed = copy.deepcopy(component)
    for each in properties_of(component):
        if each.name not in given or one(given, each.name) == text_of(component, each).strip():
            continue
        text = one(given, each.name)
        if each.input is Input.TICK:
            put(changed, each.path, None if text == each.means else text == ON)
        elif not text and each.name != "label":
            put(changed, each.path, None)
        elif each.input in (Input.WHOLE, Input.NUMBER) or each is WIDTH:
            number = _number(each, text, problems)
            if number is not None:
                put(changed, each.path, number)
        elif not text:
            problems.tell("label", lazy_gettext("Write what it is called."))
        else:
            put(changed, each.path, text)
    return changed


def _number(property: Property, text: str, problems: Problems) -> int | float | str | None:
    if text.startswith("="):
        return text  # an expression, as far as the schema takes one there
    plain = text.replace(",", "").replace(" ", "").removeprefix("$")
    try:
        number: int | float = int(plain) if plain.lstrip("-").isdecimal() else float(plain)
    except ValueError:
        number = math.nan
    if not math.isfinite(number):
        problems.tell(property.name, lazy_gettext("“{text}” is not a number.", text=text[:40]))
        return None
    if property.input is Input.WHOLE and (number < 0 or number != int(number)):
        problems.tell(property.name, lazy_gettext("It must be a whole number, such as 2."))
        return None
    return number
