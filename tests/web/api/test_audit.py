"""What auditors ask by the API: replay, verification, evidence."""

from io import BytesIO
from zipfile import ZipFile

import pytest

from engine.identity.tokens import Scope


@pytest.fixture
def begun(company):
    folio = company.start()
    company.command("claim", company.tasks(folio)[0].item.id, actor="director_comercial")
    return folio


@pytest.fixture
def auditor(program):
    return program("auditor", Scope.AUDIT)


def test_a_history_is_replayed_event_by_event(auditor, company, begun):
    found = auditor.get(f"/instances/{begun}/replay")
    history = company.history(begun)
    assert [each["event"]["hash"] for each in found["items"]] == [each.hash for each in history]
    (waits,) = found["items"][-1]["waiting"]
    assert (waits["kind"], waits["assignee"]) == ("work", "director_comercial")
    assert found["stop"] is None and found["broken"] is None and found["next"] is None


def test_a_replay_has_pages(auditor, company, begun):
    seqs, address = [], f"/instances/{begun}/replay?limit=2"
    while address:
        found = auditor.get(address)
        seqs += [each["seq"] for each in found["items"]]
        address = auditor.response.headers.get("Link", "").partition(">")[0].lstrip("<")
    assert seqs == [each.seq for each in company.history(begun)]


def test_a_history_is_verified_and_what_was_found_is_kept(auditor, begun):
    assert auditor.get(f"/instances/{begun}/verification")["code"] == "not_found"
    done = auditor.post(f"/instances/{begun}/verification")
    assert auditor.status == 200 and done["ok"] and done["problems"] == []
    assert auditor.get(f"/instances/{begun}/verification") == done


def test_the_evidence_of_a_history_is_a_file(auditor, begun):
    content = auditor.get(f"/instances/{begun}/evidence")
    assert auditor.response.mimetype == "application/zip"
    assert "verificar.pyz" in ZipFile(BytesIO(content)).namelist()


@pytest.mark.parametrize("what", ["replay", "verification", "evidence"])
def test_nobody_audits_but_auditors_with_a_token_for_it(program, begun, what):
    for theirs, code in ((program("comercial"), "not_allowed"), (program("auditor", Scope.READ), "scope_required")):
        assert theirs.get(f"/instances/{begun}/{what}")["code"] == code and theirs.status == 403


def test_histories_are_searched_as_auditors_do(program, company):
    folio, other = company.start(), company.start()
    company.do(folio, "prospeccion")
    theirs = program("auditor", Scope.AUDIT)
    found = theirs.get("/histories?totals=true&limit=1")
    assert [each["folio"] for each in found["items"]] == [other] and found["next"] == other
    assert found["totals"] == [{"process": "gestion_comercial", "outcome": None, "count": 2}]
    (line,) = theirs.get("/histories?element=validacion")["items"]
    assert line["folio"] == folio and line["outcome"] is None and line["verification"] == "unverified"
    assert theirs.get("/histories?outcome=fin_ganada&started_from=2026-03-01&migrated=false")["items"] == []
    assert theirs.get("/histories?rounds=uno")["status"] == 422
    assert program("comercial", Scope.AUDIT).get("/histories")["status"] == 403
