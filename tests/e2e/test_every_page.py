"""Every page of the site as each role meets it, walked from the links of the header, on a phone and at a desk: it
answers, nothing is wider than the screen, the browser has nothing to complain of (its content policy included), and axe
finds nothing serious."""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page

from engine.calendar import commands
from engine.definitions import drafts
from engine.identity import accounts
from engine.notifications.delivery import DeliveryFailed
from engine.sampling import commands as sampling
from engine.sampling.drawing import Member, Method
from engine.sampling.sizes import Plan
from engine.settings import Settings
from engine.webhooks import commands as webhooks
from tests.conftest import open_company
from tests.e2e.pages import SIZES, TOO_WIDE, demonstrating, grave, serving
from tests.engine.notifications.posting import Scripted, Still, post
from tests.support import Company
from web import demo
from web.app import create_app

pytestmark = pytest.mark.browser

SERVICE = {"tipo_requerimiento": "servicio", "areas": ["soc_noc", "ciberinteligencia"]}
# A file that is downloaded is no page.
FILE = re.compile(r"\.(bpmn|csv|docx|json|jsonl|ocel|pdf|svg|tsr|typ|xes|xml|zip|txt|webp)$|/archivos/")
# Of many alike one is enough: of steps, folios, people, versions, events, seals, rules, data, forms and their fields.
ALIKE = re.compile(
    r"GC-\d{4}-\d+(\.\d+)?|(?<=/personas/)[^/]+|(?<=/version/)\d+|(?<=/registro/)[^/]+|(?<=/ayuda/reglas/)[^/]+|(?<=/webhooks/)\d+|(?<=/muestras/)\d+|(?<=gestion_comercial/avisos/)\w+"
    r"|(?<=alianzas_estrategicas/avisos/)\w+|(?<=/datos/)[^/]+|(?<=/formularios/)[^/]+|(?<=/campo/)[^/]+"
)
EVERYBODY = {
    "/inicio",
    "/bandeja",
    "/calendario/entregas",
    "/calendario/agenda",
    "/oportunidades",
    "/oportunidades/*",
    "/oportunidades/tablero",
    "/procesos",
    "/procesos/gestion_comercial",
    "/procesos/alianzas_estrategicas",
    "/procesos/gestion_comercial/version/*",
    "/procesos/gestion_comercial/version/*/documento",
    "/calendario",
    "/cuenta",
    "/cuenta/tokens",
    "/suplencias",
    "/avisos",
    "/avisos/preferencias",
    "/ayuda",
    "/ayuda/api",
    "/ayuda/personal",
    "/ayuda/administradores",
    "/ayuda/reglas",
    "/ayuda/reglas/*",
}
STEPS = {"/bandeja/*", "/bandeja/*/vista"}
DRAFT = {
    "/procesos/gestion_comercial/editar",
    "/procesos/gestion_comercial/comparar",
    "/procesos/gestion_comercial/borrador/documento",
}
ALSO = {
    "comercial": STEPS,
    "preventa": STEPS,
    "soc_noc": STEPS,
    "director_comercial": DRAFT
    | {
        "/procesos/gestion_comercial/probar",
        "/procesos/gestion_comercial/formularios",
        "/procesos/gestion_comercial/formularios/*",
        "/procesos/gestion_comercial/formularios/*/campo/*",
        "/procesos/gestion_comercial/datos",
        "/procesos/gestion_comercial/datos/*",
        "/procesos/gestion_comercial/editar/diagrama",
        "/procesos/gestion_comercial/editar/documento",
        "/procesos/gestion_comercial/avisos/*",
    },
    "control_documentos": DRAFT | {"/oportunidades/*/datos"},
    "auditor": DRAFT
    | {"/auditoria", "/auditoria/*", "/auditoria/libros", "/auditoria/registro", "/auditoria/consultas"}
    | {"/auditoria/muestras", "/auditoria/muestras/nueva", "/auditoria/muestras/*", "/auditoria/muestras/*/*"}
    | {"/administracion", "/administracion/personas/*", "/administracion/envios"},
    "administrador": DRAFT
    | {"/auditoria", "/auditoria/*", "/administracion", "/administracion/personas/*"}
    | {"/administracion/envios", "/administracion/webhooks", "/administracion/webhooks/*"},
}
"""What each must have come to, so that the walk cannot pass by going nowhere."""
SEE_NONE = {"consultoria", "alianzas"}
"""Those whose lane no opportunity went through: they are shown none."""
SEE_EVERYTHING = {"director_comercial", "administrador"}
"""Two who see everything between them."""


@pytest.fixture(scope="module")
def company(sqlite_templates, tmp_path_factory) -> Iterator[Company]:
    """Work in several lanes, an opportunity that was won, one that was cancelled, a draft under way, and letters
    that wait, one of them after a first attempt, and one that did not arrive."""
    with open_company(sqlite_templates.make("company", tmp_path_factory.mktemp("walk"))) as company:
        company.reads("administrador")
        for client in ("Ácme", "Aeropuerto del Pacífico y Servicios Conexos, S.A.P.I. de C.V."):
            company.do(company.start(), "prospeccion", {"cliente": client, "fecha_entrega": "2026-03-20"})
        company.do("GC-2026-0002", "validacion", SERVICE)
        won = company.start()
        company.do(won, "prospeccion", {"cliente": "Banco del Bajío"})
        company.drive(won, {"validacion": [SERVICE], "validar_cumplimiento": [{"cumple": False}, {"cumple": True}]})
        company.command("cancel", company.start(), "Duplicada", actor="comercial")
        refused = DeliveryFailed("soc_noc@example.com 550 5.1.1 no such user here", permanent=True)
        nobody_there = DeliveryFailed("ConnectionRefusedError: [Errno 111] Connection refused", unreachable=True)
        post(company, Still(company.clock()), email=Scripted(refused, nobody_there))
        with company.database.transaction() as connection:
            by = {"actor": "administrador", "at": company.clock()}
            commands.decide(connection, "2026-12-24", works=False, name="Nochebuena", **by)
            commands.decide(connection, "2026-05-01", works=True, name="Guardia por el inventario anual", **by)
            webhooks.add(connection, "n8n de ventas", "https://n8n.empresa.mx/webhook/1", networks=(), **by)
            drafts.start_draft(connection, "gestion_comercial", actor="director_comercial", at=company.clock())
            drawn = [Member(won), Member("GC-2026-0001")]
            sampling.draw_sample(
                connection, "Marzo", ["Plazos", "Aprobación"], drawn, Method.RANDOM, seed="7", size=2, asked="",
                plan=Plan(95, 5), actor="auditor", at=company.clock(),
            )  # fmt: skip
        yield company


@pytest.fixture(scope="module")
def address(company: Company) -> Iterator[str]:
    with demonstrating(company) as address:
        yield address


@dataclass
class Walk:
    """Where somebody came, and what was wrong there. `looked` are the kinds of page that axe has seen already: of these
    only what a role may change is looked at again. Whoever is patient waits on every page for what is drawn late."""

    page: Page
    address: str
    looked: set[str] = field(default_factory=set)
    patient: bool = False
    seen: set[str] = field(default_factory=set)
    complaints: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.page.set_default_timeout(15_000)
        self.page.on("console", lambda said: self._note(said.text) if said.type == "error" else None)
        self.page.on("pageerror", lambda error: self._note(str(error)))

    def _note(self, text: str) -> None:
        self.complaints.append(f"{self.page.url}: {text}")

    def come_in(self, person: str) -> None:
        self.page.goto(self.address)
        with self.page.expect_navigation():
            self.page.locator(f"button[name=person][value={person}]").click()

    def go(self) -> None:
        """Every kind of page that can be reached from where one is by links."""
        ahead = self._links()
        while ahead:
            path = ahead.pop(0)
            if kind(path) not in self.seen:
                self.seen.add(kind(path))
                self.look(path)
                ahead += self._links()

    def look(self, path: str) -> None:
        """Open a page, and look at it in each size."""
        answer = self.page.goto(self.address + path)
        assert answer is not None
        if answer.status != 200:
            self._note(str(answer.status))
        if self.patient or kind(path) not in self.looked:
            self.page.wait_for_load_state("networkidle")  # whatever is drawn is drawn by then
        if self.page.locator("h1").count() != 1:
            self._note("it has not one heading")
        for size in SIZES:
            self.page.set_viewport_size(size)
            if (over := self.page.evaluate(TOO_WIDE)) > 0:
                self._note(f"{over} px too wide at {size['width']} px")
            if kind(path) not in self.looked:
                for found in grave(self.page):
                    self._note(f"at {size['width']} px: {found}")
        self.looked.add(kind(path))

    def _links(self) -> list[str]:
        found = self.page.evaluate("[...document.querySelectorAll('a[href]')].map(link => link.href)")
        parts = [urlsplit(href) for href in found if href.startswith(self.address)]
        paths = (part.path + (f"?{part.query}" if part.query else "") for part in parts)
        return [path for path in dict.fromkeys(paths) if path != "/" and not FILE.search(urlsplit(path).path)]


def kind(path: str) -> str:
    """What is alike of an address: which step, folio or person it is about, and what is searched, does not count."""
    return ALIKE.sub("*", urlsplit(path).path)


@pytest.fixture(scope="module")
def looked() -> set[str]:
    """The kinds of page that axe has seen."""
    return set()


@pytest.mark.parametrize("role", demo.ROLES)
def test_every_page_of_every_role(browser: Browser, address: str, looked: set[str], role: str) -> None:
    context = browser.new_context(locale="es-MX", viewport=dict(SIZES[1]))
    walk = Walk(context.new_page(), address, looked, patient=role in SEE_EVERYTHING)
    walk.come_in(role)
    walk.go()
    context.close()
    assert not walk.complaints, "\n".join(walk.complaints)
    # Whoever links to a page of its own for each of many says so in ALIKE; the longest list here is the manual's.
    alike = Counter(path.rpartition("/")[0] for path in walk.seen if path.count("/") > 3)
    assert all(number < 15 for number in alike.values()), alike.most_common(3)
    must = (EVERYBODY | ALSO.get(role, set())) - ({"/oportunidades/*"} if role in SEE_NONE else set())
    assert walk.seen >= must, sorted(must - walk.seen)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_entrances_and_the_links_for_a_password(browser: Browser, company: Company, address: str, scheme) -> None:
    with company.database.transaction() as connection:
        token = accounts.make_link(connection, "preventa", actor="administrador", at=company.clock())
    app = create_app(Settings(company.database.url), company.database, company.runtime, clock=company.clock)
    with serving(app) as with_accounts:
        for here, path in ((address, "/"), (with_accounts, "/"), (with_accounts, f"/clave/{token}")):
            context = browser.new_context(locale="es-MX", color_scheme=scheme)
            walk = Walk(context.new_page(), here)
            walk.look(path)
            assert walk.complaints == []
            context.close()


@pytest.mark.parametrize(
    "path", ["/bandeja", "/oportunidades", "/oportunidades/tablero", "/oportunidades/GC-2026-0001"]
)
def test_in_the_dark_too(browser: Browser, address: str, path: str) -> None:
    context = browser.new_context(locale="es-MX", color_scheme="dark")
    walk = Walk(context.new_page(), address)
    walk.come_in("comercial")
    walk.look(path)
    context.close()
    assert walk.complaints == []
