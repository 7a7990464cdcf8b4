"""Lessons learned with the same client, or about the same service, are offered where an opportunity starts."""

from copy import deepcopy

import pytest

from engine.instances.views.lessons import services
from engine.jobs.quoting import index
from tests.web.test_site import drive_until

pytestmark = pytest.mark.both_databases

LOST = {
    "validacion": [{"tipo_requerimiento": "servicio", "areas": ["soc_noc"]}],
    "validar_business_case": [{"business_case_aprobado": True, "go": True}],
    "validar_cumplimiento": [{"cumple": True}],
    "revisar_propuesta": [{"cumple_tecnicamente": False, "acepta_comentarios": False}],
}
LESSON = {"leccion_situacion": "El precio llegó tarde", "leccion_accion": "Cotizar antes del jueves"}


@pytest.fixture
def lost(company):
    """An opportunity that was lost, with a lesson."""
    folio = company.start()
    company.do(folio, "prospeccion", {"cliente": "Aceros del Norte"})
    drive_until(company, folio, "notificar_perdida", deepcopy(LOST))
    company.do(folio, "notificar_perdida", {"aplica_leccion": True, "lecciones": [LESSON]})
    while index(company.database):
        pass
    return folio


def begun(company, client):
    folio = company.start()
    company.do(folio, "prospeccion", {"cliente": client})
    return folio


def offered(visit, company, folio, person="preventa"):
    page = visit(person).get(f"/bandeja/{company.tasks(folio)[0].item.id}")
    return page.text("//details[@class='lessons']") if page.page.xpath("//details[@class='lessons']") else ""


def test_those_of_the_same_client_are_offered_in_the_first_steps_and_on_the_page(visit, company, lost):
    folio = begun(company, "ACEROS del norte")
    told = offered(visit, company, folio)
    assert told.startswith("1 oportunidad de este cliente o servicio dejó lecciones aprendidas")
    assert lost in told and "El precio llegó tarde" in told and "Cotizar antes del jueves" in told
    assert "mismo cliente" in told
    assert "El precio llegó tarde" in visit("comercial").get(f"/oportunidades/{folio}").text("//aside")


def test_those_of_the_same_service_are_offered_once_it_is_known(visit, company, lost):
    folio = begun(company, "Otro Cliente")
    assert offered(visit, company, folio) == ""
    company.do(folio, "validacion", {"tipo_requerimiento": "servicio", "areas": ["soc_noc", "consultoria"]})
    told = offered(visit, company, folio, company.tasks(folio)[0].candidates[0])
    page = visit("comercial").get(f"/oportunidades/{folio}").text("//aside")
    assert lost in page and "mismo cliente" not in page
    assert "El precio llegó tarde" not in told, "who does not see an opportunity does not see its lessons"


def test_those_of_another_service_are_not(visit, company, lost):
    folio = begun(company, "Otro Cliente")
    company.do(folio, "validacion", {"tipo_requerimiento": "servicio", "areas": ["ciberinteligencia"]})
    assert lost not in visit("comercial").get(f"/oportunidades/{folio}").text("//aside")


def test_who_is_about_to_begin_with_a_client_looks_them_up(visit, company, lost):
    page = visit("comercial").get("/oportunidades/lecciones?cliente=Aceros del Norte")
    assert "El precio llegó tarde" in page.text("//*[@id='lecciones']")
    assert "Ninguna oportunidad" in page.get("/oportunidades/lecciones?cliente=Nadie").text()
    assert "Ninguna oportunidad" in visit("alianzas").get("/oportunidades/lecciones?cliente=Aceros del Norte").text()


def test_a_service_is_an_area_and_where_none_is_named_a_kind():
    assert services({"areas": ["soc_noc"], "tipo_requerimiento": "servicio"}) == {"soc_noc"}
    assert services({"tipo_requerimiento": "compraventa"}) == {"compraventa"}
    assert services({"areas": None}) == frozenset()
