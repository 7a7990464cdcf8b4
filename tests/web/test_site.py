"""The plain site: coming in, the inbox, a step with its form, the opportunities, and what it refuses."""

import hashlib
from io import BytesIO

import pytest

from engine.documents import store as documents
from engine.instances import execution_queries
from engine.instances.reading import EVERYTHING
from web.texts.events import TEXTS

# The site itself, over each: what a view is given has the types of its driver.
pytestmark = pytest.mark.both_databases

LEAD = {
    "cliente": "Aceros del Norte",
    "contacto": "Ana Ruiz, Compras",
    "correo": "ana@aceros.mx",
    "origen_lead": "Foro",
    "requerimiento": "Monitoreo de seguridad",
    "descripcion_requerimiento": "Monitoreo continuo de la red de las tres plantas.",
    "fecha_entrega": "2026-05-29",
    "folio_crm": "CRM-77",
    "monto_estimado": "1,250,000.50",
    "origen_requerimiento": "RFP",
}


def pdf(name="rfp.pdf", content=b"%PDF-1.4 un RFP"):
    return [(BytesIO(content), name)]


def data_of(company, folio):
    with company.database.reading() as connection:
        return execution_queries.data(connection, company.runtime, EVERYTHING, folio)


def assert_only_taken(history, before):
    """Nothing happened since but that who wrote took the step; no answer of theirs is in the history."""
    assert history[: len(before)] == before
    (taken,) = history[len(before) :]
    assert (taken.type, taken.element, taken.actor) == ("user_task_claimed", "prospeccion", "director_comercial")
    assert taken.payload == {}


def drive_until(company, folio, element, answers):
    """Complete whatever is open, each element with its next answers, until `element` waits."""
    while (task := company.tasks(folio)[0]).item.visit.element != element:
        given = answers.get(task.item.visit.element, [])
        company.complete(task.item.id, given.pop(0) if given else {}, actor=task.candidates[0])


@pytest.fixture
def lead(company):
    """A new opportunity, at its first step: the id of that step."""
    return company.task(company.start(), "prospeccion").item.id


@pytest.fixture
def folio(lead):
    return lead.rpartition(".")[0]


# --- coming in


def test_the_entrance_offers_everybody_once_by_lane(visit, company):
    page = visit("comercial").get("/")
    people = page.page.xpath("//button[@name='person']/@value")
    assert len(people) == 13 and len(set(people)) == 13
    headings = [" ".join(heading.text_content().split()) for heading in page.page.xpath("//h2")]
    assert headings[:2] == ["Comercial Gestión Comercial", "Preventa Gestión Comercial"]
    assert headings[-1] == "Otras personas"


def test_who_has_not_come_in_is_sent_to_the_entrance(app):
    for path in ("/bandeja", "/bandeja/GC-2026-0001.2", "/oportunidades", "/oportunidades/GC-2026-0001"):
        answer = app.test_client().get(path)
        assert (answer.status_code, answer.location) == (302, "/")


def test_who_leaves_is_nobody(visit):
    page = visit("comercial").post("/salir")
    assert page.get("/bandeja").path == "/"


def test_nobody_can_come_in_as_somebody_who_is_not_there(visit):
    page = visit("comercial").post("/entrar", {"person": "fantasma"})
    assert page.status == 404 and "No hay nadie con la clave fantasma" in page.text()


# --- the inbox


def test_the_inbox_shows_what_one_may_do_and_nothing_else(visit, company, lead):
    mine = visit("director_comercial").get("/bandeja")
    assert [link.get("href") for link in mine.page.xpath("//a[@class='step']")] == [f"/bandeja/{lead}"]
    assert "No tiene pasos pendientes" in visit("cumplimiento").get("/bandeja").text()


def test_the_inbox_says_client_round_and_due(visit, company, folio):
    company.do(folio, "prospeccion", {"cliente": "Aceros del Norte", "fecha_entrega": "2026-03-06"})
    drive_until(company, folio, "correcciones", {"validar_cumplimiento": [{"cumple": False}]})
    company.do(folio, "correcciones")
    page = visit("cumplimiento").get("/bandeja")
    assert page.text("//ul[@class='work']").startswith(
        f"Validar el cumplimiento {folio} Aceros del Norte Cumplimiento vuelta 2 vence jue 5 mar, 18:00"
    )


def test_work_is_taken_and_given_back(visit, company, lead, folio):
    page = visit("director_comercial").post(f"/bandeja/{lead}/tomar")
    assert page.path == f"/bandeja/{lead}" and "lo tomó Director Comercial" in page.text()
    assert company.task(folio, "prospeccion").item.assignee == "director_comercial"
    page.post(f"/bandeja/{lead}/devolver")
    assert page.path == "/bandeja" and company.task(folio, "prospeccion").item.assignee is None


def test_whose_turn_it_is_is_said_once(visit, company, folio):
    """The people of these areas and lanes are called as they are."""
    company.do(folio, "prospeccion")
    company.do(folio, "validacion", {"tipo_requerimiento": "servicio", "areas": ["soc_noc", "ciberinteligencia"]})
    waits = visit("comercial").get(f"/oportunidades/{folio}").text("//section[@aria-labelledby='abierto']")
    assert waits.count("SOC/NOC") == waits.count("Ciberinteligencia") == 1


def test_only_those_who_may_start_see_the_button_and_only_they_can(visit, company):
    assert "Nueva oportunidad" in visit("comercial").get("/bandeja").text()
    other = visit("cumplimiento")
    assert "Nueva oportunidad" not in other.get("/bandeja").text()
    assert other.post("/oportunidades", {"process": "gestion_comercial"}).status == 403
    assert company.tasks() == []


def test_who_starts_goes_to_the_first_step_or_sees_whose_turn_it_is(visit):
    own = visit("director_comercial").post("/oportunidades", {"process": "gestion_comercial"})
    assert own.path == "/bandeja/GC-2026-0001.2"
    others = visit("comercial").post("/oportunidades", {"process": "gestion_comercial"})
    assert others.path == "/oportunidades/GC-2026-0002" and "para Director Comercial" in others.text()


# --- a step and its form


def test_a_step_shows_its_instructions_and_its_form(visit, lead):
    page = visit("director_comercial").get(f"/bandeja/{lead}")
    assert page.text("//h1") == "Prospección y generación de leads"
    guide = page.text("//section[@class='guide']")
    assert "Paso del procedimiento 1" in guide and "Requerimiento comercial (F-COM-001)" in guide
    assert {"cliente", "fecha_entrega", "monto_estimado"} <= page.names
    assert page.value("moneda") == "MXN"


def test_what_was_written_is_stored_and_the_next_step_named(visit, company, lead, folio):
    page = visit("director_comercial").get(f"/bandeja/{lead}").submit(LEAD)
    page.submit({"documento_cliente": pdf()})
    assert page.status == 200 and "Usted completó este paso." in page.text()
    assert "Ahora le toca a otras personas Validación administrativa y técnica: Comercial, Preventa" in page.text()
    data = data_of(company, folio)
    assert (
        data["monto_estimado"] == 1250000.5 and data["origen_lead"] == "foro" and data["fecha_entrega"] == "2026-05-29"
    )
    assert data["documento_cliente"] == [
        {"name": "rfp.pdf", "sha256": hashlib.sha256(b"%PDF-1.4 un RFP").hexdigest(), "size": 15}
    ]


def test_the_next_step_is_linked_when_it_is_one_s_own(visit, company, lead, folio):
    company.complete(lead, actor="director_comercial")
    company.do(folio, "validacion", {"tipo_requerimiento": "servicio", "areas": ["soc_noc"]})
    company.do(folio, "participacion")
    sizing = company.task(folio, "dimensionamiento").item.id
    company.complete(sizing, actor="comercial")
    page = visit("director_comercial").get(f"/bandeja/{sizing}")
    assert "Comercial completó este paso." in page.text()
    case = company.task(folio, "business_case").item.id
    assert page.page.xpath("//ul[@class='next']//a/@href") == [f"/bandeja/{case}"]


def test_what_is_wrong_is_said_beside_each_field_and_everything_written_is_kept(visit, company, lead, folio):
    before = company.history(folio)
    wrong = {**LEAD, "correo": "ana", "fecha_entrega": "2020-01-01", "monto_estimado": "12,5", "contacto": ""}
    page = visit("director_comercial").get(f"/bandeja/{lead}").submit({**wrong, "origen_requerimiento": ""})
    assert page.status == 422 and page.text("//title").startswith("Error: ")
    assert {"campo-correo", "campo-fecha_entrega", "campo-monto_estimado", "campo-contacto"} <= page.errors.keys()
    for id in page.errors:
        field = page.page.get_element_by_id(id)
        assert field.get("aria-invalid") == "true"
        assert page.page.get_element_by_id(f"{id}-error").text_content().strip()
    assert {name: page.value(name) for name in wrong if name != "origen_requerimiento"} == {
        name: value for name, value in wrong.items() if name != "origen_requerimiento"
    } | {"contacto": ""}
    assert_only_taken(company.history(folio), before)


def test_an_answer_that_asks_for_more_comes_back_with_the_questions_before_anything_is_stored(
    visit, company, lead, folio
):
    before = company.history(folio)
    page = visit("director_comercial").get(f"/bandeja/{lead}")
    assert "documento_cliente" not in page.names
    page.submit(LEAD)
    assert page.status == 200 and "documento_cliente" in page.names
    assert page.text("//*[@class='notice']//a") == "Documento del cliente con los requerimientos"
    assert page.value("cliente") == "Aceros del Norte" and page.value("origen_lead") == "Foro"
    assert_only_taken(company.history(folio), before)


def test_a_question_that_may_be_left_blank_is_asked_too_when_an_answer_brings_it_up(visit, company, folio):
    drive_until(company, folio, "revisar_propuesta", {})
    step = company.task(folio, "revisar_propuesta").item.id
    page = visit("cliente").get(f"/bandeja/{step}").submit({"cumple_tecnicamente": "No"})
    assert "acepta_comentarios" in page.names and "motivo_rechazo" not in page.names
    page.submit({"acepta_comentarios": "No"})
    assert "motivo_rechazo" in page.names and company.task(folio, "revisar_propuesta").item.id == step
    page.submit({})
    assert "la oportunidad terminará como: «Propuesta no obtenida»" in page.text("//*[@role='alert']")
    page.submit({}, ("confirm-end", "fin_no_obtenida"))
    assert "Usted completó este paso." in page.text()


def test_an_answer_taken_back_brings_back_what_was_written(visit, company, lead):
    page = visit("director_comercial").get(f"/bandeja/{lead}")
    page.submit({"origen_requerimiento": "Otro, sin documento del cliente"})
    page.submit({"acuerdos_requerimiento[0].acuerdo": "Visita técnica", "origen_requerimiento": "RFI"})
    assert "acuerdos_requerimiento[0].acuerdo" not in page.names
    page.submit({"origen_requerimiento": "Otro, sin documento del cliente"})
    assert page.value("acuerdos_requerimiento[0].acuerdo") == "Visita técnica"


def test_lists_grow_and_empty_rows_are_left_out(visit, company, lead, folio):
    page = visit("director_comercial").get(f"/bandeja/{lead}")
    page.submit({**LEAD, "origen_requerimiento": "Visita presencial con el cliente"})
    page.submit({"archivo_f_com_001": pdf()}, button=("more-rows", "acuerdos_requerimiento"))
    assert page.status == 200 and "acuerdos_requerimiento[1].acuerdo" in page.names
    row = {"acuerdo": "Visita técnica", "acuerdo_responsable": "Luis", "acuerdo_fecha": "2026-04-01"}
    page.submit({f"acuerdos_requerimiento[1].{name}": value for name, value in row.items()})
    assert "Usted completó este paso." in page.text()
    assert data_of(company, folio)["acuerdos_requerimiento"] == [row]


def test_a_second_round_brings_what_was_written_and_leaves_the_decisions_open(visit, company, folio):
    drive_until(company, folio, "correcciones", {"validar_cumplimiento": [{"cumple": False}]})
    company.do(folio, "correcciones")
    company.do(
        folio, "validar_cumplimiento", {"cumple": False, "comentarios_cumplimiento": "Falta la firma del anexo."}
    )
    page = visit("comercial").get(f"/bandeja/{company.task(folio, 'correcciones').item.id}")
    assert "vuelta 2" in page.text() and page.value("correcciones_realizadas")
    assert page.value("comentarios_aplicados") is None
    assert "Comentarios de Cumplimiento Falta la firma del anexo." in page.text()


# --- files


def test_a_file_is_attached_once_whatever_else_is_wrong(visit, company, lead, folio):
    page = visit("director_comercial").get(f"/bandeja/{lead}").submit(LEAD)
    page.submit({"documento_cliente": pdf(), "correo": "ana"})
    assert page.status == 422 and "rfp.pdf" in page.text("//ul[@class='files']")
    page.submit({"correo": "ana@aceros.mx"})
    assert data_of(company, folio)["documento_cliente"][0]["name"] == "rfp.pdf"


def test_a_reference_that_the_page_did_not_give_to_this_person_is_no_file(visit, company, lead, folio):
    other = visit("comercial")
    company.complete(lead, actor="director_comercial")
    validation = company.task(folio, "validacion").item.id
    other.get(f"/bandeja/{validation}").submit({"documentos_requerimiento": pdf()})
    theirs = other.page.xpath("//input[@name='documentos_requerimiento'][@type='hidden' and @value!='']/@value")
    assert len(theirs) == 1
    page = visit("preventa").get(f"/bandeja/{validation}").submit({"documentos_requerimiento": [*theirs, "inventada"]})
    assert page.page.xpath("//ul[@class='files']") == []


def test_a_file_for_a_step_that_somebody_else_completed_is_not_stored(visit, company, lead):
    page = visit("director_comercial").get(f"/bandeja/{lead}").submit(LEAD)
    company.complete(lead, actor="director_comercial")
    late = b"%PDF-1.4 nobody waits for this"
    page.submit({"documento_cliente": pdf("tarde.pdf", late)})
    assert page.status == 409 and page.value("cliente") == "Aceros del Norte"
    with company.database.reading() as connection:
        digest = hashlib.sha256(late).hexdigest()
        assert documents.missing(connection, [digest]) == {digest}


def test_a_file_that_is_too_large_is_named_and_the_rest_kept(visit, company, lead, monkeypatch):
    monkeypatch.setattr(documents, "MAX_SIZE", 10)
    page = visit("director_comercial").get(f"/bandeja/{lead}").submit(LEAD)
    page.submit({"documento_cliente": pdf("enorme.pdf")})
    assert page.status == 422 and "El archivo enorme.pdf tiene 15 bytes" in page.errors["campo-documento_cliente"]
    assert page.value("cliente") == "Aceros del Norte"


def test_what_is_too_large_to_be_read_at_all_is_refused_in_plain_words(visit, app, lead):
    page = visit("director_comercial").get(f"/bandeja/{lead}")
    app.config["MAX_CONTENT_LENGTH"] = 100
    page.submit(LEAD)
    assert page.status == 413 and "regrese con el navegador" in page.text()


def test_a_file_is_downloaded_from_its_own_opportunity_only(visit, company, lead, folio):
    company.complete(lead, {"origen_requerimiento": "rfp"}, actor="director_comercial")
    file = data_of(company, folio)["documento_cliente"][0]
    page = visit("preventa").get(f"/oportunidades/{folio}/archivos/{file['sha256']}")
    assert page.response.headers["Content-Disposition"] == f"attachment; filename={file['name']}"
    assert hashlib.sha256(page.response.data).hexdigest() == file["sha256"]
    assert page.get(f"/oportunidades/{company.start()}/archivos/{file['sha256']}").status == 404


# --- the opportunities


def test_an_opportunity_shows_its_data_what_it_waits_for_and_its_history(visit, company, lead, folio):
    company.complete(lead, {"cliente": "Aceros del Norte", "monto_estimado": 1250000.5}, actor="director_comercial")
    page = visit("auditor").get("/oportunidades")
    line = page.text("//tbody")
    assert line.startswith(f"{folio} Aceros del Norte ") and line.endswith(
        "en curso — Validación administrativa y técnica Preventa vence mañana 18:00 2 mar 2026, 09:01 Comercial"
    )
    page.get(f"/oportunidades/{folio}")
    assert "Monto estimado de la oportunidad $1,250,000.50" in page.text("//section[@aria-labelledby='datos']")
    assert "Validación administrativa y técnica" in page.text("//section[@aria-labelledby='abierto']")
    assert page.page.xpath("//section[@aria-labelledby='abierto']//a") == []  # an auditor may not do it
    events = company.history(folio)
    assert page.page.xpath("//td/code/text()") == [event.hash for event in events]
    assert f"{len(events)} eventos, cada uno encadenado al anterior" in page.text(
        "//section[@aria-labelledby='historia']"
    )
    page = visit("comercial").get(f"/oportunidades/{folio}")
    assert page.page.xpath("//td/code") == [] and events[-1].hash not in page.response.text
    assert "encadenado al anterior" in page.text()


def test_an_opportunity_that_ended_says_how(visit, company, folio):
    company.drive(folio, {"validar_business_case": [{"business_case_aprobado": True, "go": False}]})
    page = visit("auditor").get(f"/oportunidades/{folio}")
    assert "concluida" in page.text() and "Nada: ya terminó." in page.text()
    assert {event.type for event in company.history(folio)} <= TEXTS.keys()


# --- refusals


def test_a_person_of_another_lane_is_refused_and_the_history_unchanged(visit, company, lead, folio):
    before = company.history(folio)
    for person, status in (("comercial", 403), ("cumplimiento", 404)):
        other = visit(person)
        assert other.get(f"/bandeja/{lead}").status == status
        assert other.post(f"/bandeja/{lead}/tomar").status == status
        page = other.post(f"/bandeja/{lead}", LEAD)
        assert page.status == status
        assert ("se requiere uno de estos roles: Director Comercial" in page.text()) is (person == "comercial")
        assert "Aceros del Norte" in page.text("//dl")  # what was written is given back
    assert "o no está a su alcance" in page.text()
    assert company.history(folio) == before


def test_what_somebody_else_took_or_did_meanwhile_comes_back_with_what_was_written(visit, company, lead, folio):
    company.complete(lead, actor="director_comercial")
    step = company.task(folio, "validacion").item.id
    page = visit("comercial").get(f"/bandeja/{step}")
    company.command("claim", step, actor="preventa")
    page.submit({"validacion_tecnica": "Viable con dos ingenieros."})
    answers = {"tipo_requerimiento": "Servicio", "areas": ['"soc_noc"'], "validacion_administrativa": "Sin pendientes."}
    page.submit({**answers, "fecha_respuesta_areas": "2026-04-01", "informacion_completa_areas": ["on"]})
    assert page.status == 403 and "lo tiene Preventa" in page.text("//*[@class='summary']")
    assert page.value("validacion_tecnica") == "Viable con dos ingenieros."
    company.complete(step, actor="preventa")
    page.submit({})
    assert page.status == 409
    assert "Preventa completó «Validación administrativa y técnica» antes" in page.text("//*[@class='summary']")
    assert page.value("validacion_tecnica") == "Viable con dos ingenieros."


def test_no_page_has_inline_script_or_style(visit, company, lead, folio):
    page = visit("director_comercial")
    for path in ("/", "/bandeja", f"/bandeja/{lead}", "/oportunidades", f"/oportunidades/{folio}"):
        page.get(path)
        assert page.page.xpath("//script[not(@src)] | //style | //*[@style] | //@*[starts-with(name(), 'on')]") == []


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("/nada", "No existe esa página"),
        ("/bandeja/GC-2026-0001.99", "No existe el paso GC-2026-0001.99"),
        ("/bandeja/nada", "No existe el paso nada"),
        ("/oportunidades/GC-1999-0001", "No existe el folio GC-1999-0001"),
    ],
)
def test_what_is_not_there_is_said_in_plain_words(visit, path, text):
    page = visit("comercial").get(path)
    assert page.status == 404 and text in page.text()


def test_a_fault_of_ours_gives_back_what_was_written(visit, app, lead, monkeypatch):
    app.config["PROPAGATE_EXCEPTIONS"] = False
    page = visit("director_comercial").get(f"/bandeja/{lead}")
    monkeypatch.setattr(execution_queries, "work", lambda *_: 1 / 0)
    page.submit(LEAD)
    assert page.status == 500 and "Algo falló por dentro" in page.text() and "Aceros del Norte" in page.text("//dl")


def test_a_diagram_s_text_is_never_markup(visit, company, lead, folio):
    company.complete(lead, {"cliente": "<script>alert(1)</script>"}, actor="director_comercial")
    page = visit("preventa").get(f"/oportunidades/{folio}")
    assert page.page.xpath("//script[not(@src)]") == [] and "<script>alert(1)</script>" in page.text("//h1")
