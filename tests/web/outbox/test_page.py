"""The page of what was sent: who sees it, what it says, and trying again what did not arrive."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from email.headerregistry import Address

import pytest
from sqlalchemy import event, text, update

from engine.client_access.letters import NO_ADDRESS
from engine.clock import to_text
from engine.jobs.local import run_once
from engine.notifications.delivery import DeliveryFailed
from engine.notifications.models import outbox
from engine.notifications.outbox import file_away, hand_off
from engine.setting_parts.letters import MailServer
from engine.settings import Settings
from tests.engine.notifications.posting import Scripted, Still, entries, notify, post, with_webhook
from tests.mailbox import Mailbox, mail_server
from tests.support import Company
from tests.web.conftest import Visitor
from web.app import create_app
from web.outbox import views

PAGE = "/administracion/envios"
PERMANENT = DeliveryFailed("550 5.1.1 no such person", permanent=True)
LATER = DeliveryFailed("451 try later")
Visit = Callable[[str], Visitor]


@pytest.fixture
def clock(company: Company) -> Still:
    return Still(company.clock.now + timedelta(hours=1))


def rows(page: Visitor) -> list[str]:
    """What each line of the list says, by the folio that it links to."""
    return [page.text(f"(//table//tbody/tr)[{number + 1}]") for number in range(len(page.page.xpath("//tbody/tr")))]


def folios(page: Visitor) -> list[str]:
    return list(page.page.xpath("//tbody//*[@class='folio']/text()"))


def serve(company: Company, *, reads: bool = True, **settings: object) -> Visitor:
    """The administrator's browser on a site with these settings; who `reads` what all are about, or does not."""
    if reads:
        company.reads("administrador")
    told = replace(Settings(company.database.url), **settings)
    app = create_app(told, company.database, company.runtime, clock=company.clock, demo=True)
    return Visitor(app.test_client()).post("/entrar", {"person": "administrador"})


def without_address(company: Company, person: str = "soc_noc", email: str | None = None) -> None:
    with company.database.transaction() as connection:
        connection.execute(text("UPDATE people SET email = :email WHERE id = :id"), {"email": email, "id": person})


def mail(box: Mailbox) -> MailServer:
    return MailServer("127.0.0.1", box.port, "none", Address("", "cauce", "example.com"))


def test_it_is_for_administrators_and_refused_to_others(visit: Visit, company: Company, clock: Still) -> None:
    notify(company)
    post(company, clock, email=Scripted(PERMANENT))
    (key,) = (each.key for each in entries(company))
    for person in ("comercial", "auditor", "control_documentos"):
        other = visit(person)
        assert other.get(PAGE).status == (200 if person == "auditor" else 403)  # who looks, and changes nothing
        assert other.post(f"{PAGE}/reintentar", {"key": key}).status == 403
        assert other.post(f"{PAGE}/reintentar-todos").status == 403
    assert entries(company)[0].status == "dead"


def test_a_checkpoint_that_leaves_is_called_so_and_has_no_folio(visit: Visit, company: Company) -> None:
    event = {"type": "checkpoint_signed", "origin": "cauce.log/a", "at": to_text(company.clock())}
    with company.database.transaction() as connection:
        hand_off(connection, "cauce.log/a.7", event, at=company.clock())
        file_away(connection, "cauce.log/a.7.file", "sello-000007.txt", b"...", at=company.clock())
    told = rows(visit("administrador").get(PAGE))
    assert told[0].startswith("sello-000007.txt Copia en una carpeta — —") and "defina CAUCE_CHECKPOINTS" in told[0]
    assert told[1].startswith("Sello del registro Entrega al CRM — —") and "defina CAUCE_WEBHOOK_URL" in told[1]


def test_nobody_comes_to_it_without_coming_in_nor_sends_without_a_page_of_ours(visit: Visit, app: object) -> None:
    assert Visitor(app.test_client()).get(PAGE).path == "/"  # type: ignore[attr-defined]
    page = visit("administrador")
    for path in ("reintentar", "reintentar-todos"):
        assert page.client.post(f"{PAGE}/{path}", data={"csrf-token": "of another"}).status_code == 403
        assert page.get(f"{PAGE}/{path}").status == 405


def test_it_says_what_waits_and_what_did_not_arrive_and_why(company: Company, clock: Still) -> None:
    first, second, third = (notify(company) for _ in range(3))
    post(company, clock, email=Scripted(PERMANENT, LATER, None))
    waits = notify(with_webhook(company))
    page = serve(company).get(PAGE)
    told = rows(page)
    assert folios(page) == [waits] * (len(told) - 2) + [second, first] and third not in page.text()
    assert "Administración" in page.text("//header//a[@aria-current='page']")
    dead, later = told[-1], told[-2]
    assert "soc_noc@example.com" in dead and "SOC/NOC" in dead and "Correo electrónico" in dead
    assert "no llegó No llegó (intentos: 1): 550 5.1.1 no such person" in dead
    assert "pendiente" in later and "el siguiente:" not in later  # there is no mail server, so there is no next one
    assert any(
        "Entrega al CRM" in each and "Oportunidad iniciada" in each and "CAUCE_WEBHOOK_URL" in each for each in told
    )
    assert page.page.xpath(f"//tbody//a[@href='/oportunidades/{first}']")
    assert len(page.page.xpath("//tbody//button")) == 1


def test_a_letter_that_waits_for_its_next_attempt_says_when_that_is(company: Company, clock: Still) -> None:
    notify(company)
    post(company, clock, email=Scripted(LATER))
    with mail_server(Mailbox()) as box:
        (told,) = rows(serve(company, mail=mail(box)).get(PAGE))
    assert "1 el siguiente: 2 mar 2026, 10:0" in told
    assert "Falló el intento 1: 451 try later. El siguiente será el 2 mar 2026, 10:0" in told


def test_the_body_of_a_letter_and_what_its_link_is_made_of_stay_out(company: Company, clock: Still) -> None:
    notify(company)
    with company.database.transaction() as connection:
        payload = '{"to":["ana@cliente.example"],"roles":[],"subject":"Propuesta","body":"SECRETO","link":"a1b2c3d4"}'
        connection.execute(update(outbox).values(payload=payload, status="dead", error=NO_ADDRESS))
    page = serve(company).get(PAGE)
    (told,) = rows(page)
    assert "Propuesta" in told and "ana@cliente.example" in told and "CAUCE_BASE_URL" in told
    assert "SECRETO" not in page.response.text and "a1b2c3d4" not in page.response.text


def test_what_is_not_set_is_said_once(company: Company) -> None:
    said = "//*[@class='notice']"
    page = serve(company).get(PAGE)
    assert "CAUCE_SMTP_URL" in page.text(said) and "CAUCE_BASE_URL" in page.text(said)
    with mail_server(Mailbox()) as box:
        page = serve(company, mail=mail(box)).get(PAGE)
        assert "CAUCE_SMTP_URL" not in page.text(said) and "CAUCE_BASE_URL" in page.text(said)
        page = serve(company, mail=mail(box), base_url="http://localhost").get(PAGE)
        assert page.page.xpath(said) == []


def test_of_what_the_reader_does_not_see_it_says_that_there_is_a_letter_and_why_it_did_not_arrive(
    company: Company, clock: Still
) -> None:
    folio = notify(company)
    with company.database.transaction() as connection:
        payload = '{"to":["ana@cliente.example"],"roles":["comercial"],"subject":"De Ácme","body":"SECRETO"}'
        connection.execute(update(outbox).values(payload=payload, status="dead", error=NO_ADDRESS))
    page = serve(company, reads=False).get(PAGE)
    (told,) = rows(page)
    assert "De una oportunidad que no está a su alcance" in told and folio in told and "CAUCE_BASE_URL" in told
    assert "Comercial" in told and not page.page.xpath("//tbody//a")
    for secret in ("Ácme", "ana@cliente.example"):
        assert secret not in page.response.text
    assert len(page.page.xpath("//tbody//button")) == 1


def test_it_shows_what_is_asked_for(visit: Visit, company: Company, clock: Still) -> None:
    dead, waits, arrived = (notify(company) for _ in range(3))
    post(company, clock, email=Scripted(PERMANENT, LATER, None))
    page = visit("administrador")
    asked = {
        f"{PAGE}?estado=no_llego": [dead],
        f"{PAGE}?estado=espera": [waits],
        PAGE: [waits, dead],
        f"{PAGE}?estado=volando&antes=x": [waits, dead],
        f"{PAGE}?antes=99999999999999999999999": [waits, dead],
        f"{PAGE}?antes=1": [],
    }
    for address, expected in asked.items():
        assert folios(page.get(address)) == expected, address
    assert "Ya no hay más" in page.text()
    tab = page.get(f"{PAGE}?estado=espera").text("//nav[@class='tabs sent']/a[@aria-current='page']")
    assert tab == "Lo que espera" and arrived not in page.text()


def test_when_there_is_nothing_it_says_so(visit: Visit) -> None:
    page = visit("administrador").get(PAGE)
    assert "Todo llegó." in page.text() and "Reintentar todos" not in page.text()
    assert "No hay nada que no haya llegado." in page.get(f"{PAGE}?estado=no_llego").text()
    assert "No espera nada" in page.get(f"{PAGE}?estado=espera").text()


def test_a_page_goes_on_where_the_one_before_ended(
    visit: Visit, company: Company, clock: Still, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(views, "PER_PAGE", 2)
    written = [notify(company) for _ in range(5)][::-1]
    post(company, clock, email=Scripted(*[PERMANENT] * 5))
    page, found = visit("administrador").get(f"{PAGE}?estado=no_llego"), []
    while True:
        found += folios(page)
        further = page.page.xpath("//a[@rel='next']/@href")
        if not further:
            break
        notify(company)  # what is written meanwhile moves nothing
        page.get(further[0])
    assert found == written
    # Whoever retries one there comes back to there.
    (form,) = page.page.xpath("//tbody//form")
    page._look(page.client.post(form.action, data=dict(form.form_values()), follow_redirects=True))
    assert "estado=no_llego" in page.response.request.full_path and "antes=" in page.response.request.full_path


def test_a_dead_letter_is_tried_again_and_arrives(company: Company, clock: Still) -> None:
    notify(company)
    post(company, clock, email=Scripted(PERMANENT))
    (key,) = (each.key for each in entries(company))
    with mail_server(Mailbox()) as box:
        page = serve(company, mail=mail(box)).get(PAGE)
        (form,) = page.page.xpath("//tbody//form")
        page._look(page.client.post(form.action, data=dict(form.form_values()), follow_redirects=True))
        assert page.path == PAGE and "Se volverán a intentar: 1." in page.text("//*[@role='status']")
        assert "pendiente Espera al proceso de trabajos" in rows(page)[0]
        assert "Se volverán" not in page.get(PAGE).text()
        settings = Settings(company.database.url, mail=mail(box), seal_key=None)
        assert run_once(company.database, company.runtime, settings, company.clock)["deliver_outbox"] == 1
        assert box.ids == [f"<{key}@example.com>"]
    assert "Todo llegó." in page.get(PAGE).text()


def test_who_asks_twice_sends_nothing_twice(visit: Visit, company: Company, clock: Still) -> None:
    notify(company)
    post(company, clock, email=Scripted(PERMANENT))
    (key,) = (each.key for each in entries(company))
    page = visit("administrador").post(f"{PAGE}/reintentar", {"key": key})
    post(company, clock, email=Scripted(LATER))
    before = entries(company)
    page.post(f"{PAGE}/reintentar", {"key": key})
    assert "No hay nada que volver a intentar" in page.text("//*[@role='status']")
    page.post(f"{PAGE}/reintentar", {"key": "GC-1999-0001.1.0"})
    page.post(f"{PAGE}/reintentar")
    assert "No hay nada que volver a intentar" in page.text("//*[@role='status']") and entries(company) == before


@pytest.mark.parametrize("where", ["reintentar", "reintentar-todos"])
def test_one_press_that_is_sent_twice_tries_once_although_it_failed_again(
    visit: Visit, company: Company, clock: Still, where: str
) -> None:
    notify(company)
    post(company, clock, email=Scripted(PERMANENT))
    (key,) = (each.key for each in entries(company))
    page, press = visit("administrador"), {"key": key, "post-key": "a"}
    page.post(f"{PAGE}/{where}", press)
    post(company, clock, email=Scripted(PERMANENT))
    before = entries(company)
    assert page.post(f"{PAGE}/{where}", press).status == 200
    assert entries(company) == before and before[0].status == "dead"


def test_all_that_did_not_arrive_is_tried_again_and_what_is_for_nobody_says_so(
    visit: Visit, company: Company, clock: Still
) -> None:
    for _ in range(2):
        notify(company)
    without_address(company)
    nobodys = notify(company)
    post(company, clock, email=Scripted(PERMANENT, PERMANENT))
    page = visit("administrador").get(f"{PAGE}?estado=no_llego")
    assert "Nadie con el rol SOC/NOC tiene correo" in rows(page)[0]
    (form,) = page.page.xpath("//form[.//button[contains(., 'Reintentar todos (3)')]]")
    page._look(page.client.post(form.action, data=dict(form.form_values()), follow_redirects=True))
    said = page.text("//*[@role='status']")
    assert "Se volverán a intentar: 2." in said
    assert "Siguen sin tener a quién llegar: 1. Nadie con el rol SOC/NOC tiene correo." in said
    assert page.page.xpath("//*[@role='status']/a[@href='/administracion']")
    assert folios(page) == [nobodys]
    without_address(company, email="turno@example.com")
    page.post(f"{PAGE}/reintentar-todos")
    assert page.text("//*[@role='status']") == "Se volverán a intentar: 1."
    assert [each.status for each in entries(company)] == ["pending"] * 3


def test_administrators_see_on_their_first_page_how_many_did_not_arrive(
    visit: Visit, company: Company, clock: Still, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = visit("administrador").get("/administracion")
    assert page.page.xpath(f"//p[@class='views']/a[@href='{PAGE}']") and "no llegaron" not in page.text()
    for _ in range(2):
        notify(company)
    post(company, clock, email=Scripted(PERMANENT, PERMANENT))
    (link,) = page.get("/administracion").page.xpath("//a[contains(., 'no llegaron: 2')]/@href")
    assert len(folios(page.get(link))) == 2


def test_no_other_page_asks_the_outbox_anything(visit: Visit, company: Company) -> None:
    notify(company)
    pages = {person: visit(person) for person in ("administrador", "comercial")}
    asked: list[str] = []
    note = lambda *args: asked.append(args[2])  # noqa: E731
    event.listen(company.database.engine, "before_cursor_execute", note)
    for person, path in (("administrador", "/bandeja"), ("comercial", "/bandeja"), ("comercial", "/administracion")):
        pages[person].get(path)
    assert asked and not any("outbox" in each for each in asked)
    pages["administrador"].get("/administracion")
    assert sum("outbox" in each for each in asked) == 1
    event.remove(company.database.engine, "before_cursor_execute", note)
