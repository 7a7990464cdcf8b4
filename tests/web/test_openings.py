"""What auditors open, on the site, by the API and at a terminal, is entered and listed; they change nothing there."""

from datetime import timedelta

import pytest

from engine.history import ledger
from engine.instances.openings import AGAIN, OPENED, READINGS, TAKEN
from engine.verification.ledger_checks import ledger_checks
from tests.web.api.conftest import Program, token_of
from tests.web.cli.conftest import Terminal


@pytest.fixture
def folio(company):
    return company.start()


def entered(company):
    with company.database.reading() as connection:
        return [(each.type, each.subject, each.actor) for each in ledger.read(connection, READINGS)]


def test_what_an_auditor_opens_is_entered_once_an_hour(visit, company, folio):
    page = visit("auditor")
    for path in (f"/auditoria/{folio}", f"/oportunidades/{folio}", f"/auditoria/{folio}/pasos"):
        assert page.get(path).status == 200
    assert entered(company) == [(OPENED, folio, "auditor")]
    company.clock.now += AGAIN + timedelta(minutes=1)
    assert visit("auditor").get(f"/auditoria/{folio}").status == 200
    assert entered(company) == [(OPENED, folio, "auditor")] * 2
    page = visit("auditor").get("/auditoria/consultas")
    assert page.text("//table//tbody").count(folio) == 4  # the folio and its address, twice
    with company.database.reading() as connection:
        assert not [problem for check in ledger_checks(connection, [READINGS]) for problem in check.problems]


def test_what_they_take_along_is_entered_each_time(visit, company, folio):
    page = visit("auditor")
    for _ in range(2):
        assert page.get("/auditoria/lista.csv").status == 200
    assert entered(company) == [(TAKEN, "instances", "auditor")] * 2


def test_nobody_else_is_entered_and_nothing_that_is_no_history(visit, company, folio):
    visit("comercial").get(f"/oportunidades/{folio}")
    page = visit("auditor")
    for path in ("/auditoria", "/bandeja", "/oportunidades", "/auditoria/GC-2026-9999"):
        page.get(path)
    assert entered(company) == []
    assert "Nadie ha abierto nada" in page.get("/auditoria/consultas").text()


def test_a_program_and_a_terminal_are_entered_too(app, company, folio):
    program = Program(app.test_client(), token_of(company, "auditor"))
    program.get(f"/api/v1/instances/{folio}")
    assert program.status == 200
    assert entered(company) == [(OPENED, folio, "auditor")]
    other = company.start()
    Terminal(str(company.database.url)).json("show", other, "--as", "auditor")
    assert entered(company)[1:] == [(OPENED, other, "auditor")]


def test_whoever_administers_reads_the_list_and_no_folio_that_they_do_not_see(visit, company, folio):
    visit("auditor").get(f"/auditoria/{folio}")
    page = visit("administrador").get("/auditoria/consultas")
    assert folio not in page.text() and "fuera de su alcance" in page.text()
    assert visit("comercial").get("/auditoria/consultas").status == 403


def test_who_read_personal_data_is_still_told_apart(visit, company, folio):
    page = visit("auditor").get(f"/auditoria/{folio}")
    assert not page.page.xpath("//*[@aria-labelledby='consultas']")


def test_an_auditor_looks_at_people_and_deliveries_and_finds_nothing_to_press(visit):
    page = visit("auditor")
    for path in ("/administracion", "/administracion/personas/preventa", "/administracion/roles/preventa",
                 "/administracion/envios", "/administracion/webhooks"):  # fmt: skip
        assert page.get(path).status == 200, path
        assert not page.page.xpath("//main//form[@method='post']"), path
    assert visit("administrador").get("/administracion").page.xpath("//main//form[@method='post']")
    assert page.post("/administracion/personas", {"id": "x", "name": "X"}).status == 403


def test_an_auditor_says_nothing_in_what_they_audit(visit, company, folio):
    page = visit("auditor").get(f"/oportunidades/{folio}")
    assert not page.page.xpath("//form[@class='say']")
    assert page.post(f"/oportunidades/{folio}", {"text": "Hola"}).status == 403
    assert visit("comercial").get(f"/oportunidades/{folio}").page.xpath("//form[@class='say']")
