"""Sessions: seen and ended, one's own and, by an administrator, others'; devices on which somebody came in before."""

import pytest

from engine.identity.sign_in import PER_PERSON, PER_PLACE
from tests.web.auth.conftest import PASSWORD
from tests.web.conftest import Visitor

pytestmark = pytest.mark.usefixtures("still")

PHONE = "Mozilla/5.0 (Linux; Android 15) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/130.0.0.0 Mobile Safari/537.36"


def phone(app):
    client = app.test_client()
    client.environ_base["HTTP_USER_AGENT"] = PHONE
    return Visitor(client).post("/entrar", {"person": "comercial", "current-password": PASSWORD})


def test_one_sees_where_one_has_come_in_and_ends_it(visit, app):
    here, there = visit("comercial"), phone(app)
    here.get("/cuenta")
    assert "Chrome en Android" in here.text() and "aquí, ahora" in here.text() and "desde 127.0.0.1" in here.text()
    assert len(here.page.xpath("//form[@action='/cuenta/sesiones']")) == 1, "not the one that looks"
    here.submit({}, form="//form[@action='/cuenta/sesiones']")
    assert here.path == "/cuenta" and "Chrome en Android" not in here.text()
    assert there.get("/bandeja").path == "/" and here.get("/bandeja").path == "/bandeja"


def test_one_ends_all_the_others_at_once_and_stays(visit, app):
    here, others = visit("comercial"), [phone(app), visit("comercial"), visit("comercial")]
    here.get("/cuenta").submit({}, form="//form[@action='/cuenta/sesiones'][not(.//input[@name='session'])]")
    assert here.get("/bandeja").path == "/bandeja"
    assert [page.get("/bandeja").path for page in others] == ["/"] * 3


def test_one_s_own_session_is_ended_by_its_key_like_leaving(visit):
    here = visit("comercial").get("/cuenta")
    other = visit("comercial").get("/cuenta")
    key = other.page.xpath("string(//form[@action='/cuenta/sesiones']//input[@name='session']/@value)")
    assert here.post("/cuenta/sesiones", {"session": key}).path == "/", "it was this one"


def test_nobody_ends_another_s_session_but_an_administrator(visit, app):
    mine, theirs = visit("administrador").get("/cuenta"), visit("comercial")
    visit("administrador")
    key = mine.get("/cuenta").page.xpath("string(//form[@action='/cuenta/sesiones']//input[@name='session']/@value)")
    theirs.post("/cuenta/sesiones", {"session": key})
    assert theirs.post("/administracion/personas/administrador/sesiones", {"session": key}).status == 403
    assert key in mine.get("/cuenta").response.text
    admin = mine.get("/administracion/personas/comercial")
    admin.submit({}, form="//form[contains(@action, '/sesiones')]")
    assert "tenía sesiones que se cerraron" in admin.text("//table")
    assert theirs.get("/bandeja").path == "/"


def test_who_guesses_keeps_nobody_out_who_came_in_on_their_device_before(visit, app):
    known = visit("comercial")
    known.post("/salir")
    for _ in range(PER_PERSON):
        visit("comercial", "no es esta")
    for number in range(PER_PLACE - PER_PERSON):
        visit(f"persona_{number}", "no es esta")
    assert visit("comercial").status == 429
    known.post("/entrar", {"person": "comercial", "current-password": PASSWORD})
    assert known.path == "/bandeja"
    known.get("/cuenta")
    assert "10 veces una contraseña equivocada" in known.text() and "desde 1 lugar." in known.text()
    admin = visit("administrador")
    assert admin.status == 429, "here they have not come in before"


def test_a_device_says_nothing_for_another_person_nor_when_it_is_made_up(visit, app):
    known = visit("comercial")
    cookie = known.client.get_cookie("cauce-device")
    assert cookie.http_only and cookie.same_site == "Strict"
    for _ in range(PER_PERSON):
        visit("administrador", "no es esta")
    known.post("/salir").post("/entrar", {"person": "administrador", "current-password": PASSWORD})
    assert known.status == 429
    for value in (cookie.value[:-2] + "xx", "x", ""):
        client = app.test_client()
        client.set_cookie("cauce-device", value)
        page = Visitor(client).post("/entrar", {"person": "administrador", "current-password": PASSWORD})
        assert page.status == 429
