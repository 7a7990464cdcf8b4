"""Links of clients by the API."""

import pytest

from tests.engine.client_access.proposal import sent


@pytest.fixture
def step(company):
    """The step that a client is invited to do."""
    return company.task(sent(company), "revisar_propuesta").item.id


def test_whoever_manages_links_shows_renews_and_revokes_one(program, app, step):
    theirs = program("comercial")
    first = theirs.get(f"/tasks/{step}/link")
    assert first["state"] == "open" and first["address"].startswith("http://localhost/portal/")
    key = {"Idempotency-Key": "otro"}
    second = theirs.post(f"/tasks/{step}/link", headers=key)
    assert second["address"] != first["address"] and theirs.post(f"/tasks/{step}/link", headers=key) == second
    assert app.test_client().get(first["address"]).status_code == 410
    assert app.test_client().get(second["address"]).status_code == 200
    revoked = theirs.ask("DELETE", f"/tasks/{step}/link")
    assert (revoked["state"], revoked["address"]) == ("revoked", None)


def test_what_a_key_keeps_has_no_address(program, company, step):
    theirs = program("comercial")
    made = theirs.post(f"/tasks/{step}/link", headers={"Idempotency-Key": "otro"})
    with company.database.reading() as connection:
        from sqlalchemy import select

        from engine.answered import answered

        kept = connection.execute(select(answered.c.answer)).scalars().all()
    assert kept and not any(made["address"].rpartition("/")[2] in each for each in kept)


def test_nobody_else_is_shown_one(program, company, step):
    for person in ("preventa", "auditor"):
        theirs = program(person)
        assert theirs.get(f"/tasks/{step}/link")["code"] in ("not_allowed", "not_found")
    folio = company.start()
    refused = program("comercial").get(f"/tasks/{company.tasks(folio)[0].item.id}/link")
    assert refused["code"] == "not_invited"
