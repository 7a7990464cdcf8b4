"""Records on the site: at hand in a step, page by page, as files; the templates of a procedure."""

import io
from collections.abc import Callable

import pytest
from docx import Document

from tests.engine.verification.opportunity import under_way
from tests.paper.reading import said_on
from tests.support import Company
from tests.web.conftest import Visitor

Visit = Callable[[str], Visitor]
TEMPLATES = "/procesos/gestion_comercial/registros"


def test_what_earlier_steps_left_is_at_hand_in_a_step(company: Company, visit: Visit) -> None:
    folio = under_way(company)
    item = company.task(folio, "correcciones").item.id
    page = visit("comercial").get(f"/bandeja/{item}")
    hand = page.text("//details[contains(@class, 'at-hand')]")
    for each in ("F-COM-001 Requerimiento comercial", "F-COM-003 Propuesta Técnica y Económica", "F-COM-001.pdf"):
        assert each in hand


def test_the_page_of_an_opportunity_has_them_with_who_and_when(company: Company, visit: Visit) -> None:
    folio = company.start()
    page = visit("comercial").get(f"/oportunidades/{folio}")
    assert "Todavía no hay" in page.text("//section[@aria-labelledby='registros']")
    company.do(folio, "prospeccion")
    said = page.get(f"/oportunidades/{folio}").text("//section[@aria-labelledby='registros']")
    assert "F-COM-001 Requerimiento comercial v1 Director Comercial · Prospección y generación de leads" in said
    (record,) = page.page.xpath("//section[@aria-labelledby='registros']//div[@class='what']/a")
    assert record.get("href") == f"/oportunidades/{folio}/registros/f-com-001"


@pytest.mark.processes
def test_a_record_is_shown_page_by_page_and_given_as_a_file(company: Company, visit: Visit) -> None:
    folio = under_way(company)
    page = visit("comercial").get(f"/oportunidades/{folio}/registros/f-com-003")
    assert page.status == 200 and page.text("//h1") == "F-COM-003 Propuesta Técnica y Económica"
    (source,) = page.page.xpath("//img[@class='sheet']/@src")
    drawn = page.client.get(source)
    assert (drawn.status_code, drawn.mimetype) == (200, "image/svg+xml")
    assert "Resumen de la propuesta" in page.text("//details[@class='in-words']")
    for suffix in ("pdf", "docx"):
        (link,) = page.page.xpath(f"//a[contains(@href, '.{suffix}')]/@href")
        file = page.client.get(link)
        assert "attachment" in file.headers["Content-Disposition"]
        assert folio in said_on(file.data)
    assert page.client.get(source.replace("/1.svg", "/9.svg")).status_code == 404


@pytest.mark.processes
def test_an_earlier_version_stays_what_it_was(company: Company, visit: Visit) -> None:
    folio = under_way(company)
    company.do(folio, "correcciones", {"monto_propuesta": 777})
    page = visit("comercial").get(f"/oportunidades/{folio}/registros/f-com-003")
    assert "$777.00" in page.text("//details[@class='in-words']")
    page.get(f"/oportunidades/{folio}/registros/f-com-003?version=1")
    assert "versión anterior" in page.text("//p[@class='notice']")
    assert "$777.00" not in page.text("//details[@class='in-words']")
    for wrong in ("?version=3", "?version=0"):
        assert page.get(f"/oportunidades/{folio}/registros/f-com-003{wrong}").status == 404
    assert page.get(f"/oportunidades/{folio}/registros/no-hay").status == 404


@pytest.mark.processes
def test_the_owner_replaces_a_template_and_goes_back_to_the_shipped_one(company: Company, visit: Visit) -> None:
    folio = under_way(company)
    mine = b'#import "cauce.typ": *\n#show: hoja\n#heading(level: 2)[Nuestro formato de #dato("cliente")]'
    page = visit("director_comercial").get(TEMPLATES)
    assert "Lo que está entre llaves" in page.text() and "{{ datos.cliente }}" in page.text()
    page.post(f"{TEMPLATES}/f-com-001/plantilla.typ", {"template": (io.BytesIO(mine), "nuestro.typ")})
    assert page.status == 200 and "nuestro.typ" in page.text("//section[@id='f-com-001']")
    sample = page.client.get(f"{TEMPLATES}/f-com-001/muestra.pdf")
    assert "Nuestro formato de «Cliente»" in said_on(sample.data)
    file = page.client.get(f"/oportunidades/{folio}/registros/f-com-001/v1.pdf")
    assert "Nuestro formato de Banco" in said_on(file.data)
    page.post(f"{TEMPLATES}/f-com-001/plantilla.typ/retirar")
    assert "La que trae Cauce" in page.text("//section[@id='f-com-001']")
    assert "Nuestro formato" not in said_on(page.client.get(f"/oportunidades/{folio}/registros/f-com-001/v1.pdf").data)
    assert "se retiró" in page.text("//section[@aria-labelledby='actos']")


@pytest.mark.processes
def test_a_template_that_cannot_be_filled_changes_nothing(company: Company, visit: Visit) -> None:
    page = visit("control_documentos").get(TEMPLATES)
    page.post(f"{TEMPLATES}/f-com-001/plantilla.typ", {"template": (io.BytesIO(b"#no_hay"), "mala.typ")})
    assert page.status == 422 and "unknown variable" in page.text("//section[@id='f-com-001']")
    assert "La que trae Cauce" in page.get(TEMPLATES).text("//section[@id='f-com-001']")
    page.post(f"{TEMPLATES}/f-com-001/plantilla.docx", {})
    assert page.status == 422 and "Elija el archivo" in page.text("//section[@id='f-com-001']")


@pytest.mark.processes
def test_a_record_without_a_template_is_given_the_general_one(company: Company, visit: Visit) -> None:
    folio = under_way(company)
    page = visit("director_comercial").get(f"/oportunidades/{folio}/registros/dimensionamiento")
    assert page.status == 404 and "no tiene plantilla" in page.text()
    page.post(f"{TEMPLATES}/dimensionamiento/plantilla.docx", {"general": "1"})
    assert page.status == 200
    file = page.client.get(f"/oportunidades/{folio}/registros/dimensionamiento/v1.docx")
    assert "Alcance del proyecto" in said_on(file.data)
    assert Document(io.BytesIO(file.data)).core_properties.subject == folio


def test_whoever_has_not_the_right_reads_and_changes_nothing(company: Company, visit: Visit) -> None:
    page = visit("comercial").get(TEMPLATES)
    assert page.status == 200 and not page.page.xpath("//main//form")
    assert page.post(f"{TEMPLATES}/f-com-001/plantilla.typ/retirar").status == 403
    shipped = page.client.get(f"{TEMPLATES}/f-com-001/plantilla.docx")
    assert Document(io.BytesIO(shipped.data)).paragraphs
