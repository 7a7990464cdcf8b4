"""The controlled document as a page and as PDF: who signed it, what it says, and whether a copy still holds."""

import re
from dataclasses import replace
from io import BytesIO

import pypdf
import pytest
from lxml import etree

from engine.definitions import sources
from engine.identity import commands
from tests.engine.definitions.publishing import publish
from tests.web.paper.undrawn import FORKED
from tests.web.processes.test_drafting import PAGE, send

GESTION = next(source for source in sources.shipped() if "gestion_comercial" in source.file)
DOCUMENT = "/procesos/gestion_comercial/documento"
DRAFT = "/procesos/gestion_comercial/borrador/documento"
SECTIONS = [
    "1. Objetivo", "2. Alcance", "3. Definiciones", "4. Políticas", "5. Responsabilidades", "6. Diagrama de proceso",
    "7. Descripción del proceso", "8. Documentos relacionados",
]  # fmt: skip


@pytest.fixture
def second(company):
    """A second version in force, signed by three people."""
    diagram = GESTION.diagram.replace(b"Leads", b"LEADS")
    return publish(company, replace(GESTION, diagram=diagram), description="Se corrige un término")


@pytest.fixture
def author(visit):
    page = visit("director_comercial")
    page.post("/procesos/gestion_comercial/borrador")
    return page


def code_of(page):
    return "".join(re.findall(r"Clave de la copia ((?:[0-9a-f]{4} ?){3})", page.text())[0].split())


def pdf_of(visitor, path):
    answer = visitor.client.get(path)
    assert answer.status_code == 200, answer.status
    assert answer.headers["Content-Disposition"].startswith("attachment")
    return [" ".join(page.extract_text().split()) for page in pypdf.PdfReader(BytesIO(answer.data)).pages]


def test_the_page_has_the_eight_sections_in_their_order(visit, company):
    page = visit("auditor").get(DOCUMENT)
    assert page.page.xpath("//main//h2/text()") == SECTIONS
    assert page.page.xpath("//main//img/@src") == ["/procesos/gestion_comercial/version/4/diagrama.svg"]
    told = page.text()
    assert "Responsable del documento Director Comercial" in told and "P-SGI-001 Planeación Estratégica" in told
    assert "sin revisión ni aprobación en Cauce" in told  # nobody signed the first version of an installation
    assert "sin firma" in page.text("//table[contains(@class, 'signatures')]")


def test_nothing_on_the_page_is_an_id(visit, company):
    page = visit("auditor").get(DOCUMENT)
    nodes = re.findall(rb'<bpmn:(?:\w+(?:Task|Event|Gateway|Activity)|lane) id="([\w_]+_[\w_]+)"', GESTION.diagram)
    assert len(nodes) > 20
    for id in nodes:
        assert id.decode() not in page.text(), id


def test_who_signed_stands_there_by_name_post_and_moment(visit, second):
    rows = visit("auditor").get(DOCUMENT).page.xpath("//table[contains(@class, 'signatures')]/tbody/tr")
    told = [" ".join(" ".join(cell.text_content().split()) for cell in row) for row in rows]
    assert told == [
        "Elaboró Director Comercial Director Comercial 2 mar 2026, 09:01",
        "Revisó Control de Documentos Control de Documentos 2 mar 2026, 09:01",
        "Aprobó Director General Dirección General 2 mar 2026, 09:01",
    ]


def test_who_signed_is_called_as_they_were_called_then(visit, company, second):
    with company.database.transaction() as connection:
        commands.amend(
            connection, "control_documentos", name="Ana Pérez", email=None, actor="administrador", at=company.clock()
        )
    assert "Ana Pérez" not in visit("auditor").get(DOCUMENT).text("//table[contains(@class, 'signatures')]")


def test_the_table_of_versions_is_that_of_the_document_as_it_stood(visit, second):
    page = visit("auditor").get("/procesos/gestion_comercial/version/4/documento")
    rows = [" ".join(row.text_content().split()) for row in page.page.xpath("//table[caption]/tbody/tr")]
    assert [row[0] for row in rows] == ["1", "2", "3", "4"]
    assert "8 feb 2019" in rows[0] and "Emisión inicial" in rows[0]
    rows = visit("auditor").get(DOCUMENT).page.xpath("//table[caption]/tbody/tr")
    assert [" ".join(row.text_content().split())[0] for row in rows] == ["1", "2", "3", "4", "5"]


def test_a_copy_says_whether_it_still_holds(visit, company):
    page = visit("auditor").get(DOCUMENT)
    code = code_of(page)
    assert "es de la versión vigente" in page.get(f"{DOCUMENT}?copia={code}").text("//*[@role='status']")
    assert "es de la versión vigente" in page.get(f"{DOCUMENT}?copia={code[:4]}+{code[4:]}").text("//*[@role='status']")
    publish(company, replace(GESTION, diagram=GESTION.diagram.replace(b"Leads", b"LEADS")))
    page.get(f"{DOCUMENT}?copia={code}")
    assert "es de la versión 4, que no está vigente" in page.text("//*[@role='status']")
    assert "versión 5" in page.text()
    for unknown in ("000000000000", code[:11], "<b>"):
        assert "Ninguna versión" in page.get(f"{DOCUMENT}?copia={unknown}").text("//*[@role='status']")


def test_a_version_of_before_says_so_and_one_that_is_not_there_is_not_found(visit, second):
    page = visit("auditor").get("/procesos/gestion_comercial/version/4/documento")
    assert "OBSOLETA" in page.text() and "no es la vigente" in page.text()
    for path in ("/procesos/nada/documento", "/procesos/gestion_comercial/version/9/documento",
                 "/procesos/gestion_comercial/version/9/documento.pdf", "/procesos/nada/documento.pdf",
                 "/procesos/gestion_comercial/version/9/diagrama.svg"):  # fmt: skip
        assert page.get(path).status == 404


@pytest.mark.processes
def test_the_pdf_says_the_same_and_every_sheet_that_it_is_no_controlled_copy(visit, second):
    visitor = visit("auditor").get(DOCUMENT)
    code = code_of(visitor)
    pages = pdf_of(visitor, f"{DOCUMENT}.pdf")
    for number, page in enumerate(pages, 1):
        assert f"Página {number} de {len(pages)}" in page and "COPIA NO CONTROLADA" in page
        assert "Versión: 5" in page and "BORRADOR" not in page
        assert " ".join((code[:4], code[4:8], code[8:])) in page
    whole = " ".join(pages)
    for section in SECTIONS:
        assert section in whole
    assert f"localhost/procesos/gestion_comercial/documento?copia={code}" in whole.replace(" ", "")
    assert "Aprobó Director General Dirección General 2 mar 2026, 09:01" in pages[0]
    assert "Hoja 1 de" in whole and "Diagrama completo" in whole


@pytest.mark.processes
def test_a_draft_is_for_who_may_read_it_and_says_so_on_every_sheet(visit, author):
    send(author, (GESTION.diagram.replace(b"Leads", b"LEADS"), "gestion.bpmn"))
    page = author.get(DRAFT)
    assert "BORRADOR" in page.text() and "guardado" in page.text() and "sin firma" in page.text()
    assert all("BORRADOR" in each and "Versión: 5" in each for each in pdf_of(author, f"{DRAFT}.pdf"))
    for path in (DRAFT, f"{DRAFT}.pdf", "/procesos/gestion_comercial/borrador/diagrama.svg"):
        assert visit("comercial").get(path).status == 403
        assert visit("control_documentos").client.get(path).status_code == 200


@pytest.mark.processes
def test_a_draft_without_a_drawing_or_that_cannot_be_read(visit, author):
    undrawn = FORKED.replace(b"Process_0", b"gestion_comercial")
    send(author, (undrawn, "gestion.bpmn"))
    page = author.get(DRAFT)
    assert "El diagrama no está dibujado." in page.text()
    assert "Al mismo tiempo" in page.text() and "Gateway_" not in page.text()
    pages = " ".join(pdf_of(author, f"{DRAFT}.pdf"))
    assert "El diagrama no está dibujado." in pages and "Gateway_" not in pages and "Procedimiento sin título" in pages
    assert "no hay nada dibujado" in author.get("/procesos/gestion_comercial/borrador/diagrama.svg").text()


def test_the_diagram_is_a_picture_that_is_asked_for_once(visit, company):
    client = visit("comercial").client
    answer = client.get("/procesos/gestion_comercial/version/4/diagrama.svg")
    assert (answer.status_code, answer.mimetype) == (200, "image/svg+xml")
    root = etree.fromstring(answer.data)
    assert root.findtext("{*}title") == "Gestión Comercial"
    again = client.get(
        "/procesos/gestion_comercial/version/4/diagrama.svg", headers={"If-None-Match": answer.headers["ETag"]}
    )
    assert again.status_code == 304


@pytest.mark.parametrize("path", ["/procesos/gestion_comercial", PAGE])
def test_a_page_without_script_shows_the_picture(author, path):
    page = author.get(path)
    (source,) = page.page.xpath("//noscript//img/@src")
    assert author.client.get(source).mimetype == "image/svg+xml"
