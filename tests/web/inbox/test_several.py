"""Several steps at once: marked in the list, and taken, given back or handed over together."""

import pytest

STEPS = [f"GC-2026-000{number}.4" for number in "123"]


@pytest.fixture
def office(company):
    """Three leads at «Validar», which comercial and preventa may do."""
    for client in ("Ácme", "Coca-Cola", "Banco"):
        company.do(company.start(), "prospeccion", {"cliente": client})
    return company


def having(company):
    return [company.task(id.rpartition(".")[0], "validacion").item.assignee for id in STEPS]


def test_what_is_marked_is_taken_together_and_given_back_together(visit, office):
    page = visit("comercial").get("/bandeja")
    boxes = page.page.xpath("//input[@form='varios']")
    assert [box.get("value") for box in boxes] == STEPS
    page.post("/bandeja/varios", {"act": "take", "step": STEPS[:2], "then": "/bandeja?ver=mias"})
    assert page.path == "/bandeja" and having(office) == ["comercial", "comercial", None]
    page.post("/bandeja/varios", {"act": "give", "step": STEPS[:2], "then": "/bandeja"})
    assert having(office) == [None, None, None]


def test_what_a_colleague_was_faster_to_take_is_named_and_the_rest_is_done(visit, office):
    office.command("claim", STEPS[1], actor="preventa")
    page = visit("comercial").post(
        "/bandeja/varios", {"act": "take", "step": [*STEPS, "GC-2026-0099.4"], "then": "/bandeja"}
    )
    assert page.status == 409 and having(office) == ["comercial", "preventa", "comercial"]
    assert "2 pasos están hechos. 2 pasos quedaron como estaban:" in page.text()
    assert "lo tiene Preventa" in page.text("//ul[contains(@class, 'chosen')]/li[1]")
    assert "Un paso que no existe" in page.text("//ul[contains(@class, 'chosen')]/li[2]")


def test_what_is_marked_is_handed_over_to_whoever_may_do_all_of_it_with_what_they_have(visit, office):
    office.command("claim", STEPS[2], actor="preventa")
    page = visit("comercial").post("/bandeja/varios", {"act": "assign", "step": STEPS[:2], "then": "/bandeja?q=2026"})
    assert page.path == "/bandeja/varios" and page.text().count("Validación administrativa y técnica") == 2
    told = {
        each.get("value"): " ".join(each.getparent().text_content().split())
        for each in page.page.xpath("//input[@name='assignee']")
    }
    assert told == {"comercial": "Comercial tiene 0 pasos", "preventa": "Preventa tiene 1 paso"}
    answer = {"step": STEPS[:2], "assignee": "preventa", "reason": "Cubre a Lucía", "then": "/bandeja?q=2026"}
    page.post("/bandeja/varios/asignar", answer)
    assert page.path == "/bandeja" and having(office) == ["preventa"] * 3
    assert office.history("GC-2026-0001")[-1].payload == {"assignee": "preventa", "reason": "Cubre a Lucía"}


def test_what_somebody_has_goes_on_only_by_their_head_and_with_a_reason(visit, office):
    office.command("claim", STEPS[0], actor="preventa")
    page = visit("director_comercial")
    refused = page.post("/bandeja/varios/asignar", {"step": STEPS[:2], "assignee": "comercial"})
    assert refused.status == 409 and having(office) == ["preventa", "comercial", None]
    page.post("/bandeja/varios/asignar", {"step": STEPS[0], "assignee": "comercial", "reason": "Está de viaje"})
    assert having(office) == ["comercial", "comercial", None]


def test_steps_that_nobody_may_do_all_of_are_told_apart(visit, office):
    office.do("GC-2026-0001", "validacion", {"tipo_requerimiento": "servicio", "areas": ["soc_noc"]})
    office.reads("administrador")
    (area,) = [task.item.id for task in office.tasks("GC-2026-0001")]
    page = visit("administrador").get("/bandeja/varios", query_string={"step": [area, STEPS[1]]})
    assert "Nadie puede hacer todos estos pasos." in page.text()


def test_nothing_marked_is_said(visit, office):
    page = visit("comercial").post("/bandeja/varios", {"act": "take", "then": "/bandeja"})
    assert page.status == 200 and "No hay pasos marcados." in page.text() and having(office) == [None] * 3


@pytest.mark.parametrize("then", ["https://otro.example/", "//otro.example", "javascript:alert(1)", ""])
def test_the_way_back_is_a_page_of_ours(visit, office, then):
    page = visit("comercial").get("/bandeja/varios", query_string={"step": STEPS[0], "then": then})
    assert all(href.startswith("/") and not href.startswith("//") for href in page.page.xpath("//main//a/@href"))


def test_who_may_not_do_a_step_does_not_hand_it_over(visit, office):
    assert visit("soc_noc").get("/bandeja/varios", query_string={"step": STEPS[0]}).status == 404
    assert visit("auditor").get("/bandeja/varios", query_string={"step": STEPS[0]}).status == 403
