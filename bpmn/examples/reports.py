"""What the rules find in a sketch, its forms included."""

import json
from collections.abc import Callable, Mapping

from bpmn.examples.excerpt import Excerpt
from bpmn.examples.sketch import Sketch
from bpmn.examples.words import WORDS
from bpmn.findings import Finding
from bpmn.forms.form import Form
from bpmn.forms.schema.reader import read_form
from bpmn.lint import Report, lint
from bpmn.messages import Message


def report(sketch: Sketch, render: Callable[[Message], str] = str) -> Report:
    """What the rules find in it, its names in the words that `render` makes of them."""
    labels = {key: render(word) for key, word in WORDS.items()}
    forms = {id: form(id, fields, labels) for id, fields in sketch.forms.items()}
    return lint(sketch.source(render), forms=forms or None)


def found_in(excerpt: Excerpt) -> tuple[Finding, ...]:
    """What is found in the file of an excerpt."""
    return read_form(excerpt.source).findings if excerpt.is_form else lint(excerpt.source).findings


def form(id: str, fields: str, labels: Mapping[str, str] | None = None) -> Form:
    """The form whose fields `form_source` writes. Raises ValueError where that is no form."""
    reading = read_form(form_source(id, fields, labels))
    if reading.form is None:
        raise ValueError(fields)
    return reading.form


def form_source(id: str, fields: str, labels: Mapping[str, str] | None = None) -> bytes:
    """The file of a form, of ``number monto @sales; checkbox! cumple; select estado uno,otro; number iva =monto``.

    A field is its kind (with ``!`` required), its key, its choices where it has some, the role that reads it where it
    is confidential, and the expression that hides it, or of an ``expression`` the one that works it out.
    Its label is that of `labels`, or its key in capitals.
    """
    components = []
    for number, part in enumerate(filter(None, (each.strip() for each in fields.split(";")))):
        text, _, hide = part.partition(" =")
        kind, key, *choices = text.split()
        validate = {"required": True} if kind.endswith("!") else {}
        label = (labels or {}).get(key, key.upper())
        component: dict[str, object] = {"type": kind.rstrip("!"), "id": f"c{number}", "key": key, "label": label}
        if choices and choices[-1].startswith("@"):
            component["properties"] = {"confidential": choices.pop()[1:]}
        if choices:
            values = [json.loads(each) if each in ("true", "false") else each for each in choices[0].split(",")]
            component["values"] = [{"value": value, "label": str(value).capitalize()} for value in values]
        if hide and kind == "expression":
            component["expression"] = f"={hide}"
        elif hide:
            component["conditional"] = {"hide": f"={hide}"}
        components.append({**component, "validate": validate})
    return json.dumps({"type": "default", "id": id, "components": components}).encode()
