"""The opportunities: where each stands on its diagram, finding them, and the board."""

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
        kept = queries.diagram(connection, "gestion_comercial", 1)
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
