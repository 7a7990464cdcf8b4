"""New procedures: from scratch, from a copy, from a file of any tool, which is repaired on one page."""

from io import BytesIO

import pytest

from bpmn.examples.notation import NAMESPACES, elements
from bpmn.reader import read

NEW = "/procesos/nuevo"
STEPS = '<serviceTask id="b" name="Cobrar"/>'
FILE = (
    f'<definitions {NAMESPACES}><process id="Process_1" name="Pedidos">{STEPS}'
    f"{elements('a > b > end', STEPS)}</process></definitions>"
).encode()


@pytest.fixture
def author(visit):
    return visit("director_comercial")


@pytest.fixture
def brought(author):
    author.post(f"{NEW}/archivo", {"files": [(BytesIO(FILE), "pedidos.bpmn")]})
    assert author.path.startswith(f"{NEW}/")
    return author


def keys(page, kind):
    return page.page.xpath(f"//input[@name='{kind}']/@value")


def test_a_procedure_begins_from_scratch_with_a_lane_for_each_role(author):
    author.post(
        NEW, {"title": "Compras y pagos", "code": "PR-ADM-001", "prefix": "CP", "role": "preventa", "roles": "Compras"}
    )
    assert author.path == "/procesos/compras_y_pagos/editar"
    assert "Borrador de Compras y pagos" in author.text()
    assert "of Preventa" in author.text() and "of Compras" in author.text()
    author.get("/procesos")
    assert "Compras y pagos" in author.text()
    author.post(NEW, {"title": "Compras y pagos", "role": "preventa"})
    assert author.path == "/procesos/compras_y_pagos_2/editar"


def test_its_lanes_stand_in_the_order_of_the_numbers_beside_the_roles(author):
    who = {"role": ["comercial", "preventa"], "place-preventa": "1", "place-alianzas": "3", "roles": "2 Compras"}
    author.post(NEW, {"title": "Compras y pagos"} | who)
    (process,) = read(author.client.get("/procesos/compras_y_pagos/editar.bpmn").data).definitions.processes
    assert [lane.name for lane in process.lanes] == ["Preventa", "Compras", "Alianzas Estratégicas", "Comercial"]
    author.post(NEW, {"title": "Compras", "place-preventa": "primero"})
    assert author.status == 422 and "primero" in author.page.xpath("//input[@name='place-preventa']/@value")


def test_what_was_typed_stays_where_something_is_missing(author):
    author.post(NEW, {"title": "", "code": "PR-9", "roles": "Compras"})
    assert author.status == 422 and "Escriba cómo se llama" in author.text()
    assert "Compras" in author.page.xpath("string(//textarea[@name='roles'])")
    author.post(NEW, {"title": "Compras"})
    assert author.status == 422 and "Elija quiénes participan" in author.text()
    author.post(f"{NEW}/archivo", {})
    assert author.status == 422 and "Elija el archivo" in author.text()


def test_a_copy_is_a_procedure_of_its_own(author):
    author.post(f"{NEW}/copia", {"from": "gestion_comercial", "title": "Gestión de canales", "code": "PR-CAN-001"})
    assert author.path == "/procesos/gestion_de_canales/editar"
    assert "PR-COM" not in author.page.xpath("string(//h1)")
    diagram = author.client.get("/procesos/gestion_de_canales/editar.bpmn").data
    assert b'id="gestion_de_canales"' in diagram and b"cauce:change" not in diagram


def test_a_file_is_looked_at_at_once_and_repaired_one_by_one_and_taken_back(brought):
    assert "todavía no puede ejecutarse" in brought.text()
    assert keys(brought, "repair") == ["executable", "explicit:start:Process_1", "missing_drawing:all:Process_1"]
    assert "¿Quién hace «Cobrar»?" in brought.text()
    brought.post(brought.path, {"repair": "explicit:start:Process_1"})
    assert keys(brought, "repair") == ["executable", "missing_drawing:all:Process_1"]
    brought.post(brought.path, {"undo": "explicit:start:Process_1"})
    assert "explicit:start:Process_1" in keys(brought, "repair")


def test_a_file_begins_a_draft_once_it_is_answered_and_stays_as_evidence(brought):
    page = brought.path
    wanted = keys(brought, "repair")
    brought.post(page, {"repair": wanted, "answer:machine:b": "person", "written:performers:pedidos": "Cobranza"})
    brought.post(page, {"repair": keys(brought, "repair"), "written:performers:pedidos": "Cobranza"})
    assert "puede ejecutarse como está" in brought.text()
    brought.post(f"{page}/empezar", {"title": "Pedidos", "code": "PR-VEN-001"})
    assert brought.path == "/procesos/Process_1/editar"
    assert "Entregar a revisión" in brought.text() and "pedidos.bpmn" in brought.text()
    assert brought.client.get("/procesos/Process_1/editar/original.bpmn").data == FILE
    assert brought.get(page).status == 404


def test_who_prepares_nothing_begins_nothing(visit):
    page = visit("comercial")
    page.get(NEW)
    assert page.status == 403
    page.get("/procesos")
    assert not page.page.xpath(f"//a[@href='{NEW}']")
