"""What is said of the values of instances, by every version that was ever in force (`Library.marks`)."""

import json
from dataclasses import replace
from typing import Any

import pytest

from bpmn.forms.marks import Mark, Marks
from engine.definitions.inspection import Source
from engine.definitions.library import Library
from tests.confidential.planted import FORMS, READER, source
from tests.engine.definitions.publishing import publish
from tests.support import Company
from tests.watching import watched

READ_BY = Mark(frozenset({READER}))


def marks(company: Company, *process_ids: str) -> Marks:
    with company.database.reading() as connection:
        return company.runtime.library.marks(connection, process_ids)


def with_form(**changes: Any) -> Any:
    """The procedure, with other properties on fields of its first form."""
    form = json.loads(FORMS["capturar"])
    for component in form["components"]:
        name = component.get("key") or component.get("path")
        if name in changes:
            component["properties"] = changes[name]
    found = source()
    return replace(found, forms={**found.forms, "capturar": json.dumps(form).encode()})


def caller(node: str) -> Source:
    """A procedure of Comercial with one element between its ends."""
    lane = "".join(f"<bpmn:flowNodeRef>{id}</bpmn:flowNodeRef>" for id in ("start", "call", "end"))
    text = (
        '<bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL" targetNamespace="t">'
        '<bpmn:process id="llama" name="Llama" isExecutable="true"><bpmn:laneSet id="lanes">'
        f'<bpmn:lane id="comercial" name="Comercial">{lane}</bpmn:lane></bpmn:laneSet><bpmn:startEvent id="start"/>'
        f"{node}"
        '<bpmn:endEvent id="end"/><bpmn:sequenceFlow id="f1" sourceRef="start" targetRef="call"/>'
        '<bpmn:sequenceFlow id="f2" sourceRef="call" targetRef="end"/></bpmn:process></bpmn:definitions>'
    )
    return Source("llama.bpmn", text.encode())


@pytest.mark.both_databases
def test_the_marks_of_a_version_in_force(company: Company) -> None:
    publish(company, source())
    found = marks(company, "plantado")
    assert found[("secreto",)] == READ_BY
    assert found[("filas", "dicho")] == READ_BY
    assert found[("ficha",)] == found[("ficha", "nota")] == READ_BY
    assert found[("correo",)] == Mark(None, True)
    assert ("cliente",) not in found


@pytest.mark.parametrize("later", [False, True])
def test_what_was_called_once_is_said_too(company: Company, later: bool) -> None:
    publish(company, source())
    calling = '<bpmn:callActivity id="call" name="x" calledElement="plantado"/>'
    without = '<bpmn:userTask id="call" name="x"/>'
    for node in (calling, without) if later else (calling,):
        publish(company, caller(node))
    assert marks(company, "llama")[("secreto",)] == READ_BY


def test_a_procedure_that_nobody_knows_says_nothing(company: Company) -> None:
    assert marks(company, "nobody") == {}


def test_what_a_version_called_confidential_stays_so_and_the_newest_says_who_reads_it(company: Company) -> None:
    publish(company, source())
    publish(company, with_form(secreto={}, costo={"confidential": "comercial"}, clave={"confidential": READER}))
    found = marks(company, "plantado")
    assert found[("secreto",)] == READ_BY
    assert found[("costo",)] == Mark(frozenset({"comercial"}))
    assert found[("clave",)] == Mark(frozenset({READER}), True)


def test_what_is_approved_and_not_in_force_yet_says_nothing(company: Company) -> None:
    publish(company, with_form(secreto={}))
    assert ("secreto",) not in marks(company, "plantado")


def test_the_marks_are_read_once(company: Company) -> None:
    publish(company, source())
    library = Library()
    with company.database.reading() as connection:
        library.marks(connection, ["plantado"])
    with watched(company.database) as sent, company.database.reading() as connection:
        sent.clear()  # BEGIN
        library.marks(connection, ["plantado"])
        assert len(sent) == 1


def test_a_name_spelt_with_escapes_is_read_all_the_same(company: Company) -> None:
    found = source()
    spelt = found.forms["capturar"].replace(b'"confidential"', b'"\\u0063onfidential"')
    assert b"confidential" not in spelt
    publish(company, replace(found, forms={**found.forms, "capturar": spelt}))
    assert marks(company, "plantado")[("secreto",)] == READ_BY
