"""A code besides the password: giving it, setting it up, roles that ask for it, an administrator who takes it away."""

import re
from datetime import timedelta

import pyotp
import pytest

from engine.identity import second_factor
from engine.identity.sign_in import CODES as TRIES
from engine.settings import Settings
from tests.web.auth.conftest import PASSWORD
from tests.web.conftest import Visitor
from web.app import create_app

PATH = "/cuenta/segundo-factor"
STEP = second_factor.STEP
pytestmark = pytest.mark.usefixtures("still")


@pytest.fixture
def set_up(visit, company):
    """Sets Comercial's second factor up on the page; gives the secret and the recovery codes."""

    def done(page, **more):
        page.get(PATH)
        secret = shown(page)
        page.submit({"code": code(company, secret), **more}, form="//form[.//input[@name='secret']]")
        return secret, re.findall(r"[a-z2-9]{4}(?:-[a-z2-9]{4}){3}", page.text("//ul[@class='codes']"))

    return done


def shown(page):
    """The secret as the page shows it."""
    return str(page.page.xpath("string(//*[@id='secreto'])")).replace(" ", "")


def code(company, secret):
    return pyotp.TOTP(secret).at(company.clock.now)


def later(company):
    """Half a minute on: the next code."""
    company.clock.now += timedelta(seconds=STEP)


def test_it_is_set_up_with_a_picture_a_code_and_the_password_and_codes_are_shown_once(visit, set_up, company):
    page = visit("comercial").get(PATH)
    assert page.page.xpath("//div[@role='img']/*[local-name()='svg']") and "no-store" in str(page.response.headers)
    secret, codes = set_up(page, **{"current-password": PASSWORD})
    assert page.status == 200 and len(codes) == 10 and page.response.headers["Cache-Control"] == "no-store"
    page.get(PATH)
    assert "Le quedan 10 códigos" in page.text() and secret not in page.response.text
    assert not any(each in page.response.text for each in codes)


def test_a_wrong_code_or_password_keeps_the_secret_that_the_device_has(visit, company):
    page = visit("comercial").get(PATH)
    secret = shown(page)
    form = "//form[.//input[@name='secret']]"
    page.submit({"code": "000000", "current-password": PASSWORD}, form=form)
    assert page.status == 403 and "no es el de este momento" in page.text("//*[@class='summary']")
    assert shown(page) == secret
    page.submit({"code": code(company, secret), "current-password": "no es esta"}, form=form)
    assert page.status == 403 and shown(page) == secret
    page.submit({"code": code(company, secret), "current-password": PASSWORD}, form=form)
    assert page.status == 200


def test_nobody_sets_up_a_secret_that_was_given_to_another(visit, company):
    theirs = visit("administrador").get(PATH).page.xpath("string(//input[@name='secret']/@value)")
    page = visit("comercial").get(PATH)
    for planted in (theirs, "x", ""):
        page.post(PATH, {"secret": planted, "code": "000000", "current-password": PASSWORD})
        assert page.path == PATH and page.status == 200
    with company.database.reading() as connection:
        assert second_factor.with_factor(connection) == frozenset()


def test_after_the_password_comes_the_code_and_after_it_the_page_that_was_wanted(visit, set_up, app, company):
    secret, _ = set_up(visit("comercial"), **{"current-password": PASSWORD})
    later(company)
    page = Visitor(app.test_client()).get("/oportunidades")
    page.post("/entrar", {"person": "comercial", "current-password": PASSWORD})
    assert page.path == "/entrar/codigo" and "Comercial: su contraseña es correcta" in page.text()
    assert page.get("/bandeja").path == "/" and page.get("/cuenta").path == "/"
    page.get("/entrar/codigo").submit({"code": "123456"})
    assert page.status == 403 and page.get("/bandeja").path == "/"
    page.get("/entrar/codigo").submit({"code": code(company, secret)})
    assert page.status == 200 and page.path in ("/cuenta", "/bandeja", "/oportunidades")
    assert page.get("/bandeja").path == "/bandeja"
    again = visit("comercial")
    again.submit({"code": code(company, secret)})
    assert again.status == 403, "a code that was seen over a shoulder"
    later(company)
    again.submit({"code": code(company, secret)})
    assert again.get("/bandeja").path == "/bandeja"


def test_a_recovery_code_opens_once_and_the_account_says_how_many_are_left(visit, set_up, company):
    _, codes = set_up(visit("comercial"), **{"current-password": PASSWORD})
    page = visit("comercial")
    page.submit({"code": codes[3]})
    assert page.get("/cuenta").path == "/cuenta" and "Le quedan 9 códigos" in page.text()
    page = visit("comercial")
    page.submit({"code": codes[3]})
    assert page.status == 403


def test_guessing_codes_ends_but_for_a_device_that_came_in_before(visit, set_up, app, company):
    known = visit("comercial")
    secret, _ = set_up(known, **{"current-password": PASSWORD})
    page = visit("comercial")
    for number in range(TRIES):
        page.submit({"code": f"00000{number}"})
        assert page.status == 403
    page.submit({"code": code(company, secret)})
    assert page.status == 429 and "Demasiadas" in page.text()
    later(company)
    known.post("/salir").post("/entrar", {"person": "comercial", "current-password": PASSWORD})
    known.submit({"code": code(company, secret)})
    assert known.get("/bandeja").path == "/bandeja"


def test_without_a_password_there_is_no_page_for_a_code(app):
    page = Visitor(app.test_client()).get("/entrar/codigo")
    assert page.path == "/"
    assert page.post("/entrar/codigo", {"code": "123456"}).path == "/"
    assert page.get(PATH).path == "/"


def test_new_codes_and_taking_it_away_ask_for_a_code(visit, set_up, company):
    page = visit("comercial")
    secret, codes = set_up(page, **{"current-password": PASSWORD})
    for path in (f"{PATH}/codigos", f"{PATH}/quitar"):
        assert page.post(path, {"code": "000000"}).status == 403
    later(company)
    page.post(f"{PATH}/codigos", {"code": code(company, secret)})
    assert page.status == 200 and "códigos de recuperación" in page.text().lower()
    assert not any(each in page.response.text for each in codes)
    later(company)
    page.post(f"{PATH}/quitar", {"code": code(company, secret)})
    assert page.path == PATH and shown(page)
    assert visit("comercial").path == "/bandeja"


def test_a_role_that_asks_for_it_stops_its_holders_until_they_have_it_and_nobody_else(visit, set_up, company):
    page, other, admin = visit("comercial"), visit("administrador"), visit("administrador")
    folio = company.start()
    admin.get("/administracion").post("/administracion/roles/comercial/segundo-factor", {"required": "true"})
    assert admin.path == "/administracion" and "se pide" in admin.text()
    assert other.get("/bandeja").path == "/bandeja"
    assert page.get(f"/oportunidades/{folio}").path == PATH and "Su rol Comercial lo pide" in page.text()
    page.post("/oportunidades", {"process": "gestion_comercial"}, headers={"Origin": "http://localhost"})
    assert page.status == 403 and "segundo factor" in page.text() and len(company.tasks()) == 1
    assert page.get("/cuenta").path == PATH
    set_up(page)
    assert page.page.xpath("//a[contains(., 'Ya los guardé')]/@href") == ["/cuenta"]
    assert page.get("/bandeja").path == "/bandeja"
    admin.post("/administracion/roles/comercial/segundo-factor", {"required": "false"})
    assert visit("comercial").path == "/entrar/codigo", "who has it keeps it"
    assert page.post("/administracion/roles/comercial/segundo-factor", {"required": "true"}).status == 403


def test_whoever_comes_in_first_with_such_a_role_sets_it_up_before_anything_else(visit, set_up, company):
    visit("administrador").post("/administracion/roles/comercial/segundo-factor", {"required": "true"})
    page = visit("comercial")
    assert page.path == PATH and not page.page.xpath("//input[@name='current-password']")
    assert page.get("/").path == PATH
    set_up(page)
    assert page.get("/bandeja").path == "/bandeja"


def test_an_administrator_takes_it_away_from_who_lost_the_device(visit, set_up, company):
    page = visit("comercial")
    set_up(page, **{"current-password": PASSWORD})
    admin = visit("administrador").get("/administracion/personas/comercial")
    assert "Y un segundo factor" in admin.text()
    admin.submit({}, form="//form[contains(@action, 'segundo-factor')]")
    assert "Sin segundo factor" in admin.text() and "ya no tiene segundo factor" in admin.text("//table")
    assert page.get("/bandeja").path == "/", "whoever holds the device is out"
    assert visit("comercial").path == "/bandeja"
    other = visit("comercial")
    assert other.post("/administracion/personas/administrador/segundo-factor").status == 403


def test_one_s_own_is_taken_away_with_a_code_also_by_an_administrator(visit, company):
    admin = visit("administrador").get(PATH)
    form = {"code": code(company, shown(admin)), "current-password": PASSWORD}
    admin.submit(form, form="//form[.//input[@name='secret']]")
    admin.get("/administracion/personas/administrador")
    assert not admin.page.xpath("//form[contains(@action, 'segundo-factor')]")
    assert admin.post("/administracion/personas/administrador/segundo-factor").path == PATH
    with company.database.reading() as connection:
        assert second_factor.with_factor(connection) == {"administrador"}


def test_who_sets_it_up_twice_by_two_presses_has_it_once_and_is_told(visit, company):
    page = visit("comercial").get(PATH)
    form = {"code": code(company, shown(page)), "current-password": PASSWORD}
    secret = page.page.xpath("string(//input[@name='secret']/@value)")
    page.submit(form, form="//form[.//input[@name='secret']]")
    page.post(PATH, {**form, "secret": secret})
    assert page.status == 409 and "ya tiene un segundo factor" in page.text() and "Le quedan 10" in page.text()


def test_who_has_no_password_is_not_told_that_they_come_in_by_one(visit, company):
    assert "Usted entra solo con su contraseña" in visit("comercial").get("/cuenta").text()
    opened = create_app(
        Settings(company.database.url), company.database, company.runtime, clock=company.clock, demo=True
    )
    page = Visitor(opened.test_client()).post("/entrar", {"person": "preventa"}).get("/cuenta")
    assert "usted no tiene ninguna" in page.text() and "solo con su contraseña" not in page.text()
