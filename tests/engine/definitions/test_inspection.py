"""What is said of a diagram is worked out once for the same files, and anew for any other."""

from dataclasses import replace

import pytest

from engine.definitions import sources
from engine.definitions.inspection import Report, Source, inspect

SHIPPED = {each.file.rpartition("/")[2]: each for each in sources.shipped()}
WHOLE = SHIPPED["gestion_comercial.bpmn"]
GESTION = replace(WHOLE, forms=dict(sorted(WHOLE.forms.items())[1:]))  # something is found
KNOWN = sources.known(SHIPPED.values())
FORMS = sources.known_forms(SHIPPED.values())


@pytest.fixture
def said() -> Report:
    return inspect(GESTION, KNOWN, FORMS)


def test_the_same_files_are_inspected_once(said: Report) -> None:
    again = inspect(replace(GESTION, file="otro.bpmn"), dict(KNOWN), {id: dict(forms) for id, forms in FORMS.items()})
    assert again.findings is said.findings and again.definitions is said.definitions
    assert (again.source.file, said.source.file) == ("otro.bpmn", GESTION.file)


def without_one(forms: dict[str, bytes]) -> dict[str, bytes]:
    return dict(sorted(forms.items())[1:])


@pytest.mark.parametrize(
    ("source", "known", "forms"),
    [
        pytest.param(replace(GESTION, forms=without_one(dict(GESTION.forms))), KNOWN, FORMS, id="a form is missing"),
        pytest.param(GESTION, {}, FORMS, id="what it calls is not there"),
        pytest.param(GESTION, KNOWN, {}, id="the forms of what it calls are not known"),
        pytest.param(replace(GESTION, diagram=GESTION.diagram + b"\n"), KNOWN, FORMS, id="the diagram is another"),
    ],
)
def test_other_files_are_inspected_anew(said: Report, source: Source, known, forms) -> None:
    assert inspect(source, known, forms).findings is not said.findings
    assert inspect(GESTION, KNOWN, FORMS).findings is said.findings
