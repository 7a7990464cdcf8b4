"""What holds for all of the API: who may ask, how it refuses, what it leaves alone."""

import logging

import pytest

from engine.identity.tokens import Scope
from tests.web.api.conftest import Program, token_of


@pytest.mark.parametrize("authorization", [None, "Bearer", "Bearer nada", "Basic bmFkYTpuYWRh", "Bearer á"])
def test_nobody_asks_without_a_token(app, authorization):
    headers = {} if authorization is None else {"Authorization": authorization}
    answer = app.test_client().get("/api/v1/me", headers=headers)
    assert answer.status_code == 401 and answer.mimetype == "application/problem+json"
    assert answer.headers["WWW-Authenticate"].startswith("Bearer")


def test_a_session_of_a_browser_is_no_token(visit):
    assert visit("comercial").client.get("/api/v1/me").status_code == 401


def test_a_token_tells_whom_it_acts_for(program):
    found = program("comercial", Scope.READ).get("/me")
    assert (found["id"], found["scopes"]) == ("comercial", ["read"]) and "comercial" in found["roles"]


def test_a_token_ends_at_its_time(app, company):
    secret = token_of(company, "comercial", days=1)
    theirs = Program(app.test_client(), secret)
    assert theirs.get("/me")["id"] == "comercial"
    company.clock.now = company.clock.now.replace(day=company.clock.now.day + 1)
    assert theirs.get("/me")["code"] == "bad_token"


def test_what_its_person_may_no_more_a_token_may_not_either(program, company):
    theirs = program("comercial")
    from engine.identity import commands

    with company.database.transaction() as connection:
        commands.take_role(connection, "comercial", "comercial", actor="administrador", at=company.clock())
    assert theirs.post("/instances", {"process": "gestion_comercial"})["code"] == "not_allowed"
    with company.database.transaction() as connection:
        commands.deactivate(connection, "comercial", actor="administrador", at=company.clock())
        commands.reactivate(connection, "comercial", actor="administrador", at=company.clock())
    assert theirs.get("/me")["code"] == "bad_token"


def test_an_answer_sets_no_cookie_and_asks_for_none(program, company):
    theirs = program("comercial")
    for answer in (theirs.get("/me"), theirs.post("/instances", {"process": "gestion_comercial"})):
        assert answer and "Set-Cookie" not in theirs.response.headers
        assert "Cookie" not in theirs.response.headers["Vary"]


def test_another_site_asks_nothing(program):
    refused = program("comercial").post(
        "/instances", {"process": "gestion_comercial"}, headers={"Origin": "https://otra.example"}
    )
    assert refused["code"] == "not_answered"


@pytest.mark.parametrize(
    ("body", "content_type", "status", "code"),
    [
        (b"{", "application/json", 400, "unreadable"),
        (b"[" * 100_000, "application/json", 400, "unreadable"),
        (b'{"process": NaN}', "application/json", 400, "unreadable"),
        (b"\xff", "application/json", 400, "unreadable"),
        (b'{"process": 1}', "application/json", 422, "invalid"),
        (b'{"process": "a", "otro": 1}', "application/json", 422, "invalid"),
        (b"[]", "application/json", 422, "invalid"),
        (b"", "application/json", 422, "invalid"),
        (b"process=a", "application/x-www-form-urlencoded", 415, "unsupported_media_type"),
    ],
)  # fmt: skip
def test_what_cannot_be_read_or_is_not_as_documented_is_refused(program, body, content_type, status, code):
    theirs = program("comercial")
    refused = theirs.ask("POST", "/instances", data=body, content_type=content_type)
    assert (theirs.status, refused["code"]) == (status, code)


def test_what_is_wrong_is_said_in_the_callers_language(program):
    theirs = program("comercial")
    for language, said in (("es-MX, en;q=0.5", "Esto falta."), ("en", "This is missing."), ("fr", "Esto falta.")):
        refused = theirs.post("/instances", {}, headers={"Accept-Language": language})
        assert refused["errors"] == [{"field": "process", "code": "schema", "message": said}]
    assert theirs.response.headers["Content-Language"] == "es" and "Accept-Language" in theirs.response.headers["Vary"]


def test_a_body_of_json_is_bounded(program):
    theirs = program("comercial")
    refused = theirs.post("/instances", {"process": "a" * 5_000_000})
    assert (theirs.status, refused["code"]) == (413, "too_large")


def test_a_parameter_that_nobody_asks_for_is_refused(program):
    theirs = program("comercial")
    assert theirs.get("/tasks?vista=open")["errors"][0]["field"] == "vista"
    assert theirs.get("/tasks?limit=0")["errors"][0]["field"] == "limit"


def test_the_log_tells_by_which_token_and_nothing_that_was_sent(program, caplog):
    theirs = program("comercial")
    with caplog.at_level(logging.INFO, "cauce.request"):
        theirs.post("/instances", {"process": "secreto"})
    (line,) = [each for each in caplog.records if getattr(each, "facts", {}).get("route") == "/api/v1/instances"]
    assert line.facts["token"] == theirs.get("/me")["token"] and line.facts["person"] == "comercial"
    assert theirs.token not in caplog.text and "secreto" not in caplog.text


def test_the_use_of_a_token_is_noted(program, visit):
    theirs = program("comercial")
    mine = visit("comercial")
    assert "nunca" in mine.get("/cuenta/tokens").text("//tbody")
    theirs.get("/me")
    assert "nunca" not in mine.get("/cuenta/tokens").text("//tbody")


def test_the_document_is_for_everybody_and_of_the_operations_that_there_are(app):
    answer = app.test_client().get("/api/v1/openapi.json")
    document = answer.get_json()
    assert document["openapi"] == "3.1.0"
    routes = {
        (method, rule.rule.replace("<int:", "<"))
        for rule in app.url_map.iter_rules()
        for method in rule.methods - {"HEAD", "OPTIONS"}
        if rule.rule.startswith("/api/")
    }
    said = {
        (method.upper(), path.replace("{", "<").replace("}", ">"))
        for path, about in document["paths"].items()
        for method in about
        if method != "parameters"
    }
    assert said == routes
