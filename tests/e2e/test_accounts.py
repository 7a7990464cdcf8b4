"""Accounts in a real Chromium: an administrator registers a person, who chooses a password, comes in and is let go."""

import http.client
import re
from collections.abc import Iterator
from urllib.parse import urlencode

import pytest
from playwright.sync_api import Browser, Locator, Page, expect
from sqlalchemy import select

from engine.clock import system_clock
from engine.identity import accounts, sessions
from engine.identity.models import sign_in_attempts
from engine.settings import Settings
from tests.e2e.pages import SIZES, TOO_WIDE, begin, grave, menu, serving
from tests.e2e.processes import PATIENCE, cauce
from tests.support import Company
from web.app import create_app

pytestmark = pytest.mark.browser

FOCUS = "() => document.activeElement.id || document.activeElement.textContent.trim()"
PASSWORD = "cuatro palabras de más"


@pytest.fixture
def staffed(sqlite_company: Company) -> Company:
    """The company, whose administrator has a password."""
    with sqlite_company.database.transaction() as connection:
        accounts.set_password(connection, "administrador", PASSWORD, actor="administrador", at=system_clock())
    return sqlite_company


@pytest.fixture
def address(staffed: Company) -> Iterator[str]:
    """Where the site with accounts answers, on a free port, while the test runs."""
    app = create_app(Settings(staffed.database.url), staffed.database, staffed.runtime)
    with serving(app) as address:
        yield address


class Reader:
    """One person's browser."""

    def __init__(self, browser: Browser, address: str, *, dark: bool = False) -> None:
        scheme = "dark" if dark else "light"
        self.context = browser.new_context(locale="es-MX", viewport=SIZES[1], color_scheme=scheme, base_url=address)
        self.page: Page = self.context.new_page()
        self.page.set_default_timeout(15_000)

    def press(self, what: Locator) -> None:
        with self.page.expect_navigation():
            what.click()

    def come_in(self, person: str, password: str = PASSWORD) -> None:
        self.page.goto("/")
        self.page.get_by_label("Su usuario").fill(person)
        self.page.get_by_label("Contraseña").fill(password)
        self.press(self.page.locator("main").get_by_role("button", name="Entrar"))

    def look(self) -> None:
        """What holds of every page: one heading, and nothing wider than the screen."""
        assert self.page.locator("h1").count() == 1
        for size in SIZES:
            self.page.set_viewport_size(size)
            assert self.page.evaluate(TOO_WIDE) <= 0, (self.page.url, size)

    def link_for(self, person: str) -> str:
        """As an administrator: a link with which that person chooses a password."""
        self.page.goto(f"/administracion/personas/{person}")
        self.press(self.page.get_by_role("button", name="Crear un enlace"))
        return self.page.get_by_label("Enlace", exact=True).input_value()

    def choose(self, link: str, password: str = PASSWORD) -> None:
        self.page.goto(link)
        self.page.get_by_label("Contraseña nueva").fill(password)
        self.page.get_by_label("La misma otra vez").fill(password)
        self.press(self.page.get_by_role("button", name="Elegir esta contraseña"))


@pytest.fixture
def reader(browser: Browser, address: str) -> Iterator[Reader]:
    reader = Reader(browser, address)
    yield reader
    reader.context.close()


@pytest.mark.browser
def test_a_person_is_registered_chooses_a_password_works_and_is_let_go(browser, address, reader):
    reader.page.goto("/")
    reader.look()
    reader.come_in("administrador")
    reader.press(reader.page.get_by_role("link", name="Administración"))
    reader.look()
    reader.page.get_by_label("Nombre").fill("Lucía Ramos")
    reader.page.get_by_label("Usuario").fill("lucia")
    reader.page.get_by_label("Comercial", exact=True).check()
    reader.press(reader.page.get_by_role("button", name="Dar de alta"))
    reader.look()
    link = reader.link_for("lucia")
    reader.look()

    lucia = Reader(browser, address)
    lucia.choose(link)
    lucia.look()
    lucia.come_in("lucia")
    begin(lucia.page)
    assert lucia.page.locator("header").get_by_role("link", name="Administración").count() == 0
    reader.press(reader.page.get_by_role("button", name="Dar de baja"))
    reader.look()
    lucia.page.goto("/bandeja")
    expect(lucia.page.get_by_role("heading", name="Entrar")).to_be_visible()
    lucia.come_in("lucia")
    expect(lucia.page.locator(".summary")).to_contain_text("no es correcto")
    lucia.context.close()


@pytest.mark.browser
def test_what_one_wrote_when_the_session_ended_is_sent_after_coming_in_again(staffed, reader):
    reader.come_in("administrador")
    reader.press(reader.page.get_by_role("link", name="Administración"))
    reader.page.get_by_label("Nombre").fill("Lucía Ramos")
    reader.page.get_by_label("Usuario").fill("lucia")
    with staffed.database.transaction() as connection:
        sessions.end_all(connection, "administrador")
    reader.press(reader.page.get_by_role("button", name="Dar de alta"))
    reader.look()
    expect(reader.page.locator("main")).to_contain_text("Lucía Ramos")
    with reader.context.expect_page() as opened:
        reader.page.get_by_role("link", name="Entrar", exact=True).click()
    beside = opened.value
    beside.get_by_label("Su usuario").fill("administrador")
    beside.get_by_label("Contraseña").fill(PASSWORD)
    with beside.expect_navigation():
        beside.locator("main").get_by_role("button", name="Entrar").click()
    for _ in range(2):  # the first time the token of the page is that of the session before
        reader.press(reader.page.get_by_role("button", name="Enviar de nuevo"))
    expect(reader.page.get_by_role("heading", name="Lucía Ramos")).to_be_visible()


@pytest.mark.browser
def test_the_keyboard_goes_past_the_header_and_through_it_in_the_order_that_is_seen(reader):
    reader.come_in("administrador")
    reader.page.keyboard.press("Tab")
    assert reader.page.evaluate(FOCUS) == "Ir al contenido"
    seen = []
    while (here := reader.page.evaluate(FOCUS)) != "Administrador":
        seen.append(here)
        reader.page.keyboard.press("Tab")
    navigation = reader.page.locator("header nav a").all_inner_texts()
    assert seen == ["Ir al contenido", "Cauce", "buscar", *navigation, "campana"]
    reader.page.keyboard.press("Enter")
    under = []
    for _ in range(5):
        reader.page.keyboard.press("Tab")
        under.append(reader.page.evaluate(FOCUS))
    assert under == ["Mi cuenta", "Ayuda", "Atajos de teclado ?", "English", "Salir"]
    reader.page.keyboard.press("Escape")
    assert reader.page.evaluate(FOCUS) == "Administrador"
    expect(reader.page.get_by_role("button", name="Salir")).to_be_hidden()
    reader.page.goto("/cuenta")
    reader.page.keyboard.press("Tab")
    reader.page.keyboard.press("Enter")
    reader.page.keyboard.press("Tab")
    assert reader.page.evaluate("() => document.activeElement.closest('main') !== null")


@pytest.mark.browser
def test_the_language_is_kept_on_the_same_page(reader):
    reader.come_in("administrador")
    reader.page.goto("/administracion")
    reader.press(menu(reader.page, "English"))
    expect(reader.page.get_by_role("heading", name="Administration")).to_be_visible()
    assert reader.page.url.endswith("/administracion")
    reader.look()


@pytest.mark.browser
@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_axe_finds_nothing_serious(browser, address, staffed, dark):
    reader = Reader(browser, address, dark=dark)

    def check() -> None:
        for size in SIZES:
            reader.page.set_viewport_size(size)
            assert grave(reader.page) == [], (reader.page.url, size)

    reader.page.goto("/")
    check()
    reader.come_in("administrador", "no es esta")
    check()
    reader.come_in("administrador")
    link = reader.link_for("preventa")
    check()
    for path in ("/administracion", "/administracion/personas/comercial", "/cuenta", "/nada", link):
        reader.page.goto(path)
        check()
    reader.context.close()


@pytest.mark.parametrize(("settings", "address"), [({}, "127.0.0.1"), ({"CAUCE_PROXY": "127.0.0.1"}, "203.0.113.9")])
def test_where_a_request_comes_from_is_believed_of_the_proxy_in_the_settings_only(staffed, settings, address):
    with cauce("serve", "--port", "0", CAUCE_DATABASE_URL=staffed.database.url, **settings) as site:
        port = int(site.wait_until_ready().rpartition(":")[2].strip("/"))
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
        connection.request("GET", "/")
        page = connection.getresponse()
        token = re.search(r'name="csrf-token" value="([^"]+)"', page.read().decode())
        assert token
        form = urlencode({"person": "comercial", "current-password": "no es esta", "csrf-token": token[1]})
        headers = {
            "Cookie": (page.headers["Set-Cookie"] or "").partition(";")[0],
            "Content-Type": "application/x-www-form-urlencoded",
            "X-Forwarded-For": "203.0.113.9",
        }
        connection.request("POST", "/entrar", form, headers)
        assert connection.getresponse().status == 403
        connection.close()
    with staffed.database.reading() as reading:
        assert reading.execute(select(sign_in_attempts.c.place)).scalars().all() == [address]
