"""Steps change hands in real browsers: asked for, taken over, given by a head; and an opportunity begins and is
cancelled."""

import re
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from engine.identity.commands import ensure_person
from tests.e2e.pages import SIZES, TOO_WIDE, begin, demonstrating, enter, errors_of, grave
from tests.support import Company

pytestmark = pytest.mark.browser
FOLIO, STEP = "GC-2026-0001", "Validación administrativa y técnica"


class Somebody:
    """A person at a browser of their own."""

    def __init__(self, browser: Browser, address: str, who: str, size: int) -> None:
        self.page = browser.new_context(locale="es-MX", viewport=SIZES[size]).new_page()  # type: ignore[arg-type]
        self.errors = errors_of(self.page)
        self.address = address.rstrip("/")
        self.page.goto(address)
        enter(self.page, who)

    def opens(self, path: str) -> Page:
        self.page.goto(self.address + path)
        return self.page

    def looks(self) -> None:
        """The page fits and nothing about it is grave."""
        assert self.page.evaluate(TOO_WIDE) <= 0 and grave(self.page) == []


Opens = Callable[..., Somebody]


@pytest.fixture
def address(sqlite_company: Company) -> Iterator[str]:
    with sqlite_company.database.transaction() as connection:
        ensure_person(connection, "nora", "Nora Díaz", ["comercial"], email=None, at=sqlite_company.clock())
    sqlite_company.do(sqlite_company.start(), "prospeccion", {"cliente": "Ácme"})
    with demonstrating(sqlite_company) as address:
        yield address


@pytest.fixture
def somebody(browser: Browser, address: str) -> Opens:
    return lambda who, size=1: Somebody(browser, address, who, size)


def item(company: Company) -> str:
    return company.task(FOLIO, "validacion").item.id


def holder(company: Company) -> str | None:
    return company.task(FOLIO, "validacion").item.assignee


@pytest.mark.parametrize("size", [0, 1])
def test_beginning_to_write_takes_the_step_and_a_colleague_asks_and_takes_over(
    somebody: Opens, sqlite_company: Company, size: int
) -> None:
    ana, nora = somebody("comercial", size), somebody("nora", size)
    page = ana.opens(f"/bandeja/{item(sqlite_company)}")
    with page.expect_response("**/borrador"):
        page.locator("textarea").first.fill("Conviene: ya es cliente.")
    assert holder(sqlite_company) == "comercial"

    page = nora.opens(f"/bandeja/{item(sqlite_company)}")
    expect(page.get_by_role("heading", name="Comercial tiene ahora este paso")).to_be_visible()
    nora.looks()
    page.get_by_label("Qué quiere decirle (opcional)").fill("¿Me lo deja?")
    page.get_by_role("button", name="Pedir").click()
    expect(page.locator(".notice").first).to_contain_text("Lo pidió Nora Díaz: hoy")
    page.get_by_label("Por qué").last.fill("Está de viaje")
    with page.expect_navigation():
        page.get_by_role("button", name="Tomar en su lugar").click()
    assert holder(sqlite_company) == "nora"
    page.get_by_role("button", name="Usar lo que escribió Comercial").click()
    expect(page.locator("textarea").first).to_have_value("Conviene: ya es cliente.")

    page = ana.opens(f"/bandeja/{item(sqlite_company)}")
    expect(page.get_by_role("heading", name="Nora Díaz tiene ahora este paso")).to_be_visible()
    expect(page.locator("main")).to_contain_text("Está de viaje")
    assert ana.errors == nora.errors == []


@pytest.mark.parametrize("size", [0, 1])
def test_a_head_gives_the_step_to_who_has_least(somebody: Opens, sqlite_company: Company, size: int) -> None:
    sqlite_company.command("claim", item(sqlite_company), actor="comercial")
    head = somebody("director_comercial", size)
    page = head.opens(f"/bandeja/{item(sqlite_company)}")
    head.looks()
    page.get_by_label("Asignar a").select_option("nora")
    page.get_by_label("Por qué").fill("Comercial está de viaje")
    with page.expect_navigation():
        page.get_by_role("button", name="Asignar").click()
    assert holder(sqlite_company) == "nora"
    assert sqlite_company.history(FOLIO)[-1].payload == {"assignee": "nora", "reason": "Comercial está de viaje"}
    assert head.errors == []


@pytest.mark.parametrize("size", [0, 1])
def test_an_opportunity_begins_with_who_and_what_and_is_cancelled_as_a_mistake(
    somebody: Opens, sqlite_company: Company, size: int
) -> None:
    ana = somebody("comercial", size)
    page = ana.opens("/oportunidades/nueva?process=gestion_comercial")
    ana.looks()
    page.get_by_role("button", name="Iniciar la oportunidad").click()
    expect(page.get_by_role("alert")).to_contain_text("No se inició nada")
    assert len({task.folio for task in sqlite_company.tasks()}) == 1
    ana.opens("/bandeja")
    begin(page)
    expect(page.get_by_role("heading", level=1)).to_contain_text("Aceros del Norte")
    page.get_by_role("link", name="Cancelar esta oportunidad").click()
    ana.looks()
    page.get_by_label(re.compile("Fue un error")).check()
    page.get_by_label("Por qué").fill("Repetida")
    with page.expect_navigation():
        page.get_by_role("button", name="Cancelar la oportunidad").click()
    expect(page.locator("main")).to_contain_text("que se inició por error: Repetida")
    assert all("422" in each for each in ana.errors)  # what was refused, and nothing else
