"""A step that a colleague has: read, asked for, taken over, given to others; and taken by beginning to write."""

import re
from datetime import timedelta

import pytest
from sqlalchemy import update

from engine.clock import to_text
from engine.identity.commands import ensure_person
from engine.instances.models import work_items


@pytest.fixture
def step(company):
    """A step that Preventa has; Comercial and Nora, of Comercial, may do it too, and the director heads both."""
    with company.database.transaction() as connection:
        ensure_person(connection, "nora", "Nora Díaz", ["comercial"], email=None, at=company.clock())
    company.do(company.start(), "prospeccion", {"cliente": "Ácme"})
    id = company.task("GC-2026-0001", "validacion").item.id
    company.command("claim", id, actor="preventa")
    return id


def holder(company):
    return company.task("GC-2026-0001", "validacion").item.assignee


def given(page):
    return [each.text_content() for each in page.page.xpath("//select[@name='assignee']/option[@value != '']")]


def test_a_colleague_reads_it_with_who_has_it_and_since_when(visit, company, step):
    page = visit("comercial").get(f"/bandeja/{step}")
    assert page.status == 200
    assert "Preventa tiene ahora este paso" in page.text("//h2[1]")
    assert "Lo tiene Preventa desde hoy 09:" in page.text() and "Se evalúa en lo administrativo" in page.text()
    assert not page.page.xpath("//form[contains(@action, 'borrador')]") and given(page) == []


def test_it_is_asked_for_and_they_keep_it(visit, company, step):
    page = visit("comercial").get(f"/bandeja/{step}")
    page.post(f"/bandeja/{step}/pedir", {"message": "¿Me lo deja?"})
    assert (page.status, page.path) == (200, f"/bandeja/{step}") and holder(company) == "preventa"
    event = company.history("GC-2026-0001")[-1]
    assert (event.type, event.payload["message"]) == ("user_task_asked_for", "¿Me lo deja?")


def test_it_is_taken_over_with_a_reason(visit, company, step):
    page = visit("comercial").post(f"/bandeja/{step}/tomar-en-su-lugar", {"reason": " "})
    assert page.status == 422 and "diga por qué" in page.text() and holder(company) == "preventa"
    page = visit("comercial").post(f"/bandeja/{step}/tomar-en-su-lugar", {"reason": "Está de viaje"})
    assert page.status == 200 and holder(company) == "comercial" and page.page.xpath("//form[@id]")
    other = visit("preventa").get(f"/bandeja/{step}")
    assert "tomó «Validación administrativa y técnica» en lugar de Preventa: Está de viaje" in other.text()


def test_a_head_gives_it_to_who_has_least_and_says_why(visit, company, step):
    company.command("assign", step, "comercial", actor="preventa")
    page = visit("director_comercial").get(f"/bandeja/{step}")
    assert given(page) == ["Nora Díaz · no tiene pasos", "Preventa · no tiene pasos"]
    assert re.search(r"Lo tiene Comercial desde hoy 09:\d\d; se lo asignó Preventa\.", page.text())
    page.post(f"/bandeja/{step}/asignar", {"assignee": "nora", "reason": ""})
    assert page.status == 422 and holder(company) == "comercial"
    page.post(f"/bandeja/{step}/asignar", {"assignee": "nora", "reason": "Tiene menos"})
    assert holder(company) == "nora"
    page = visit("director_comercial").get(f"/bandeja/{step}/vista")
    assert given(page)[0].startswith("Comercial · ")


def test_a_head_sees_what_waits_in_the_lane_and_gives_it(visit, company, step):
    company.command("release", step, actor="preventa")
    page = visit("director_comercial").get(f"/bandeja/{step}")
    assert "Nadie tiene este paso todavía" in page.text() and len(given(page)) == 3
    assert not page.page.xpath("//form[contains(@action, '/pedir')]")


def test_how_many_of_theirs_are_overdue_is_said(visit, company, step):
    with company.database.transaction() as connection:
        connection.execute(update(work_items).values(due_key=to_text(company.clock() - timedelta(days=1))))
    company.do(company.start(), "prospeccion")
    other = company.task("GC-2026-0002", "validacion").item.id
    page = visit("comercial").get(f"/bandeja/{other}/vista")
    assert "Preventa · tiene 1 paso, 1 atrasado" in given(page)


@pytest.mark.parametrize("act", ["pedir", "tomar-en-su-lugar"])
def test_who_could_not_do_it_gets_nothing(visit, company, step, act):
    words = {"message": "x", "reason": "x"}
    assert visit("soc_noc").post(f"/bandeja/{step}/{act}", words).status == 404
    assert visit("director_comercial").post(f"/bandeja/{step}/{act}", words).status == 403
    assert visit("preventa").post(f"/bandeja/{step}/{act}", words).status == 409
    assert holder(company) == "preventa"


def test_beginning_to_write_takes_a_step_and_discarding_gives_it_back(visit, company, step):
    company.command("release", step, actor="preventa")
    page = visit("comercial").get(f"/bandeja/{step}")
    page.post(f"/bandeja/{step}/borrador", {"viabilidad": "", "save-draft": "1"})
    assert holder(company) is None
    page.post(f"/bandeja/{step}/borrador", {"justificacion": "Vamos", "dictamen": "x", **something(page)})
    assert holder(company) == "comercial"
    page.post(f"/bandeja/{step}/borrador/discard", {"copy": ""})
    assert holder(company) is None


def something(page):
    """Something written into the first text of the form."""
    page.get("/bandeja/GC-2026-0001.4")
    (name, *_) = page.page.xpath("//form//textarea/@name")
    return {name: "Conviene: ya es cliente."}
