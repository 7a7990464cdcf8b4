"""What nobody means, and everybody can send: none of it is a fault, and none of it gets anybody anything."""

import json
from threading import Thread

import pytest

from engine.documents import store as documents


def nested(depth):
    return '{"values": ' + '{"a": ' * depth + "1" + "}" * depth + "}"


@pytest.fixture
def task(company):
    return company.tasks(company.start())[0].item.id


@pytest.mark.parametrize("depth", [30, 33, 200, 450, 900, 5_000, 100_000])
def test_what_is_nested_too_deep_is_refused(program, task, depth):
    theirs = program("director_comercial")
    options = {"data": nested(depth), "content_type": "application/json"}
    refused = theirs.ask("POST", f"/tasks/{task}/complete", **options)
    assert (theirs.status, refused["code"]) == ((422, "form_rejected") if depth < 32 else (400, "unreadable"))


@pytest.mark.parametrize(
    "value",
    [
        "1e999", "-1e999", "1" * 5_000, "1e-400", '"\\ud800"', '"\\u0000"', '"\\u202egnp.exe"', "[]", "{}", "null",
        "true",
        '{"sha256": []}', '{"sha256": {}, "size": 1}', '{"upload": null}', '{"upload": "\\ud800"}', '{"upload": []}',
        '{"upload": "a", "x": 1}', '[{"upload": 1}]', '[[[["a"]]]]', '{"": {"": ""}}', '"' + "a" * 100_000 + '"',
    ],
)  # fmt: skip
@pytest.mark.parametrize(
    "field", ["cliente", "monto_estimado", "documento_cliente", "acuerdos_requerimiento", "nada", ""]
)
def test_no_value_of_a_form_is_a_fault(program, task, field, value):
    theirs = program("director_comercial")
    body = f'{{"values": {{{json.dumps(field)}: {value}, "origen_requerimiento": "visita_presencial"}}}}'
    refused = theirs.ask("POST", f"/tasks/{task}/complete", data=body, content_type="application/json")
    assert theirs.status in (400, 422) and refused["code"] in ("form_rejected", "unreadable", "unknown_upload")


@pytest.mark.parametrize(
    "headers",
    [
        {"If-Match": "x"},
        {"If-Match": '"~"'},
        {"If-Match": '"2~", W/"3~0", "4"'},
        {"If-Match": "*"},
        {"Idempotency-Key": "a" * 101},
        {"Idempotency-Key": ""},
        {"Idempotency-Key": "á"},
        {"Accept-Language": "es;q=á, ,;,*"},
        {"Accept": "text/html"},
        {"Content-Length": "0"},
        {"Range": "bytes=0-"},
        {"X-HTTP-Method-Override": "DELETE"},
    ],
)
def test_no_header_is_a_fault(program, task, headers):
    theirs = program("director_comercial")
    theirs.post(f"/tasks/{task}/claim", headers=headers)
    assert theirs.status in (200, 412, 422)
    theirs.get(f"/tasks/{task}", headers=headers)
    assert theirs.status in (200, 206)


@pytest.mark.parametrize(
    "path",
    [
        "/tasks?limit=99999999999999999999", "/tasks?limit=-1", "/tasks?limit=1e3", "/tasks?after=~",
        "/tasks?after=2026",
        "/tasks?after=2026-03-02T15:00:00.000000Z~%00", "/tasks?text=%00", "/tasks?text=%ff", "/instances?after=%00",
        "/instances?order=id;drop", "/instances/%00", "/instances/%ff/history", "/tasks/%F0%9F%98%80",
        "/instances/GC-2026-0001/history?after=-1", "/instances/GC-2026-0001/history?after=999999999",
        "/instances/GC-2026-0001/history?after=%C2%B2", "/instances/GC-2026-0001/files/" + "a" * 5_000,
        "/instances?text=a&text=b", "/tasks/" + "a" * 10_000, "/instances/..%2f..%2fme",
    ],
)  # fmt: skip
def test_no_address_is_a_fault(program, task, path):
    theirs = program("director_comercial")
    answer = theirs.get(path)
    assert theirs.status in (200, 404, 422)
    assert theirs.status == 200 or (theirs.problem and answer["code"])


def test_a_digest_that_somebody_knows_is_no_file_of_theirs(program, company, task):
    with company.database.transaction() as connection:
        secret = documents.store(connection, "nomina.pdf", b"de otra persona", actor="preventa", at=company.clock())
    theirs = program("director_comercial")
    for reference in (secret, [secret], {"rows": [secret]}):
        refused = theirs.post(f"/tasks/{task}/complete", {"values": {"documento_cliente": reference}})
        assert refused["code"] == "unknown_upload"


def test_a_command_with_one_key_from_many_at_once_is_done_once(program, company, app):
    theirs = program("comercial")
    answers = []

    def start():
        from tests.web.api.conftest import Program

        mine = Program(app.test_client(), theirs.token)
        answers.append(
            mine.post("/instances", {"process": "gestion_comercial"}, headers={"Idempotency-Key": "uno"})["folio"]
        )

    threads = [Thread(target=start) for _ in range(4)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert len(answers) == 4 and set(answers) == {"GC-2026-0001"}
    assert len(theirs.get("/instances")["items"]) == 1


def test_answers_are_kept_by_nobody_but_what_has_a_tag_by_who_asked_for_it(program, company, task):
    theirs = program("director_comercial")
    for path, kept in (("/me", "no-store"), ("/tasks", "no-store"), (f"/tasks/{task}", "private, no-cache")):
        theirs.get(path)
        assert theirs.response.headers["Cache-Control"] == kept


def test_nothing_but_the_api_takes_a_token(app, program, task):
    theirs = program("administrador")
    headers = {"Authorization": f"Bearer {theirs.token}"}
    for path in ("/bandeja", "/administracion", "/cuenta/tokens", "/api/v1/../../administracion"):
        assert app.test_client().get(path, headers=headers).status_code in (302, 404)
    made = app.test_client().post("/cuenta/tokens", headers=headers, data={"name": "x", "scope": "read", "days": "1"})
    assert made.status_code in (302, 403)
