"""Instances by the API: started, found, read, cancelled."""

from engine.identity.tokens import Scope


def test_a_program_starts_an_instance_for_its_person(program, company):
    theirs = program("comercial")
    state = theirs.post("/instances", {"process": "gestion_comercial"})
    assert theirs.status == 201 and theirs.response.headers["Location"] == f"/api/v1/instances/{state['folio']}"
    (first, *_) = company.history(state["folio"])
    assert first.actor == "comercial" and first.channel.startswith("api:")


def test_it_starts_one_for_one_key_however_often_it_asks(program, company):
    theirs = program("comercial")
    key = {"Idempotency-Key": "pedido-1"}
    first = theirs.post("/instances", {"process": "gestion_comercial"}, headers=key)
    assert "Idempotency-Replayed" not in theirs.response.headers
    again = theirs.post("/instances", {"process": "gestion_comercial"}, headers=key)
    assert (theirs.status, again) == (201, first) and theirs.response.headers["Idempotency-Replayed"] == "true"
    assert len(theirs.get("/instances")["items"]) == 1


def test_a_key_that_came_with_something_else_is_refused(program):
    theirs = program("comercial")
    key = {"Idempotency-Key": "pedido-1"}
    state = theirs.post("/instances", {"process": "gestion_comercial"}, headers=key)
    refused = theirs.post(f"/instances/{state['folio']}/cancel", {"reason": "Duplicada"}, headers=key)
    assert theirs.status == 422 and refused["code"] == "key_used_otherwise"


def test_a_key_is_of_one_person(program):
    key = {"Idempotency-Key": "pedido-1"}
    program("comercial").post("/instances", {"process": "gestion_comercial"}, headers=key)
    other = program("preventa")
    assert other.post("/instances", {"process": "gestion_comercial"}, headers=key)["code"] == "not_allowed"


def test_it_shows_what_an_instance_holds(program, company):
    folio = company.start()
    shown = program("comercial").get(f"/instances/{folio}")
    assert (shown["folio"], shown["status"], shown["started_by"]) == (folio, "running", "comercial")
    assert shown["versions"]["gestion_comercial"] and shown["tasks"][0]["folio"] == folio and shown["data"] == {}


def test_it_searches_and_pages(program, company):
    folios = [company.start() for _ in range(3)]
    theirs = program("comercial")
    assert [each["folio"] for each in theirs.get("/instances?limit=2")["items"]] == [folios[2], folios[1]]
    after = theirs.get("/instances?limit=2")["next"]
    assert [each["folio"] for each in theirs.get(f"/instances?limit=2&after={after}")["items"]] == [folios[0]]
    assert [each["folio"] for each in theirs.get(f"/instances?text={folios[1]}")["items"]] == [folios[1]]


def test_it_cancels_one_with_a_reason(program, company):
    folio = company.start()
    theirs = program("comercial")
    assert theirs.post(f"/instances/{folio}/cancel", {"reason": " "})["code"] == "reason_required"
    assert theirs.post(f"/instances/{folio}/cancel", {"reason": "Duplicada"})["status"] == "cancelled"
    assert theirs.post(f"/instances/{folio}/cancel", {"reason": "Duplicada"})["code"] == "instance_ended"
    assert theirs.status == 409


def test_history_is_told_as_it_was_hashed_and_in_words(program, company):
    folio = company.start()
    theirs = program("comercial")
    events = theirs.get(f"/instances/{folio}/history", headers={"Accept-Language": "en"})["items"]
    assert [each["hash"] for each in events] == [each.hash for each in company.history(folio)]
    assert events[0]["sentence"].endswith("started the opportunity") and events[0]["pass"] is None
    first = theirs.get(f"/instances/{folio}/history?limit=1")
    assert [each["seq"] for each in first["items"]] == [1] and first["next"] == "1"
    assert theirs.get(f"/instances/{folio}/history?after=1")["items"][0]["seq"] == 2


def test_what_is_not_there_is_not_found(program):
    theirs = program("comercial")
    assert theirs.get("/instances/GC-1999-0001")["code"] == "not_found" and theirs.status == 404
    assert theirs.get("/nada")["code"] == "no_such_address" and theirs.status == 404
    assert theirs.ask("DELETE", "/instances")["code"] == "method_not_allowed"
    assert "GET" in theirs.response.headers["Allow"]


def test_a_token_does_no_more_than_it_is_for(program):
    theirs = program("comercial", Scope.READ)
    refused = theirs.post("/instances", {"process": "gestion_comercial"})
    assert (theirs.status, refused["code"]) == (403, "scope_required")


def test_it_says_what_came_of_each_and_finds_them_by_it(program, company):
    cancelled, mistaken, open_ = company.start(), company.start(), company.start()
    theirs = program("comercial")
    theirs.post(f"/instances/{cancelled}/cancel", {"reason": "El cliente desistió"})
    theirs.post(f"/instances/{mistaken}/cancel", {"reason": "Repetida", "mistake": True})
    said = {each["folio"]: each["outcome"] for each in theirs.get("/instances")["items"]}
    assert said == {cancelled: "cancelled", mistaken: "mistake", open_: None}
    assert [each["folio"] for each in theirs.get("/instances?outcome=mistake")["items"]] == [mistaken]
