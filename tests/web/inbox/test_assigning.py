"""A step looked at beside the list, and handed to somebody who may do it."""

import pytest


@pytest.fixture
def step(company):
    """A step that comercial, preventa and the director may do."""
    company.do(company.start(), "prospeccion", {"cliente": "Ácme"})
    return company.task("GC-2026-0001", "validacion").item.id


def offered(page):
    return page.page.xpath("//select[@name='assignee']/option[@value != '']/@value")


def test_a_glance_says_what_it_is_about_and_to_whom_it_can_be_handed(visit, step):
    page = visit("comercial").get(f"/bandeja/{step}/vista")
    told = page.text("//*[@id='vista']")
    assert "GC-2026-0001 Ácme Preventa" in told and "Se evalúa en lo administrativo" in told
    assert set(offered(page)) == {"comercial", "preventa"}
    assert page.page.xpath("//*[@id='vista']//a[text()='Hacer este paso']/@href") == [f"/bandeja/{step}"]


def test_a_step_is_handed_over_and_is_theirs_alone(visit, company, step):
    page = visit("comercial").post(f"/bandeja/{step}/asignar", {"assignee": "preventa"})
    assert page.path == "/bandeja" and company.task("GC-2026-0001", "validacion").item.assignee == "preventa"
    assert visit("preventa").get("/bandeja?ver=mias").page.xpath("//a[@class='step']/@href") == [f"/bandeja/{step}"]
    assert offered(page.get(f"/bandeja/{step}/vista")) == []


def test_an_administrator_hands_over_what_somebody_has(visit, company, step):
    company.command("claim", step, actor="comercial")
    company.reads("administrador")
    administrator = visit("administrador")
    folio = administrator.get("/oportunidades/GC-2026-0001")
    assert folio.page.xpath("//a[@class='hand']/@href") == [f"/bandeja/{step}/vista"]
    page = administrator.get(f"/bandeja/{step}/vista")
    assert "Lo tiene Comercial" in page.text() and offered(page) == ["preventa"]
    assert page.page.xpath("//*[@id='vista']//a[text()='Hacer este paso']") == []
    administrator.post(f"/bandeja/{step}/asignar", {"assignee": "preventa"})
    assert company.task("GC-2026-0001", "validacion").item.assignee == "preventa"


def test_whoever_looks_sees_who_took_it_or_who_gave_it_to_whom(visit, company, step):
    def had(person):
        page = visit(person).get("/oportunidades/GC-2026-0001")
        return page.text("//section[@aria-labelledby='abierto']//li")

    company.command("claim", step, actor="comercial")
    assert "lo tomó Comercial" in had("preventa")
    company.command("assign", step, "preventa", actor="comercial")
    assert "lo tiene Preventa: se lo asignó Comercial" in had("comercial")
    assert "lo tiene usted" in visit("preventa").get("/bandeja").text()


@pytest.mark.parametrize(("to", "status"), [("soc_noc", 403), ("nadie", 404), ("", 404)])
def test_to_whom_it_cannot_go_is_refused_and_nothing_changes(visit, company, step, to, status):
    page = visit("comercial").post(f"/bandeja/{step}/asignar", {"assignee": to})
    assert page.status == status and company.task("GC-2026-0001", "validacion").item.assignee is None


def test_who_may_not_do_it_neither_looks_nor_hands_over(visit, company, step):
    assert visit("auditor").get(f"/bandeja/{step}/vista").status == 403
    assert visit("auditor").post(f"/bandeja/{step}/asignar", {"assignee": "preventa"}).status == 403
    for person in ("soc_noc", "administrador"):
        assert visit(person).get(f"/bandeja/{step}/vista").status == 404
    assert visit("soc_noc").post(f"/bandeja/{step}/asignar", {"assignee": "preventa"}).status == 404


def test_a_step_that_is_done_says_so(visit, company, step):
    company.complete(step, {"tipo_requerimiento": "servicio", "areas": ["soc_noc"]}, actor="comercial")
    page = visit("comercial").get(f"/bandeja/{step}/vista")
    assert "Este paso ya no está abierto." in page.text() and offered(page) == []


@pytest.mark.parametrize(
    ("sent_from", "back"),
    [
        ("http://localhost/bandeja?q=2026", "/bandeja?q=2026"),
        ("http://localhost//otro.example", "/otro.example"),
        ("http://otro.example/bandeja", "/bandeja"),
        ("javascript:alert(1)", "/bandeja"),
    ],
)
def test_what_the_script_sends_goes_on_on_the_page_it_was_sent_from(app, visit, step, sent_from, back):
    client = visit("comercial").client
    with client.session_transaction() as session:
        token = session["csrf"]
    answer = client.post(
        f"/bandeja/{step}/asignar",
        data={"csrf-token": token, "assignee": "preventa"},
        headers={"HX-Request": "true", "HX-Current-URL": sent_from},
    )
    assert (answer.status_code, answer.location) == (303, back)
