"""Moving what is under way to the version in force, on the site."""

import json
from dataclasses import replace

import pytest

from tests.engine.incidents.stopping import FORM, RIGHT, WRONG, counting
from tests.engine.migration.moving import REASON, begun, migrate, procedure, publish, tampered

OLD = procedure("start > a > b > end", {"a": 'userTask name="Pedir"', "b": 'userTask name="Revisar"'})
NEW = procedure("start > c > b > end", {"c": 'userTask name="Solicitar"', "b": 'userTask name="Revisar"'})
PAGE = "/procesos/p/mover"


@pytest.fixture
def folios(company):
    """One whose step is gone in the version in force, one that moves by itself."""
    first = begun(company, OLD)
    second = company.start("p", "comercial")
    company.do(second, "a")
    publish(company, NEW)
    return [first, second]


def texts(page, path):
    return [" ".join(each.text_content().split()) for each in page.page.xpath(path)]


def test_the_versions_page_leads_there_as_long_as_something_is_under_way_on_another(visit, company, folios):
    link = f"//div[@class='actions']//a[@href='{PAGE}']"
    assert texts(visit("control_documentos").get("/procesos/p"), link) == ["Mover lo que está en curso"]
    assert texts(visit("comercial").get("/procesos/p"), link) == []
    migrate(company, folios[0], {"a": "c"})
    migrate(company, folios[1])
    assert texts(visit("control_documentos").get("/procesos/p"), link) == []
    assert "Nada está en curso con una versión anterior." in visit("control_documentos").get(PAGE).text()


def test_who_may_not_move_does_not_see_it(visit, folios):
    assert visit("comercial").get(PAGE).status == 403
    assert visit("comercial").get(f"{PAGE}/{folios[0]}").status == 403
    assert visit("comercial").post(PAGE, {"motivo": "x"}).status == 403


def test_all_that_move_by_themselves_are_moved_in_one_act_after_a_preview(visit, company, folios):
    someone = visit("control_documentos")
    page = someone.get(PAGE)
    assert texts(page, "//dl[contains(@class, 'counts')]/div") == [
        "Pasa sola1",
        "Necesita una decisión1",
        "No puede pasar0",
    ]
    rows = texts(page, "//table//tbody/tr")
    assert rows[0] == f"{folios[1]} 1 Revisar"
    assert rows[1].startswith(
        f"{folios[0]} 1 Pedir Está en «Pedir», que la nueva versión ya no tiene; parece que ahora es «Solicitar»."
    )
    refused = someone.post(PAGE, {"motivo": " "})
    assert (refused.status, "Diga por qué" in refused.text()) == (422, True)
    moved = someone.post(PAGE, {"motivo": REASON})
    assert texts(moved, "//div[@role='status']/p") == ["Se movió 1 oportunidad."]
    assert [event.type for event in company.history(folios[1])][-2:] == ["instance_migrated", "user_task_moved"]
    assert texts(moved, "//dl[contains(@class, 'counts')]/div")[0] == "Pasa sola0"


def test_nothing_is_moved_to_a_version_of_which_the_page_did_not_tell(visit, company, folios):
    someone = visit("control_documentos")
    seen = {
        path: someone.get(path).page.xpath("//input[@name='version']/@value")
        for path in (PAGE, f"{PAGE}/{folios[0]}", f"{PAGE}/{folios[1]}")
    }
    assert set(map(tuple, seen.values())) == {("2",)}
    publish(company, procedure("start > c > b > d > end"))
    for path in seen:
        refused = someone.post(path, {"motivo": REASON, "version": "2", "lugar:a": "c"})
        assert (refused.status, "versión 3" in refused.text()) == (422, True), path
    assert all(company.history(folio)[-1].type == "user_task_enabled" for folio in folios)


def test_one_is_moved_to_a_step_chosen_by_its_name(visit, company, folios):
    someone = visit("control_documentos")
    page = someone.get(f"{PAGE}/{folios[0]}")
    assert texts(page, "//select/option") == ["Elija…", "Solicitar", "Revisar"]
    assert texts(page, "//select/option[@selected]") == ["Solicitar"]
    refused = someone.post(f"{PAGE}/{folios[0]}", {"motivo": REASON})
    assert (refused.status, "Todavía falta decidir algo" in refused.text()) == (409, True)
    moved = someone.post(f"{PAGE}/{folios[0]}", {"motivo": REASON, "lugar:a": "c"})
    assert moved.path == f"/oportunidades/{folios[0]}"
    told = f"Control de Documentos pasó la oportunidad de la versión 1 a la versión 2: {REASON}"
    assert any(told in row for row in texts(moved, "//table[contains(@class, 'history')]//tr"))
    assert [task.item.visit.element for task in company.tasks(folios[0])] == ["c"]
    assert "Ya está en esa versión." in someone.get(f"{PAGE}/{folios[0]}").text()


def test_one_whose_history_does_not_verify_is_told_apart_and_the_others_are_moved(visit, company, folios):
    tampered(company, folios[0])
    someone = visit("control_documentos")
    page = someone.get(PAGE)
    assert texts(page, "//dl[contains(@class, 'counts')]/div") == [
        "Pasa sola1",
        "Necesita una decisión0",
        "No puede pasar1",
    ]
    assert any("Su historia no se puede verificar" in row for row in texts(page, "//table//tbody/tr"))
    assert "Su historia no se puede verificar" in someone.get(f"{PAGE}/{folios[0]}").text()
    assert texts(someone.post(PAGE, {"motivo": REASON}), "//div[@role='status']/p") == ["Se movió 1 oportunidad."]


def test_a_step_is_called_as_the_version_that_ran_then_calls_it(visit, company, folios):
    company.command("claim", company.task(folios[1], "b").item.id, actor="comercial")
    publish(company, procedure("start > c > b > end", {"b": 'userTask name="Autorizar"'}))
    migrate(company, folios[1])
    company.do(folios[1], "b")
    rows = texts(visit("auditor").get(f"/auditoria/{folios[1]}/tabla"), "//tbody/tr")
    assert any("tomó «Revisar»" in row for row in rows) and any("completó «Autorizar»" in row for row in rows)
    page = visit("comercial").get(f"/oportunidades/{folios[1]}")
    assert any("Paso completado: Pedir" in row for row in texts(page, "//table//tr"))


def test_the_replay_shows_the_diagram_of_the_version_that_ran_then(visit, company, folios):
    migrate(company, folios[1])
    auditor = visit("auditor")
    page = auditor.get(f"/auditoria/{folios[1]}?paso=1")
    tabs = "//button[@data-process-tab]"
    assert [(tab.get("data-version"), tab.get("hidden")) for tab in page.page.xpath(tabs)] == [("1", None), ("2", "")]
    last = len(company.history(folios[1]))
    page = auditor.get(f"/auditoria/{folios[1]}?paso={last}")
    assert [tab.get("hidden") for tab in page.page.xpath(tabs)] == ["", None]
    source = f"/auditoria/{folios[1]}/diagrama?proceso=p&version="
    assert b'id="a"' in auditor.client.get(source + "1").data
    assert b'id="c"' in auditor.client.get(source + "2").data
    assert auditor.client.get(source + "3").status_code == 404
    steps = auditor.client.get(f"/auditoria/{folios[1]}/pasos").get_json()["steps"]
    assert [step["runs"] for step in steps if "runs" in step] == [{"p": 1}, {"p": 2}]


def test_where_it_would_be_left_waiting_is_told_by_what_comes_next(visit, company):
    named = {"c": 'userTask name="Firmar"'}
    folio = begun(company, procedure("start > fork > a > join > c > end\nfork > b > join", named), "a")
    publish(company, procedure("start > fork > a > join > c > end\nfork > d > join", named))
    refused = visit("control_documentos").post(f"{PAGE}/{folio}", {"motivo": REASON, "lugar:b": "·fin"})
    assert refused.status == 409
    assert "La nueva versión se detiene en «Firmar»: A partir de aquí nadie tendría nada que hacer" in refused.text()


def test_a_reason_is_shown_as_it_was_written_whatever_it_says(visit, company, folios):
    evil = "<script>alert(1)</script> & <b>Norma</b>"
    someone = visit("control_documentos")
    moved = someone.post(f"{PAGE}/{folios[0]}", {"motivo": evil, "lugar:a": "c"})
    for path in (moved.path, f"/auditoria/{folios[0]}?paso=3"):
        page = visit("auditor").get(path)
        assert evil in page.text("//main"), path
        assert page.page.xpath("//main//script[contains(., 'alert')] | //main//b[.='Norma']") == [], path


def test_a_person_whose_form_was_open_during_the_move_loses_nothing_of_what_they_wrote(visit, company):
    folio = begun(company, counting(WRONG))
    person = visit("comercial").get(f"/bandeja/{company.task(folio, 'contar').item.id}")
    publish(company, asking_more())
    migrate(company, folio)
    person.submit({"piezas": "4", "nota": "Completo."})
    assert (person.value("piezas"), person.value("nota")) == ("4", "Completo.")
    told = [event.type for event in company.history(folio)]
    assert "Color" in person.text() and told[-2:] == ["user_task_moved", "user_task_claimed"]  # and not completed
    person.submit({"color": "Azul"})
    completed = next(event for event in company.history(folio) if event.type == "user_task_completed")
    assert completed.payload == {"color": "Azul", "nota": "Completo.", "piezas": 4}


def asking_more():
    """The version in which the step asks one thing more."""
    form = json.loads(FORM)
    form["components"].append({"type": "textfield", "key": "color", "label": "Color", "validate": {"required": True}})
    return replace(counting(RIGHT), forms={"conteo": json.dumps(form).encode()})


def test_a_step_drawn_again_with_its_name_is_not_said_to_be_gone(visit, company):
    begun(company, OLD)
    publish(company, procedure("start > c > b > end", {"c": 'userTask name="Pedir"', "b": 'userTask name="Revisar"'}))
    told = visit("control_documentos").get(PAGE).text()
    assert "Está en «Pedir», que en la nueva versión se dibujó otra vez, con el mismo nombre." in told
    assert "ya no tiene" not in told
