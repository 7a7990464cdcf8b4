"""Where a variable of a procedure stands."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from bpmn.editing.tree import tree
from bpmn.forms.schema.json_lines import JsonError
from bpmn.renaming.diagram_texts import diagram_texts
from bpmn.renaming.form_texts import FormTexts
from bpmn.renaming.languages import Unreadable, mentions, variables
from bpmn.renaming.templates import names_variable
from bpmn.renaming.texts import Kind, Text
from bpmn.xml import XmlError


class Where(StrEnum):
    """In which of the files of a procedure."""

    DIAGRAM = "diagram"
    FORM = "form"
    TEMPLATE = "template"


@dataclass(frozen=True, slots=True)
class Use:
    """One place. `name` is that of the form or of the template, "" in the diagram; `element` the id of the BPMN
    element, or what a finding calls the component of the form; `text` what stands there, whole."""

    where: Where
    name: str
    element: str
    kind: Kind
    text: str


def uses(
    variable: str, diagram: bytes, forms: Mapping[str, bytes], templates: Mapping[str, bytes] | None = None
) -> tuple[Use, ...]:
    """Every place in which a variable stands: in the diagram, in the forms by their names, and in templates of records.

    Never raises: what cannot be read names nothing, and the findings tell of it; an expression that cannot be read and
    holds the name is among them.
    """
    items = items_of(forms)
    return (
        *_in_diagram(variable, diagram),
        *(use for name, form in forms.items() for use in _in_form(variable, name, form, items)),
        *(
            Use(Where.TEMPLATE, name, "", Kind.TEMPLATE, "")
            for name, template in (templates or {}).items()
            if names_variable(template, variable)
        ),
    )


def count(diagram: bytes, forms: Mapping[str, bytes]) -> Counter[str]:
    """How many texts of the diagram and the forms name each variable, gone over once. Never raises."""
    found: Counter[str] = Counter()
    try:
        texts = list(diagram_texts(tree(diagram)))
    except XmlError:
        texts = []
    items = items_of(forms)
    for form in forms.values():
        try:
            texts += FormTexts(form).texts(items)
        except JsonError:
            continue
    for text in texts:
        found.update(variables(text.language, text.text))
    return found


def items_of(forms: Mapping[str, bytes]) -> frozenset[str]:
    """The names that rows of lists have, in any of the forms."""
    found: frozenset[str] = frozenset()
    for form in forms.values():
        try:
            found |= FormTexts(form).items()
        except JsonError:
            continue
    return found


def _in_diagram(variable: str, diagram: bytes) -> Iterator[Use]:
    try:
        read = tree(diagram)
    except XmlError:
        return
    for text in diagram_texts(read):
        if _is_named(text, variable):
            yield Use(Where.DIAGRAM, "", text.element, text.kind, text.text.strip())


def _in_form(variable: str, name: str, form: bytes, items: frozenset[str]) -> Iterator[Use]:
    try:
        read = FormTexts(form)
    except JsonError:
        return
    for text in read.texts(items):
        if _is_named(text, variable):
            yield Use(Where.FORM, name, text.element, text.kind, text.text)


def _is_named(text: Text, variable: str) -> bool:
    try:
        return bool(mentions(text.language, text.text, variable))
    except Unreadable:
        return True
