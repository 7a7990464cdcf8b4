"""The procedures as documents: the version in force, older ones, and what each says."""

import hashlib
import re
from dataclasses import replace

import pytest

from engine.definitions import sources
from tests.engine.definitions.publishing import publish

TERM = "plazo: 3 días hábiles"
"""What the table adds to the name of the first activity."""
GESTION = next(source for source in sources.shipped() if "gestion_comercial" in source.file)


@pytest.fixture
def second(company):
    """A second version in force: the first activity has another name."""
    diagram = GESTION.diagram.replace('name="Prospección y generación de leads"'.encode(), b'name="Prospectar"')
    publish(company, replace(GESTION, diagram=diagram), description="Nombre corto")
    return diagram


def cells(page, row):
    return [
        " ".join(cell.text_content().split()) for cell in page.page.xpath(f"//table[@id='tabla']//tr[@id='{row}']/td")
    ]


def test_the_list_has_the_versions_in_force(visit, second):
    page = visit("auditor").get("/procesos")
    rows = [" ".join(row.text_content().split()) for row in page.page.xpath("//tbody/tr")]
    assert rows[0].startswith("Gestión Comercial — 5 2 mar 2026") and rows[0].endswith("Director Comercial")
    assert rows[1].startswith("Alianzas Estratégicas PR-ALI-002 1 2 mar 2026")
    assert page.page.xpath("//nav//a[@aria-current='page']/@href") == ["/procesos"]


def test_the_table_has_the_columns_of_the_procedure(visit, company):
    page = visit("comercial").get("/procesos/gestion_comercial")
    heads = page.page.xpath("//table[@id='tabla']//th/text()")
    assert heads == ["No.", "Responsable", "Actividad", "Descripción", "Registro"]
    first = cells(page, "prospeccion")
    assert first[:3] == ["1", "Director Comercial", "Prospección y generación de leads" + TERM]
    assert first[3].startswith("Se buscan leads") and first[4] == "Requerimiento comercial F-COM-001"
    written = page.page.xpath("//tr[@data-row]/td[1]/text()")
    numbers = [[int(part) for part in number.split(".")] for number in written]
    assert numbers == sorted(numbers) and {number[0] for number in numbers} == set(range(1, 12))
    assert written[-2:] == ["11.1", "11.2"]


def test_what_is_decided_after_an_activity_leads_to_the_next_step(visit, company):
    page = visit("comercial").get("/procesos/gestion_comercial")
    told = cells(page, "validar_cumplimiento")[3]
    assert "¿Cumple con lo establecido?" in told and "ir al paso 6, Realizar correcciones" in told
    row = page.page.xpath("//tr[@id='validar_cumplimiento']")[0]
    assert row.xpath(".//a/@href") == ["#notificar_cumplimiento", "#correcciones"]
    assert "fin" in cells(page, "revisar_propuesta")[3] or "ir al paso 10" in cells(page, "revisar_propuesta")[3]


def test_a_term_is_told_in_days_and_by_the_name_of_its_date(visit, company):
    page = visit("comercial").get("/procesos/gestion_comercial")
    terms = {
        " ".join(each.text_content().split()) for each in page.page.xpath("//table[@id='tabla']//p[@class='hint']")
    }
    assert "plazo: 1 día hábil antes de «Fecha de entrega de la propuesta al cliente»" in terms
    assert "plazo: el día de «Fecha en que las áreas deben responder»" in terms
    assert not any("_" in term or re.search(r"\b[01] días", term) for term in terms)


def test_every_link_within_the_page_leads_to_one_place(visit, company):
    for process in ("gestion_comercial", "alianzas_estrategicas"):
        page = visit("comercial").get(f"/procesos/{process}").page
        ids = page.xpath("//@id")
        assert len(ids) == len(set(ids))
        assert {link[1:] for link in page.xpath("//a/@href") if link.startswith("#")} <= set(ids)


def test_the_other_sections_are_there(visit, company):
    page = visit("comercial").get("/procesos/gestion_comercial")
    told = page.text()
    for text in (
        "Elaboró Director Comercial",
        "Revisó Control de Documentos",
        "Aprobó Director General",
        "Tiempo de retención 1 año posterior a su vigencia",
        "Leads Prospectos interesados",
        "Hacer las referenciaciones de cumplimiento.",
        "P-SGI-022 Gestión de Cambios",
        "4 8 ago 2020 Actualización del proceso con base en los hallazgos",
    ):
        assert text in told, text
    policies = page.page.xpath("//ul[@class='policies']/li")
    assert len(policies) == 8
    assert policies[0].xpath(".//a/@href") == ["#prospeccion"]


def test_an_older_version_is_shown_as_it_was_and_says_so(visit, second):
    page = visit("auditor").get("/procesos/gestion_comercial")
    assert cells(page, "prospeccion")[2] == "Prospectar" + TERM and "no es la vigente" not in page.text()
    page.get("/procesos/gestion_comercial/version/4")
    assert cells(page, "prospeccion")[2] == "Prospección y generación de leads" + TERM
    assert "Esta versión no es la vigente." in page.text()
    rows = page.page.xpath("//table[caption='Del documento']/tbody/tr")
    versions = [" ".join(row.text_content().split()) for row in rows]
    assert [each.partition(" ")[2][0] for each in versions] == ["5", "4", "3", "2", "1"]
    assert "vigente" in versions[0] and "Nombre corto" in versions[0]
    assert "8 ago 2020" in versions[1] and "sin revisión ni aprobación" in versions[1] and "obsoleta" in versions[1]
    assert "21 ago 2019" in versions[2] and "anterior a Cauce" in versions[2]


def test_the_diagram_is_given_byte_for_byte(visit, second):
    visitor = visit("auditor")
    for number, diagram in ((4, GESTION.diagram), (5, second)):
        answer = visitor.client.get(f"/procesos/gestion_comercial/version/{number}.bpmn")
        assert hashlib.sha256(answer.data).digest() == hashlib.sha256(diagram).digest()
        assert answer.headers["Content-Disposition"] == f"attachment; filename=gestion_comercial-v{number}.bpmn"


@pytest.mark.parametrize(
    "path", ["nada", "gestion_comercial/version/9", "gestion_comercial/version/9.bpmn", "nada/version/1"]
)
def test_what_is_not_there_is_said(visit, company, path):
    page = visit("comercial").get(f"/procesos/{path}")
    assert (page.status == 404 and "procedimiento" in page.text()) or "versión" in page.text()


def test_who_has_not_come_in_is_sent_to_the_entrance(app):
    for path in ("/procesos", "/procesos/gestion_comercial", "/procesos/gestion_comercial/version/4.bpmn"):
        assert app.test_client().get(path).status_code == 302
