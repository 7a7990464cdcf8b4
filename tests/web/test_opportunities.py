"""The opportunities: where each stands on its diagram, finding them, and the board."""

import csv
import io

import pytest

from engine.definitions import queries
from tests.web.test_site import drive_until

ALLIANCE = {"tipo_requerimiento": "servicio_administrado", "requiere_ti": True, "areas": ["soc_noc"]}
SERVICE = {"tipo_requerimiento": "servicio", "areas": ["ciberinteligencia"]}


@pytest.fixture
def folio(company):
    return company.start()


def standing(visit, folio, person="comercial"):
    page = visit(person).get(f"/oportunidades/{folio}/avance")
    assert page.status == 200
    return page.response.json


# --- where it stands


def test_the_drawing_is_told_what_was_done_what_waits_and_how_often(visit, company, folio):
    drive_until(company, folio, "correcciones", {"validacion": [SERVICE], "validar_cumplimiento": [{"cumple": False}]})
    company.do(folio, "correcciones")
    told = standing(visit, folio)
    assert told["start"] == "gestion_comercial" and set(told["diagrams"]) == {
        "gestion_comercial",
        "alianzas_estrategicas",
    }
    elements = told["diagrams"]["gestion_comercial"]["elements"]
    assert elements["validar_cumplimiento"] == {"state": "current", "times": 2, "calls": None}
    assert elements["correcciones"] == {"state": "done", "times": 1, "calls": None}
    assert elements["alianzas"] == {"state": "ahead", "times": 0, "calls": "alianzas_estrategicas"}
    assert "flujo_cumple_gw_correcciones" in told["diagrams"]["gestion_comercial"]["flows"]


def test_the_diagram_is_that_of_the_version_it_runs_on_byte_for_byte(visit, company, folio):
    page = visit("comercial").get(f"/oportunidades/{folio}/diagrama")
    with company.database.reading() as connection:
        kept = queries.diagram(connection, "gestion_comercial", 4)
    assert (page.response.mimetype, page.response.data) == ("application/xml", kept)
    called = page.get(f"/oportunidades/{folio}/diagrama?proceso=alianzas_estrategicas")
    assert b'id="alianzas_estrategicas"' in called.response.data
    again = page.client.get(
        called.response.request.path + "?proceso=alianzas_estrategicas",
        headers={"If-None-Match": called.response.headers["ETag"]},
    )
    assert again.status_code == 304


def test_the_diagram_of_a_process_that_it_does_not_run_on_is_not_there(visit, folio):
    assert visit("comercial").get(f"/oportunidades/{folio}/diagrama?proceso=otro").status == 404
    assert visit("comercial").get("/oportunidades/GC-1999-0001/avance").status == 404


def test_who_has_not_come_in_sees_neither_drawing_nor_diagram(app, folio):
    for path in ("avance", "diagrama"):
        answer = app.test_client().get(f"/oportunidades/{folio}/{path}")
        assert (answer.status_code, answer.location) == (302, "/")


def test_a_table_says_the_same_without_script(visit, company, folio):
    drive_until(company, folio, "cotizar_soluciones", {"validacion": [ALLIANCE]})
    page = visit("alianzas").get(f"/oportunidades/{folio}")
    rows = {
        row.get("data-step"): " ".join(" ".join(row.itertext()).split()) for row in page.page.xpath("//tr[@data-step]")
    }
    assert "Hecho" in rows["validacion"] and "Lo hizo Comercial" in rows["validacion"]
    assert "Está aquí" in rows["alianzas"] and "Está aquí" in rows["cotizar_soluciones"]
    assert "Le toca a Alianzas Estratégicas" in rows["cotizar_soluciones"]
    assert rows["generar_alianza"].endswith("Todavía no")
    links = page.page.xpath("//tr[@data-step='cotizar_soluciones']//a/@href")
    assert links == [f"/bandeja/{company.task(folio, 'cotizar_soluciones').item.id}"]


def test_a_step_shows_where_it_stands_in_the_procedure_that_it_belongs_to(visit, company, folio):
    drive_until(company, folio, "cotizar_soluciones", {"validacion": [ALLIANCE]})
    id_ = company.task(folio, "cotizar_soluciones").item.id
    drawing = visit("alianzas").get(f"/bandeja/{id_}").page.xpath("//*[@data-standing]")[0]
    assert drawing.get("data-standing") == f"/oportunidades/{folio}/avance"
    assert (drawing.get("data-shown"), drawing.get("data-here")) == ("alianzas_estrategicas", "cotizar_soluciones")


# --- finding them


@pytest.fixture
def three(company):
    """Ácme (1) and Banco (3) at «Validar», Coca-Cola (2) at «Participar»."""
    for client in ("Ácme", "Coca-Cola", "Banco del Bajío"):
        company.do(company.start(), "prospeccion", {"cliente": client, "fecha_entrega": "2026-04-20"})
    company.do("GC-2026-0002", "validacion", SERVICE)
    return company


def found(page):
    return [folio[-1] for folio in page.page.xpath("//td/a[@class='folio']/text()")]


@pytest.mark.parametrize(
    ("address", "folios"),
    [
        ("", "321"),
        ("?q=acme", "1"),
        ("?q=0002", "2"),
        ("?q=participacion", "2"),
        ("?estado=running&etapa=validacion", "31"),
        ("?estado=completed", ""),
        ("?orden=cliente", "132"),
        ("?orden=cliente&sentido=desc", "231"),
        ("?sentido=asc", "123"),
        ("?despues=GC-2026-0002", "1"),
        ("?estado=nada&orden=nada&sentido=nada", "123"),
        ("?despues=GC-1999-0001", "321"),
    ],
)
def test_the_address_says_what_the_list_shows(visit, three, address, folios):
    assert found(visit("auditor").get(f"/oportunidades{address}")) == list(folios)


def test_the_list_says_client_requirement_stage_and_term(visit, three):
    row = visit("auditor").get("/oportunidades?q=cola").text("//tbody")
    assert row.startswith("GC-2026-0002 Coca-Cola ")
    assert (
        "en curso — Participación e involucramiento en la definición del servicio solicitado · Ciberinteligencia" in row
    )


def test_what_finds_nothing_leads_back_to_all(visit, three):
    page = visit("auditor").get("/oportunidades?q=nadie")
    assert "Ninguna oportunidad es así. Ver todas" in page.text()
    assert page.page.xpath("//input[@name='q']/@value") == ["nadie"]


def test_pages_follow_each_other_and_keep_what_was_asked(visit, three, monkeypatch):
    monkeypatch.setattr("web.opportunities.views.PER_PAGE", 2)
    page = visit("auditor").get("/oportunidades?q=2026&orden=cliente")
    assert found(page) == ["1", "3"]
    (link,) = page.page.xpath("//a[@rel='next']/@href")
    page.get(link)
    assert found(page) == ["2"] and page.page.xpath("//input[@name='q']/@value") == ["2026"]
    assert page.page.xpath("//a[@rel='next']") == []
    (link,) = page.page.xpath("//a[@rel='first']/@href")
    assert found(page.get(link)) == ["1", "3"]


def test_a_column_sorts_by_its_heading_and_says_how(visit, three):
    page = visit("auditor").get("/oportunidades?q=2026")
    assert page.page.xpath("//th[@aria-sort]/@aria-sort") == ["descending"]
    page.get(page.page.xpath("//th/a[starts-with(., 'Cliente')]/@href")[0])
    assert found(page) == ["1", "3", "2"] and page.page.xpath("//th[@aria-sort]/@aria-sort") == ["ascending"]
    page.get(page.page.xpath("//th/a[starts-with(., 'Cliente')]/@href")[0])
    assert found(page) == ["2", "3", "1"] and page.page.xpath("//input[@name='q']/@value") == ["2026"]


def test_the_list_leaves_as_a_table_that_runs_nothing(visit, three):
    three.do(three.start(), "prospeccion", {"cliente": "=HYPERLINK(1)"})
    answer = visit("auditor").get("/oportunidades/lista.csv?etapa=validacion&orden=cliente").response
    assert answer.mimetype == "text/csv" and "attachment" in answer.headers["Content-Disposition"]
    rows = list(csv.reader(io.StringIO(answer.data.decode("utf-8-sig"))))
    assert rows[0][:2] == ["Folio", "Cliente"]
    assert [row[1] for row in rows[1:]] == ["'=HYPERLINK(1)", "Ácme", "Banco del Bajío"]
    assert rows[1][3:9] == ["en curso", "running", "", "", "Validación administrativa y técnica", rows[1][8]]
    assert rows[1][8].startswith("2026-03-02T") and rows[1][8].endswith("-06:00")


def test_the_board_has_a_column_for_each_lane_in_order(visit, three):
    page = visit("auditor").get("/oportunidades/tablero")
    columns = {
        " ".join(column.xpath("string(h2)").split()): " ".join(column.text_content().split())
        for column in page.page.xpath("//section[contains(@class, 'column')]")
    }
    assert list(columns)[:4] == ["Comercial 0", "Preventa 2", "Áreas de Servicio 1", "Cumplimiento 0"]
    assert "GC-2026-0001 Ácme" in columns["Preventa 2"] and "Aquí no hay nada pendiente" in columns["Comercial 0"]


def test_the_board_shows_some_of_a_pile_and_leads_to_all_of_it(visit, three, monkeypatch):
    monkeypatch.setattr("web.opportunities.views.CARDS", 1)
    page = visit("auditor").get("/oportunidades/tablero")
    assert page.page.xpath("//a[contains(., 'Ver las 2')]/@href") == ["/oportunidades?etapa=validacion"]


def test_an_empty_board_says_what_will_be_there(visit):
    assert "No hay nada en curso" in visit("auditor").get("/oportunidades/tablero").text()
