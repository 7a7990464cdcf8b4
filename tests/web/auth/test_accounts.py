"""Coming in with a password, staying in, leaving."""

from datetime import timedelta

from engine.identity import accounts, commands
from engine.identity.sessions import IDLE, LIFETIME
from engine.identity.sign_in import PER_PERSON
from engine.settings import Settings
from tests.support import START
from tests.web.auth.conftest import PASSWORD
from tests.web.conftest import Visitor
from web.app import create_app


def test_who_knows_the_password_goes_to_their_work(visit):
    page = visit("comercial")
    assert page.path == "/bandeja" and "Comercial" in page.text("//header")


def test_there_is_no_way_in_without_a_password(visit, app):
    for values in ({"person": "comercial"}, {"person": "auditor", "current-password": ""}):
        page = Visitor(app.test_client()).post("/entrar", values)
        assert page.status == 403 and page.get("/bandeja").path == "/"
    assert page.page.xpath("//button[@name='person']") == []


def test_nobody_and_a_wrong_password_get_the_same_answer_with_what_was_typed_but_the_password(visit):
    answers = [visit(person, "no es esta") for person in ("comercial", "fantasma")]
    assert [page.status for page in answers] == [403, 403]
    said = [page.text("//*[@class='summary']") for page in answers]
    assert said[0] == said[1] == "El usuario o la contraseña no es correcto. Revise ambos e intente de nuevo."
    assert answers[0].value("person") == "comercial" and answers[0].value("current-password") is None
    assert "no es esta" not in answers[0].response.text


def test_too_many_wrong_passwords_say_when_to_try_again(visit):
    for _ in range(PER_PERSON):
        visit("comercial", "no es esta")
    page = visit("comercial")
    assert page.status == 429 and "Intente de nuevo en" in page.text() and page.value("person") == "comercial"
    assert 0 < int(page.response.headers["Retry-After"]) <= 15 * 60


def test_one_comes_in_to_the_page_that_was_wanted(app, company):
    folio = company.start()
    page = Visitor(app.test_client()).get(f"/oportunidades/{folio}?x=1")
    assert page.path == "/"
    page.post("/entrar", {"person": "comercial", "current-password": PASSWORD})
    assert page.path == f"/oportunidades/{folio}" and page.response.request.args["x"] == "1"


def test_what_an_open_page_fetches_after_its_session_ended_is_no_page_to_come_in_to(app, company):
    folio = company.start()
    page = Visitor(app.test_client()).get(f"/oportunidades/{folio}")
    for path in (f"/oportunidades/{folio}/diagrama?proceso=gestion_comercial", f"/oportunidades/{folio}/avance"):
        assert page.client.get(path, headers={"Sec-Fetch-Dest": "empty"}).status_code == 302
    page.post("/entrar", {"person": "comercial", "current-password": PASSWORD})
    assert page.path == f"/oportunidades/{folio}"


def test_coming_in_makes_another_session_and_another_token_for_forms(app):
    client = app.test_client()
    page = Visitor(client).get("/")
    with client.session_transaction() as session:
        session["planted"] = "by another"
        before = session["csrf"]
    page.post("/entrar", {"person": "comercial", "current-password": PASSWORD})
    page.get("/bandeja")
    with client.session_transaction() as session:
        assert session["csrf"] != before and "planted" not in session


def test_who_leaves_is_nobody_also_with_a_copy_of_the_cookie(visit, app):
    page = visit("comercial")
    cookie = page.client.get_cookie("cauce")
    page.post("/salir")
    assert page.path == "/" and page.get("/bandeja").path == "/"
    copy = app.test_client()
    copy.set_cookie("cauce", cookie.value)
    assert Visitor(copy).get("/bandeja").path == "/"


def test_a_session_ends_when_it_is_not_used_and_after_a_day_at_work(visit, company):
    page = visit("comercial")
    company.clock.now += IDLE - timedelta(minutes=5)
    assert page.get("/bandeja").path == "/bandeja"
    company.clock.now += IDLE
    assert page.get("/bandeja").path == "/"
    page, until = visit("comercial"), company.clock.now + LIFETIME
    while company.clock.now + timedelta(hours=3) < until:
        company.clock.now += timedelta(hours=3)
        assert page.get("/bandeja").path == "/bandeja"
    company.clock.now = until
    assert page.get("/bandeja").path == "/"


def test_rights_and_leaving_count_from_the_next_request_on(visit, company):
    page = visit("comercial")
    assert page.get("/administracion").status == 403
    with company.database.transaction() as connection:
        commands.give_role(connection, "comercial", "administrador", actor="administrador", at=START)
    assert page.get("/administracion").status == 200
    with company.database.transaction() as connection:
        commands.deactivate(connection, "comercial", actor="administrador", at=START)
    assert page.get("/bandeja").path == "/"


def test_what_was_written_when_the_session_ended_is_sent_again_after_coming_in(visit, app, company):
    page = visit("comercial")
    page.get("/bandeja")
    company.clock.now += IDLE * 2
    headers = {"Origin": "http://localhost"}
    page.post("/oportunidades", {"process": "gestion_comercial"}, headers=headers)
    assert page.status == 403 and "Su sesión terminó" in page.text() and company.tasks() == []
    form = page.page.xpath("//form[.//button[contains(., 'Enviar de nuevo')]]")[0]
    fields = dict(form.form_values())
    assert fields["process"] == "gestion_comercial"
    # Somewhere else they come in again, which changes the token: once more the page offers to send.
    page.post("/entrar", {"person": "comercial", "current-password": PASSWORD})
    page._look(page.client.post(form.get("action") or form.action, data=fields, headers=headers))
    assert page.status == 403 and "No se envió" in page.text("//h1")
    fields = dict(page.page.xpath("//form[.//button[contains(., 'Enviar de nuevo')]]")[0].form_values())
    page._look(page.client.post("/oportunidades", data=fields, headers=headers, follow_redirects=True))
    assert page.status == 200 and len(company.tasks()) == 1


def test_a_password_is_never_shown_back_nor_sent_again(app):
    client = app.test_client()
    values = {"person": "comercial", "current-password": PASSWORD}
    page = Visitor(client)._look(client.post("/entrar", data=values, headers={"Origin": "http://localhost"}))
    assert page.status == 403 and PASSWORD not in page.response.text
    assert page.page.xpath("//button[contains(., 'Enviar de nuevo')]") == []


def test_the_cookie_travels_over_https_only_where_the_site_is_served_so(company):
    settings = Settings(company.database.url, base_url="https://cauce.example")
    for demo, secure in ((False, True), (True, False)):
        app = create_app(settings, company.database, company.runtime, clock=company.clock, demo=demo)
        cookie = app.test_client().get("/").headers["Set-Cookie"]
        assert ("Secure" in cookie) is secure and "HttpOnly" in cookie and "SameSite=Strict" in cookie


def test_a_link_sets_a_password_once(app, company):
    with company.database.transaction() as connection:
        token = accounts.make_link(connection, "preventa", actor="administrador", at=company.clock.now)
    page = Visitor(app.test_client()).get(f"/clave/{token}")
    assert "Para Preventa" in page.text()
    page.submit({"new-password": PASSWORD, "new-password-again": "otra"})
    assert page.status == 422 and "no fue igual" in page.text("//*[@class='summary']")
    page.submit({"new-password": "corta", "new-password-again": "corta"})
    assert page.status == 422 and "fácil de adivinar" in page.text("//*[@class='summary']")
    page.submit({"new-password": PASSWORD, "new-password-again": PASSWORD})
    assert page.status == 200 and "quedó lista" in page.text() and "preventa" in page.text()
    assert page.get(page.path + "x").status == 404
    assert page.get(f"/clave/{token}").status == 404 and "ya no funciona" in page.text()
    page.post("/entrar", {"person": "preventa", "current-password": PASSWORD})
    assert page.path == "/bandeja"


def test_one_changes_one_s_own_password_and_is_out_everywhere_else(visit):
    here, elsewhere, new = visit("comercial"), visit("comercial"), "otras palabras distintas"
    here.get("/cuenta").submit(
        {"current-password": "no es esta", "new-password": new, "new-password-again": new},
    )
    assert here.status == 403
    here.submit({"current-password": PASSWORD, "new-password": new, "new-password-again": new})
    assert here.status == 200 and "Su contraseña cambió" in here.text()
    assert here.get("/bandeja").path == "/bandeja" and elsewhere.get("/bandeja").path == "/"
    assert visit("comercial", new).path == "/bandeja" and visit("comercial").status == 403
