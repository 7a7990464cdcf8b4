"""Dates that terms count from, changed by the API, and terms counted anew."""

from tests.engine.instances.test_terms import DELIVERY, at_compliance


def test_a_date_is_changed_with_a_reason_and_the_terms_follow(program, company):
    folio = at_compliance(company)
    theirs = program("comercial")
    dates = {each["variable"]: each["day"] for each in theirs.get(f"/instances/{folio}/dates")["items"]}
    assert dates[DELIVERY] == "2026-03-27"
    address = f"/instances/{folio}/dates/{DELIVERY}"
    said = {"day": "2026-04-08", "reason": "El cliente pidió más tiempo"}
    assert theirs.ask("PUT", address, said) == {"changed": 1}
    assert theirs.ask("PUT", address, said) == {"changed": 0}
    assert theirs.get(f"/instances/{folio}")["tasks"][0]["due_at"] == "2026-04-08T00:00:00.000000Z"


def test_what_its_form_would_not_take_is_refused(program, company):
    folio = at_compliance(company)
    theirs, address = program("comercial"), f"/instances/{folio}/dates/{DELIVERY}"
    assert theirs.ask("PUT", address, {"day": "mañana", "reason": "x"})["code"] == "form_rejected"
    assert theirs.ask("PUT", address, {"day": "2026-04-08", "reason": " "})["code"] == "reason_required"
    other = f"/instances/{folio}/dates/cliente"
    assert theirs.ask("PUT", other, {"day": "2026-04-08", "reason": "x"})["code"] == "not_found"
    assert program("preventa").get(f"/instances/{folio}/dates")["items"] == []


def test_an_administrator_has_open_terms_counted_anew(program, company):
    at_compliance(company)
    theirs = program("administrador")
    theirs.ask("PUT", "/calendar/2026-03-26", {"works": False, "name": "Puente"})
    assert theirs.post("/calendar/recount", {"reason": "Puente"}) == {"changed": 1, "next": None}
    assert program("comercial").post("/calendar/recount", {"reason": "Puente"})["code"] == "not_allowed"
