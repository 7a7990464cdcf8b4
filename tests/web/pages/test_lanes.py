"""Lanes on pages: one tint each, the same wherever they are shown."""

import json

import pytest

from bpmn.reader import read
from engine.definitions import sources
from tests.web.test_opportunities import SERVICE
from web.pages.lanes import TINTS, Lanes


@pytest.fixture(scope="module")
def processes():
    found = [process for each in sources.shipped() for process in read(each.diagram).definitions.processes]
    return sorted(found, key=lambda process: process.id == "alianzas_estrategicas")


def test_each_lane_has_a_tint_of_its_own_in_the_order_of_the_procedures(processes):
    lanes = Lanes(processes)
    assert list(lanes.tints.values()) == [number % TINTS + 1 for number in range(len(lanes.tints))]
    assert list(lanes.tints)[:3] == ["comercial", "preventa", "areas_servicio"]
    assert lanes["areas_servicio"].name == "Áreas de Servicio"


def test_a_lane_that_is_drawn_no_more_keeps_a_tint(processes):
    gone = Lanes(processes)["calidad"]
    assert gone == Lanes([])["calidad"] and gone.name == "calidad" and 1 <= gone.tint <= TINTS


@pytest.fixture
def page(visit, company):
    company.do(company.start(), "prospeccion")
    company.do("GC-2026-0001", "validacion", SERVICE)
    return visit("ciberinteligencia").get("/bandeja")


def test_a_lane_has_the_same_tint_in_the_inbox_the_list_and_the_board(page):
    (mine,) = page.page.xpath("//*[@class='work']//*[starts-with(@class, 'lane ')]")
    assert mine.text == "Áreas de Servicio"
    _, tint = mine.get("class").split()
    assert page.get("/oportunidades").page.xpath("//tbody//*[starts-with(@class, 'lane ')]/@class") == [f"lane {tint}"]
    (column,) = page.get("/oportunidades/tablero").page.xpath("//section[.//h2[contains(., 'Áreas')]]/@class")
    assert tint in column.split()


@pytest.mark.node
def test_the_diagrams_have_the_tints_of_the_inbox(page):
    (mine,) = page.page.xpath("//*[@class='work']//*[starts-with(@class, 'lane ')]/@class")
    for address in ("/oportunidades/GC-2026-0001", "/procesos/gestion_comercial"):
        (told,) = page.get(address).page.xpath("//meta[@name='cauce-lanes']/@content")
        assert mine == f"lane tint-{json.loads(told)['areas_servicio']}"
