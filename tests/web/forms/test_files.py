"""Files of a form: one that an earlier step brought is replaced in its place, and what is no file is refused there."""

import io
from collections.abc import Callable

import pytest

from engine.setting_parts.scanning import Clamd
from tests.engine.client_access.proposal import sent, token_of
from tests.engine.documents.test_admission import EICAR, PDF, OnNetwork, Scanner, serving
from tests.engine.verification.opportunity import under_way
from tests.support import Company
from tests.web.conftest import Visitor

Visit = Callable[[str], Visitor]
CORRECTED = {
    "correcciones_realizadas": "Se corrigió todo lo que faltaba.",
    "comentarios_aplicados": "Sí",
}


def files_of(page: Visitor, name: str = "archivo_propuesta") -> list[str]:
    field = f"//div[@data-field='campo-{name}']//ul[@class='files']/li/span[1]"
    return [" ".join(each.text_content().split()) for each in page.page.xpath(field)]


def test_a_new_version_takes_the_place_of_the_one_before_and_that_is_kept(company: Company, visit: Visit) -> None:
    folio = under_way(company)
    step = company.task(folio, "correcciones").item.id
    page = visit("comercial").get(f"/bandeja/{step}")
    assert [each.split(" v1")[0] for each in files_of(page)] == ["archivo_propuesta.pdf"]
    page.submit({**CORRECTED, "archivo_propuesta:0": (io.BytesIO(PDF + b"dos"), "propuesta 2.pdf")})
    assert page.status == 200 and company.tasks(folio)[0].item.visit.element == "validar_cumplimiento"
    with_it = visit("cumplimiento").get(f"/bandeja/{company.tasks(folio)[0].item.id}")
    hand = with_it.text("//details[contains(@class, 'at-hand')]")
    assert "propuesta 2.pdf v2" in hand and "1 versión anterior" in hand and "archivo_propuesta.pdf v1" in hand
    old = with_it.page.xpath("//details[contains(@class, 'at-hand')]//a[text()='archivo_propuesta.pdf']/@href")
    assert with_it.client.get(old[0]).status_code == 200
    company.do(folio, "validar_cumplimiento", {"cumple": False})
    again = visit("comercial").get(f"/bandeja/{company.tasks(folio)[0].item.id}")
    assert files_of(again)[0].startswith("propuesta 2.pdf v2")


def test_the_client_gets_the_current_one_only(company: Company, app, visit: Visit) -> None:
    folio = under_way(company)
    page = visit("comercial").get(f"/bandeja/{company.task(folio, 'correcciones').item.id}")
    page.submit({**CORRECTED, "archivo_propuesta:0": (io.BytesIO(PDF + b"dos"), "propuesta 2.pdf")})
    company.do(folio, "validar_cumplimiento", {"cumple": True})
    company.do(folio, "enviar_cliente")
    client = Visitor(app.test_client()).get(f"/portal/{token_of(company, folio)}")
    assert "propuesta 2.pdf" in client.text() and "archivo_propuesta.pdf" not in client.text()
    assert not client.page.xpath("//*[@class='version'] | //*[@class='replace']")


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("vacío.pdf", b"", "«vacío.pdf» está vacío"),
        ("falso.pdf", b"hola", "«falso.pdf» no es lo que dice su nombre"),
        ("plan.docx", PDF, "«plan.docx» no es lo que dice su nombre"),
    ],
)
def test_what_is_no_file_is_refused_at_its_field_and_nothing_else_is_lost(
    company: Company, visit: Visit, name: str, content: bytes, said: str
) -> None:
    step = company.task(company.start(), "prospeccion").item.id
    page = visit("director_comercial").get(f"/bandeja/{step}")
    page.submit({"cliente": "Aceros del Norte", "origen_requerimiento": "RFP"})
    page.submit({"documento_cliente": [(io.BytesIO(content), name), (io.BytesIO(PDF), "bueno.pdf")]})
    assert page.status == 422
    assert said in page.text("//div[@data-field='campo-documento_cliente']//p[@class='error']")
    assert page.value("cliente") == "Aceros del Norte"
    assert [each.split(" ")[0] for each in files_of(page, "documento_cliente")] == ["bueno.pdf"]


def upload(page: Visitor, step: str, name: str, content: bytes) -> dict[str, list[str]]:
    data = {"csrf-token": "a token", "documento_cliente": (io.BytesIO(content), name)}
    with page.client.session_transaction() as session:
        session["csrf"] = "a token"
    return dict(page.client.post(f"/bandeja/{step}/archivo", data=data).json)


def test_a_file_that_is_sent_as_it_is_chosen_is_judged_the_same(company: Company, visit: Visit) -> None:
    step = company.task(company.start(), "prospeccion").item.id
    page = visit("director_comercial").get(f"/bandeja/{step}")
    refused = upload(page, step, "vacío.pdf", b"")
    assert refused["signed"] == [] and "está vacío" in refused["refused"][0]
    assert len(upload(page, step, "bueno.pdf", PDF)["signed"]) == 1


def test_what_is_infected_is_refused_at_its_field_by_the_scanner_that_is_set(company: Company) -> None:
    from engine.settings import Settings
    from web.app import create_app

    server = OnNetwork(("127.0.0.1", 0), Scanner)
    settings = Settings(company.database.url, clamd=Clamd("127.0.0.1", server.server_address[1]))
    app = create_app(settings, company.database, company.runtime, clock=company.clock, demo=True)
    step = company.task(company.start(), "prospeccion").item.id
    page = Visitor(app.test_client()).post("/entrar", {"person": "director_comercial"})
    with serving(server):
        refused = upload(page, step, "rfp.pdf", PDF + EICAR)
        assert refused["signed"] == [] and "está infectado (Eicar-Test-Signature)" in refused["refused"][0]
        assert len(upload(page, step, "bueno.pdf", PDF)["signed"]) == 1
    assert "no se pudo revisar" in upload(page, step, "bueno.pdf", PDF)["refused"][0]


def test_what_a_client_sends_is_judged_too(company: Company, app) -> None:
    token = token_of(company, sent(company))
    page = Visitor(app.test_client()).get(f"/portal/{token}")
    with page.client.session_transaction() as session:
        session["csrf"] = "a token"
    data = {"csrf-token": "a token", "documento_autorizacion": (io.BytesIO(b"MZ"), "orden.pdf")}
    told = page.client.post(f"/portal/{token}/archivo", data=data).json
    assert told["signed"] == [] and "no es lo que dice su nombre" in told["refused"][0]
