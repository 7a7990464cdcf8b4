"""The pages of webhooks: who sees them, what they say, and deciding about one."""

import re
from collections.abc import Callable, Iterator
from datetime import timedelta
from ipaddress import ip_network

import pytest

from engine.jobs.catalogue import send_webhooks
from engine.settings import Settings
from engine.webhooks import queries
from tests.engine.notifications.posting import Still
from tests.engine.webhooks.hooks import Following, follow, two_steps
from tests.receiver import Receiver, receiving
from tests.support import Company
from tests.web.conftest import Visitor
from web.app import create_app

PAGE = "/administracion/webhooks"
NEW = {"name": "n8n", "url": "https://n8n.example.com/webhook/4f1c?t=clave", "type": ["instance_started"]}
Visit = Callable[[str], Visitor]


def secret_on(page: Visitor) -> str | None:
    found = re.search(r"whsec_[A-Za-z0-9+/=]+", page.response.text if page.response else "")
    return None if found is None else found[0]


def one(company: Company) -> int:
    with company.database.reading() as connection:
        (found,) = queries.everyone(connection)
    return found.id


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with receiving() as found:
        yield found


@pytest.mark.parametrize("person", ["comercial", "direccion_general"])
@pytest.mark.parametrize("path", ["", "/1"])
def test_nobody_but_administrators_sees_them(visit: Visit, person: str, path: str) -> None:
    assert visit(person).get(PAGE + path).status == 403
    for act in ("", "/1", "/1/secreto", "/1/pausar", "/1/reanudar", "/1/probar", "/1/repetir", "/1/quitar"):
        assert visit(person).post(PAGE + act, NEW).status == 403


def test_an_auditor_looks_at_them_and_changes_nothing(visit: Visit) -> None:
    visit("administrador").get(PAGE).submit(NEW)
    page = visit("auditor")
    for path in ("", "/1"):
        assert page.get(PAGE + path).status == 200
        assert page.page is not None and not page.page.xpath("//main//form")
    for act in ("", "/1", "/1/secreto", "/1/pausar", "/1/reanudar", "/1/probar", "/1/repetir", "/1/quitar"):
        assert page.post(PAGE + act, NEW).status == 403


def test_a_secret_is_shown_once_and_kept_by_no_cache(company: Company, visit: Visit) -> None:
    page = visit("administrador").get(PAGE)
    assert "A ningún sistema se le avisa nada" in page.text()
    page.submit(NEW)
    assert page.status == 200 and secret_on(page) and page.response is not None
    assert page.response.headers["Cache-Control"] == "no-store"
    id = one(company)
    page.get(f"{PAGE}/{id}")
    assert page.status == 200 and secret_on(page) is None
    assert "Se le ha avisado todo" in page.text() and "Todavía no llega nada" in page.text()
    listed = page.get(PAGE).text()
    assert "n8n" in listed and "https://n8n.example.com" in listed and "clave" not in listed


def test_the_page_leads_to_where_the_manual_tells_of_it(visit: Visit) -> None:
    page = visit("administrador").get(PAGE)
    name, _, anchor = page.page.xpath("string(//p[@class='lead']/a/@href)").partition("#")
    assert page.get(name).page.xpath("//*[@id=$id]", id=anchor)


def test_what_an_administrator_does_not_see_is_told_of_without_leading_there(company: Company, visit: Visit) -> None:
    with receiving() as to:
        found = follow(company, to)
        folio = two_steps(company)
        found.go_on()
    page = visit("administrador").get(f"{PAGE}/{found.id}")
    assert folio in page.text("//table") and not page.page.xpath("//table//a")
    company.reads("administrador")
    assert page.get(f"{PAGE}/{found.id}").page.xpath("//table//a[@class='folio']")


def test_the_same_form_sent_twice_makes_one(company: Company, visit: Visit) -> None:
    page = visit("administrador").get(PAGE)
    found = page.page
    page.submit(NEW)
    page.page = found
    page.submit(NEW)
    assert page.path == PAGE and page.status == 200 and one(company)


@pytest.mark.parametrize(
    ("given", "said", "field"),
    [
        ({"url": "https://10.0.0.7/"}, "red privada", "url"),
        ({"url": "http://n8n.example.com/"}, "no va cifrada", "url"),
        ({"url": "n8n"}, "no es una dirección", "url"),
        ({"name": "x" * 81}, "80 caracteres", "name"),
        ({"type": []}, "de una cosa por lo menos", "tipos"),
        ({"type": ["algo"]}, "No hay ningún tipo de eventos", None),
        ({"process": ["otro"]}, "otro", None),
    ],
)
def test_what_is_wrong_comes_back_with_what_was_written(
    visit: Visit, given: dict[str, object], said: str, field: str | None
) -> None:
    page = visit("administrador").get(PAGE)
    page.submit({**NEW, **given})
    assert page.status in (404, 422) and said in page.text("//*[@class='summary']")
    assert page.page.xpath("string(//*[@class='summary']//a/@href)") == (f"#{field}" if field else "")
    assert page.value("name") == {**NEW, **given}["name"] and page.value("url") == {**NEW, **given}["url"]


def test_one_is_changed_paused_resumed_tried_and_removed(company: Company, visit: Visit) -> None:
    page = visit("administrador").get(PAGE)
    page.submit(NEW)
    at = f"{PAGE}/{one(company)}"
    last = f"//form[@action='{at}']"
    page.get(at).submit({"name": "n8n nuevo", "type": ["instance_started", "timer_fired"]}, form=last)
    assert "Guardado." in page.text() and page.text("//h1") == "n8n nuevo"
    assert page.post(f"{at}/probar").text().count("Va una prueba en camino") == 1
    assert "Se le está avisando" in page.text()
    assert "En pausa" in page.post(f"{at}/pausar").text() and page.post(f"{at}/probar").status == 409
    assert "Reanudado" in page.post(f"{at}/reanudar").text()
    former = secret_on(page.post(f"{at}/secreto", {"former": "later"}))
    assert former and "firmado también con el secreto anterior" in page.text()
    assert secret_on(page.post(f"{at}/secreto", {"former": "now"})) not in (None, former)
    assert "secreto anterior, hasta" not in page.text()
    assert "Quitado" in page.post(f"{at}/quitar").text() and page.path == PAGE
    assert page.get(at).status == 404


def test_it_is_told_again_since_a_day(company: Company, visit: Visit) -> None:
    company.start()
    page = visit("administrador").get(PAGE)
    page.submit(NEW)
    at = f"{PAGE}/{one(company)}"
    assert page.post(f"{at}/repetir", {"since": "mañana"}).status == 422
    assert "Diga desde qué día" in page.text()
    page.post(f"{at}/repetir", {"since": "2026-01-01"})
    assert "Se le avisa otra vez" in page.text() and "Se le está avisando" in page.text()


def test_what_arrived_and_what_did_not_is_said_with_the_folio(company: Company, receiver: Receiver) -> None:
    told = Settings(company.database.url, webhook_networks=(ip_network("127.0.0.0/8"),))
    app = create_app(told, company.database, company.runtime, clock=company.clock, demo=True)
    page = Visitor(app.test_client()).post("/entrar", {"person": "administrador"})
    found: Following = follow(company, receiver)
    folio = two_steps(company)
    receiver.answers = [204, 410]
    found.go_on()
    page.get(f"{PAGE}/{found.id}")
    assert "Oportunidad iniciada" in page.text("//table//tbody/tr[1]") and folio in page.text("//table//tbody/tr[1]")
    assert "detenido" in page.text("//p[@class='about']") and "HTTP 410 Gone" in page.text()
    assert "detenido" in page.get(PAGE).text("//table")
    letters = page.get("/administracion/envios").text("//table")
    assert "Webhook" in letters and "n8n" in letters and folio in letters and "El webhook está detenido" in letters
    page.post("/administracion/envios/reintentar-todos")
    found.clock.now = company.clock.now + timedelta(hours=1)
    found.go_on()
    assert "Se le ha avisado todo" in page.get(f"{PAGE}/{found.id}").text()


def test_an_address_that_became_a_private_one_is_said_as_such(company: Company, receiver: Receiver) -> None:
    found = follow(company, receiver)
    app = create_app(Settings(company.database.url), company.database, company.runtime, clock=company.clock, demo=True)
    page = Visitor(app.test_client()).post("/entrar", {"person": "administrador"})
    company.start()
    send_webhooks(company.database, company.runtime, Settings(company.database.url), Still(company.clock()))
    assert "no pueden ir (127.0.0.1: 127.0.0.1)" in page.get(f"{PAGE}/{found.id}").text()
    assert not receiver.posted
