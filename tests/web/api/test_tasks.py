"""Tasks by the API: found, taken, given back, assigned, completed."""

from io import BytesIO

import pytest


@pytest.fixture
def begun(company):
    """An instance whose first step waits for the sales director."""
    return company.start()


def test_a_program_lists_what_its_person_may_do(program, begun):
    items = program("director_comercial").get("/tasks")["items"]
    assert [(each["folio"], each["status"], each["assignee"]) for each in items] == [(begun, "open", None)]
    assert program("preventa").get("/tasks")["items"] == []


def test_it_takes_a_task_and_gives_it_back(program, begun):
    theirs = program("director_comercial")
    (task,) = theirs.get("/tasks")["items"]
    assert theirs.post(f"/tasks/{task['id']}/claim")["assignee"] == "director_comercial"
    assert [each["id"] for each in theirs.get("/tasks?view=taken")["items"]] == [task["id"]]
    assert theirs.post(f"/tasks/{task['id']}/release")["assignee"] is None


def test_it_asks_a_colleague_takes_over_and_a_head_assigns_with_a_reason(program, company, begun):
    company.do(begun, "prospeccion")
    mine, theirs, head = program("comercial"), program("preventa"), program("director_comercial")
    task = f"/tasks/{company.task(begun, 'validacion').item.id}"
    assert theirs.post(f"{task}/ask", {"message": "x"})["code"] == "nobody_has_it"
    mine.post(f"{task}/claim")
    assert theirs.post(f"{task}/ask", {"message": "¿Cómo va?"})["assignee"] == "comercial"
    assert theirs.post(f"{task}/take-over", {"reason": "Está de viaje"})["assignee"] == "preventa"
    assert head.post(f"{task}/assign", {"person": "comercial"})["code"] == "reason_required"
    assert head.post(f"{task}/assign", {"person": "comercial", "reason": "Ya volvió"})["assignee"] == "comercial"
    told = [(event.type, event.actor) for event in company.history(begun)[-4:]]
    assert told == [
        ("user_task_claimed", "comercial"),
        ("user_task_asked_for", "preventa"),
        ("user_task_taken_over", "preventa"),
        ("user_task_assigned", "director_comercial"),
    ]


def test_an_instance_begins_with_who_and_what_and_is_cancelled_as_a_mistake(program, company):
    theirs = program("comercial")
    said = {"cliente": "Ácme", "contacto": "Ana Ruiz", "requerimiento": "Un SOC"}
    refused = theirs.post("/instances", {"process": "gestion_comercial", "values": {"cliente": "Ácme"}})
    assert refused["code"] == "form_rejected" and company.tasks() == []
    folio = theirs.post("/instances", {"process": "gestion_comercial", "values": said})["folio"]
    assert company.history(folio)[0].payload["values"] == said
    theirs.post(f"/instances/{folio}/cancel", {"reason": "Doble", "mistake": True})
    assert theirs.status == 200
    cancelled = next(event for event in company.history(folio) if event.type == "instance_cancelled")
    assert cancelled.payload == {"reason": "Doble", "mistake": True}


def test_it_gives_a_task_back_to_the_step_before(program, company, begun):
    theirs = program("preventa")
    company.do(begun, "prospeccion")
    (task,) = theirs.get("/tasks")["items"]
    became = theirs.post(f"/tasks/{task['id']}/give-back", {"reason": "Faltó el alcance"})
    assert theirs.status == 200 and [each["element"] for each in became["tasks"]] == ["prospeccion"]
    assert company.history(begun)[-3].payload["reason"] == "Faltó el alcance"
    first = became["tasks"][0]["id"]
    refused = program("director_comercial").post(f"/tasks/{first}/give-back", {"reason": "x"})
    assert refused["code"] == "not_returnable"


def test_it_completes_a_task_with_its_form_and_learns_what_follows(program, company, begun):
    theirs = program("director_comercial")
    (task,) = theirs.get("/tasks")["items"]
    shown = theirs.get(f"/tasks/{task['id']}")
    assert shown["form"]["components"] and isinstance(shown["values"], dict)
    assert shown["candidates"] == [{"id": "director_comercial", "name": "Director Comercial"}]
    given = company.filled(task["id"], {}, actor="director_comercial")
    became = theirs.post(f"/tasks/{task['id']}/complete", {"values": theirs.bring(given)})
    assert theirs.status == 200 and became["status"] == "running" and became["tasks"]
    (event,) = [each for each in company.history(begun) if each.type == "user_task_completed"]
    assert event.actor == "director_comercial" and event.channel.startswith("api:")


def test_what_is_wrong_with_a_form_is_told_field_by_field(program, begun):
    theirs = program("director_comercial")
    (task,) = theirs.get("/tasks")["items"]
    refused = theirs.post(f"/tasks/{task['id']}/complete", {"values": {"nada": 1}}, headers={"Accept-Language": "en"})
    assert theirs.status == 422 and refused["code"] == "form_rejected" and theirs.problem
    assert {"field", "code", "message"} == set(refused["errors"][0])
    assert "values.nada" in {each["field"] for each in refused["errors"]}


def test_a_file_is_brought_first_and_named_in_the_form(program, company, begun):
    theirs = program("director_comercial")
    sent = {"file": (BytesIO(b"%PDF-1.7\n"), "carpeta/oferta.pdf")}
    stored = theirs.ask("POST", "/files", data=sent, content_type="multipart/form-data")
    assert theirs.status == 201 and (stored["name"], stored["size"]) == ("oferta.pdf", 9)


@pytest.mark.parametrize("more", [{"otro": "1"}, {"file": "texto"}], ids=["other", "no file"])
def test_a_field_that_nobody_asks_for_is_refused_beside_a_file_too(program, more):
    theirs = program("director_comercial")
    sent = {**more} if "file" in more else {**more, "file": (BytesIO(b"contenido"), "oferta.pdf")}
    refused = theirs.ask("POST", "/files", data=sent, content_type="multipart/form-data")
    assert theirs.status == 422 and refused["errors"][0]["field"] == next(iter(more))


@pytest.mark.parametrize(
    "reference", [{"upload": "inventado"}, {"name": "a.pdf", "sha256": "0" * 64, "size": 1}], ids=["upload", "digest"]
)
def test_a_file_that_the_caller_did_not_bring_is_refused(program, begun, reference):
    theirs = program("director_comercial")
    (task,) = theirs.get("/tasks")["items"]
    refused = theirs.post(f"/tasks/{task['id']}/complete", {"values": {"documentos": [reference]}})
    assert theirs.status == 422 and refused["code"] == "unknown_upload"


def test_a_file_that_somebody_else_brought_is_refused(program, begun):
    sent = {"file": (BytesIO(b"%PDF-1.7\n"), "oferta.pdf")}
    stored = program("preventa").ask("POST", "/files", data=sent, content_type="multipart/form-data")
    theirs = program("director_comercial")
    (task,) = theirs.get("/tasks")["items"]
    values = {"documentos": [{"upload": stored["upload"]}]}
    assert theirs.post(f"/tasks/{task['id']}/complete", {"values": values})["code"] == "unknown_upload"


@pytest.mark.parametrize(("name", "content"), [("vacio.pdf", b""), ("falso.pdf", b"contenido")])
def test_what_is_no_file_is_refused(program, name, content):
    theirs = program("director_comercial")
    refused = theirs.ask("POST", "/files", data={"file": (BytesIO(content), name)}, content_type="multipart/form-data")
    assert theirs.status == 422 and refused["code"] in ("file_empty", "file_not_as_named")


def test_a_command_holds_to_what_was_seen(program, begun):
    theirs = program("director_comercial")
    (task,) = theirs.get("/tasks")["items"]
    theirs.get(f"/tasks/{task['id']}")
    seen = {"If-Match": theirs.response.headers["ETag"]}
    theirs.post(f"/tasks/{task['id']}/claim", headers=seen)
    assert theirs.status == 200
    refused = theirs.post(f"/tasks/{task['id']}/release", headers=seen)
    assert theirs.status == 412 and refused["code"] == "changed_since"


def test_what_is_known_already_is_not_sent_again(program, begun):
    theirs = program("director_comercial")
    theirs.get(f"/instances/{begun}")
    tag = theirs.response.headers["ETag"]
    theirs.get(f"/instances/{begun}", headers={"If-None-Match": tag})
    assert theirs.status == 304 and theirs.response.get_data() == b""


def test_pages_of_tasks_follow_one_another(program, company):
    for _ in range(3):
        company.start()
    theirs = program("director_comercial")
    first = theirs.get("/tasks?limit=2")
    assert len(first["items"]) == 2 and 'rel="next"' in theirs.response.headers["Link"]
    address = theirs.response.headers["Link"].partition(">")[0].lstrip("<")
    rest = theirs.get(address)
    assert len(rest["items"]) == 1 and rest["next"] is None and "Link" not in theirs.response.headers
    assert theirs.get("/tasks?after=nada")["code"] == "bad_cursor" and theirs.status == 422
