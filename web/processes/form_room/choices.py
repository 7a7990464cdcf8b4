"""The conditions that one can choose on a page, each whole: field, test and, where it is one of a few, the value."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from bpmn.forms.editing.conditions import ORDERED, Question, Variable
from bpmn.forms.editing.known import Known
from bpmn.forms.editing.whens import key_of, tests_of
from bpmn.messages import Message, lazy_gettext
from web.i18n import Translator

MOST_OTHERS = 12
"""Other fields that a field is offered to be compared with."""

WORDS: Mapping[Question, Message] = {
    Question.IS: lazy_gettext("{field} is {value}"),
    Question.IS_NOT: lazy_gettext("{field} is not {value}"),
    Question.MORE: lazy_gettext("{field} is more than {value}"),
    Question.AT_LEAST: lazy_gettext("{field} is at least {value}"),
    Question.LESS: lazy_gettext("{field} is less than {value}"),
    Question.AT_MOST: lazy_gettext("{field} is at most {value}"),
    Question.FILLED: lazy_gettext("{field} has something"),
    Question.EMPTY: lazy_gettext("{field} is empty"),
    Question.HAS: lazy_gettext("{field} includes {value}"),
    Question.HAS_NOT: lazy_gettext("{field} does not include {value}"),
    Question.WORKING: lazy_gettext("{field} is a business day"),
}
OF_DATES: Mapping[Question, Message] = {
    Question.MORE: lazy_gettext("{field} is after {value}"),
    Question.AT_LEAST: lazy_gettext("{field} is on or after {value}"),
    Question.LESS: lazy_gettext("{field} is before {value}"),
    Question.AT_MOST: lazy_gettext("{field} is on or before {value}"),
}


@dataclass(frozen=True, slots=True)
class Choice:
    """A condition: the key by which a page sends it, and what it says. `typed`: a value is typed beside it."""

    key: str
    text: str
    typed: bool = False


@dataclass(frozen=True, slots=True)
class Group:
    """The conditions about one field."""

    label: str
    choices: tuple[Choice, ...]


def groups(known: Iterable[Known], gettext: Translator) -> tuple[Group, ...]:
    """The conditions about each field, in the order of the fields."""
    listed = list(known)
    return tuple(Group(each.label, tuple(_about(each, listed, gettext))) for each in listed)


def sentence(row_test: Question, field: Known, value: str, gettext: Translator) -> str:
    """What a condition says."""
    words = OF_DATES.get(row_test) if field.kind.name == "date" else None
    said = words or WORDS[row_test]
    # It begins with the field's own name, so that whoever writes the name in the list comes to it.
    return gettext.render(said.with_values({"field": field.label, "value": value}))


def _about(field: Known, known: list[Known], gettext: Translator) -> Iterator[Choice]:
    values = _values(field, gettext)
    for test in tests_of(field):
        if test in (Question.FILLED, Question.EMPTY, Question.WORKING):
            yield Choice(key_of(field.name, test), sentence(test, field, "", gettext))
        elif values:
            for value, label in values:
                yield Choice(key_of(field.name, test, value), sentence(test, field, f"«{label}»", gettext))
        else:
            text = sentence(test, field, "…", gettext)
            yield Choice(key_of(field.name, test, typed=True), text, typed=True)
            for other in _others(field, known) if test in ORDERED else ():
                said = sentence(test, field, f"«{other.label}»", gettext)
                yield Choice(key_of(field.name, test, Variable(other.name)), said)


def _values(field: Known, gettext: Translator) -> list[tuple[object, str]]:
    kind = field.kind
    if kind.values is None or kind.name == "any":
        return []
    labels = kind.labels or tuple(str(value) for value in kind.values)
    if all(isinstance(value, bool) for value in kind.values) and not kind.labels:
        return [(True, gettext("Yes")), (False, gettext("No"))]
    return list(zip(kind.values, labels, strict=False))


def _others(field: Known, known: list[Known]) -> list[Known]:
    of_kind = [each for each in known if each.kind.name == field.kind.name and each.name != field.name]
    return of_kind[:MOST_OTHERS]
