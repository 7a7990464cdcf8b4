"""A new opportunity asks who and what before it takes a folio."""

import pytest

from engine.errors import FormRejected
from engine.instances import execution_queries
from engine.instances.commands import start
from engine.instances.reading import EVERYTHING
from engine.verification.instance_verifier import verify

SAID = {"cliente": "Banco del Bajío", "contacto": "Ana Ruiz, Compras", "requerimiento": "Centro de operaciones"}
SEEN = {"process": "gestion_comercial", "seen-fields": "cliente contacto requerimiento"}


def folios(company):
    return {task.folio for task in company.tasks()}


def test_the_page_asks_what_the_first_step_says_and_nothing_else(visit):
    page = visit("comercial").get("/oportunidades/nueva?process=gestion_comercial")
    names = page.page.xpath("//main//input[not(@type='hidden')]/@name | //main//textarea/@name")
    assert names == ["cliente", "contacto", "requerimiento"]
    assert page.page.xpath("//main//button[normalize-space()='Iniciar la oportunidad']")


def test_what_was_said_is_known_at_once_and_the_first_step_begins_with_it(visit, company):
    page = visit("director_comercial").post("/oportunidades", SEEN | SAID)
    assert page.path == "/bandeja/GC-2026-0001.2" and page.value("cliente") == "Banco del Bajío"
    assert (
        "Banco del Bajío" in visit("comercial").get("/oportunidades").text()
        or "Banco" in visit("director_comercial").get("/oportunidades").text()
    )
    with company.database.reading() as connection:
        data = execution_queries.data(connection, company.runtime, EVERYTHING, "GC-2026-0001")
    assert data == SAID
    company.do("GC-2026-0001", "prospeccion")
    with company.database.reading() as connection:
        assert not verify(connection, company.runtime, "GC-2026-0001").problems


def test_what_is_missing_comes_back_and_no_folio_was_taken(visit, company):
    page = visit("comercial").post("/oportunidades", SEEN | SAID | {"requerimiento": ""})
    assert page.status == 422 and "Requerimiento" in page.text("//*[@role='alert']")
    assert page.value("cliente") == "Banco del Bajío" and folios(company) == set()
    page.post("/oportunidades", SEEN | SAID)
    assert folios(company) == {"GC-2026-0001"}


def test_who_may_not_begin_is_not_asked(visit):
    assert visit("preventa").get("/oportunidades/nueva?process=gestion_comercial").status == 403
    assert visit("comercial").get("/oportunidades/nueva?process=nada").status == 404


@pytest.mark.parametrize("wrong", [{"cliente": ""}, {"otro": "x"}, {"monto": 5}])
def test_what_the_form_does_not_take_is_refused_by_the_command(company, wrong):
    with company.database.transaction() as connection, pytest.raises(FormRejected):
        by = {"actor": "comercial", "at": company.clock()}
        start(connection, company.runtime, "gestion_comercial", SAID | wrong, **by)


def test_a_procedure_that_asks_nothing_just_begins(visit, company):
    page = visit("alianzas").get("/oportunidades/nueva?process=alianzas_estrategicas")
    assert page.status == 200 and not page.page.xpath("//main//input[not(@type='hidden')]")
    page.post("/oportunidades", {"process": "alianzas_estrategicas"})
    assert page.status == 200 and len(folios(company)) == 1
