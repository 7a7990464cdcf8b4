"""Versions of procedures for programs: read by everybody, decided about by whoever may."""

import pytest

from engine.identity.tokens import Scope
from tests.engine.definitions.publishing import APPROVER, AUTHOR, REVIEWER, try_draft

GC = "/processes/gestion_comercial"


@pytest.fixture
def drawn(program):
    """The diagram in force, with another name for an activity."""
    theirs = program(AUTHOR)
    number = theirs.get(f"{GC}/versions")["items"][0]["version"]
    diagram = theirs.get(f"{GC}/versions/{number}/diagram").decode()
    return diagram.replace('"Realizar correcciones"', '"Corregir la propuesta"')


def test_everybody_reads_versions(program):
    theirs = program("preventa")
    (first, *_) = theirs.get(f"{GC}/versions")["items"]
    assert (first["process"], first["status"], first["retention"]) == ("gestion_comercial", "effective", None)
    whole = theirs.get(f"{GC}/versions/{first['version']}")
    assert {**first, "forms": whole["forms"]} == whole and "prospeccion" in whole["forms"]
    diagram = theirs.get(f"{GC}/versions/{first['version']}/diagram")
    assert theirs.response.mimetype == "application/xml" and b"gestion_comercial" in diagram
    form = theirs.get(f"{GC}/versions/{first['version']}/forms/prospeccion")
    assert b'"components"' in form


@pytest.mark.parametrize(
    "path",
    ["/processes/otro/versions", f"{GC}/versions/99", f"{GC}/versions/99/diagram", f"{GC}/versions/4/forms/otro"],
)
def test_what_is_not_there_is_not_found(program, path):
    theirs = program("preventa")
    assert theirs.get(path)["code"] == "not_found" and theirs.status == 404


def publish_later(program, company, drawn, when="2027-01-04T09:00:00-06:00"):
    """A version that is signed and waits for its date, by three programs."""
    author, reviewer, approver = (program(each) for each in (AUTHOR, REVIEWER, APPROVER))
    begun = author.post(f"{GC}/draft", {})
    author.ask("PUT", f"{GC}/draft", {"diagram": drawn, "revision": begun["revision"]})
    try_draft(company)
    author.post(f"{GC}/draft/submit", {"description": "Otro nombre"})
    reviewer.post(f"{GC}/draft/review")
    made = approver.post(f"{GC}/draft/approve", {"effective_at": when})
    assert approver.status == 200, made
    return made


def test_a_version_that_waits_gets_another_date_or_is_withdrawn(program, company, drawn):
    made = publish_later(program, company, drawn)
    assert (made["status"], made["effective_at"]) == ("approved", "2027-01-04T15:00:00.000000Z")
    at = f"{GC}/versions/{made['version']}"
    theirs = program(APPROVER)
    later = {"effective_at": "2027-02-01T00:00:00-06:00", "reason": "Capacitación"}
    assert theirs.post(f"{at}/reschedule", later)["effective_at"] == "2027-02-01T06:00:00.000000Z"
    assert theirs.post(f"{at}/reschedule", {**later, "effective_at": "mañana"})["code"] == "bad_moment"
    assert theirs.post(f"{at}/reschedule", {**later, "effective_at": "2027-02-01"})["code"] == "bad_moment"
    assert program("comercial").post(f"{at}/withdraw", {"reason": "No"})["code"] == "right_required"
    assert theirs.post(f"{at}/withdraw", {"reason": "Se repite"})["status"] == "withdrawn"
    assert theirs.post(f"{at}/withdraw", {"reason": "Se repite"})["code"] == "not_waiting"


@pytest.mark.parametrize("act", ["hold", "release", "dispose"])
def test_retention_is_for_whoever_controls_the_documents_and_where_there_is_something_to_decide(program, act):
    number = program(AUTHOR).get(f"{GC}/versions")["items"][0]["version"]
    assert program("comercial").post(f"{GC}/versions/{number}/{act}", {"reason": "x"})["code"] == "right_required"
    theirs = program("control_documentos")
    assert theirs.post(f"{GC}/versions/{number}/{act}", {"reason": "x"})["code"] == "not_proposed"


def test_deciding_takes_the_scope_of_documents(program):
    theirs = program("control_documentos", Scope.READ, Scope.WORK)
    assert theirs.post(f"{GC}/versions/1/hold", {"reason": "x"})["code"] == "scope_required"
