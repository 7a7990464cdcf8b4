"""The impact of a draft on its page: asked for, watched, read one by one, and needed before the review."""

import pytest

from engine.definitions import drafts
from engine.jobs.catalogue import try_drafts
from engine.settings import Settings
from tests.engine.definitions.publishing import AUTHOR
from tests.engine.definitions.test_commands import changed
from tests.engine.impact.test_keeping import ask, save
from tests.engine.impact.test_past import WAYS, source
from tests.engine.instances.test_routes import ROUTES
from tests.engine.migration.moving import begun
from tests.web.processes.test_drafting import PAGE, buttons, send

IMPACT = "/procesos/gestion_comercial/impacto"
OTHERWISE = changed("cumple == True", "cumple == False").diagram


@pytest.fixture
def folios(company):
    """One that ended and one under way."""
    ended = company.start()
    company.drive(ended, ROUTES["lost on price"][0])
    return ended, company.start()


@pytest.fixture
def author(folios, visit):
    page = visit("director_comercial")
    page.post("/procesos/gestion_comercial/borrador")
    send(page, (OTHERWISE, "gestion.bpmn"))
    return page


def work(company):
    while try_drafts(company.database, company.runtime, Settings(), company.clock):
        pass


def test_a_draft_is_tried_on_the_opportunities_before_it_is_submitted(author, company, folios):
    assert "Hace falta antes de la revisión" in author.text() and "Probar con las oportunidades" in buttons(author)
    author.post(PAGE + "/entregar", {"description": "Cambia el cumplimiento"})
    said = author.text("//*[@class='summary']")
    assert author.status == 409 and "en «Impacto», oprima «Probar con las oportunidades»" in said
    author.post(IMPACT)
    assert (author.path, author.status) == (IMPACT, 200) and "Probando: 0 de 2" in author.text()
    assert author.page.xpath("//noscript/meta[@http-equiv='refresh']")
    work(company)
    author.get(IMPACT)
    assert "Probado con 2 oportunidades" in author.text()
    lines = {row[0]: row[1:] for row in rows(author)}
    assert lines[folios[0]] == [
        "concluida",
        "Habría ido por otro lado",
        "En «¿Cumple con lo establecido?» habría seguido con «No», a «Realizar correcciones».",
    ]
    assert lines[folios[1]][1] == "Pasa sola"
    assert author.page.xpath("string(//@data-differs)").split() == ["cumple_gw"]
    author.get(PAGE)
    author.post(PAGE + "/entregar", {"description": "Cambia el cumplimiento"})
    assert (author.path, author.status) == (PAGE, 200)


def rows(page):
    return [
        [" ".join(cell.text_content().split()) for cell in row.xpath("td")]
        for row in page.page.xpath("//table[contains(@class, 'impact')]/tbody/tr")
    ]


def test_what_is_hit_where_the_draft_has_nothing_is_said_beside_the_diagram(company, visit):
    begun(company, source())
    company.do(company.start("p", "comercial"), "a", {"monto": 500})
    with company.database.transaction() as connection:
        drafts.start_draft(connection, "p", actor=AUTHOR, at=company.clock())
    save(company, source(WAYS.replace("> b >", "> new >")))
    ask(company)
    work(company)
    page = visit(AUTHOR).get("/procesos/p/impacto")
    assert [row[2] for row in rows(page)] == ["Necesita una decisión", "Pasa sola"]
    assert "A 1 más le afecta donde el borrador ya no tiene nada dibujado: está en la lista." in page.text()


def test_the_list_is_found_by_verdict_and_status(author, company, folios):
    author.post(IMPACT)
    work(company)
    author.get(IMPACT + "?veredicto=difiere")
    assert [row[0] for row in rows(author)] == [folios[0]]
    author.get(IMPACT + "?estado=running")
    assert [row[0] for row in rows(author)] == [folios[1]]
    author.get(IMPACT + "?veredicto=imposible&pagina=zz")
    assert rows(author) == [] and "Ninguna es así." in author.text()


def test_it_can_be_stopped_and_gone_on_with_and_what_changed_is_said(author, company, folios):
    author.post(IMPACT)
    author.post(IMPACT + "/detener")
    assert "Detenido: van 0 de 2." in author.text()
    author.post(IMPACT)
    work(company)
    company.do(folios[1], "prospeccion")
    author.get(IMPACT)
    assert "1 oportunidad empezó o siguió desde entonces." in author.text()
    send(author, (changed('name="Prospección y generación de leads"', 'name="Prospectar"').diagram, "gestion.bpmn"))
    assert "Lo que se probó no es lo que el borrador dice ahora" in author.text()


def test_reviewers_and_approvers_see_it_and_others_do_not(author, company, visit):
    author.post(IMPACT)
    work(company)
    for person in ("control_documentos", "direccion_general"):
        assert visit(person).get(IMPACT).status == 200
    assert visit("preventa").get(IMPACT).status == 403


def test_the_part_that_is_watched_asks_for_the_whole_page_when_it_is_done(author, company):
    author.post(IMPACT)
    watched = author.page.xpath("string(//@data-hx-get)")
    answer = author.client.get(watched, headers={"HX-Request": "true"})
    assert "HX-Refresh" not in answer.headers
    work(company)
    assert author.client.get(watched, headers={"HX-Request": "true"}).headers["HX-Refresh"] == "true"
