"""A history that somebody changed: the page opens as far as it can be executed, and says where and what."""

import pytest
from sqlalchemy import Connection, update

from engine.history.keys import new_key
from engine.history.models import events
from engine.instances.models import instances
from tests.engine.verification import attacks
from tests.engine.verification.attacks import chained, history, key_in, rewrite, set_head
from tests.engine.verification.opportunity import seal


def a_message(page):
    return page.text("//*[@data-warnings]")


def findings(page):
    return page.text("//ol[@class='findings']")


def wrong(page):
    return checks(page, "NO COINCIDE")


def undone(page):
    return checks(page, "no se comprobó")


def checks(page, result):
    rows = page.page.xpath("//table[contains(@class, 'checks')]/tbody/tr")
    return [row.xpath("string(td[1])") for row in rows if result in row.text_content()]


def verified(page, folio):
    return page.post(f"/auditoria/{folio}/verificar")


def test_a_decision_turned_round_shows_where_execution_parts_from_the_record(visit, folio, attack, company):
    answered = next(event.seq for event in company.history(folio) if '"cumple":false' in event.data)
    attack(attacks.reroute_with_care)
    page = visit("auditor").get(f"/auditoria/{folio}?paso={answered - 1}")
    assert f"se puede ejecutar hasta el evento {answered}." in a_message(page)
    assert "notificar_cumplimiento" in a_message(page) and "correcciones" in a_message(page)
    assert page.page.xpath("//*[@data-beyond]")[0].get("hidden") is not None
    page.get(f"/auditoria/{folio}?paso={answered + 3}")
    assert page.status == 200 and page.page.xpath("//*[@data-beyond]")[0].get("hidden") is None
    verified(page, folio)
    assert wrong(page) == [
        "Al ejecutar otra vez el diagrama resulta lo que se registró",
        "Quien lo hizo podía hacerlo, y cada respuesta, rol y plazo es uno que pudo ser",
    ]
    assert f"evento {answered}" in findings(page) and "no habría aceptado esta respuesta" in findings(page)
    assert f"evento {answered + 1}" in findings(page) and "correcciones" in findings(page)
    assert undone(page) == ["La historia es la que se selló", "Lo que se guarda de ella resulta de su historia"]
    assert page.page.xpath(f"//ol[@class='findings']//a[@href='?paso={answered + 1}']")


def test_what_was_written_is_shown_where_it_cannot_be_executed(visit, folio, attack, company):
    attack(attacks.reroute_with_care)
    later = max(event.seq for event in company.history(folio) if event.type == "user_task_completed")
    page = visit("auditor").get(f"/auditoria/{folio}?paso={later}")
    assert page.page.xpath("//dl[@data-given]/div")
    assert page.page.xpath("//*[@data-known]")[0].get("hidden") is not None
    told = page.get(f"/auditoria/{folio}/pasos").response.json["steps"][later - 1]
    assert "data" not in told and told["written"]


def test_a_changed_event_is_named_with_what_it_should_be(visit, folio, attack):
    attack(attacks.change_an_event)
    page = visit("auditor").get(f"/auditoria/{folio}")
    assert f"La cadena se rompe en el evento {attacks.MIDDLE + 1}" in a_message(page)
    verified(page, folio)
    assert wrong(page) == ["Cada evento dice lo que se registró y sigue al anterior"]
    assert "se cambió un evento" in findings(page) and f"evento {attacks.MIDDLE + 1}" in findings(page)
    assert undone(page) == [
        "La historia es la que se selló",  # what is left of a broken chain is held against no seal, nor executed
        "Al ejecutar otra vez el diagrama resulta lo que se registró",
        "Quien lo hizo podía hacerlo, y cada respuesta, rol y plazo es uno que pudo ser",
        "Lo que se guarda de ella resulta de su historia",
    ]


@pytest.mark.parametrize(
    "what", [attacks.remove_an_event, attacks.insert_an_event, attacks.reorder_events, attacks.truncate]
)
def test_whatever_was_done_to_the_chain_the_page_and_the_table_open_and_verification_names_it(
    visit, folio, attack, what
):
    attack(what)
    page = visit("auditor")
    for path in ("", "?paso=12", "?paso=999", "/pasos", "/tabla", "/evidencia.zip", "/papel.css"):
        assert page.get(f"/auditoria/{folio}{path}").status == 200, path
    verified(page, folio)
    assert wrong(page) == ["Cada evento dice lo que se registró y sigue al anterior"]
    page.get("/auditoria?verificacion=con_hallazgos")
    assert folio in page.text("//table[contains(@class, 'register')]")


@pytest.mark.parametrize("what", [attacks.break_the_diagram, attacks.remove_the_version])
def test_without_its_diagram_every_event_is_shown_as_it_is_written(visit, folio, attack, what):
    attack(what)
    page = visit("auditor").get(f"/auditoria/{folio}?paso=4")
    assert page.status == 200 and "no se puede ejecutar nada" in a_message(page)
    assert "Director Comercial completó «prospeccion»" in page.text("//*[@data-what]")
    assert page.get(f"/auditoria/{folio}/tabla").status == page.get(f"/auditoria/{folio}/pasos").status == 200
    verified(page, folio)
    assert "Los diagramas y formularios son aquellos con que corrió" in wrong(page)


def test_another_diagram_than_it_ran_on_is_said_beside_the_drawing(visit, folio, attack):
    attack(attacks.change_the_diagram)
    page = visit("auditor").get(f"/auditoria/{folio}")
    assert "«gestion_comercial 4» ya no es aquello con que corrió" in a_message(page)


def test_a_form_that_cannot_be_read_any_more_leaves_its_fields_without_labels(visit, folio, attack):
    def break_a_form(connection: Connection, _folio: str) -> None:
        connection.execute(update(attacks.process_forms).values(source=b"{"))

    attack(break_a_form)
    page = visit("auditor").get(f"/auditoria/{folio}?paso=4")
    assert page.status == 200 and "cliente" in page.text("//dl[@data-given]")


def scribble(connection: Connection, folio: str) -> None:
    """Values that no event can have, in every column that a page reads."""
    mine = events.c.instance_id == attacks.instance_id(connection, folio)
    connection.execute(update(events).where(mine, events.c.seq == 4).values(at="ayer"))
    connection.execute(update(events).where(mine, events.c.seq == 5).values(data="[1]"))
    connection.execute(update(events).where(mine, events.c.seq == 6).values(data="{"))
    connection.execute(update(events).where(mine, events.c.seq == 7).values(type="<b>x</b>", element=None))


def test_events_that_nobody_could_have_written_are_shown_as_they_stand(visit, folio, attack):
    attack(scribble)
    page = visit("auditor")
    for number in range(1, 10):
        assert page.get(f"/auditoria/{folio}?paso={number}").status == 200, number
        if number == 4:
            assert page.text("//*[@data-when]") == "ayer"
        if number == 7:
            assert page.text("//*[@data-what]") == "Evento de un tipo desconocido (<b>x</b>)"
    assert page.get(f"/auditoria/{folio}/tabla").status == page.get(f"/auditoria/{folio}/pasos").status == 200
    assert page.get("/auditoria").status == 200


def other_versions(connection: Connection, folio: str) -> None:
    connection.execute(update(instances).where(instances.c.folio == folio).values(versions='{"gestion_comercial":7}'))


def test_the_version_is_the_one_that_the_history_names_whatever_the_row_says(visit, folio, attack):
    attack(other_versions)
    page = visit("auditor").get(f"/auditoria/{folio}?paso=4")
    assert page.status == 200 and "Gestión Comercial, versión 4" in page.text("//div[@class='about']")
    assert page.get(f"/auditoria/{folio}/diagrama?proceso=gestion_comercial").status == 200


def of_a_type_that_nobody_knows(connection: Connection, folio: str) -> None:
    found = history(connection, folio)
    forged = found[3]._replace(type="budget_doubled", data="{}")
    rewrite(connection, folio, chained(key_in(connection, folio), [*found[:4], forged, *found[4:]]))
    set_head(connection, folio)


def test_an_event_of_a_type_that_nobody_knows_is_shown_by_its_type(visit, folio, attack):
    attack(of_a_type_that_nobody_knows)
    page = visit("auditor").get(f"/auditoria/{folio}?paso=5")
    assert page.status == 200 and "budget_doubled" in page.text("//*[@data-what]")
    verified(page, folio)
    assert wrong(page) == ["Al ejecutar otra vez el diagrama resulta lo que se registró"]


def test_a_history_that_was_sealed_and_then_removed_is_told_by_its_seals(visit, folio, attack, company, tmp_path):
    seal(company, new_key(tmp_path / "seal.pem"))
    last = company.history(folio)[-1]
    attack(attacks.remove_the_instance)
    page = visit("auditor").get("/auditoria/registro")
    assert folio in page.text("//*[@data-removed]")
    page.get(f"/auditoria/{folio}")
    assert page.status == 410 and last.hash in a_message(page) and str(last.seq) in a_message(page)
    for path in ("/pasos", "/tabla", "/evidencia.zip"):
        assert page.get(f"/auditoria/{folio}{path}").status == 404, path
