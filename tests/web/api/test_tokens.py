"""The page on which people make tokens and revoke them."""

import pytest

from tests.web.api.conftest import Program


def test_a_token_is_made_shown_once_and_works(app, visit):
    mine = visit("preventa")
    mine.post("/cuenta/tokens", {"name": "ERP de ventas", "scope": ["read", "work"], "days": "30"})
    secret = mine.text("//code[@class='secret']")
    assert mine.status == 200 and mine.response.headers["Cache-Control"] == "no-store"
    assert Program(app.test_client(), secret).get("/me")["scopes"] == ["read", "work"]
    assert "ERP de ventas" in mine.get("/cuenta/tokens").text("//tbody") and secret not in mine.response.text


def test_a_token_that_was_revoked_does_not_work(app, visit):
    mine = visit("preventa")
    mine.post("/cuenta/tokens", {"name": "ERP", "scope": ["read"], "days": "30"})
    theirs = Program(app.test_client(), mine.text("//code[@class='secret']"))
    mine.get("/cuenta/tokens")
    (action,) = mine.page.xpath("//tbody//form/@action")
    assert visit("comercial").post(action).status == 404 and theirs.get("/me")["id"] == "preventa"
    assert "No hay ninguno." in mine.post(action).text() and theirs.get("/me")["code"] == "bad_token"


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"name": "", "scope": ["read"], "days": "30"}, "Diga para qué es el token"),
        ({"name": "ERP", "days": "30"}, "Diga para qué se puede usar el token"),
        ({"name": "ERP", "scope": ["read"], "days": "mil"}, "Un token dura de 1 a 366 días"),
        ({"name": "ERP", "scope": ["otro"], "days": "30"}, "Diga para qué se puede usar el token"),
    ],
)
def test_what_is_wrong_is_said_beside_what_was_written(visit, given, said):
    mine = visit("preventa").post("/cuenta/tokens", given)
    assert mine.status == 422 and said in mine.text("//*[@role='alert']")
    assert (mine.value("name"), mine.value("days")) == (given["name"], given["days"])


def test_a_token_is_on_record(visit):
    visit("preventa").post("/cuenta/tokens", {"name": "ERP", "scope": ["read"], "days": "30"})
    assert "hizo un token de acceso para un programa" in visit("administrador").get("/administracion").text()


def test_the_document_is_a_page_too(visit):
    page = visit("preventa").get("/ayuda/api")
    assert page.status == 200 and "POST /tasks/{id}/complete" in page.text()
    assert page.page.xpath("//*[@id='form_rejected']") and page.page.xpath("//*[@id='TaskForm']")
    assert "http" not in "".join(page.page.xpath("//main//@href | //main//@src"))


def test_an_administrator_sees_whose_tokens_there_are_and_revokes_one(app, visit):
    mine = visit("preventa").post("/cuenta/tokens", {"name": "ERP", "scope": ["read"], "days": "30"})
    theirs = Program(app.test_client(), mine.text("//code[@class='secret']"))
    page = visit("administrador").get("/administracion/personas/preventa")
    (action,) = page.page.xpath("//form[contains(@action, '/cuenta/tokens/')]/@action")
    assert page.post(action).path == "/administracion/personas/preventa"
    assert theirs.get("/me")["code"] == "bad_token"
