"""Disposing of values, and reading personal data for a reason, by the API."""

from tests.confidential.planted import PERSONAL, captured, words_in


def test_the_values_of_what_is_over_are_disposed_of_under_a_rule(program, company):
    folio = company.start()
    theirs = program("control_documentos")
    assert theirs.get(f"/instances/{folio}/disposal")["code"] == "instance_not_over"
    company.command("cancel", folio, "Duplicada", actor="comercial")
    preview = theirs.get(f"/instances/{folio}/disposal")
    done = theirs.post(f"/instances/{folio}/disposal", {"rule": "Cinco años"})
    assert theirs.status == 200 and done["events"] == preview["events"] > 0
    assert theirs.post(f"/instances/{folio}/disposal", {"rule": "Cinco años"})["code"] == "already_disposed"
    shown = program("comercial").get(f"/instances/{folio}")
    assert shown["disposal"]["rule"] == "Cinco años" and shown["data"] == {}


def test_nobody_else_disposes_of_anything(program, company):
    folio = company.start()
    company.command("cancel", folio, "Duplicada", actor="comercial")
    assert program("comercial").post(f"/instances/{folio}/disposal", {"rule": "Ya"})["code"] == "right_required"


def test_personal_data_are_read_for_a_reason_which_is_on_record(program, company):
    planted = captured(company)
    theirs = program("comercial")
    theirs.get(f"/instances/{planted.folio}")
    assert words_in(theirs.response.get_data(), PERSONAL) == set()
    assert (
        theirs.post(f"/instances/{planted.folio}/personal-data", {"reason": " "})["code"] == "reading_reason_required"
    )
    assert theirs.post(f"/instances/{planted.folio}/personal-data", {"reason": "Llamarle para la entrega"})["until"]
    shown = theirs.get(f"/instances/{planted.folio}")
    assert shown["data"]["contacto"] == "Berenjena Calabaza"
    assert (
        program("preventa").get(f"/instances/{planted.folio}").get("data", {}).get("contacto") != "Berenjena Calabaza"
    )
