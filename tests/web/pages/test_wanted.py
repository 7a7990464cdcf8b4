"""What is asked of histories, as an address and back."""

from zoneinfo import ZoneInfo

import pytest

from engine.instances.views.quotes import Quotable
from web.pages.wanted import Filters

ZONE = ZoneInfo("America/Mexico_City")
ASKED = [
    {"q": "torre & ácme", "estado": "completed", "persona": "bruno"},
    {"actividad": "validacion", "version": "gestion_comercial:2", "desde": "2026-03-01", "hasta": "2026-03-31"},
    {"verificacion": "crecio", "orden": "cliente", "sentido": "desc"},
    {},
]


@pytest.mark.parametrize("asked", ASKED)
def test_an_address_comes_back_as_it_was(asked: dict[str, str]) -> None:
    assert Filters.of(asked, ZONE, Quotable).address() == asked


@pytest.mark.parametrize("asked", ASKED)
def test_an_address_that_was_kept_asks_for_the_same(asked: dict[str, str]) -> None:
    filters = Filters.of(asked, ZONE, Quotable)
    assert Filters.of_text(filters.text, ZONE, Quotable) == filters
