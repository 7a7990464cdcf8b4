"""The data of an opportunity are disposed of on its page, and every page says so plainly afterwards."""

import json

from engine.disposal.commands import LONGEST
from tests.support import Company
from tests.web.conftest import Visitor

RULE = "Artículo 25 de la LFPDPPP: cancelación pedida por el titular"
CLIENT = "Aseguradora del Golfo"
SAID = "Sus datos se eliminaron el"


def asked(visit, folio: str, person: str = "control_documentos") -> Visitor:
    return visit(person).get(f"/oportunidades/{folio}/datos")


def test_whoever_controls_the_documents_is_offered_it_and_told_what_goes(visit, folio) -> None:
    page = visit("control_documentos").get(f"/oportunidades/{folio}")
    assert page.page.xpath(f"//a[@href='/oportunidades/{folio}/datos']")
    asking = asked(visit, folio)
    assert asking.status == 200 and "F-COM-001.pdf" in asking.text("//main")
    for person in ("comercial", "auditor"):
        assert not visit(person).get(f"/oportunidades/{folio}").page.xpath(f"//a[@href='/oportunidades/{folio}/datos']")
        assert asked(visit, folio, person).status == 403
    assert asked(visit, folio, "administrador").status == 404


def test_without_a_rule_nothing_is_done_and_the_page_says_why(visit, folio, company: Company) -> None:
    page = visit("control_documentos")
    refused = page.post(f"/oportunidades/{folio}/datos", {"rule": "   "})
    assert refused.status == 422 and "conforme a qué regla" in refused.text("//*[@role='alert']")
    long = page.post(f"/oportunidades/{folio}/datos", {"rule": "x" * (LONGEST + 1)})
    assert long.status == 422 and long.page.xpath("//textarea")[0].text.strip() == "x" * (LONGEST + 1)
    assert company.history(folio)[-1].type == "instance_completed"


def test_every_page_says_it_and_no_list_finds_it_by_what_it_held(visit, folio, company: Company) -> None:
    page = visit("control_documentos")
    assert CLIENT in page.get("/oportunidades?q=aseguradora").text("//main")
    done = page.post(f"/oportunidades/{folio}/datos", {"rule": RULE})
    assert done.status == 200 and done.path == f"/oportunidades/{folio}"
    told = done.text("//*[@data-disposed]")
    assert SAID in told and "Control de Documentos" in told and RULE in told
    assert CLIENT not in done.text("//body") and not done.page.xpath("//a[contains(@href, '/datos')]")
    assert folio not in page.get("/oportunidades?q=aseguradora").text("//main//table | //main//ul")
    other = company.start()
    for person, path in (("control_documentos", "/oportunidades"), ("auditor", "/auditoria")):
        listed = visit(person).get(path)
        assert listed.page.xpath("//tr[.//*[@data-disposed]]//a[@class='folio']/text()") == [folio]
        assert "datos eliminados" in listed.text("//main") and other in listed.text("//main")
    assert page.get(f"/oportunidades/{folio}/datos").status == 409


def test_an_auditor_replays_and_verifies_it_with_the_reserve_said(visit, folio) -> None:
    visit("control_documentos").post(f"/oportunidades/{folio}/datos", {"rule": RULE})
    page = visit("auditor")
    replay = page.get(f"/auditoria/{folio}?paso=62")
    assert replay.status == 200 and SAID in replay.text("//*[@data-disposed]")
    assert "eliminó los datos" in replay.text("//*[@data-what]")
    for number in (1, 2, 3, 12, 30, 61):
        assert page.get(f"/auditoria/{folio}?paso={number}").status == 200
    assert CLIENT not in page.get(f"/auditoria/{folio}/tabla").text("//main")
    verified = page.post(f"/auditoria/{folio}/verificar")
    assert "En orden" in verified.text("//*[@data-verification]") and SAID in verified.text("//*[@data-verification]")
    steps = json.loads(page.client.get(f"/auditoria/{folio}/pasos").data)
    assert CLIENT not in json.dumps(steps, ensure_ascii=False)
    assert page.client.get(f"/auditoria/{folio}/evidencia.zip").status_code == 200


def test_one_that_runs_keeps_its_data(visit, company: Company) -> None:
    folio = company.start()
    page = visit("control_documentos")
    assert not page.get(f"/oportunidades/{folio}").page.xpath(f"//a[@href='/oportunidades/{folio}/datos']")
    assert page.post(f"/oportunidades/{folio}/datos", {"rule": RULE}).status == 409
