"""Giving a step back to the one before it, on the page of the step."""

import pytest

WHY = "Faltó el alcance"


@pytest.fixture
def step(company):
    """The id of the step that waits after the prospecting."""
    folio = company.start()
    company.do(folio, "prospeccion")
    return company.task(folio, "validacion").item.id


def test_the_step_says_what_it_undoes_and_goes_back_with_a_reason(visit, company, step):
    page = visit("preventa").get(f"/bandeja/{step}")
    (link,) = page.page.xpath("//a[normalize-space()='Devolver al paso anterior']/@href")
    page.get(link)
    said = page.text("//main")
    assert "vuelve a «Prospección y generación de leads», que completó Director Comercial" in said
    assert "vuelve a esperar, para Director Comercial" in said and "enviado queda" in said
    page.submit({"reason": WHY}, None)
    assert page.status == 200 and page.path == f"/bandeja/{step}"
    folio = step.rpartition(".")[0]
    (task,) = company.tasks(folio)
    assert (task.item.visit.element, task.item.visit.round) == ("prospeccion", 2)
    shown = visit("preventa").get(f"/oportunidades/{folio}").text("//main")
    assert (
        "Preventa devolvió «Validación administrativa y técnica» a «Prospección y generación de leads»: " + WHY in shown
    )


def test_without_a_reason_nothing_happens_and_the_page_says_so(visit, company, step):
    page = visit("preventa").get(f"/bandeja/{step}/regresar").submit({"reason": " "}, None)
    assert page.status == 422 and "Diga por qué se devuelve" in page.text("//*[@role='alert']")
    assert company.task(step.rpartition(".")[0], "validacion").item.id == step


def test_where_it_cannot_be_there_is_no_link_and_the_page_says_why(visit, company):
    folio = company.start()
    id_ = company.task(folio, "prospeccion").item.id
    page = visit("director_comercial").get(f"/bandeja/{id_}")
    assert "Devolver al paso anterior" not in page.text("//main")
    page.get(f"/bandeja/{id_}/regresar")
    assert page.status == 200 and "no se puede devolver al paso anterior" in page.text("//*[@role='alert']")
    assert page.post(f"/bandeja/{id_}/regresar", {"reason": WHY}).status == 409
