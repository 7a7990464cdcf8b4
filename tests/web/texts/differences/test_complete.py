"""Whatever a diagram or a form may say differently has a sentence, or is known to be no more than looks."""

import json
import re
from collections.abc import Iterator
from dataclasses import fields
from typing import Any

import pytest

import bpmn.model as model
from bpmn.diff import Edition, compare
from bpmn.diff.fields import aspect
from bpmn.expressions.functions import FUNCTIONS as OURS
from bpmn.forms.feel.functions import FUNCTIONS as FEEL
from bpmn.forms.form import Form
from bpmn.forms.kinds import KINDS, Check, Column, Component, Option
from bpmn.forms.schema.reader import read_form
from bpmn.model import Activity, Definitions, Element, Process
from tests.web.texts.differences.conftest import told
from tests.web.texts.differences.every_form import FORM, OTHERS, SAME
from tests.web.texts.differences.everything import APART, EVERYTHING, NOT_TOLD, WHOLE, variants
from web.texts.differences.conditions import FUNCTIONS
from web.texts.differences.told import SENTENCES

INNER = re.compile(r"id_|var_|_|\bNone\b|\bTrue\b|\bFalse\b|==|post.?script|\{|\}")
"""What nobody who reads a procedure should have to: ids, names of variables, code."""
VARIANTS = [each for each in variants(EVERYTHING) if (each[0], each[1]) not in NOT_TOLD]


def edition(definitions: Definitions) -> Edition:
    return Edition(definitions, definitions.processes[0])


@pytest.mark.parametrize(
    ("kind", "field", "changed"), VARIANTS, ids=[f"{at}-{kind}.{field}" for at, (kind, field, _) in enumerate(VARIANTS)]
)
def test_a_field_of_the_model_that_says_something_else_is_told(kind: str, field: str, changed: Definitions) -> None:
    there, back = (edition(EVERYTHING), edition(changed)), (edition(changed), edition(EVERYTHING))
    for before, after in (there, back):
        found = told(compare(before, after))
        assert found, f"{kind}.{field} changes and nothing is told"
        assert [each.text for each in found if INNER.search(each.text) or not each.text.endswith(".")] == []


def test_every_field_of_the_model_was_changed_somewhere() -> None:
    varied = {(kind, field) for kind, field, _ in variants(EVERYTHING)}
    classes = [each for each in vars(model).values() if isinstance(each, type) and each.__module__ == "bpmn.model"]
    abstract = {"Iterator", "FlowNode"}
    missing = [
        f"{each.__name__}.{field.name}"
        for each in classes
        if each.__name__ not in abstract
        for field in fields(each)
        if field.name not in APART | WHOLE and (each.__name__, field.name) not in varied
    ]
    assert missing == []


# --- forms


def form_edition(form: dict[str, Any]) -> Edition:
    reading = read_form(json.dumps(form).encode())
    assert reading.form is not None, [str(finding.message) for finding in reading.findings]
    step = Activity(id="id_paso", name="Validar", kind="userTask", parent="id_proceso", form="id_formulario")
    process = Process(id="id_proceso", nodes=(step,))
    return Edition(Definitions(processes=(process,)), process, {"id_formulario": reading.form})


Path = tuple[str | int, ...]


def leaves(value: Any, path: Path = ()) -> Iterator[tuple[Path, Any]]:
    """Every property of a form with its path; of a list, each item."""
    if isinstance(value, dict):
        for name, held in value.items():
            yield from leaves(held, (*path, name))
    elif isinstance(value, list):
        for at, item in enumerate(value):
            yield from leaves(item, (*path, at))
    else:
        yield path, value


def put(form: Any, path: Path, value: Any) -> Any:
    form = json.loads(json.dumps(form))
    holder = form
    for step in path[:-1]:
        holder = holder[step]
    holder[path[-1]] = value
    return form


def another(path: Path, value: Any) -> Any:
    if path[-1] in OTHERS:
        return OTHERS[str(path[-1])][value]
    if isinstance(value, bool):
        return not value
    if isinstance(value, int | float):
        return value + 1
    if path[-1] in ("key", "path"):
        return f"{value}_bis"
    return f"{value} + 1" if str(value).startswith("=") else f"{value} más"


LEAVES = [
    (path, another(path, value))
    for path, value in leaves(FORM)
    if not {str(step) for step in path} & SAME and path != ("type",)
]


@pytest.mark.parametrize(("path", "value"), LEAVES, ids=[".".join(map(str, path)) for path, _ in LEAVES])
def test_a_property_of_a_form_that_says_something_else_is_told(path: Path, value: Any) -> None:
    before, after = form_edition(FORM), form_edition(put(FORM, path, value))
    for one, two in ((before, after), (after, before)):
        found = told(compare(one, two))
        assert found, f"{path} changes and nothing is told"
        assert [each.text for each in found if INNER.search(each.text) or not each.text.endswith(".")] == []


@pytest.mark.parametrize("at", range(len(FORM["components"])))
def test_a_component_that_came_or_went_is_told(at: int) -> None:
    less = {**FORM, "components": [each for number, each in enumerate(FORM["components"]) if number != at]}
    for one, two in ((FORM, less), (less, FORM)):
        found = told(compare(form_edition(one), form_edition(two)))
        assert found and not [each.text for each in found if INNER.search(each.text)]


def test_the_form_says_everything_a_form_may_say() -> None:
    said = {kind for kind in KINDS if f'"type": "{kind}"' in json.dumps(FORM)}
    assert said == set(KINDS)


# What a component has that is told by another aspect, or by none: the ids of the file and what lies within.
TOLD_OTHERWISE = {
    "Component.id", "Component.line", "Component.checks", "Container.components", "Field.path", "Choice.values",
    "Table.columns", "Form.id", "Form.components", "Form.checks", "Form._compiled",
    "Form._reads", "Form._variables",
}  # fmt: skip


def test_every_field_of_every_kind_of_component_has_a_sentence() -> None:
    classes: list[Any] = [*KINDS.values(), Option, Check, Component, Form]
    aspects = {aspect(kind, field.name) for kind in classes for field in fields(kind)}
    aspects |= {f"Column.{name}" for name in Column._fields}
    assert sorted(aspects - SENTENCES.keys() - TOLD_OTHERWISE) == []


def aspects_met() -> set[str]:
    found = {
        difference.aspect
        for _, _, changed in VARIANTS
        for difference in compare(edition(EVERYTHING), edition(changed)).differences
    }
    for path, value in LEAVES:
        found |= {each.aspect for each in compare(form_edition(FORM), form_edition(put(FORM, path, value))).differences}
    return found


def test_no_sentence_is_about_what_cannot_differ() -> None:
    # Told in the table of edits (test_sentences), since they need more than one field to change.
    elsewhere = {
        "FlowNode", "SequenceFlow", "Artifact", "Artifact.text", "Component", "Component.within", "Option", "Check",
        "Column",
    }  # fmt: skip
    assert sorted(SENTENCES.keys() - aspects_met() - elsewhere) == []


def test_every_function_of_both_languages_is_put_into_words() -> None:
    assert FUNCTIONS.keys() == OURS.keys() | FEEL.keys()


def test_the_same_is_told_of_nothing() -> None:
    assert compare(edition(EVERYTHING), edition(EVERYTHING)).same
    assert compare(form_edition(FORM), form_edition(FORM)).same
    assert isinstance(EVERYTHING.messages[0], Element)
