"""Nothing of the API gives what its caller may not read, and says that there is something."""

import pytest

from tests.confidential.planted import CONFIDENTIAL, PERSONAL, captured, words_in


@pytest.fixture
def planted(company):
    return captured(company)


def everything(theirs, planted):
    """The answers to whatever can be asked of the instance."""
    folio = planted.folio
    task = theirs.get(f"/instances/{folio}")["tasks"][0]["id"]
    found = {}
    for path in (
        f"/instances/{folio}",
        f"/instances/{folio}/history",
        f"/instances/{folio}/replay",
        f"/instances/{folio}/files/{planted.sha256}",
        f"/tasks/{task}",
        f"/tasks/{folio}.2",
        "/instances",
        "/tasks",
        "/tasks?view=done",
        "/incidents",
        *(f"/instances?text={word}" for word in CONFIDENTIAL.values()),
        *(f"/tasks?text={word}" for word in CONFIDENTIAL.values()),
    ):
        answer = theirs.get(path)
        if isinstance(answer, dict):
            answer.pop("form", None)  # what can be answered at all is no secret
        found[path] = theirs.status, answer if isinstance(answer, bytes) else str(answer)
    return found


@pytest.mark.parametrize("person", ["comercial", "director_comercial", "administrador"])
def test_what_is_confidential_is_in_no_answer_to_who_may_not_read_it(company, program, planted, person):
    company.reads(person)
    answers = everything(program(person), planted)
    assert {path: words for path, (_, answer) in answers.items() if (words := words_in(answer, CONFIDENTIAL))} == {}
    assert answers[f"/instances/{planted.folio}/files/{planted.sha256}"][0] == 404


def test_it_is_said_that_there_is_something(program, planted):
    shown = program("comercial").get(f"/instances/{planted.folio}")
    assert {"secreto", "costo", "anexo", "filas[].dicho"} <= set(shown["withheld"])
    assert shown["data"]["filas"] == [{"concepto": "Renta"}] and "secreto" not in shown["data"]


@pytest.mark.parametrize("person", ["direccion_general", "auditor"])
def test_who_may_read_it_does(program, planted, person):
    theirs = program(person)
    shown = theirs.get(f"/instances/{planted.folio}")
    assert shown["data"]["costo"] == 918273645 and shown["withheld"] == []
    assert b"rabano6620" in theirs.get(f"/instances/{planted.folio}/files/{planted.sha256}")


@pytest.mark.parametrize("person", ["comercial", "direccion_general", "auditor"])
def test_personal_data_are_masked_for_everybody(program, planted, person):
    answers = everything(program(person), planted)
    assert {path: words for path, (_, answer) in answers.items() if (words := words_in(answer, PERSONAL))} == {}


def test_whoever_is_shown_it_in_their_step_reads_it_there(program, planted):
    theirs = program("direccion_general")
    (task,) = theirs.get(f"/instances/{planted.folio}")["tasks"]
    assert theirs.get(f"/tasks/{task['id']}")["shown"]["secreto"] == "La zanahoria7391 va aparte"


def test_the_digest_of_a_file_is_no_way_to_it(program, company, planted):
    company.complete(company.task(planted.folio, "decidir").item.id, {}, actor="direccion_general")
    theirs = program("cliente")
    (task,) = theirs.get(f"/instances/{planted.folio}")["tasks"]
    reference = {"name": "a.pdf", "sha256": planted.sha256, "size": 19}
    refused = theirs.post(f"/tasks/{task['id']}/complete", {"values": {"comentario": [reference]}})
    assert refused["code"] == "unknown_upload"
