"""Another name for a variable, everywhere in a procedure, in one act."""

import keyword
import unicodedata
from collections.abc import Iterator, Mapping
from enum import StrEnum
from typing import Any

from bpmn.editing.tree import tree
from bpmn.expressions import ExpressionError, parse_expression
from bpmn.forms.feel import SPECIAL, FeelError, parse
from bpmn.forms.marks import LISTED
from bpmn.forms.schema.json_lines import JsonError
from bpmn.messages import Message, lazy_gettext
from bpmn.renaming.diagram_texts import RESERVED, diagram_texts
from bpmn.renaming.form_texts import FormTexts
from bpmn.renaming.languages import Unreadable, mentions, names, renamed
from bpmn.renaming.texts import Text
from bpmn.renaming.uses import items_of
from bpmn.xml import XmlError

LONGEST = 80
"""Characters of a name."""
KEPT = frozenset({*SPECIAL, *RESERVED, "item"})
"""Names that expressions have for something else."""


class Why(StrEnum):
    """Why a variable is not renamed; the values are stable."""

    NO_NAME = "no_name"
    RESERVED = "reserved"
    TAKEN = "taken"
    LISTED = "listed"
    NOT_THERE = "not_there"
    UNREADABLE = "unreadable"


class NameRefused(ValueError):
    """The variable keeps its name. `code` says why, `message` also what to do; `element` is the BPMN element, or the
    component of a form, at which it failed."""

    def __init__(self, code: Why, message: Message, element: str = "") -> None:
        super().__init__(code, str(message))
        self.code = code
        self.message = message
        self.element = element


Renamed = tuple[bytes, dict[str, bytes]]
"""The diagram, and the forms that changed, by name."""


def rename(diagram: bytes, forms: Mapping[str, bytes], old: str, new: str) -> Renamed:
    """Call the variable `old` `new` in the diagram and in every form: where it is written, read, told and listed.

    Nothing else changes: not the layout of a form, nor what stands in quotes, nor a field of the same name in the rows
    of a list. Raises NameRefused, and then nothing is changed.
    """
    require_usable(new)
    if old in LISTED:
        kept = lazy_gettext("The lists of everybody know the instances by this field; it keeps its name.")
        raise NameRefused(Why.LISTED, kept)
    try:
        read = tree(diagram)
        sources = {name: FormTexts(form) for name, form in forms.items()}
    except (XmlError, JsonError) as error:
        broken = lazy_gettext("One of the files cannot be read, so that nobody knows what is in it; mend it first.")
        raise NameRefused(Why.UNREADABLE, broken) from error
    items = items_of(forms)
    in_diagram = list(diagram_texts(read))
    in_forms = {name: list(source.texts(items)) for name, source in sources.items()}
    every = [*in_diagram, *(text for texts in in_forms.values() for text in texts)]
    changing = list(_changing(every, old))
    if not changing:
        raise NameRefused(Why.NOT_THERE, lazy_gettext("Nothing has the name “{name}” any more.", name=old))
    if old == new:
        return diagram, {}
    _require_free(new, every, changing, read.root)
    for text in changing:
        text.put(renamed(text.language, text.text, old, new))
    touched = {id(text) for text in changing}
    changed = {name for name, texts in in_forms.items() if any(id(text) in touched for text in texts)}
    whole = read.write() if any(id(text) in touched for text in in_diagram) else diagram
    return whole, {name: sources[name].write() for name in changed}


def require_usable(name: str) -> None:
    """Raises NameRefused for what no variable may be called: conditions, scripts, forms and texts must all read it."""
    if not _is_name(name):
        text = lazy_gettext(
            "“{name}” cannot be the name of a variable: it begins with a letter and has only letters, digits and _.",
            name=name[:LONGEST],
        )
        raise NameRefused(Why.NO_NAME, text)
    if name in KEPT or not _is_variable(name):
        raise NameRefused(
            Why.RESERVED, lazy_gettext("“{name}” means something else in expressions; choose another name.", name=name)
        )


def _is_name(name: str) -> bool:
    plain = unicodedata.normalize("NFKC", name) == name  # Python would read another name there
    return plain and name.isidentifier() and len(name) <= LONGEST


def _is_variable(name: str) -> bool:
    try:
        return (
            not keyword.iskeyword(name)
            and parse_expression(name).names == {name}
            and parse(f"={name}").paths == {(name,)}
            and parse(f"={name} = 1").paths == {(name,)}
        )
    except (ExpressionError, FeelError):
        return False


def _changing(texts: list[Text], old: str) -> Iterator[Text]:
    for text in texts:
        try:
            if mentions(text.language, text.text, old):
                yield text
        except Unreadable as error:
            message = lazy_gettext(
                "“{text}” names the variable and cannot be read; mend it first.",
                text=" ".join(text.text.split())[:60],
            )
            raise NameRefused(Why.UNREADABLE, message, text.element) from error


def _require_free(new: str, texts: list[Text], changing: list[Text], root: Any) -> None:
    taken = lazy_gettext("“{name}” is already the name of something else here; choose another.", name=new)
    for text in texts:
        if new in names(text.language, text.text):
            raise NameRefused(Why.TAKEN, taken, text.element)
    if any(text.exclusive for text in changing) and any(each.get("id") == new for each in root.iter()):
        raise NameRefused(Why.TAKEN, taken)
