"""The rooms in which a draft is written, as one place: where one is, what it is called, and where else one can go."""

import pytest

from tests.web.processes.test_drafting import author

__all__ = ["author"]

PROCEDURE = "/procesos/gestion_comercial"
ROOMS = (
    "/editar",
    "/editar/diagrama",
    "/editar/documento",
    "/formularios",
    "/formularios/business_case",
    "/formularios/business_case/campo/1-2",
    "/datos",
    "/datos/vigencia_propuesta",
    "/probar",
)
HEAD = "//main//*[self::p[@class='crumb'] or self::h1 or self::nav[@class='tabs']]"


@pytest.mark.parametrize("room", ROOMS)
def test_every_room_says_where_one_is_then_its_title_then_the_other_rooms(author, room):
    page = author.get(PROCEDURE + room).page
    assert [each.tag for each in page.xpath(HEAD)] == ["p", "h1", "nav"]
    ways = [each.text_content() for each in page.xpath("//main//p[@class='crumb']/a")]
    assert ways[:2] == ["Procesos", "Gestión Comercial"]
    assert "Borrador" in ways or room == "/editar"


def test_a_form_leads_to_its_step_in_the_diagram(author):
    (way,) = author.get(PROCEDURE + "/formularios/business_case").page.xpath("//a[contains(@href, '/diagrama#')]")
    assert way.text_content() == "Generar el business case" and way.get("href").endswith("#business_case")
