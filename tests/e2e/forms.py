"""A step's form in a browser: who opens it, what the browser complains of, how its parts are found."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect

from engine.instances.timers import fire_due
from tests.e2e.pages import enter
from tests.support import Company

EXPECTED = re.compile(r"status of (409|422)")  # the page says these itself
FILE = {"name": "requerimiento.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.4 requerimiento"}
LEAD = {
    "Cliente": "Aceros del Norte",
    "Contacto": "Ana Garza, Compras",
    "Correo electrónico del contacto": "ana@aceros.example",
    "Requerimiento": "Vigilancia de tres plantas",
    "Descripción del requerimiento": "Monitoreo continuo de la red de las plantas de Apodaca y Saltillo.",
    "Fecha de entrega de la propuesta al cliente": "2026-03-17",
    "Folio de la oportunidad en CRM": "CRM-4711",
}


class Sheet:
    """The page of a step, as one person sees it."""

    def __init__(self, context: BrowserContext, address: str, person: str) -> None:
        self.context, self.address, self.person = context, address, person
        self.complaints: list[str] = []
        self.page = self.new_page()
        self.page.goto(address)
        enter(self.page, person)

    def new_page(self) -> Page:
        """Another page of the same browser."""
        page = self.context.new_page()
        page.set_default_timeout(10_000)
        page.on("console", lambda said: self._note(said.type, said.text))
        page.on("pageerror", lambda error: self._note("error", str(error)))
        return page

    def _note(self, kind: str, text: str) -> None:
        if kind in ("error", "warning") and not EXPECTED.search(text):
            self.complaints.append(text)

    def open(self, id: str) -> None:
        """Go to a step."""
        self.page.goto(f"{self.address}/bandeja/{id}")

    def expect_saved(self, within: int = 5) -> None:
        """Wait until the page says that all of it is saved, `within` so many seconds."""
        saved = self.page.locator("[data-saved][data-state=saved]")
        expect(saved).to_have_text(re.compile(r"^Guardado \d\d:\d\d$"), timeout=within * 1000)

    def field(self, label: str) -> Locator:
        """What is written into or chosen from, under exactly that label."""
        return self.page.get_by_label(re.compile(rf"^{re.escape(label)}( \(opcional\))?( nuevo)?$"))

    def fill(self, values: dict[str, str]) -> None:
        for label, value in values.items():
            self.field(label).fill(value)

    def choose(self, label: str, option: str) -> None:
        self.field(label).select_option(label=option)

    def error_of(self, label: str) -> Locator:
        """What is said beside a field."""
        return self.page.locator(".field", has=self.field(label)).last.locator(".error")

    @property
    def summary(self) -> Locator:
        return self.page.locator(".summary")

    def complete(self) -> None:
        """Press the button, staying on the page."""
        self.page.get_by_role("button", name="Completar").click()

    def send(self) -> None:
        """Press the button, and wait for the page that the server answers."""
        with self.page.expect_navigation():
            self.complete()


@contextmanager
def sheet(browser: Browser, address: str, person: str, **options: object) -> Iterator[Sheet]:
    """A browser of `person`'s own, until the block ends."""
    context = browser.new_context(locale="es-MX", **options)  # type: ignore[arg-type]
    try:
        yield Sheet(context, address, person)
    finally:
        context.close()


def visited_forms(company: Company) -> Iterator[tuple[str, str, str]]:
    """Every shipped form once, waiting for somebody: its element, the id of its step, and who may do it.

    Four opportunities between them pass all: won by way of everything, lost, expired, and not worth a proposal.
    """
    alliance = {"tipo_requerimiento": "servicio_administrado", "requiere_ti": True, "areas": ["soc_noc"]}
    plain = {"tipo_requerimiento": "servicio", "areas": ["soc_noc"]}
    go = {"business_case_aprobado": True, "go": True}
    comments = {"cumple_tecnicamente": False, "acepta_comentarios": True}
    agreed = {"cumple_tecnicamente": True, "cumple_economicamente": True}
    courses: list[dict[str, list[dict[str, object]]]] = [
        {
            "validacion": [alliance],
            "cotizar_soluciones": [{"requiere_alianza": True}],
            "validar_business_case": [go],
            "validar_cumplimiento": [{"cumple": False}, {"cumple": True}],
            "revisar_propuesta": [comments, agreed],
        },
        {"validacion": [plain], "validar_business_case": [{"business_case_aprobado": True, "go": False}]},
        {
            "validacion": [plain],
            "validar_business_case": [go],
            "validar_cumplimiento": [{"cumple": True}],
            "revisar_propuesta": [{"cumple_tecnicamente": False, "acepta_comentarios": False}],
        },
        {
            "validacion": [plain],
            "validar_business_case": [go],
            "validar_cumplimiento": [{"cumple": True}],
            "atender_vencida": [{"acepta_comentarios": False}],
        },
    ]
    seen: set[str] = set()
    for course in courses:
        folio, left = company.start(), {element: list(values) for element, values in course.items()}
        while waiting := company.tasks(folio):
            task = waiting[0]
            element = task.item.visit.element
            if element not in seen:
                seen.add(element)
                yield element, task.item.id, task.candidates[0]
            if element == "revisar_propuesta" and element not in left:  # nobody answers while the proposal holds
                fire_due(company.database, company.runtime, company.clock() + timedelta(days=400))
                continue
            given = left.get(element, [])
            company.complete(task.item.id, given.pop(0) if given else {}, actor=task.candidates[0])


def written(folder: Path, name: str, content: bytes) -> Path:
    """A file to attach."""
    path = folder / name
    path.write_bytes(content)
    return path
