"""Minería de procesos: what auditors take of the histories that an address asks for."""

import io
import json
import zipfile

import pytest
from lxml import etree

from tests.golden import routes

XES = "{http://www.xes-standard.org/}"


@pytest.fixture
def two(company):
    """One that came to an end, and one that was cancelled."""
    return routes.ROUTES["no_go"](company), routes.handed_over_and_cancelled(company)


def taken(visit, address):
    return visit("auditor").get(f"/auditoria/mineria/{address}").response


def folios(content: bytes) -> list[str]:
    traces = etree.fromstring(content).iter(f"{XES}trace")
    return [each.get("value") for trace in traces for each in trace if each.get("key") == "concept:name"]


def test_the_page_offers_what_the_address_asks_for(visit, two):
    page = visit("auditor").get("/auditoria?estado=completed")
    (way,) = page.page.xpath("//a[contains(@href, '/auditoria/mineria')][contains(@class, 'csv')]/@href")
    page.get(way)
    assert page.status == 200
    links = page.page.xpath("//table[@data-logs]//a/@href")
    names = ("pasos.xes", "historias.xes", "objetos.json", "diagramas.zip")
    assert links == [f"/auditoria/mineria/{name}?estado=completed" for name in names]


@pytest.mark.parametrize("name", ["pasos.xes", "historias.xes"])
def test_a_log_is_of_these_histories_alone(visit, two, name):
    ended, cancelled = two
    assert folios(taken(visit, name).data) == [ended, cancelled]
    assert folios(taken(visit, f"{name}?estado=completed").data) == [ended]


def test_objects_and_diagrams_are_taken_too(visit, two):
    objects = json.loads(taken(visit, "objetos.json?estado=cancelled").data)["objects"]
    assert [each["id"] for each in objects if each["type"] == "opportunity"] == [two[1]]
    diagrams = zipfile.ZipFile(io.BytesIO(taken(visit, "diagramas.zip").data))
    assert diagrams.namelist() == ["alianzas_estrategicas-1.bpmn", "gestion_comercial-4.bpmn"]


def test_there_is_nothing_else(visit, two):
    assert taken(visit, "otra.xes").status_code == 404
