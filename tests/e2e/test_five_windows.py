"""Seven people in seven windows, four at a desk and three on a phone, take one opportunity to its end: work comes to
each by itself, and nobody loads a page again or asks whether it is their turn."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from tests.e2e.gestion_comercial import (
    BUSINESS_CASE,
    CONTRACT,
    DRAFTING,
    GO,
    LEAD,
    PROPOSAL,
    SENDING,
    SIZING,
    VALIDATION,
    WON,
    judgement,
)
from tests.e2e.pages import SIZES
from tests.e2e.procedure import Answers, Office, Person, at_work
from tests.support import Company

pytestmark = pytest.mark.browser
ONE_AREA = {name: value for name, value in VALIDATION.items() if "TI" not in name and "cotizar" not in name} | {
    "¿Tipo de requerimiento?": "Servicio",
    "Áreas de Servicio involucradas": ["SOC/NOC"],
}
WINDOWS = {
    "director_comercial": 1, "comercial": 1, "cumplimiento": 1, "cliente": 1,
    "preventa": 0, "soc_noc": 0, "direccion_general": 0,
}  # fmt: skip
"""Who looks at their inbox, and on which of the sizes of a window."""
BY_ITSELF = 15_000  # milliseconds: this server cannot say that something has changed, and is asked each two seconds


@pytest.fixture
def office(browser: Browser, sqlite_company: Company, tmp_path: Path) -> Iterator[Office]:
    with at_work(browser, sqlite_company, tmp_path) as office:
        for name, size in WINDOWS.items():
            office[name].page.set_viewport_size(SIZES[size])
            inbox(office[name])
        yield office


def inbox(person: Person) -> None:
    """Go to the inbox as one does, and stay there."""
    person.press(person.page.get_by_role("navigation", name="Principal").get_by_role("link", name="Bandeja"))


def turn(person: Person, step: str, answers: Answers) -> None:
    """Do what has come to the inbox that is open, and go back there."""
    link = person.page.get_by_role("main").get_by_role("link", name=step).first
    expect(link).to_be_visible(timeout=BY_ITSELF)
    person.press(link)
    person.finish(answers)
    inbox(person)


def test_an_opportunity_is_won_by_people_who_only_look_at_their_inbox(office: Office) -> None:
    company, director, comercial = office.company, office["director_comercial"], office["comercial"]
    cumplimiento, preventa, soc = office["cumplimiento"], office["preventa"], office["soc_noc"]
    folio = comercial.begin()
    inbox(comercial)
    turn(
        director,
        "Prospección y generación de leads",
        LEAD | {"Documento del cliente con los requerimientos": office.file("RFP.pdf")},
    )
    turn(preventa, "Validación administrativa y técnica", ONE_AREA)
    turn(
        soc,
        "Participación e involucramiento en la definición",
        {"Información y análisis del servicio": "Dos turnos bastan para todo."},
    )
    turn(preventa, "Dimensionamiento", SIZING)
    turn(director, "Generar el business case", BUSINESS_CASE)
    turn(office["direccion_general"], "Validar el business case", GO)
    turn(preventa, "Elaborar la propuesta", DRAFTING | {PROPOSAL: office.file("propuesta.pdf")})
    turn(cumplimiento, "Validar el cumplimiento", judgement("Sí"))
    turn(comercial, "Enviar requerimiento al cliente", SENDING)
    turn(
        office["cliente"],  # who records the answers of a client that has no e-mail address
        "Revisar propuesta técnica y económica",
        {
            "¿Cumple técnicamente?": "Sí",
            "¿Cumple económicamente?": "Sí",
            "Nombre de quien autoriza": "Ana Garza",
            "Orden de compra, fallo o carta de autorización": office.file("orden.pdf"),
        },
    )
    turn(comercial, "Notificar el proyecto ganado para la gestión administrativa del proyecto y actualizar CRM", WON)
    turn(cumplimiento, "Formalizar el contrato", CONTRACT | {"Contrato firmado": office.file("contrato.pdf")})
    assert company.history(folio)[-1].type == "instance_completed"
    assert office.complaints == []
