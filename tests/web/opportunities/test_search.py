"""The list of opportunities answers what people quote with where it stands."""

import pytest

from engine.documents.store import store
from engine.instances import comments
from engine.jobs.quoting import index

pytestmark = pytest.mark.both_databases

LEAD = {
    "cliente": "Aceros del Norte",
    "contacto": "Laura Méndez",
    "folio_crm": "CRM-88213",
    "origen_requerimiento": "rfp",
}
LONG = "En la llamada de ayer dijeron muchas cosas que no vienen al caso, y al final que usan Zabbix desde hace años"


@pytest.fixture
def folio(company):
    folio = company.start()
    with company.database.transaction() as connection:
        file = store(connection, "Bases 44.pdf", b"%PDF-1.7", actor="comercial", at=company.clock())
    company.do(folio, "prospeccion", {**LEAD, "documento_cliente": [file]})
    with company.database.transaction() as connection:
        comments.comment(connection, company.runtime, folio, LONG, actor="preventa", at=company.clock())
    company.start()
    while index(company.database):
        pass
    return folio


def quoted(visit, text, person="comercial"):
    page = visit(person).get("/oportunidades?q=" + text)
    return [" ".join(each.text_content().split()) for each in page.page.xpath("//*[@class='quoted']")]


def test_a_file_a_folio_of_the_crm_and_a_comment_are_named_with_what_they_are(visit, folio):
    assert quoted(visit, "88213") == ["Folio de la oportunidad en CRM: CRM-88213"]
    assert quoted(visit, "bases+44") == ["Documento del cliente con los requerimientos: Bases 44.pdf"]
    (comment,) = quoted(visit, "zabbix")
    assert comment.startswith("Comentario de Preventa: …") and "usan Zabbix" in comment


def test_it_leads_there(visit, company, folio):
    page = visit("comercial").get("/oportunidades?q=zabbix")
    (link,) = page.page.xpath("//*[@class='quoted']/a/@href")
    path, _, anchor = link.partition("#")
    assert page.get(path).page.xpath("//*[@id=$id]", id=anchor)


def test_personal_data_are_found_by_whom_knows_them_and_stay_masked(visit, folio):
    assert quoted(visit, "mendez") == ["Contacto: L••• M•••"]
    assert quoted(visit, "mend") == []


def test_what_the_row_says_anyway_is_not_said_twice(visit, folio):
    assert quoted(visit, "aceros") == []
    (comment,) = quoted(visit, "aceros+zabbix")
    assert "usan Zabbix" in comment


def test_a_table_of_a_search_holds_what_the_list_shows(visit, company, folio):
    table = visit("comercial").get("/oportunidades/lista.csv?q=zabbix").response.get_data(as_text=True)
    assert folio in table and len(table.strip().splitlines()) == 2


def test_a_program_finds_it_too(app, company, folio):
    from tests.web.api.conftest import Program, token_of

    found = Program(app.test_client(), token_of(company, "comercial")).get("/instances?text=zabbix")["items"]
    assert [each["folio"] for each in found] == [folio] and "usan Zabbix" in found[0]["found"][0]["text"]
