"""Who may audit, and that an auditor changes nothing."""

import pytest

PATHS = (
    "/auditoria",
    "/auditoria/lista.csv",
    "/auditoria/registro",
    "/auditoria/{folio}",
    "/auditoria/{folio}/pasos",
    "/auditoria/{folio}/tabla",
    "/auditoria/{folio}/evidencia.zip",
    "/auditoria/{folio}/diagrama?proceso=gestion_comercial",
    "/auditoria/{folio}/papel.css",
)


@pytest.fixture
def folio(company):
    return company.start()


@pytest.mark.parametrize("person", ["auditor", "administrador"])
def test_auditors_and_administrators_are_offered_the_way_and_may_go(visit, company, folio, person):
    page = visit(person).get("/bandeja")
    assert page.page.xpath("//nav//a[@href='/auditoria']")
    for path in PATHS:
        status = 200 if person == "auditor" or "{folio}" not in path else 404
        assert page.get(path.format(folio=folio)).status == status, path
    company.reads(person)
    for path in PATHS:
        assert page.get(path.format(folio=folio)).status == 200, path


def test_the_register_of_who_administers_holds_what_they_see_and_no_period_of_all(visit, company, folio):
    page = visit("administrador")
    for path in ("/auditoria", "/auditoria/lista.csv"):
        assert folio not in page.get(path).response.text
    assert page.get("/auditoria/evidencia.zip?desde=2026-01-01&hasta=2026-12-31").status == 403
    assert folio in visit("auditor").get("/auditoria").text("//main")


@pytest.mark.parametrize("person", ["comercial", "control_documentos", "direccion_general", "cliente"])
def test_nobody_else_is_offered_it_nor_may_go(visit, folio, person):
    page = visit(person).get("/bandeja")
    assert page.page.xpath("//nav//a[@href='/oportunidades']") and not page.page.xpath("//a[@href='/auditoria']")
    for path in PATHS:
        page.get(path.format(folio=folio))
        assert page.status == 403, path
    assert "Auditor" in page.text() and "No se cambió nada" in page.text()
    assert page.post(f"/auditoria/{folio}/verificar").status == 403


def test_who_has_not_come_in_is_sent_to_the_entrance(app, folio):
    for path in PATHS:
        answer = app.test_client().get(path.format(folio=folio))
        assert (answer.status_code, answer.location) == (302, "/"), path


def test_an_auditor_changes_nothing_of_an_opportunity(visit, company, folio):
    auditor = visit("auditor")
    before = company.history(folio)
    auditor.post(f"/auditoria/{folio}/verificar")
    assert auditor.status == 200
    assert auditor.post("/oportunidades", {"process": "gestion_comercial"}).status == 403
    task = company.task(folio, "prospeccion").item.id
    assert auditor.post(f"/bandeja/{task}/tomar").status in (403, 404)
    assert company.history(folio) == before


def test_verifying_takes_what_a_form_of_ours_sends(app, visit, folio):
    auditor = visit("auditor")
    assert auditor.client.post(f"/auditoria/{folio}/verificar").status_code == 403
    assert auditor.client.get(f"/auditoria/{folio}/verificar").status_code == 405


@pytest.mark.parametrize("path", ["", "/pasos", "/tabla", "/evidencia.zip", "/papel.css"])
def test_a_folio_that_never_was_is_not_there(visit, path):
    assert visit("auditor").get(f"/auditoria/GC-1999-0001{path}").status == 404
