"""The page behind a link: what the client sees there, answers, and finds when it has ended."""

import hashlib
from datetime import timedelta
from io import BytesIO

import pytest
from flask import Flask

from engine.client_access.attempts import PER_PLACE
from engine.documents import store as documents
from engine.errors import NotFound, StaleHistory
from engine.instances import client_links
from engine.instances.runtime import Runtime
from engine.setting_parts.company import Company as Owner
from engine.setting_parts.company import Logo
from engine.settings import Settings
from engine.verification.instance_verifier import verify
from tests.engine.client_access.proposal import COMMENTS, NO, YES, answer, offered, revoke, token_of
from tests.engine.definitions.publishing import publish
from tests.engine.definitions.test_commands import changed
from tests.engine.migration.moving import migrate
from tests.support import Company, FixedClock
from tests.web.conftest import Visitor
from web.app import create_app

SAYS_NO = {"cumple_tecnicamente": "No", "acepta_comentarios": "No"}


def reject(client: Visitor, path: str) -> Visitor:
    """Say no: each answer brings another question, the last of which may be left blank, and then it is confirmed."""
    client.get(path).submit({"cumple_tecnicamente": "No"})
    return confirm(client.submit(SAYS_NO).submit({}), "fin_no_obtenida")


def confirm(client: Visitor, end: str) -> Visitor:
    """Say once more that the opportunity is to end so."""
    (button,) = client.page.xpath("//button[@name='confirm-end']")
    assert button.get("value") == end
    return client.submit({}, ("confirm-end", end))


def test_the_client_sees_the_proposal_and_nothing_of_the_site(client: Visitor, path: str, folio: str) -> None:
    client.get(path)
    assert client.status == 200
    assert client.text("//h1") == "Revisar propuesta técnica y económica"
    text = client.text()
    for each in ("Para Laura Pérez, Compras", folio, "hasta el 20 mar 2026", "SOC 24x7", "archivo_propuesta.pdf"):
        assert each in text
    assert client.page.xpath("//nav") == [] and client.page.xpath("//a[@href='/']") == []
    links = {link.get("href").split("/archivos/")[0] for link in client.page.xpath("//a")}
    assert links == {path, "mailto:comercial@example.com"}


def test_the_client_knows_who_writes_and_how_to_reach_them(company: Company, path: str) -> None:
    said = Owner("Silent4business", Logo(b"<svg/>", "image/svg+xml"), "+52 55 5555 0100", "ventas@example.com")
    app = create_app(
        Settings(company.database.url, company=said), company.database, company.runtime, clock=company.clock
    )
    page = Visitor(app.test_client()).get(path)
    assert page.text("//header") == "Silent4business" and page.page.xpath("//header//img/@alt") == ["Silent4business"]
    written = page.text("//p[@class='writer']")
    assert written == "Le escribe Comercial, de Silent4business. ventas@example.com +52 55 5555 0100"
    assert "$1.00 MXN, sin IVA" in page.text("//main")


def test_the_page_holds_nothing_of_the_opportunity_that_the_form_does_not_show(
    client: Visitor, path: str, company: Company, folio: str
) -> None:
    page = client.get(path).response.text
    held = {task.item.visit.element: task for task in company.tasks(folio)}
    assert list(held) == ["revisar_propuesta"]
    for inside in ("costo_total", "margen", "costo_dimensionado", "riesgos_business_case", "Compras@"):
        assert inside not in page


def test_nothing_keeps_it_and_no_cookie_is_given(client: Visitor, path: str) -> None:
    headers = client.get(path).response.headers
    assert headers["Cache-Control"] == "private, no-store"
    assert "noindex" in headers["X-Robots-Tag"]
    assert headers["Referrer-Policy"] == "same-origin"
    assert "Set-Cookie" not in headers
    assert "Set-Cookie" not in client.get("/portal/nada").response.headers


def test_the_client_answers_and_is_thanked_and_sees_what_was_answered(
    client: Visitor, path: str, company: Company, folio: str
) -> None:
    reject(client, path)
    assert (client.status, client.path) == (200, path)
    assert client.text("//h1") == "Ya tenemos su respuesta"
    assert "Gracias, Laura Pérez, Compras. Recibimos su respuesta el 2 mar 2026" in client.text()
    assert "¿Cumple técnicamente? No ¿Existe la posibilidad de hacer comentarios? No" in client.text("//dl")
    assert company.tasks(folio)[0].item.visit.element == "notificar_perdida"
    with company.database.reading() as connection:
        assert verify(connection, company.runtime, folio).ok
    assert client.get(path).text("//h1") == "Ya tenemos su respuesta"


def test_the_client_is_told_how_the_answer_makes_it_end_before_it_counts(
    client: Visitor, path: str, company: Company, folio: str
) -> None:
    client.get(path).submit({"cumple_tecnicamente": "No"})
    client.submit(SAYS_NO).submit({})
    assert client.status == 200 and company.task(folio, "revisar_propuesta")
    told = "Con esta respuesta la oportunidad terminará como: «Propuesta no obtenida»."
    assert told in client.text("//*[@role='alert']")
    assert "fin_no_obtenida" not in client.text()
    client.get(client.page.xpath("//a[text()='Cambiar mi respuesta']")[0].get("href"))
    client.submit({"acepta_comentarios": "Sí"})
    client.submit({"comentarios_cliente": "Falta el horario de atención."})
    assert client.text("//h1") == "Ya tenemos su respuesta", "what goes on is not asked for twice"


def test_a_page_that_was_open_during_a_move_answers_the_step_of_the_new_version(
    client: Visitor, path: str, company: Company, folio: str
) -> None:
    client.get(path)
    publish(company, changed('name="Revisar propuesta técnica', 'name="Estudiar propuesta técnica'))
    migrate(company, folio)
    client.submit({"cumple_tecnicamente": "No"})
    assert client.text("//h1") == "Estudiar propuesta técnica y económica"
    confirm(client.submit(SAYS_NO).submit({}), "fin_no_obtenida")
    assert client.text("//h1") == "Ya tenemos su respuesta"
    with company.database.reading() as connection:
        assert verify(connection, company.runtime, folio).ok


def test_another_process_of_the_site_and_the_same_after_a_restart_open_the_same_link(
    path: str, company: Company
) -> None:
    settings, fresh = Settings(company.database.url), Runtime(company.runtime.calendar)
    other = create_app(settings, company.database, fresh, clock=company.clock, secret=b"another process")
    reject(Visitor(other.test_client()), path)
    again = create_app(settings, company.database, Runtime(company.runtime.calendar), clock=company.clock)
    assert Visitor(again.test_client()).get(path).text("//h1") == "Ya tenemos su respuesta"


def test_a_second_answer_is_not_taken_and_the_first_one_is_shown(client: Visitor, path: str, app: Flask) -> None:
    twin = Visitor(app.test_client()).get(path)
    twin.submit({"cumple_tecnicamente": "No"})
    reject(client, path)
    twin.submit({"cumple_tecnicamente": "No", "acepta_comentarios": "Sí", "comentarios_cliente": "Tarde, lástima."})
    assert (twin.status, twin.text("//h1")) == (409, "Ya tenemos su respuesta")


def test_what_is_wrong_is_said_beside_what_was_written(client: Visitor, path: str) -> None:
    client.get(path).submit({"cumple_tecnicamente": "No"})
    client.submit({"cumple_tecnicamente": "No", "acepta_comentarios": "Sí"})
    client.submit({"comentarios_cliente": "corto"})
    assert client.status == 422
    assert client.errors.keys() == {"campo-comentarios_cliente"}
    assert client.value("comentarios_cliente") == "corto"


def test_a_file_that_the_client_attaches_survives_a_refusal_and_is_the_links(
    client: Visitor, path: str, company: Company, folio: str
) -> None:
    client.get(path).submit({"cumple_tecnicamente": "Sí"})
    client.submit({"cumple_economicamente": "Sí"})
    client.submit({"documento_autorizacion": [(BytesIO(b"%PDF-1.7 orden"), "orden.pdf")]})
    assert client.status == 422 and "orden.pdf" in client.text()
    confirm(client.submit({"autoriza_nombre": "Laura Pérez"}), "fin_ganada")
    assert "orden.pdf" in client.text("//dl")
    completed = [event for event in company.history(folio) if event.type == "user_task_completed"][-1]
    (reference,) = completed.payload["documento_autorizacion"]  # type: ignore[misc]
    assert reference["sha256"] == hashlib.sha256(b"%PDF-1.7 orden").hexdigest()
    assert completed.actor is not None and completed.actor.startswith("cliente:")


def test_a_file_of_another_reader_is_not_taken(client: Visitor, path: str, app: Flask) -> None:
    other = app.extensions["cauce"].signer.dumps(["comercial", {"name": "x.pdf", "sha256": "0" * 64, "size": 1}])
    client.get(path).submit({"cumple_tecnicamente": "Sí"})
    client.submit({"cumple_economicamente": "Sí"})
    client.submit({"documento_autorizacion": [other], "autoriza_nombre": "Laura"})
    assert "x.pdf" not in client.text()


def test_the_offered_file_is_downloaded_and_no_other(client: Visitor, path: str, company: Company) -> None:
    href = client.get(path).page.xpath("//ul[@class='files']//a")[0].get("href")
    client.get(href)
    assert client.status == 200
    assert client.response.headers["Content-Disposition"] == "attachment; filename=archivo_propuesta.pdf"
    with company.database.transaction() as connection:
        inside = documents.store(connection, "costos.xlsx", b"costs", actor="preventa", at=company.clock())
    for other in (inside["sha256"], "0" * 64, "..%2f"):
        assert client.get(f"{path}/archivos/{other}").status == 404
    reject(client, path)
    assert client.get(href).status == 404


def test_a_wrong_address_and_one_that_never_was_are_answered_alike(client: Visitor, path: str) -> None:
    wrong = path[:-2] + ("AA" if not path.endswith("AA") else "BB")
    pages = {
        client.get(each).response.text for each in (wrong, "/portal/x", f"/portal/{'A' * 54}", f"{wrong}/archivos/0")
    }
    assert client.status == 404
    assert len(pages) == 1
    assert client.text("//h1") == "Aquí no hay nada"
    assert client.post(wrong, {"cumple_tecnicamente": "false"}).status == 404


def test_guessing_ends_with_try_again_later_for_that_network_only(
    client: Visitor, path: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(FixedClock, "__call__", lambda clock: clock.now)
    for _ in range(PER_PLACE):
        assert client.get("/portal/nada").status == 404
    client.get("/portal/nada")
    assert client.status == 429
    assert client.response.headers["Retry-After"] == "900"
    assert client.text("//h1") == "Demasiados intentos"
    assert "De su red llegaron demasiadas direcciones" in client.text()
    assert client.get("/portal/nada", environ_base={"REMOTE_ADDR": "127.0.0.2"}).status == 404


def test_nobody_s_guesses_shut_a_right_link_out_not_even_of_who_shares_their_network(
    client: Visitor, path: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(FixedClock, "__call__", lambda clock: clock.now)
    for _ in range(PER_PLACE + 1):
        client.get("/portal/nada")
    assert client.status == 429
    assert client.get(path).status == 200
    assert client.post(path, {"cumple_tecnicamente": "false"}).status == 422
    assert client.get("/portal/nada").status == 429


def test_using_a_good_link_often_is_no_guessing(client: Visitor, path: str) -> None:
    assert {client.get(path).status for _ in range(PER_PLACE + 2)} == {200}


def test_an_expired_link_says_until_when_it_was_and_gives_back_what_was_written(
    client: Visitor, path: str, company: Company
) -> None:
    client.get(path).submit({"cumple_tecnicamente": "No"})
    client.submit({"cumple_tecnicamente": "No", "acepta_comentarios": "Sí"})
    company.clock.now += timedelta(days=30)
    client.submit({"comentarios_cliente": "Falta el horario de atención."})
    assert (client.status, client.text("//h1")) == (409, "Este enlace venció")
    assert "Falta el horario de atención." in client.text("//section")
    assert client.get(path).status == 410
    assert "Se podía responder hasta el 20 mar 2026" in client.text()


def test_a_link_that_was_replaced_or_revoked_says_so(
    client: Visitor, path: str, company: Company, folio: str, visit
) -> None:
    visit("comercial").post(f"/enlaces/{company.task(folio, 'revisar_propuesta').item.id}/otro")
    client.get(path)
    assert (client.status, client.text("//h1")) == (410, "Este enlace ya no es válido")
    assert "Hay uno más reciente" in client.text()


@pytest.mark.parametrize("how", ["answered by an account", "cancelled"])
def test_a_link_to_what_is_over_says_so(client: Visitor, path: str, company: Company, folio: str, how: str) -> None:
    if how == "cancelled":
        company.command("cancel", folio, "duplicada", actor="comercial")
    else:
        company.do(folio, "revisar_propuesta", NO)
    client.get(path)
    assert (client.status, client.text("//h1")) == (410, "Aquí ya no hay nada que responder")


def test_after_an_update_the_new_link_shows_what_changed(
    client: Visitor, path: str, company: Company, folio: str
) -> None:
    answer(company, path.rpartition("/")[2], COMMENTS)
    changes = {"vigencia_propuesta": "2026-04-30", "cambios_propuesta": "Se agregó el horario de atención."}
    company.do(folio, "actualizar_propuesta", changes)
    client.get(f"/portal/{token_of(company, folio)}")
    assert "Se agregó el horario de atención." in client.text()
    assert "Versión 2" in client.text()
    assert client.value("cumple_tecnicamente") is None


def test_another_site_cannot_send_a_form(client: Visitor, path: str) -> None:
    client.post(path, {"cumple_tecnicamente": "false"}, headers={"Origin": "https://otro.example"})
    assert client.status == 403
    assert "Esta página solo recibe lo que se envía desde ella" in client.text()


def test_a_fault_of_ours_gives_back_what_was_written(client: Visitor, path: str, company: Company) -> None:
    client.get(path).submit({"cumple_tecnicamente": "No"})
    client.submit({"cumple_tecnicamente": "No", "acepta_comentarios": "Sí"})
    company.database.close()
    company.database.engine.connect = None  # type: ignore[method-assign, assignment]
    client.submit({"comentarios_cliente": "Falta el horario de atención."})
    assert client.status == 500
    assert "Falta el horario de atención." in client.text("//section")


def test_history_says_who_answered(client: Visitor, path: str, folio: str, visit) -> None:
    reject(client, path)
    page = visit("comercial").get(f"/oportunidades/{folio}")
    assert "L••• P••• C•••, por enlace" in page.text("//table")
    assert "Enlace para el cliente creado" in page.text("//table")
    page.post(f"/oportunidades/{folio}/personales", {"need": "Llamar a quien decidió"})
    assert "Laura Pérez, Compras, por enlace" in page.text("//table")


def test_yes_goes_on_to_the_contract(company: Company, path: str, folio: str) -> None:
    answer(company, path.rpartition("/")[2], YES)
    assert company.tasks(folio)[0].item.visit.element == "notificar_ganada"


def test_too_much_sent_to_an_address_that_opens_nothing_is_no_fault(app: Flask, client: Visitor) -> None:
    app.config["MAX_CONTENT_LENGTH"] = 100
    client.post("/portal/nada", {"comentarios_cliente": "x" * 1000})
    assert client.status == 404


def stored(company: Company, content: bytes) -> bool:
    """Whether the site keeps a file."""
    try:
        with company.database.reading() as connection:
            return documents.content(connection, hashlib.sha256(content).hexdigest()) == content
    except NotFound:
        return False


@pytest.mark.parametrize("how", ["expired", "answered", "revoked"])
def test_a_file_that_comes_too_late_is_not_stored(
    client: Visitor, path: str, company: Company, folio: str, app: Flask, how: str
) -> None:
    client.get(path).submit({"cumple_tecnicamente": "Sí"})
    client.submit({"cumple_economicamente": "Sí"})
    if how == "expired":
        company.clock.now += timedelta(days=30)
    elif how == "answered":
        reject(Visitor(app.test_client()), path)
    else:
        revoke(company, offered(company, folio)[0].link.id)  # type: ignore[union-attr]
    client.submit({"documento_autorizacion": [(BytesIO(b"%PDF-1.7 tarde"), "tarde.pdf")], "autoriza_nombre": "Laura"})
    assert client.status == 409
    assert how == "answered" or "Laura" in client.text("//section")
    assert not stored(company, b"%PDF-1.7 tarde")


def test_a_conflict_that_leaves_the_link_open_keeps_the_form_to_send_it_again(
    client: Visitor, path: str, monkeypatch: pytest.MonkeyPatch, folio: str
) -> None:
    def moved(*_args: object, **_kwargs: object) -> None:
        raise StaleHistory(folio=folio, seq=1)

    client.get(path).submit({"cumple_tecnicamente": "No"})
    client.submit({"cumple_tecnicamente": "No", "acepta_comentarios": "Sí"})
    monkeypatch.setattr(client_links, "answer", moved)
    client.submit({"comentarios_cliente": "Falta el horario de atención."})
    assert client.status == 409
    assert client.value("comentarios_cliente") == "Falta el horario de atención."


def test_what_the_round_before_wrote_into_a_question_that_is_not_asked_again_is_nowhere(
    client: Visitor, path: str, company: Company, folio: str
) -> None:
    answer(company, path.rpartition("/")[2], COMMENTS)
    company.do(folio, "actualizar_propuesta", {"vigencia_propuesta": "2026-04-30"})
    path = f"/portal/{token_of(company, folio)}"
    before = str(COMMENTS["comentarios_cliente"])
    assert before not in client.get(path).response.text
    client.submit({"cumple_tecnicamente": "No", "acepta_comentarios": ""})
    assert client.status == 422 or client.page.xpath("//*[@class='fresh']")
    assert before not in client.response.text
    saved = client.client.post(f"{path}/borrador", data={"cumple_tecnicamente": "true", "parts": "", "draft-turn": "1"})
    assert saved.status_code == 200 and saved.json["parts"] and before not in saved.text
    assert before not in client.get(path).response.text
    client.submit({"cumple_tecnicamente": "No"})
    client.submit({"acepta_comentarios": "Sí"})
    assert client.value("comentarios_cliente") == before, "asked again, it begins with what was written"
