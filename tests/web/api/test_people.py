"""People and what they may, for programs of whoever administers."""

import pytest

from engine.identity.tokens import Scope
from tests.web.api.conftest import token_of

NEW = {"id": "lucia", "name": "Lucía Ramos", "email": "lucia@example.com", "roles": ["preventa"]}


@pytest.fixture
def theirs(program):
    return program("administrador")


def test_everybody_is_there_with_what_they_hold(theirs):
    found = {each["id"]: each for each in theirs.get("/people")["items"]}
    assert found["comercial"]["roles"] and found["comercial"]["active"]
    assert theirs.get("/people/comercial") == found["comercial"]
    roles = {each["id"]: each for each in theirs.get("/roles")["items"]}
    assert "comercial" in roles["comercial"]["holders"]
    assert roles["comercial"]["heads"] == ["director_comercial"] and roles["alianzas"]["heads"] == ["alianzas"]


@pytest.mark.parametrize("person", ["comercial", "auditor", "control_documentos", "direccion_general"])
def test_nobody_but_administrators_may(program, person):
    other = program(person)
    for method, path, body in (
        ("GET", "/people", None),
        ("GET", "/people/comercial", None),
        ("GET", "/roles", None),
        ("POST", "/people", NEW),
        ("PUT", "/people/comercial", {"name": "X", "email": None}),
        ("POST", "/people/comercial/roles", {"role": "administrador"}),
        ("DELETE", "/people/comercial/roles/comercial", None),
        ("POST", "/people/comercial/rights", {"right": "review"}),
        ("POST", "/people/comercial/rights/take", {"right": "review"}),
        ("POST", "/people/comercial/close", None),
        ("POST", "/people/comercial/reopen", None),
    ):
        assert other.ask(method, path, body)["code"] == "not_allowed", (method, path)
        assert other.status == 403


def test_it_takes_the_scope_to_administer(program):
    other = program("administrador", Scope.READ, Scope.WORK, Scope.AUDIT, Scope.DOCUMENTS)
    assert other.get("/people")["code"] == "scope_required"


def test_somebody_is_registered_amended_closed_and_comes_back(theirs, company):
    made = theirs.post("/people", NEW)
    assert theirs.status == 201 and theirs.response.headers["Location"] == "/api/v1/people/lucia"
    assert made == {**NEW, "active": True, "rights": [], "rights_over": []}
    assert theirs.post("/people", NEW)["code"] == "person_exists"
    assert theirs.ask("PUT", "/people/lucia", {"name": "Lucía R.", "email": None})["email"] is None
    assert theirs.post("/people/lucia/close")["active"] is False
    assert theirs.get("/people/lucia")["roles"] == ["preventa"]
    assert theirs.post("/people/lucia/reopen")["active"] is True


def test_what_somebody_had_taken_goes_back_to_its_lane(theirs, company):
    folio = company.start()
    task = company.task(folio, "prospeccion").item.id
    company.command("claim", task, actor="director_comercial")
    theirs.post("/people", {**NEW, "roles": ["director_comercial"]})
    assert theirs.post("/people/director_comercial/close")["active"] is False
    assert company.task(folio, "prospeccion").item.assignee is None
    assert [each.type for each in company.history(folio)][-1] == "user_task_released"


def test_whoever_closes_themselves_is_closed(program, theirs, company):
    theirs.post("/people", {**NEW, "roles": ["administrador"]})
    other = program("lucia")
    assert other.post("/people/lucia/close")["active"] is False
    assert other.get("/people")["code"] == "bad_token"


def test_who_heads_a_role_is_said(theirs):
    said = theirs.ask("PUT", "/roles/alianzas/heads", {"people": ["preventa", "comercial"]})
    assert (said["id"], said["heads"], said["holders"]) == ("alianzas", ["comercial", "preventa"], ["alianzas"])
    assert theirs.ask("PUT", "/roles/alianzas/heads", {"people": []})["heads"] == ["alianzas"]


def test_roles_and_rights_are_given_and_taken(theirs):
    assert "preventa" in theirs.post("/people/comercial/roles", {"role": "preventa"})["roles"]
    assert "preventa" not in theirs.ask("DELETE", "/people/comercial/roles/preventa")["roles"]
    assert theirs.post("/people/comercial/rights", {"right": "review"})["rights"] == ["review"]
    over = {"right": "prepare", "process": "gestion_comercial"}
    assert theirs.post("/people/comercial/rights", over)["rights_over"] == [over]
    assert theirs.post("/people/comercial/rights/take", over)["rights_over"] == []
    assert theirs.post("/people/comercial/rights/take", {"right": "review"})["rights"] == []


@pytest.mark.parametrize(
    ("method", "path", "body", "code"),
    [
        ("GET", "/people/nadie", None, "not_found"),
        ("POST", "/people/nadie/roles", {"role": "preventa"}, "not_found"),
        ("POST", "/people/comercial/roles", {"role": "otro"}, "not_found"),
        ("PUT", "/roles/otro/heads", {"people": []}, "not_found"),
        ("PUT", "/roles/alianzas/heads", {"people": ["nadie"]}, "not_found"),
        ("POST", "/people/comercial/rights", {"right": "review", "process": "otro"}, "not_found"),
        ("POST", "/people", {**NEW, "id": "lucía ramos"}, "bad_person_id"),
        ("POST", "/people", {**NEW, "email": "sin arroba"}, "bad_email"),
        ("POST", "/people/administrador/close", None, "last_administrator"),
        ("DELETE", "/people/administrador/roles/administrador", None, "last_administrator"),
    ],
)
def test_what_cannot_be_is_refused(theirs, method, path, body, code):
    assert theirs.ask(method, path, body)["code"] == code


def test_a_key_makes_one(theirs):
    key = {"Idempotency-Key": "alta-1"}
    first = theirs.post("/people", NEW, headers=key)
    assert theirs.post("/people", NEW, headers=key) == first and theirs.status == 201


def test_a_token_of_who_left_opens_nothing(program, theirs, company):
    token_of(company, "comercial")
    other = program("comercial")
    theirs.post("/people/comercial/close")
    assert other.get("/me")["code"] == "bad_token"
