"""Programs that write, try, submit and judge drafts, as people do."""

import pytest

from engine.identity.tokens import Scope
from tests.engine.definitions.publishing import APPROVER, AUTHOR, REVIEWER, try_draft
from tests.web.api.test_versions import GC, drawn

__all__ = ["drawn"]


@pytest.fixture
def author(program):
    return program(AUTHOR)


def begun(author, drawn, **more):
    found = author.post(f"{GC}/draft", {})
    return author.ask("PUT", f"{GC}/draft", {"diagram": drawn, "revision": found["revision"], **more})


def test_a_draft_goes_from_its_beginning_into_force_by_three_people(program, company, author, drawn):
    company.start()
    saved = begun(author, drawn)
    assert (saved["author"], saved["status"], saved["revision"], saved["ok"]) == (AUTHOR, "draft", 2, True)
    assert set(saved["may"]) == {"write", "submit", "discard"} and saved["trial"] is None
    assert author.post(f"{GC}/draft/submit", {"description": "Otro nombre"})["code"] == "impact_required"
    assert author.post(f"{GC}/draft/trial")["trial"]["status"] == "running"
    try_draft(company)
    assert author.get(f"{GC}/draft")["trial"]["current"] is True
    submitted = author.post(f"{GC}/draft/submit", {"description": "Otro nombre", "answers": ["NC-1"]})
    assert (submitted["status"], submitted["answers"]) == ("review", ["NC-1"])
    assert author.post(f"{GC}/draft/review")["code"] == "right_required"
    reviewer, approver = program(REVIEWER), program(APPROVER)
    assert [each["process"] for each in reviewer.get("/drafts")["items"]] == ["gestion_comercial"]
    assert reviewer.post(f"{GC}/draft/review")["status"] == "reviewed"
    made = approver.post(f"{GC}/draft/approve", {})
    assert (made["status"], made["description"], made["answers"]) == ("effective", "Otro nombre", ["NC-1"])
    assert author.get(f"{GC}/draft")["code"] == "not_found"
    assert b"Corregir la propuesta" in author.get(f"{GC}/versions/{made['version']}/diagram")


def test_it_is_read_as_it_was_written(author, drawn):
    form = {"type": "default", "components": [], "id": "correcciones"}
    saved = begun(author, drawn, forms={"correcciones": form})
    assert author.get(f"{GC}/draft/diagram").decode() == drawn and "correcciones" in saved["forms"]
    assert b'"correcciones"' in author.get(f"{GC}/draft/forms/correcciones")
    assert author.get(f"{GC}/draft/forms/otro")["code"] == "not_found"


def test_what_was_saved_elsewhere_is_not_written_over(author, drawn):
    begun(author, drawn)
    assert author.ask("PUT", f"{GC}/draft", {"diagram": drawn, "revision": 1})["code"] == "draft_moved"
    assert author.status == 409


def test_what_is_wrong_with_it_is_said(author, drawn):
    found = begun(author, drawn.replace('businessDays="1"', 'businessDays="uno"'))
    assert not found["ok"] and "due_date" in {each["code"] for each in found["findings"]}
    refused = author.post(f"{GC}/draft/submit", {"description": "x"})
    assert refused["code"] == "diagram_rejected" and refused["findings"]


def test_it_goes_back_to_its_author_with_the_reason_and_comments(program, company, author, drawn):
    begun(author, drawn)
    try_draft(company)
    author.post(f"{GC}/draft/submit", {"description": "Otro nombre"})
    reviewer = program(REVIEWER)
    said = reviewer.post(f"{GC}/draft/comments", {"text": "¿Por qué?", "element": "correcciones"})
    (comment,) = said["comments"]
    assert (comment["element"], comment["author"], comment["resolved_by"]) == ("correcciones", REVIEWER, None)
    assert reviewer.post(f"{GC}/draft/comments", {"text": "x", "element": "nada"})["code"] == "not_found"
    resolved = author.post(f"{GC}/draft/comments/{comment['number']}/resolve")["comments"]
    assert resolved[0]["resolved_by"] == AUTHOR
    assert reviewer.post(f"{GC}/draft/reject", {"reason": "Falta"})["status"] == "draft"
    assert author.get(f"{GC}/draft")["status"] == "draft"


def test_it_is_given_up(author, drawn):
    begun(author, drawn)
    assert author.post(f"{GC}/draft/discard")["status"] == "discarded"
    assert author.post(f"{GC}/draft/discard")["code"] == "not_found"


def test_whoever_may_prepare_goes_on_with_it(program, author, drawn):
    begun(author, drawn)
    other = program("control_documentos")
    assert other.ask("PUT", f"{GC}/draft", {"revision": 2})["code"] == "draft_of_another"
    assert other.post(f"{GC}/draft/take-over")["author"] == "control_documentos"


@pytest.mark.parametrize("person", ["comercial", "preventa", "cliente"])
def test_who_has_nothing_to_do_with_versions_sees_no_draft(program, author, drawn, person):
    begun(author, drawn)
    theirs = program(person)
    assert theirs.get("/drafts")["items"] == []
    for method, path, body in (
        ("GET", "", None),
        ("GET", "/diagram", None),
        ("GET", "/forms/correcciones", None),
        ("POST", "", {}),
        ("PUT", "", {"revision": 2}),
        ("POST", "/trial", None),
        ("POST", "/submit", {}),
        ("POST", "/review", None),
        ("POST", "/reject", {"reason": "x"}),
        ("POST", "/approve", {}),
        ("POST", "/take-over", None),
        ("POST", "/discard", None),
        ("POST", "/comments", {"text": "x"}),
        ("POST", "/comments/1/resolve", None),
    ):
        answer = theirs.ask(method, f"{GC}/draft{path}", body)
        assert theirs.status in (403, 409), (method, path, answer)
    assert author.get(f"{GC}/draft")["revision"] == 2


def test_it_takes_the_scope_of_documents(program):
    theirs = program(AUTHOR, Scope.READ, Scope.WORK)
    assert theirs.get("/drafts")["code"] == "scope_required"


def test_a_key_saves_once(author, drawn):
    found = author.post(f"{GC}/draft", {})
    key = {"Idempotency-Key": "guardar-1"}
    given = {"diagram": drawn, "revision": found["revision"]}
    first = author.ask("PUT", f"{GC}/draft", given, headers=key)
    assert author.ask("PUT", f"{GC}/draft", given, headers=key) == first and first["revision"] == 2


@pytest.mark.parametrize("text", ["\\ud800", "\\u0000"])
def test_what_no_file_can_hold_is_refused_and_leaves_the_draft_as_it_was(author, drawn, text):
    begun(author, drawn)
    for body in (
        f'{{"revision": 2, "diagram": "{text}"}}',
        f'{{"revision": 2, "forms": {{"correcciones": {{"id": "{text}"}}}}}}',
        f'{{"revision": 2, "forms": {{"{text}": {{}}}}}}',
    ):
        author.ask("PUT", f"{GC}/draft", data=body, content_type="application/json")
        assert author.status < 500, body
    author.ask("POST", f"{GC}/draft/comments", data=f'{{"text": "{text}"}}', content_type="application/json")
    assert author.status < 500
