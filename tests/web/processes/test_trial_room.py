"""The room in which a draft is tried, as its author goes through it: as anybody, with forms, clock and scenarios."""

from io import BytesIO

import pytest

from engine.definitions import scenarios
from engine.definitions.drafts import open_draft
from tests.engine.definitions.test_commands import changed

ROOM = "/procesos/gestion_comercial/probar"
NEXT = {"cumplimiento": "Sí"}


@pytest.fixture
def author(visit):
    page = visit("director_comercial")
    page.post("/procesos/gestion_comercial/borrador")
    return page.get(ROOM)


@pytest.fixture
def trying(author):
    return author.post(ROOM + "/empezar", {"by": "comercial"})


def complete(page):
    """Complete the step that is shown with what it suggests."""
    example = page.page.xpath("//a[contains(@href, 'ejemplo=1')]/@href")
    if example:
        page.get(example[0])
    return page.submit({})


def sections(page, id):
    return page.text(f"//section[@aria-labelledby='{id}']")


def test_a_draft_is_begun_and_its_first_step_is_done(author):
    assert "Nada de esto llega a nadie" in author.text()
    page = author.post(ROOM + "/empezar", {"by": "comercial"})
    assert page.status == 200 and page.path == ROOM
    first = page.text("//h2[@id='paso']")
    assert f"{first}" in sections(page, "espera")
    page = complete(page)
    assert page.status == 200 and page.path == ROOM
    assert page.text("//h2[@id='paso']") != first
    assert f"completó «{first}»" in sections(page, "pasado")


def test_what_is_wrong_with_a_form_stands_at_its_field_and_nothing_is_lost(trying):
    page = trying.submit({"cliente": "Aseguradora del Golfo"})
    assert page.status == 422
    assert page.value("cliente") == "Aseguradora del Golfo"
    assert page.page.xpath("//*[@role='alert']//a[starts-with(@href, '#campo-')]")
    assert "completó" not in sections(page, "pasado")


def test_one_is_whoever_may_do_the_step(trying):
    roles = trying.page.xpath("//ul[@class='work']//a[contains(@href, 'como=')]/text()")
    assert roles and all(each.startswith("Como ") for each in roles)
    link = trying.page.xpath("//ul[@class='work']//a[contains(@href, 'como=')]/@href")[-1]
    assert "Usted es" in trying.get(link).text()


def test_the_last_step_is_taken_back(trying):
    first = trying.text("//h2[@id='paso']")
    page = complete(trying).post(ROOM + "/deshacer")
    assert page.text("//h2[@id='paso']") == first and "completó" not in sections(page, "pasado")
    page = page.post(ROOM + "/deshacer")
    assert "Empezar a probar" in page.text()


def test_the_clock_is_moved(trying):
    before = trying.text("//div[@class='trial-bar']//b")
    page = trying.post(ROOM + "/reloj", {"hours": "24"})
    assert page.text("//div[@class='trial-bar']//b") != before and "Pasó el tiempo" in sections(page, "pasado")
    page = page.post(ROOM + "/reloj", {"hours": "mañana"})
    assert page.status == 422 and page.value("hours") == "mañana" and "de 1 a 8784" in page.text()
    page = page.post(ROOM + "/reloj", {"next": "1"})
    assert page.status == 200


def test_letters_records_and_tokens_are_shown(trying, company):
    page = trying
    for _ in range(4):
        page = complete(page)
    assert "F-COM-001" in sections(page, "registros")
    told = page.get(ROOM + "/avance").response.get_json()
    states = told["diagrams"]["gestion_comercial"]["elements"]
    assert states["prospeccion"]["state"] == "done"
    assert any(each["state"] == "current" for each in states.values())
    assert page.get(ROOM + "/diagrama").response.mimetype == "application/xml"


def test_another_page_that_was_left_behind_does_nothing(trying):
    before = complete(trying).text("//h2[@id='paso']")
    page = trying.post(ROOM + "/deshacer", {"done": "0"})
    assert page.status == 409 and "en otra página" in page.text()
    assert page.text("//h2[@id='paso']") == before


def test_a_file_is_stood_for_and_never_stored(trying, company):
    page = trying.get(trying.page.xpath("//a[contains(@href, 'ejemplo=1')]/@href")[0])
    page.submit({"archivo_f_com_001": [(BytesIO(b"%PDF-1.7 secreto"), "Levantamiento.pdf")]})
    assert page.status == 200 and "completó" in sections(page, "pasado")
    with company.database.reading() as connection:
        from sqlalchemy import func, select

        from engine.documents.models import files

        assert connection.execute(select(func.count()).select_from(files)).scalar_one() == 0


def test_what_is_typed_changes_the_page_and_is_not_kept(trying, company):
    action = trying.page.xpath("//form[@id='formulario']/@data-save")[0]
    form = trying.page.xpath("//form[@id='formulario']")[0]
    answer = trying.post(action, dict(form.form_values()) | {"cliente": "Aseguradora"}).response.get_json()
    assert answer["saved"] == "Cuenta cuando complete el paso." and isinstance(answer["parts"], list)


def test_a_walk_is_kept_and_tells_of_what_changes(trying, company):
    page = complete(complete(trying))
    page.post(ROOM + "/escenarios", {"name": "Hasta el negocio"})
    assert page.status == 200 and "Hasta el negocio: como se esperaba" in page.text()
    draft = page.get("/procesos/gestion_comercial/editar")
    assert "Hasta el negocio" not in draft.text("//ul[@class='findings']")
    other = changed(
        'conditionExpression xsi:type="bpmn:tFormalExpression">tipo_requerimiento == "servicio_administrado"',
        'conditionExpression xsi:type="bpmn:tFormalExpression">tipo_requerimiento == "licencia_x"',
    ).diagram
    page.post(
        "/procesos/gestion_comercial/editar",
        {"files": [(BytesIO(other), "gestion.bpmn")], "revision": "1"},
    )
    assert "El escenario «Hasta el negocio» llega a otra cosa que antes" in page.text()
    page.get(ROOM).post(ROOM + "/escenarios/aceptar", {"name": "Hasta el negocio"})
    assert "Hasta el negocio: como se esperaba" in page.text()
    page.post(ROOM + "/terminar")
    page.post(ROOM + "/escenarios/abrir", {"name": "Hasta el negocio"})
    assert "completó" in sections(page, "pasado")
    page.post(ROOM + "/escenarios/quitar", {"name": "Hasta el negocio"})
    with company.database.reading() as connection:
        found = open_draft(connection, "gestion_comercial")
        assert found is not None and scenarios.of_draft(connection, found.id) == []


def test_a_name_that_is_none_is_told_and_what_was_written_stays(trying):
    page = trying.post(ROOM + "/escenarios", {"name": " "})
    assert page.status == 422 and "Dé un nombre al escenario" in page.text()
    page = trying.post(ROOM + "/escenarios/abrir", {"name": "Nada"})
    assert page.status == 404 and "Nada" in page.text()


def test_what_cannot_be_executed_says_so_and_leads_to_the_findings(author):
    broken = changed('targetRef="prospeccion"', 'targetRef="nada"').diagram
    author.post("/procesos/gestion_comercial/editar", {"files": [(BytesIO(broken), "gestion.bpmn")], "revision": "1"})
    page = author.get(ROOM)
    assert page.status == 200 and "Todavía no se puede probar" in page.text()
    assert page.page.xpath("//main//a[contains(@href, '#hallazgos')]")
    assert author.post(ROOM + "/empezar", {"by": "comercial"}).status == 422


def test_whoever_does_not_write_the_draft_is_led_to_its_page(author, visit):
    assert visit("control_documentos").get(ROOM).path == "/procesos/gestion_comercial/editar"
    assert visit("preventa").get(ROOM).status == 403


def test_the_client_answers_by_the_link_that_was_sent_and_the_opportunity_goes_to_an_end(trying):
    page = trying
    for _ in range(20):
        by_link = page.page.xpath("//ul[@class='work']//a[text()='Como el cliente']/@href")
        if by_link:
            break
        page = complete(page)
    assert "Propuesta para su revisión" in sections(page, "correos")
    page = page.get(by_link[0])
    assert "Usted es el cliente, con su enlace" in page.text()
    page = page.submit({"cumple_tecnicamente": "No"})
    while (
        page.page.xpath("//form[@id='formulario']") and page.status == 200 and "El cliente contestó" not in page.text()
    ):
        page = complete(page)
    assert "El cliente contestó" in sections(page, "pasado")
    for _ in range(10):
        if page.page.xpath("//div[@class='trial-bar']//*[contains(@class, 'completed')]"):
            break
        page = complete(page)
    assert "Terminó: " in page.text() and "Nada: ya terminó" in sections(page, "espera")
    page.post(ROOM + "/escenarios", {"name": "Hasta el fin"})
    assert "Hasta el fin: como se esperaba" in page.text()


def test_nothing_of_an_opportunity_with_the_same_number_is_shown(trying, company):
    company.reads("director_comercial")
    folio = company.start()
    company.do(folio, "prospeccion", {"cliente": "Banco del Secreto", "requerimiento": "Un secreto"})
    page = trying
    assert folio in page.page.xpath("string(//form[@id='formulario']/@action)")  # the trial's has the same number
    for _ in range(9):
        page = complete(page)
        assert page.status == 200 and "ecreto" not in page.text()
    assert "/oportunidades/" not in " ".join(page.page.xpath("//main//@href | //main//@data-standing"))
