"""Any two versions side by side on a page, the draft among them."""

import json
from dataclasses import replace
from io import BytesIO

import pytest

from engine.definitions import sources
from tests.engine.definitions.publishing import publish

GESTION = next(source for source in sources.shipped() if "gestion_comercial" in source.file)
PAGE = "/procesos/gestion_comercial/comparar"
SAID = "La actividad «Prospección y generación de leads» se llama ahora «Prospectar»."
BACK = "La actividad «Prospectar» se llama ahora «Prospección y generación de leads»."
SHORTER = GESTION.diagram.replace('name="Prospección y generación de leads"'.encode(), b'name="Prospectar"')


@pytest.fixture
def second(company):
    """A second version in force: the first activity has another name."""
    publish(company, replace(GESTION, diagram=SHORTER))


@pytest.fixture
def drafted(visit, company):
    """A draft that takes a step's text away and moves another on the drawing."""
    page = visit("director_comercial")
    page.post("/procesos/gestion_comercial/borrador")
    changed = GESTION.diagram.replace(b'name="Validar el cumplimiento"', b'name="Revisar"')
    changed = changed.replace(b'<dc:Bounds x="280" y="197"', b'<dc:Bounds x="300" y="197"')
    page.post("/procesos/gestion_comercial/editar", {"files": [(BytesIO(changed), "a.bpmn")], "revision": "1"})
    return page


def said(page):
    return [" ".join(item.text_content().split()) for item in page.page.xpath("//*[@data-said]")]


def marks(page, side):
    return json.loads(page.page.xpath(f"string(//*[@data-side='{side}']/@data-marks)"))


def chosen(page):
    return page.page.xpath("//select[@name='de' or @name='a']/option[@selected]/@value")


def test_the_newest_is_laid_beside_the_one_before_it(visit, second):
    page = visit("comercial").get(PAGE)
    old, new = chosen(page)
    assert int(old) == int(new) - 1
    assert said(page) == [SAID] and page.text("//h2[@id='cambia']") == "1 diferencia"
    assert marks(page, "before") == {"prospeccion": "changed"} == marks(page, "after")
    assert page.page.xpath("//*[@data-side='before']/@data-source")[0].endswith(f"/version/{old}.bpmn")


def test_the_address_says_which_two_and_either_way_round(visit, second):
    page = visit("comercial").get(PAGE)
    old, new = chosen(page)
    page.get(f"{PAGE}?de={new}&a={old}")
    assert chosen(page) == [new, old] and said(page) == [BACK]
    page.get(f"{PAGE}?de={new}&a={new}")
    assert said(page) == [] and "Nada cambia." in page.text()


def test_a_draft_is_compared_by_those_who_may_read_it(visit, drafted):
    page = drafted.get(PAGE)
    assert chosen(page)[1] == "borrador"
    assert said(page) == ["La actividad «Validar el cumplimiento» se llama ahora «Revisar»."]
    assert marks(page, "after")["prospeccion"] == "moved"
    assert "Algo está dibujado en otro lugar" in page.text()
    other = visit("soc_noc").get(PAGE)
    assert "borrador" not in other.page.xpath("//select/option/@value")
    assert visit("soc_noc").get(PAGE + "?a=borrador").status == 403


def test_what_is_not_there_is_not_found(visit, company):
    assert visit("comercial").get(PAGE + "?de=77").status == 404
    assert visit("comercial").get("/procesos/nada/comparar").status == 404
    assert visit("auditor").get(PAGE + "?a=borrador").status == 404


def test_one_version_alone_is_compared_with_itself(visit, company):
    page = visit("comercial").get(PAGE)
    assert page.status == 200 and "Nada cambia." in page.text()


def test_a_version_says_what_changed_since_the_one_before(visit, second):
    page = visit("comercial").get("/procesos/gestion_comercial")
    assert said(page) == [SAID]
    assert page.page.xpath("//details[contains(@class, 'since')]/summary")[0].text_content().endswith("(1)")
    assert PAGE in page.page.xpath("//section[h2[@id='versiones']]//a/@href")
    page.get(page.page.xpath("//details[contains(@class, 'since')]//a[@class='button quiet']/@href")[0])
    assert said(page) == [SAID]


def test_a_draft_that_cannot_be_read_is_not_compared(visit, drafted):
    drafted.post("/procesos/gestion_comercial/editar", {"files": [(BytesIO(b"<bpmn:d"), "a.bpmn")], "revision": "2"})
    page = drafted.get(PAGE)
    assert page.status == 200 and "No se puede saber mientras" in page.text()
    assert page.page.xpath("//*[@data-side]") == []
