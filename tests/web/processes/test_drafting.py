"""A draft on the page: prepared by one, reviewed by another, approved by a third, and what is refused on the way."""

from datetime import timedelta
from io import BytesIO

import pytest

import bpmn.reader
from bpmn.latest import Latest
from bpmn.reader import MOST_BYTES_KEPT, MOST_KEPT
from engine.definitions import inspection, queries
from engine.definitions.granting import give_right
from engine.identity.rights import Right
from engine.jobs.versions import propose_disposal
from engine.settings import Settings
from tests.engine.definitions.test_commands import changed, gestion

PAGE = "/procesos/gestion_comercial/editar"
SHORTER = changed('name="Prospección y generación de leads"', 'name="Prospectar"').diagram
ZOOM = ["+", "−", "Ver completo"]
"""The buttons of a drawn diagram."""
BROKEN = changed('targetRef="prospeccion"', 'targetRef="nada"').diagram


def send(visitor, *files):
    """Upload files (content, name) on the draft's page."""
    visitor.get(PAGE)
    revision = visitor.page.xpath("string(//input[@name='revision']/@value)")
    return visitor.post(PAGE, {"files": [(BytesIO(content), name) for content, name in files], "revision": revision})


@pytest.fixture
def author(visit):
    page = visit("director_comercial")
    page.post("/procesos/gestion_comercial/borrador")
    assert page.path == PAGE
    return page


@pytest.fixture
def submitted(author):
    send(author, (SHORTER, "gestion.bpmn"))
    author.post(PAGE + "/entregar")
    return author


def buttons(page):
    return [" ".join(button.text_content().split()) for button in page.page.xpath("//main//button")]


def test_a_draft_becomes_the_version_in_force_on_the_pages(visit, company, submitted):
    old = company.start()
    assert "Lo revisa quien tiene el derecho de revisar" in submitted.text() and buttons(submitted) == [
        "Probar con las oportunidades",
        "Enviar el comentario",
        *ZOOM,
        "Descartar el borrador",
    ]
    reviewer = visit("control_documentos").get(PAGE)
    assert "La actividad «Prospección y generación de leads» se llama ahora «Prospectar»." in reviewer.text()
    reviewer.post(PAGE + "/revisar")
    approver = visit("direccion_general").get(PAGE)
    assert approver.value("number") == "5"
    approver.post(PAGE + "/publicar", {"description": "Nombre corto", "number": "5"})
    assert approver.path == "/procesos/gestion_comercial" and approver.status == 200
    told = approver.text("//table[caption='Del documento']//tr[@class='here']")
    assert "Versión 5" in told and "Nombre corto" in told and "vigente" in told
    names = (
        "Elaboró: Director Comercial",
        "Revisó: Control de Documentos",
        "Aprobó: Dirección General",
    )
    assert all(name in told for name in names)
    trail = [row.text_content().split() for row in approver.page.xpath("//h2[@id='registro']/following::tbody[1]/tr")]
    assert [("Elaboró:" in row, "Revisó" in row, "Aprobó" in row) for row in trail][1:4] == [
        (True, False, False),
        (False, True, False),
        (False, False, True),
    ]
    assert company.task(old, "prospeccion").item.name == "Prospección y generación de leads"
    assert company.task(company.start(), "prospeccion").item.name == "Prospectar"


def test_findings_are_said_and_keep_a_draft_from_being_submitted(author):
    send(author, (BROKEN, "gestion.bpmn"))
    assert author.status == 200 and "Por corregir:" in author.text("//ul[@class='findings']")
    assert "Entregar a revisión" not in buttons(author)
    author.post(PAGE + "/entregar")
    assert author.status == 422 and "No se hizo" in author.text("//*[@class='summary']")
    send(author, (b"<bpmn:definitions", "gestion.bpmn"))
    assert "No se puede saber mientras" in author.text() and author.status == 200
    send(author, (SHORTER, "gestion.bpmn"))
    assert "Entregar a revisión" in buttons(author)


def test_forms_go_with_the_diagram(author, company):
    form = gestion().forms["prospeccion"].replace(b"Nombre", b"Nombres")
    send(author, (form, "prospeccion.form.json"))
    assert "En el formulario de «Prospección y generación de leads», " in author.text()
    answer = author.client.get("/procesos/gestion_comercial/formularios/prospeccion.form.json")
    assert answer.data == form
    assert author.client.get("/procesos/gestion_comercial/formularios/nada.form.json").status_code == 404
    assert author.client.get(PAGE + ".bpmn").data == gestion().diagram


def test_what_another_tab_saved_is_not_overwritten(author):
    author.post(PAGE, {"files": [(BytesIO(SHORTER), "a.bpmn")], "revision": "1"})
    author.post(PAGE, {"files": [(BytesIO(BROKEN), "a.bpmn")], "revision": "1"})
    assert author.status == 409 and "se guardó en otro lugar" in author.text()
    assert author.client.get(PAGE + ".bpmn").data == SHORTER


@pytest.mark.parametrize(
    ("name", "content", "text"),
    [
        ("foto.png", b"x", "«foto.png» no es un diagrama"),
        ("a.bpmn", SHORTER.replace(b'process id="gestion_comercial"', b'process id="otro"'), "contiene: otro"),
    ],
)
def test_a_file_of_another_kind_is_refused(author, name, content, text):
    send(author, (content, name))
    assert author.status == 422 and text in author.text("//*[@class='summary']")


def test_the_editor_is_told_what_is_found_and_what_changes_after_each_save(author):
    def save(content, revision, **more):
        author.post(PAGE + "/guardar", {"diagram": (BytesIO(content), "a.bpmn"), "revision": revision, **more})
        return author.response.json

    told = save(SHORTER, "1")
    assert (author.status, told["revision"], told["findings"]) == (200, "2", [])
    assert [(each["element"], each["kind"]) for each in told["differences"]] == [("prospeccion", "changed")]
    told = save(BROKEN, "2")
    assert told["revision"] == "3" and "error" in {each["kind"] for each in told["findings"]}
    assert save(SHORTER, "3", only="findings")["revision"] == "3"
    assert author.client.get(PAGE + ".bpmn").data == BROKEN
    told = save(SHORTER, "2")
    assert author.status == 409 and "se guardó en otro lugar" in told["error"]
    assert author.client.get(PAGE + ".bpmn").data == BROKEN


def test_the_editor_is_for_the_author_while_the_draft_may_change(visit, author):
    assert author.get(PAGE + "/diagrama").path == PAGE + "/diagrama"
    assert visit("control_documentos").get(PAGE + "/diagrama").path == PAGE
    page = visit("control_documentos").post(PAGE + "/guardar", {"diagram": (BytesIO(SHORTER), "a.bpmn")})
    assert page.status == 409


def test_what_changes_is_marked_on_the_diagram(author):
    send(author, (SHORTER, "gestion.bpmn"))
    assert author.page.xpath("string(//*[@data-diagram]/@data-changed)").split() == ["prospeccion"]


def test_a_rejection_is_read_by_the_author(visit, submitted):
    reviewer = visit("control_documentos")
    reviewer.post(PAGE + "/rechazar", {"reason": " "})
    assert reviewer.status == 422 and "Diga por qué lo rechaza" in reviewer.text()
    reviewer.post(PAGE + "/rechazar", {"reason": "Falta el registro F-COM-001"})
    page = submitted.get(PAGE)
    assert "Devuelto por Control de Documentos Falta el registro F-COM-001" in page.text("//*[@class='notice']")
    assert "Entregar a revisión" in buttons(page)


def test_what_was_written_is_kept_when_a_publication_is_refused(visit, submitted):
    visit("control_documentos").post(PAGE + "/revisar")
    assert visit("administrador").post(PAGE + "/publicar", {"description": "Mi texto"}).status == 403
    page = visit("direccion_general").post(PAGE + "/publicar", {"description": "Mi texto", "number": "uno"})
    assert page.status == 422 and "«uno» no es un número entero" in page.text()
    assert page.value("description").strip() == "Mi texto" and page.value("number") == "uno"
    page.post(PAGE + "/publicar", {"description": "Mi texto", "number": "5", "effective": "ayer"})
    assert page.status == 422 and "«ayer» no es una fecha" in page.text()


def test_a_version_may_wait_for_its_date(visit, company, submitted):
    visit("control_documentos").post(PAGE + "/revisar")
    page = visit("direccion_general").post(PAGE + "/publicar", {"description": "x", "effective": "2026-06-01"})
    assert "aprobada, aún no vigente" in page.text("//table[caption='Del documento']//tr[contains(., 'Versión 5')]")
    with company.database.reading() as connection:
        waiting = queries.versions(connection, "gestion_comercial")[0]
    assert waiting.effective_at.isoformat() == "2026-06-01T06:00:00+00:00"


def test_a_draft_is_given_up(submitted):
    submitted.post(PAGE + "/descartar")
    assert submitted.path == "/procesos/gestion_comercial" and "Preparar una versión nueva" in buttons(submitted)
    assert submitted.get(PAGE).status == 404 and "No hay borrador" in submitted.text()


def test_nobody_does_what_is_not_theirs(visit, submitted):
    for person in ("comercial", "cliente"):
        page = visit(person)
        assert page.get(PAGE).status == 403
        assert page.post("/procesos/gestion_comercial/borrador").status == 403
        assert page.client.get(PAGE + ".bpmn").status_code == 403
    for step in ("revisar", "publicar"):
        assert visit("auditor").post(f"{PAGE}/{step}", {"description": "x"}).status in (403, 409)
    assert visit("auditor").get(PAGE).status == 200


def test_who_may_not_write_sees_no_button(visit, company):
    assert "Preparar una versión nueva" not in buttons(visit("comercial").get("/procesos/gestion_comercial"))
    assert "Preparar una versión nueva" in buttons(visit("control_documentos").get("/procesos/gestion_comercial"))


def test_a_save_of_the_editor_reads_each_diagram_once(author, monkeypatch):
    """What is drawn, the version in force, and the procedure that both call."""
    author.get(PAGE)
    revision = author.page.xpath("string(//input[@name='revision']/@value)")
    read = []
    for module, kept in ((bpmn.reader, "_readings"), (inspection, "_reports")):
        monkeypatch.setattr(module, kept, Latest(MOST_KEPT, MOST_BYTES_KEPT))
    reading = bpmn.reader._read
    monkeypatch.setattr(bpmn.reader, "_read", lambda data: read.append(data) or reading(data))
    values = {"diagram": (BytesIO(SHORTER), "d.bpmn"), "revision": revision}
    assert author.post(PAGE + "/guardar", values).status == 200
    assert sorted(read) == sorted({*read}) and SHORTER in read and len(read) == 3
    read.clear()
    longer = SHORTER.replace(b'name="Prospectar"', b'name="Prospectar bien"')
    values = {"diagram": (BytesIO(longer), "d.bpmn"), "revision": str(int(revision) + 1)}
    assert author.post(PAGE + "/guardar", values).status == 200
    assert read == [longer]


def test_comments_stand_on_the_page_of_the_draft_until_they_are_resolved(visit, submitted):
    reviewer = visit("control_documentos").get(PAGE)
    assert "Nadie lo ha comentado" in reviewer.text()
    reviewer.post(PAGE + "/comentar", {"element": "validacion", "comment": "¿Quién valida?"})
    said = reviewer.text("//ol[@class='comments']")
    assert "Valida" in said and "¿Quién valida?" in said and "abierto" in said
    reviewer.post(PAGE + "/comentar", {"element": "", "comment": " "})
    assert reviewer.status == 422 and "Un comentario dice algo" in reviewer.text()
    (action,) = reviewer.page.xpath("//ol[@class='comments']//form/@action")
    submitted.post(action)
    assert "resuelto por Director Comercial" in submitted.text("//ol[@class='comments']")
    assert visit("auditor").post(PAGE + "/comentar", {"comment": "x"}).status == 403


def test_what_waits_stands_in_the_inbox_of_who_must_act(visit, submitted):
    def waits(person):
        return visit(person).get("/bandeja").page.xpath("string(//section[@aria-labelledby='documentos'])")

    assert "Por revisar: Gestión Comercial" in waits("control_documentos")
    assert waits("direccion_general") == waits("comercial") == waits("administrador") == ""
    visit("control_documentos").post(PAGE + "/revisar")
    assert "Por aprobar: Gestión Comercial" in waits("direccion_general")
    visit("direccion_general").post(PAGE + "/rechazar", {"reason": "No"})
    assert "Devuelto a usted: Gestión Comercial" in waits("director_comercial")


def test_the_author_says_what_changes_and_which_findings_it_answers(visit, author):
    send(author, (SHORTER, "gestion.bpmn"))
    author.post(PAGE + "/entregar", {"description": "Nombre corto", "answers": "- NC-07 de 2026\n\n• OM-2"})
    visit("control_documentos").post(PAGE + "/revisar")
    approver = visit("direccion_general").get(PAGE)
    assert approver.value("description").strip() == "Nombre corto"
    approver.post(PAGE + "/publicar", {"description": "Nombre corto", "answers": "NC-07 de 2026\nOM-2", "number": "5"})
    told = approver.text("//table[caption='Del documento']//tr[@class='here']")
    assert "Atiende estos hallazgos de auditoría:" in told and "NC-07 de 2026" in told and "OM-2" in told


def test_whoever_reviews_reads_what_the_author_says_that_it_changes(visit, author):
    send(author, (SHORTER, "gestion.bpmn"))
    author.post(PAGE + "/entregar", {"description": "El nombre es más corto", "answers": "NC-07 de 2026"})
    told = visit("control_documentos").get(PAGE).text("//section[@aria-labelledby='sigue']")
    assert "El nombre es más corto" in told and "NC-07 de 2026" in told


def test_a_draft_that_is_not_there_is_told_without_what_the_site_calls_it(visit, company):
    page = visit("director_comercial").get(PAGE)
    assert page.status == 404 and "No hay borrador de este procedimiento" in page.text()
    assert "gestion_comercial" not in page.text("//main")


def test_another_author_takes_a_draft_over(visit, author):
    send(author, (SHORTER, "gestion.bpmn"))
    other = visit("control_documentos").get(PAGE)
    assert "Continuarlo yo" in buttons(other)
    other.post(PAGE + "/tomar")
    assert other.status == 200 and "Entregar a revisión" in buttons(other)
    author.get(PAGE)
    assert "Entregar a revisión" not in buttons(author) and "Continuarlo yo" in buttons(author)


def test_a_signed_version_is_moved_or_withdrawn_on_its_page(visit, submitted):
    visit("control_documentos").post(PAGE + "/revisar")
    page = visit("direccion_general").post(PAGE + "/publicar", {"description": "x", "effective": "2026-06-01"})
    version = "/procesos/gestion_comercial/version/5"
    told = "La versión 5 está firmada y espera su fecha; será la vigente a partir de 1 jun 2026"
    assert (page.path, told in page.text()) == ("/procesos/gestion_comercial", True)
    assert version in page.page.xpath("//p[@class='notice']/a/@href")
    assert "Retirarla" in buttons(page.get(version))
    assert "Retirarla" not in buttons(visit("control_documentos").get(version))
    page.post(version + "/fecha", {"effective": "2026-07-01", "reason": ""})
    assert page.status == 422 and "Diga por qué" in page.text()
    page.post(version + "/fecha", {"effective": "2026-07-01", "reason": "Faltan cursos"})
    assert "1 jul 2026" in page.text("//*[@class='about']") and "Faltan cursos" in page.text()
    page.post(version + "/retirar", {"reason": "Se rehará"})
    assert "retirada antes de su fecha" in page.text("//*[@class='about']")
    assert visit("administrador").post(version + "/retirar", {"reason": "x"}).status == 403


def test_a_signed_version_from_which_another_was_written_is_not_withdrawn_before_that_one(visit, submitted):
    visit("control_documentos").post(PAGE + "/revisar")
    page = visit("direccion_general").post(PAGE + "/publicar", {"description": "x", "effective": "2026-06-01"})
    submitted.post("/procesos/gestion_comercial/borrador", {"base": "5"})
    send(submitted, (SHORTER.replace(b"Realizar correcciones", b"Corregir"), "gestion.bpmn"))
    submitted.post(PAGE + "/entregar", {"description": "y"})
    visit("control_documentos").post(PAGE + "/revisar")
    page.post(PAGE + "/publicar", {"description": "y", "effective": "2026-07-01"})
    page.get("/procesos/gestion_comercial/version/5")
    assert "Retirarla" not in buttons(page)
    assert "No se puede retirar sola: la versión 6 también está firmada" in page.text("//details[@class='waits']")
    assert page.page.xpath("//details[@class='waits']//a/@href") == ["/procesos/gestion_comercial/version/6"]
    page.post("/procesos/gestion_comercial/version/5/retirar", {"reason": "No va"})
    assert (page.status, "Retire antes la versión 6." in page.text()) == (409, True)
    page.post("/procesos/gestion_comercial/version/6/retirar", {"reason": "No va"})
    page.post("/procesos/gestion_comercial/version/5/retirar", {"reason": "Tampoco"})
    assert "retirada antes de su fecha" in page.text("//*[@class='about']")


def test_a_draft_says_that_the_version_from_which_it_began_was_withdrawn(visit, submitted):
    visit("control_documentos").post(PAGE + "/revisar")
    page = visit("direccion_general").post(PAGE + "/publicar", {"description": "x", "effective": "2026-06-01"})
    submitted.post("/procesos/gestion_comercial/borrador", {"base": "5"})
    assert "se retiró" not in submitted.get(PAGE).text() and "Nada cambia." in submitted.text()
    page.post("/procesos/gestion_comercial/version/5/retirar", {"reason": "La auditoría se aplazó"})
    told = "La versión 5, de la que partió, se retiró La auditoría se aplazó Lo que esa versión cambiaba sigue"
    assert told in submitted.get(PAGE).text()
    assert "frente a la versión 4" in submitted.text() and "Nada cambia." not in submitted.text()
    assert told in visit("control_documentos").get(PAGE).text(), "who judges it reads it too"


def test_a_draft_beside_a_signed_version_says_what_it_leaves_out(visit, submitted):
    visit("control_documentos").post(PAGE + "/revisar")
    visit("direccion_general").post(PAGE + "/publicar", {"description": "x", "effective": "2026-06-01"})
    page = submitted.get("/procesos/gestion_comercial")
    assert "Preparar una a partir de la vigente" in buttons(page)
    page.post("/procesos/gestion_comercial/borrador", {"base": "4"})
    send(page, (SHORTER.replace(b"Realizar correcciones", b"Corregir"), "gestion.bpmn"))
    assert "Este borrador no parte de ella" in page.text() and page.page.xpath("//textarea[@name='leaves_out']")
    page.post(PAGE + "/entregar", {"description": "y"})
    assert page.status == 409 and "diga qué deja fuera" in page.text()
    page.post(PAGE + "/entregar", {"description": "y", "leaves_out": "El nombre corto"})
    assert "El nombre corto" in visit("control_documentos").get(PAGE).text()


def test_what_comes_after_another_save_is_kept_and_shown_with_its_difference(author):
    other = SHORTER.replace(b'name="Realizar correcciones"', b'name="Corregir"')
    author.post(PAGE, {"files": [(BytesIO(SHORTER), "a.bpmn")], "revision": "1"})
    author.post(PAGE, {"files": [(BytesIO(other), "a.bpmn")], "revision": "1"})
    assert author.status == 409 and "no pudo guardarse, y se conserva" in author.text()
    author.post(PAGE + "/guardar", {"diagram": (BytesIO(BROKEN), "a.bpmn"), "revision": "1"})
    assert (author.status, author.response.json["kept"]) == (409, PAGE)
    author.post(PAGE, {"files": [(BytesIO(other), "a.bpmn")], "revision": "1"})
    (copy,) = author.page.xpath("//div[@class='notice']//a/@href")
    page = author.get(copy)
    assert page.status == 200 and "Corregir" in page.text("//ul[@class='differences']")
    assert author.client.get(copy + ".bpmn").data == other
    page.post(copy, {"revision": "2"})
    assert author.client.get(PAGE + ".bpmn").data == other and author.get(copy).status == 404


def test_forms_that_come_too_late_are_kept_and_shown_too(author):
    form = author.client.get("/procesos/gestion_comercial/formularios/prospeccion.form.json").data
    mine = form.replace(b'"Cliente"', b'"Cliente o prospecto"')
    author.post(PAGE, {"files": [(BytesIO(SHORTER), "a.bpmn")], "revision": "1"})
    author.post(PAGE, {"files": [(BytesIO(mine), "prospeccion.form.json")], "revision": "1"})
    assert author.status == 409 and "no pudo guardarse, y se conserva" in author.text()
    (copy,) = author.page.xpath("//div[@class='notice']//a/@href")
    page = author.get(copy)
    assert "Cliente o prospecto" in page.text("//ul[@class='differences']")
    assert page.page.xpath("//section[@class='acts']//li/a/text()") == ["prospeccion.form.json"]
    assert author.client.get(f"{copy}/prospeccion.form.json").data == mine
    assert author.client.get(copy + ".bpmn").status_code == 404
    page.post(copy, {"revision": "2"})
    assert author.client.get(PAGE + ".bpmn").data == SHORTER
    assert author.client.get("/procesos/gestion_comercial/formularios/prospeccion.form.json").data == mine


def test_control_de_documentos_decides_on_what_is_no_longer_in_force(visit, company, submitted):
    visit("control_documentos").post(PAGE + "/revisar")
    visit("direccion_general").post(PAGE + "/publicar", {"description": "x"})
    old = "/procesos/gestion_comercial/version/4"
    assert "Se conserva hasta" in visit("comercial").get(old).text()
    company.clock.now += timedelta(days=366)
    propose_disposal(company.database, company.runtime, Settings(), company.clock)
    keeper = visit("control_documentos").get("/bandeja")
    assert "Decidir sobre su conservación: Gestión Comercial, versión 4" in keeper.text()
    assert "Eliminarla" in buttons(keeper.get(old)) and "Eliminarla" not in buttons(visit("direccion_general").get(old))
    keeper.post(old + "/conservacion/eliminar", {"reason": ""})
    assert keeper.status == 422
    keeper.post(old + "/conservacion/eliminar", {"reason": "Terminó su retención"})
    assert "se eliminó del repositorio" in keeper.text() and "Terminó su retención" in keeper.text()
    assert not keeper.page.xpath("//script[contains(@src, 'procedure')]"), "what draws finds nothing to draw on"
    assert not keeper.page.xpath("//*[@data-diagram]") and keeper.client.get(old + ".bpmn").status_code == 404
    assert visit("comercial").get("/procesos/gestion_comercial/comparar?de=4&a=5").status == 404


def test_who_prepares_versions_of_one_procedure_is_offered_what_that_takes_and_nothing_of_another(visit, company):
    with company.database.transaction() as connection:
        by = {"actor": "administrador", "at": company.clock()}
        give_right(connection, "preventa", Right.PREPARE, "alianzas_estrategicas", **by)
    page = visit("preventa").get("/procesos/alianzas_estrategicas")
    assert "Preparar una versión nueva" in page.text()
    assert "Preparar una versión nueva" not in page.get("/procesos/gestion_comercial").text()
    assert page.post("/procesos/gestion_comercial/borrador").status == 403
    assert page.post("/procesos/alianzas_estrategicas/borrador").status == 200
    visit("director_comercial").post("/procesos/gestion_comercial/borrador")
    assert page.get("/procesos/gestion_comercial/editar").status == 403
