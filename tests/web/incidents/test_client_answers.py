"""A client's answer that cannot go on, on the site: a calm page for the client, and a way for us to send it on."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask

from tests.engine.client_access.proposal import CONTACT, reviewed, revoke
from tests.engine.definitions.publishing import publish
from tests.engine.incidents.client_stopping import asking, begun, renew, stopped
from tests.engine.incidents.stopping import REASON, RIGHT, found
from tests.engine.migration.moving import assert_in_order, migrate
from tests.support import Company
from tests.web.conftest import Visitor

Visit = Callable[[str], Visitor]


@pytest.fixture
def client(app: Flask) -> Visitor:
    """The client's browser."""
    return Visitor(app.test_client())


def repair(company: Company, folio: str) -> None:
    publish(company, asking(RIGHT))
    migrate(company, folio, reason=REASON)


def test_the_client_reads_that_we_have_it_and_after_the_repair_sends_it_with_one_press(
    company: Company, client: Visitor
) -> None:
    folio, token = begun(company)
    client.get(f"/portal/{token}")
    page = client.submit({"piezas": "0", "nota": "No llegó ninguna."})
    assert page.status == 200
    assert "Ya tenemos su respuesta" in page.text("//*[@role='status']")
    assert "no tiene que hacer nada más" in page.text() and "Le escribiremos cuando esté listo." in page.text()
    for inside in ("incidencia", "procedimiento", "cero", "Recuperado de su borrador"):
        assert inside not in page.text(), inside
    assert len(found(company)) == 1
    repair(company, folio)
    page = client.get(f"/portal/{token}")
    assert "Ya puede enviarse" in page.text("//*[@role='status']")
    page = client.submit({})
    assert "Ya tenemos su respuesta" in page.text("//h1") and "No llegó ninguna." in page.text()
    assert [task.item.visit.element for task in company.tasks(folio)] == ["b"] and found(company) == []
    assert_in_order(company, folio)


@pytest.mark.parametrize("how", ["expired", "revoked"])
def test_the_page_of_a_link_that_has_ended_says_that_the_answer_is_kept(
    company: Company, client: Visitor, how: str
) -> None:
    _, token = stopped(company)
    if how == "expired":
        company.clock.now += timedelta(days=30)
    else:
        revoke(company, reviewed(company, token).link.id)
    page = client.get(f"/portal/{token}")
    assert page.status == 410
    assert "La respuesta que envió el 2 mar 2026, 09:05 está guardada con nosotros: no se pierde nada" in page.text()
    assert "no se envió" not in page.text()


def test_who_makes_links_reads_it_and_sends_it_on_and_the_client_finds_it_answered(
    company: Company, client: Visitor, visit: Visit
) -> None:
    folio, token = stopped(company)
    opportunity = f"/oportunidades/{folio}"
    ana = visit("comercial")
    page = ana.get(opportunity)
    assert f"{CONTACT} respondió por enlace" in page.text() and "No llegó ninguna." in page.text()
    assert page.page.xpath("//form[contains(@action, '/enviar')]") == []
    repair(company, folio)
    assert "respondió por enlace" not in visit("preventa").get(opportunity).text()
    page = ana.get(opportunity)
    (send,) = page.page.xpath("//form[contains(@action, '/enviar')]/@action")
    page = ana.post(send)
    assert page.path == opportunity
    assert "Respuesta del cliente enviada por alguien más" in page.text()
    assert [task.item.visit.element for task in company.tasks(folio)] == ["b"]
    page = client.get(f"/portal/{token}")
    assert "Ya tenemos su respuesta" in page.text("//h1") and "No llegó ninguna." in page.text()
    assert_in_order(company, folio)


def test_an_answer_that_the_form_takes_no_more_says_what_to_do(company: Company, visit: Visit) -> None:
    folio, _ = stopped(company)
    right = asking(RIGHT)
    asks = right.forms["conteo"].replace(b'"label": "Nota"', b'"label": "Nota", "validate": {"minLength": 90}')
    publish(company, type(right)(right.file, right.diagram, {"conteo": asks}))
    migrate(company, folio, reason=REASON)
    ana = visit("comercial")
    (send,) = ana.get(f"/oportunidades/{folio}").page.xpath("//form[contains(@action, '/enviar')]/@action")
    page = ana.post(send)
    assert page.status == 409 and "el formulario cambió desde entonces. Haga otro enlace" in page.text()


def test_the_new_link_shows_what_was_answered_on_the_one_before(company: Company, client: Visitor) -> None:
    folio, _ = stopped(company)
    page = client.get(f"/portal/{renew(company, folio)}")
    assert page.page.xpath("//input[@name='nota']/@value") == ["No llegó ninguna."]
    assert "Ya tenemos su respuesta" in page.text("//*[@role='status']")
