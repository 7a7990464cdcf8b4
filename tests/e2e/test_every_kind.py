"""Every kind of component that a form may have, in a browser: what is filled in arrives.

The shipped forms use some of them; an owner may deploy the others tomorrow.
"""

import json
from collections.abc import Mapping
from dataclasses import replace

import pytest
from playwright.sync_api import Browser, expect

from bpmn.forms.schema.reader import read_form
from bpmn.forms.validate import validate
from engine.errors import FormRejected
from engine.instances import commands, execution_queries
from tests.e2e.forms import Sheet, sheet
from tests.e2e.pages import SIZES, TOO_WIDE, grave
from tests.support import Company
from tests.web.forms.test_task_form import DATA, EVERY_KIND, VALUES

pytestmark = pytest.mark.browser

DIRECTOR = "director_comercial"
LOCKED_LATER = {
    "type": "textfield",
    "key": "condicion",
    "label": "Condición",
    "readonly": "=enterado",
    "conditional": {"hide": '=nombre = "nadie"'},
}


class Kept:
    """What the site was given to complete a step with."""

    values: object = None


@pytest.fixture
def kept(sqlite_company: Company, monkeypatch: pytest.MonkeyPatch) -> Kept:
    """Every step has the form with everything in it, and completing one keeps what came."""
    kept, as_it_is = Kept(), execution_queries.work
    schema = {"type": "default", "id": "f", "components": [*EVERY_KIND, LOCKED_LATER]}
    form = read_form(json.dumps(schema).encode()).form
    assert form is not None

    def keep(connection: object, runtime: object, id: str, values: Mapping[str, object], **_: object) -> None:
        environment = sqlite_company.runtime.calendar.environment(sqlite_company.clock())
        if errors := validate(form, values, DATA, environment=environment).errors:
            raise FormRejected(errors, form=form.id)
        kept.values = values

    monkeypatch.setattr(execution_queries, "work", lambda *given: replace(as_it_is(*given), form=form, data=DATA))
    monkeypatch.setattr(commands, "complete", keep)
    return kept


@pytest.fixture
def step(sqlite_company: Company) -> str:
    return sqlite_company.task(sqlite_company.start(), "prospeccion").item.id


def fill(desk: Sheet) -> None:
    """What `VALUES` says, as a person gives it."""
    page = desk.page
    desk.fill({"Nombre": "Ana Ruiz", "Correo": "ana@aceros.mx", "Notas": "uno\ndos", "Monto": "1,250.50"})
    page.get_by_label("Enterado").check()
    page.get_by_role("group", name="¿Procede?").get_by_label("Sí").check()
    page.locator("select[name=letra]").select_option(label="Letra B")
    page.get_by_role("group", name="Letras").get_by_label("Letra B").check()
    page.get_by_role("group", name="Letras").get_by_label("Letra A").check()
    page.get_by_role("group", name="Marcas").get_by_label("azul").check()
    desk.fill({"Día": "2026-03-31", "Hora": "09:30", "Cita": "2026-03-31T09:30", "Puesto": "Compras"})
    rows = page.get_by_role("group", name="Renglones")
    page.get_by_role("button", name="Agregar renglón: Renglones").click()
    second = rows.get_by_role("group", name="Renglón 2")
    second.get_by_label("Concepto").fill("Licencias")
    second.get_by_label("Moneda").select_option(label="Letra B")
    page.locator("[name='fijos[1].dato']").fill("segundo")


def test_what_is_filled_in_arrives_whatever_its_kind(browser: Browser, address: str, step: str, kept: Kept) -> None:
    with sheet(browser, address, DIRECTOR) as desk:
        desk.open(step)
        fill(desk)
        desk.send()
        given = kept.values
        assert isinstance(given, dict)
        # The order of choices is the server's to mend, and an empty field is one that was not written.
        given["letras"] = sorted(given["letras"])
        assert {name: value for name, value in given.items() if value not in ("", None)} == VALUES
        assert desk.complaints == []


def test_what_is_only_shown_and_what_an_answer_locks_is_read(
    browser: Browser, address: str, step: str, kept: Kept
) -> None:
    with sheet(browser, address, DIRECTOR) as desk:
        desk.open(step)
        expect(desk.page.locator("dl.locked", has_text="Folio CRM").locator("dd")).to_have_text("CRM-7")
        expect(desk.page.locator("dl.locked", has_text="Monto previo").locator("dd")).to_have_text("$1,250,000.00 MXN")
        prose = desk.page.locator(".prose").first
        expect(prose.get_by_role("heading", name="Aviso")).to_be_visible()
        expect(prose.get_by_role("link", name="dos")).to_have_attribute("href", "https://example.com")
        desk.field("Condición").fill("Pago a 30 días")
        desk.page.get_by_label("Enterado").check()
        # Locked, it is what the step would be completed with; unlocked, what was typed is there again.
        expect(desk.page.locator("dl.locked", has_text="Condición").locator("dd")).to_contain_text("Sin dato")
        desk.page.get_by_label("Enterado").uncheck()
        expect(desk.field("Condición")).to_have_value("Pago a 30 días")
        desk.field("Nombre").fill("nadie")
        expect(desk.field("Condición")).to_have_count(0)
        assert desk.complaints == []


def test_a_draft_brings_every_kind_back(browser: Browser, address: str, step: str, kept: Kept) -> None:
    with sheet(browser, address, DIRECTOR) as desk:
        desk.open(step)
        fill(desk)
        desk.expect_saved()
        desk.page.reload()
        expect(desk.page.locator(".restored")).to_contain_text("Recuperado de su borrador")
        desk.send()
        given = kept.values
        assert isinstance(given, dict)
        given["letras"] = sorted(given["letras"])
        assert {name: value for name, value in given.items() if value not in ("", None)} == VALUES


def test_axe_finds_nothing_serious(browser: Browser, address: str, step: str, kept: Kept) -> None:
    with sheet(browser, address, DIRECTOR) as desk:
        desk.open(step)
        desk.fill({"Nombre": "", "Correo": "ana"})
        desk.complete()  # with what is wrong said beside each field
        expect(desk.summary).to_be_visible()
        for size in SIZES:
            desk.page.set_viewport_size(size)
            assert grave(desk.page) == []
            assert desk.page.evaluate(TOO_WIDE) <= 0


def test_a_check_of_the_whole_form_is_said_as_soon_as_it_fails_and_taken_back_when_it_holds(
    browser: Browser, address: str, step: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    told = "El mínimo no puede pasar del máximo."
    schema = {
        "type": "default",
        "id": "f",
        "components": [
            {"type": "number", "key": "minimo", "label": "Mínimo"},
            {"type": "number", "key": "maximo", "label": "Máximo"},
        ],
        "properties": {"checks": [{"name": "orden", "condition": "=minimo <= maximo", "message": told}]},
    }
    form, as_it_is = read_form(json.dumps(schema).encode()).form, execution_queries.work
    assert form is not None
    monkeypatch.setattr(execution_queries, "work", lambda *given: replace(as_it_is(*given), form=form))
    with sheet(browser, address, DIRECTOR) as desk:
        desk.open(step)
        desk.fill({"Mínimo": "5", "Máximo": "3"})
        expect(desk.page.get_by_role("status").get_by_text(told)).to_be_visible()
        desk.fill({"Máximo": "8"})
        expect(desk.page.get_by_text(told)).to_have_count(0)
        desk.expect_saved()
