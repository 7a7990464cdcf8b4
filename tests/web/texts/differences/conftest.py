"""Sentences about two editions, in Spanish."""

from collections.abc import Callable
from zoneinfo import ZoneInfo

import pytest

from bpmn.diff import Comparison, Edition, compare
from web.i18n import Translator
from web.texts.differences import Told, sentences
from web.texts.formatting import Presenter

Tell = Callable[[Edition, Edition], list[Told]]
ROLES = {"id_rol_uno": "Rol uno", "id_rol_dos": "Rol dos", "preventa": "Preventa", "comercial": "Comercial"}
TITLES = {"alianzas_estrategicas": "Alianzas Estratégicas"}


def told(comparison: Comparison, locale: str = "es") -> list[Told]:
    presenter = Presenter(Translator(locale), ZoneInfo("America/Mexico_City"))
    return sentences(comparison, presenter, roles=ROLES, titles=TITLES)


@pytest.fixture(scope="session")
def tell() -> Tell:
    return lambda before, after: told(compare(before, after))
