"""What our own people do with links, where they are shown."""

from collections.abc import Callable

from tests.engine.client_access.proposal import EMAIL, offered, to_be_sent, token_of
from tests.support import Company
from tests.web.conftest import Visitor

Visit = Callable[[str], Visitor]


def shown(page: Visitor) -> str | None:
    found = page.page.xpath("//section[@id='enlaces']//input[@readonly]")
    return found[0].get("value") if found else None


def test_comercial_sees_the_link_where_the_opportunity_is(visit: Visit, company: Company, folio: str) -> None:
    page = visit("comercial").get(f"/oportunidades/{folio}")
    assert shown(page) == f"http://localhost/portal/{token_of(company, folio)}"
    text = page.text("//section[@id='enlaces']")
    assert "L••• P••• C•••" in text and "hasta el 20 mar 2026" in text
    assert "El correo a l•••@c•••.example espera su envío." in text
    page.post(f"/oportunidades/{folio}/personales", {"need": "Llamar a quien decide"})
    text = page.text("//section[@id='enlaces']")
    assert "Laura Pérez, Compras" in text and f"El correo a {EMAIL} espera su envío." in text


def test_it_is_there_at_once_after_the_proposal_was_sent(visit: Visit, company: Company) -> None:
    folio = to_be_sent(company)
    id = company.task(folio, "enviar_cliente").item.id
    page = visit("comercial").get(f"/bandeja/{id}")
    page.submit(
        {
            "fecha_envio": "2026-03-02",
            "medio_envio": "Correo electrónico",
            "destinatarios": "Laura Pérez",
            "mensaje_cliente": "Le enviamos la propuesta que nos pidió.",
            "envio_en_crm": "on",
        }
    )
    assert page.path == f"/bandeja/{id}"
    assert shown(page) == f"http://localhost/portal/{token_of(company, folio)}"


def test_it_is_nobody_else_s(visit: Visit, folio: str, path: str) -> None:
    for person in ("preventa", "auditor", "cliente", "direccion_general"):
        page = visit(person).get(f"/oportunidades/{folio}")
        assert page.status == 200 and shown(page) is None
        assert path not in page.response.text


def test_another_link_takes_the_place_of_the_first(visit: Visit, company: Company, folio: str) -> None:
    page = visit("comercial").get(f"/oportunidades/{folio}")
    first = shown(page)
    page.post(page.page.xpath("//form[contains(@action, '/otro')]")[0].get("action"))
    assert page.path == f"/oportunidades/{folio}"
    assert shown(page) not in (None, first)


def test_a_revoked_link_is_gone_and_another_can_be_made(visit: Visit, company: Company, folio: str) -> None:
    page = visit("director_comercial").get(f"/oportunidades/{folio}")
    page.post(page.page.xpath("//form[contains(@action, '/revocar')]")[0].get("action"))
    assert shown(page) is None
    assert "El enlace fue revocado" in page.text("//section[@id='enlaces']")
    page.post(page.page.xpath("//form[contains(@action, '/otro')]")[0].get("action"))
    assert shown(page) == f"http://localhost/portal/{token_of(company, folio)}"


def test_who_may_not_manage_links_is_refused(visit: Visit, company: Company, folio: str) -> None:
    (offer,) = offered(company, folio)
    assert offer.link is not None
    for person in ("preventa", "auditor", "cliente"):
        assert visit(person).post(f"/enlaces/{offer.item.id}/otro").status == 403
        assert visit(person).post(f"/enlaces/{offer.link.id}/revocar").status == 403


def test_a_link_that_is_not_there_is_said_in_plain_words(visit: Visit) -> None:
    page = visit("comercial").post("/enlaces/0000000000000000/revocar")
    assert page.status == 404 and "No existe ese enlace" in page.text()
