"""The answers that the forms of a draft can get, each with the condition of a sequence flow that tests for it."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from bpmn.forms.kinds import Checkbox, Choice, Computed, Field, MultipleChoice, Number, Text
from bpmn.forms.schema.reader import read_form
from bpmn.messages import lazy_gettext
from web.i18n import Translator


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer to a question: what it is called, and the condition that holds when it was given."""

    label: str
    condition: str


@dataclass(frozen=True, slots=True)
class Question:
    """A field that a condition may look at, with the answers that it may have got. `forms` are those that ask it."""

    name: str
    label: str
    answers: tuple[Answer, ...]
    forms: tuple[str, ...]


def questions(forms: Mapping[str, bytes], gettext: Translator) -> list[Question]:
    """What the `forms` of a procedure ask or compute, each question once, decisions before what is written in freely.

    Fields in the rows of a list are left out, and forms that cannot be read: the findings tell of these.
    """
    found: dict[str, Question] = {}
    for name, source in forms.items():
        form = read_form(source).form
        for path, field in form.fields() if form is not None else ():
            if not field.stored or "[]" in path:
                continue
            if path in found:
                found[path] = replace(found[path], forms=(*found[path].forms, name))
            elif answers := tuple(_answers(path, field, gettext)):
                found[path] = Question(path, field.label, answers, (name,))
    return sorted(found.values(), key=lambda question: len(question.answers) == 1)


def _answers(path: str, field: Field, gettext: Translator) -> Iterator[Answer]:
    if isinstance(field, MultipleChoice):
        for option in field.values or ():
            yield Answer(option.label, f"{_literal(option.value)} in {path}")
    elif isinstance(field, Choice):
        for option in field.values or ():
            yield Answer(option.label, f"{path} == {_literal(option.value)}")
    elif isinstance(field, Checkbox):
        for value, label in ((True, lazy_gettext("Yes")), (False, lazy_gettext("No"))):
            yield Answer(gettext.render(label), f"{path} == {value}")
    elif isinstance(field, Number) or (isinstance(field, Computed) and field.decimal_digits is not None):
        yield Answer(gettext.render(lazy_gettext("more than 0")), f"{path} > 0")
    elif isinstance(field, Text):
        yield Answer(gettext.render(lazy_gettext("something was written")), f'{path} != ""')


def _literal(value: object) -> str:
    """A JSON value as a condition of a diagram writes it."""
    return repr(value) if isinstance(value, bool) else json.dumps(value, ensure_ascii=False)
