"""Coming in by the company's provider in a real Chromium: to the browser, the site and the provider are two sites."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from flask import Flask
from playwright.sync_api import Browser, Locator, Page, expect

from engine.clock import system_clock
from engine.identity import accounts, queries
from engine.settings import Settings
from tests.authority import CURVE, openssl
from tests.e2e.pages import SIZES, TOO_WIDE, grave, menu, serving
from tests.provider import LUCIA, Provider, providing
from tests.support import Company
from web.app import create_app

pytestmark = pytest.mark.browser
PASSWORD = "cuatro palabras de más"


@dataclass
class Site:
    """The site over a company, whose settings a test may change before anybody asks."""

    company: Company
    provider: Provider
    address: str = ""
    app: Flask | None = None

    def set(self, *, local_accounts: bool = True, **given: Any) -> None:
        settings = Settings(self.company.database.url, base_url=self.address, local_accounts=local_accounts)
        self.provider.registers(self.address)
        settings = replace(settings, sign_on=self.provider.settings(**given))
        self.app = create_app(settings, self.company.database, self.company.runtime)

    def __call__(self, environ: Any, start: Any) -> Any:
        """See WSGI."""
        assert self.app is not None
        return self.app(environ, start)


@pytest.fixture
def site(sqlite_company: Company, provider: Provider) -> Iterator[Site]:
    provider.knows("lucia", **LUCIA)
    made = Site(sqlite_company, provider)
    with serving(made) as made.address:  # type: ignore[arg-type]  # it serves whatever is WSGI
        made.set()
        yield made


class Person:
    """Somebody at a browser of their own."""

    def __init__(self, browser: Browser, site: Site, *, dark: bool = False) -> None:
        scheme = "dark" if dark else "light"
        self.context = browser.new_context(
            locale="es-MX",
            viewport=SIZES[1],
            color_scheme=scheme,
            base_url=site.address,
            ignore_https_errors=True,
        )
        self.page: Page = self.context.new_page()
        self.page.set_default_timeout(15_000)
        self.back: list[str] = []
        self.page.on("request", self._note)

    def _note(self, request: Any) -> None:
        if "/entrar/empresa/regreso?" in request.url:
            self.back.append(request.url)

    def press(self, what: Locator) -> None:
        with self.page.expect_navigation():
            what.click()

    def go_to_the_provider(self) -> None:
        self.page.goto("/")
        self.press(self.page.get_by_role("link", name="Entrar con Empresa"))

    def identify(self, account: str = "lucia") -> None:
        self.page.get_by_label("Cuenta").fill(account)
        self.page.get_by_role("button", name="Identificarse").click()

    def come_in(self, account: str = "lucia") -> None:
        self.go_to_the_provider()
        self.identify(account)
        self.page.wait_for_url("**/bandeja")

    def look(self) -> None:
        """What holds of every page: one heading, nothing wider than the screen, nothing that axe finds serious."""
        assert self.page.locator("h1").count() == 1
        for size in SIZES:
            self.page.set_viewport_size(size)
            assert self.page.evaluate(TOO_WIDE) <= 0, (self.page.url, size)
            assert grave(self.page) == [], (self.page.url, size)


@pytest.fixture
def person(browser: Browser, site: Site) -> Iterator[Person]:
    made = Person(browser, site)
    yield made
    made.context.close()


def roles(site: Site, id: str) -> frozenset[str]:
    with site.company.database.reading() as connection:
        return queries.person(connection, id).roles


def test_the_first_time_a_group_that_is_taken_away_and_leaving(site: Site, person: Person) -> None:
    page = person.page
    page.goto("/oportunidades?q=banco")  # what was wanted
    person.look()
    person.press(page.get_by_role("link", name="Entrar con Empresa"))
    assert urlsplit(page.url).hostname == "localhost"
    person.identify()
    page.wait_for_url("**/oportunidades?q=banco")
    expect(page.locator("header")).to_contain_text("Lucía Ramos")
    page.goto("/bandeja")
    expect(page.get_by_role("button", name="Nueva oportunidad")).to_be_visible()
    assert roles(site, "lramos") == {"comercial"}

    site.provider.knows("lucia", **{**LUCIA, "groups": ["todos"]})
    person.press(menu(page, "Salir"))
    expect(page.get_by_role("heading", name="Salió de Cauce")).to_be_visible()
    person.look()
    page.goto("/bandeja")
    expect(page.get_by_role("heading", name="Entrar")).to_be_visible()
    # The provider knows them still, and does not ask.
    person.press(page.get_by_role("link", name="Entrar con Empresa"))
    page.wait_for_url("**/bandeja")
    expect(page.get_by_role("button", name="Nueva oportunidad")).to_have_count(0)
    assert roles(site, "lramos") == frozenset()

    person.press(menu(page, "Salir"))
    person.press(page.get_by_role("link", name="Salir también de Empresa"))
    person.press(page.get_by_role("button", name="Salir del proveedor"))
    assert page.url == f"{site.address}/"
    person.press(page.get_by_role("link", name="Entrar con Empresa"))
    expect(page.get_by_role("button", name="Identificarse")).to_be_visible()


def test_who_leaves_the_provider_elsewhere_is_out_here(site: Site, person: Person) -> None:
    person.come_in()
    page = person.context.new_page()
    page.goto(f"{site.provider.issuer}/session/end")
    with page.expect_navigation():
        page.get_by_role("button", name="Salir del proveedor").click()
    person.page.goto("/bandeja")
    expect(person.page.get_by_role("heading", name="Entrar")).to_be_visible()


def test_over_https_every_cookie_is_of_this_host_alone(
    browser: Browser, sqlite_company: Company, provider: Provider, tmp_path: Path
) -> None:
    provider.knows("lucia", **LUCIA)
    made = Site(sqlite_company, provider)
    certificate = ["-x509", *CURVE, "-keyout", "key.pem", "-out", "site.pem", "-subj", "/CN=127.0.0.1", "-days", "2"]
    openssl(tmp_path, "req", *certificate)
    with serving(made, (str(tmp_path / "site.pem"), str(tmp_path / "key.pem"))) as made.address:  # type: ignore[arg-type]
        made.set()
        person = Person(browser, made)
        page = person.page
        page.goto("/")
        page.get_by_role("button", name="English").click()
        expect(page.get_by_role("heading", name="Come in")).to_be_visible()
        page.get_by_role("button", name="Español").click()
        person.press(page.get_by_role("link", name="Entrar con Empresa"))
        held = {each["name"]: each for each in person.context.cookies(made.address)}
        assert held.keys() == {"__Host-cauce", "__Host-cauce-language", "__Host-cauce-sign-on"}
        assert all(each["secure"] and each["httpOnly"] and each["path"] == "/" for each in held.values())
        person.identify()
        page.wait_for_url("**/bandeja")
        expect(page.locator("header")).to_contain_text("Lucía Ramos")
        assert "__Host-cauce-sign-on" not in {each["name"] for each in person.context.cookies(made.address)}
        person.context.close()


def test_an_answer_that_is_replayed_brings_nobody_in(browser: Browser, site: Site, person: Person) -> None:
    person.come_in()
    (address,) = person.back
    for who in (person, Person(browser, site)):
        answer = who.page.goto(address)
        assert answer is not None and answer.status == 403
        expect(who.page.get_by_role("heading", name="No entró")).to_be_visible()
        who.look()
    who.page.goto("/bandeja")
    expect(who.page.get_by_role("heading", name="Entrar")).to_be_visible()
    # Who was in still is: an answer that somebody sends them throws nobody out.
    person.page.goto("/bandeja")
    expect(person.page.locator("header")).to_contain_text("Lucía Ramos")


def test_clocks_that_are_apart_are_told(site: Site, person: Person) -> None:
    site.provider.control(offset=1800)
    person.go_to_the_provider()
    person.identify()
    expect(person.page.locator(".summary")).to_contain_text("difieren en 30 minutos")
    person.look()
    site.provider.control(offset=0)
    person.press(person.page.get_by_role("link", name="Intentar otra vez"))
    person.page.wait_for_url("**/bandeja")


def test_a_provider_that_is_down_leaves_those_in_who_have_a_password(browser: Browser, sqlite_company: Company) -> None:
    with sqlite_company.database.transaction() as connection:
        accounts.set_password(connection, "administrador", PASSWORD, actor="administrador", at=system_clock())
    with providing() as provider:
        made = Site(sqlite_company, provider)
        with serving(made) as made.address:  # type: ignore[arg-type]
            made.set()
            provider.stop()
            person = Person(browser, made)
            person.go_to_the_provider()
            expect(person.page.locator(".summary")).to_contain_text("no responde: nadie atiende ahí")
            person.look()
            person.press(person.page.get_by_role("link", name="Ir a la entrada"))
            person.page.get_by_label("Su usuario").fill("administrador")
            person.page.get_by_label("Contraseña").fill(PASSWORD)
            person.press(person.page.locator("main").get_by_role("button", name="Entrar"))
            expect(person.page.locator("header")).to_contain_text("Administrador")
            person.context.close()


def test_who_may_not_come_in_goes_on_with_another_account(site: Site, person: Person) -> None:
    site.provider.knows("otra", preferred_username="otra", groups=["todos"])
    person.go_to_the_provider()
    person.identify("otra")
    expect(person.page.locator(".summary")).to_contain_text("ninguno de sus grupos da una")
    expect(person.page.locator("dl")).to_contain_text("otra")
    person.look()
    person.press(person.page.get_by_role("link", name="Entrar con otra cuenta"))
    person.identify("lucia")
    person.page.wait_for_url("**/bandeja")


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_the_pages_without_passwords_are_in_order(browser: Browser, site: Site, dark: bool) -> None:
    site.set(local_accounts=False)
    site.provider.knows("jefa", **{**LUCIA, "preferred_username": "jefa", "groups": ["/ti/cauce"]})
    person = Person(browser, site, dark=dark)
    person.page.goto("/")
    person.look()
    person.come_in("jefa")
    for path in ("/cuenta", "/administracion", "/administracion/personas/jefa", "/administracion/personas/preventa"):
        person.page.goto(path)
        person.look()
    person.page.get_by_label("Identidad en el proveedor").fill("pv-1")
    person.press(person.page.get_by_role("button", name="Vincularla"))
    expect(person.page.locator("section[aria-labelledby=identidades]")).to_contain_text("pv-1")
    person.look()
    person.context.close()
