"""What was written and could not be taken comes back under the questions it answers."""

import pytest

from tests.support import Company


@pytest.fixture
def step(company: Company) -> str:
    folio = company.start()
    return company.task(folio, "prospeccion").item.id


def given_back(page):
    names = [each.text_content().strip() for each in page.page.xpath("//section[@aria-labelledby='escrito']//dt")]
    values = [" ".join(each.text_content().split()) for each in page.page.xpath("//section//dd")]
    return dict(zip(names, values, strict=True))


def test_answers_stand_under_their_questions_and_choices_in_words(visit, step):
    typed = {
        "cliente": "Aceros",
        "monto_estimado": "1,250.50",
        "fecha_entrega": "2026-04-20",
        "acuerdos_requerimiento[1].acuerdo_responsable": "Ana",
        "origen_requerimiento": '"visita_presencial"',
    }
    page = visit("comercial").post(f"/bandeja/{step}", typed)
    assert page.status == 403
    told = given_back(page)
    assert told["Cliente"] == "Aceros" and told["Monto estimado de la oportunidad"] == "$1,250.50 sin IVA"
    assert told["Responsable"] == "Ana" and not any("_" in name or "[" in name for name in told), told
    assert told["¿Cómo se recibió el requerimiento?"] == "Visita presencial con el cliente"
    assert "20 abr 2026" in told["Fecha de entrega de la propuesta al cliente"]


def test_what_is_no_answer_to_a_form_has_its_label_too(visit, company):
    page = visit("comercial").post("/administracion/personas", {"name": "Lucía", "id": "lucia"})
    assert page.status == 403 and given_back(page) == {"Nombre": "Lucía"}


def test_a_step_that_is_not_there_gives_it_back_all_the_same(visit):
    page = visit("comercial").post("/bandeja/GC-1999-0001.2", {"cliente": "Aceros"})
    assert page.status == 404 and given_back(page) == {"cliente": "Aceros"}


def test_what_fails_inside_says_when_it_was(app, visit, monkeypatch):
    def fail(*_, **__):
        raise RuntimeError

    monkeypatch.setattr("web.opportunities.views.listing.page", fail)
    app.config["PROPAGATE_EXCEPTIONS"] = False
    page = visit("comercial").get("/oportunidades")
    assert page.status == 500 and "No se guardó nada" in page.text() and "2 mar 2026" in page.text()
