"""Incidents by the API: who repairs sees them, and whoever tried is told what happened."""

from tests.engine.definitions.publishing import publish
from tests.engine.incidents.stopping import NONE, REASON, RIGHT, begun, counting
from tests.engine.migration.moving import migrate


def test_a_task_that_cannot_go_on_is_an_incident_and_can_be_tried_again(program, company):
    folio = begun(company)
    theirs, repairs = program("comercial"), program("control_documentos")
    (task,) = theirs.get(f"/instances/{folio}")["tasks"]
    key = {"Idempotency-Key": "una-vez"}
    refused = theirs.post(f"/tasks/{task['id']}/complete", {"values": NONE}, headers=key)
    assert (theirs.status, refused["code"]) == (409, "stopped_by_incident")
    (incident,) = repairs.get("/incidents")["items"]
    assert (incident["folio"], incident["task"], incident["status"]) == (folio, task["id"], "stopped")
    assert repairs.get(f"/incidents?folio={folio}")["items"] and not repairs.get("/incidents?folio=GC-1")["items"]
    publish(company, counting(RIGHT))
    migrate(company, folio, reason=REASON)
    assert theirs.post(f"/tasks/{task['id']}/complete", {"values": NONE}, headers=key)["tasks"]
    assert program("administrador").get("/incidents?all=true")["items"] == [], "what stands still no more"
    assert repairs.get("/incidents")["items"] == [] and len(repairs.get("/incidents?all=true")["items"]) == 1


def test_who_repairs_nothing_is_shown_none(program):
    theirs = program("preventa")
    assert theirs.get("/incidents")["code"] == "not_allowed" and theirs.status == 403
