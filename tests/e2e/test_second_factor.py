"""The second factor in a real Chromium: a role asks for it, it is set up, and the next device comes in by it."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pyotp
import pytest
from playwright.sync_api import Browser, Page, expect

from engine.identity import accounts
from engine.identity.second_factor import STEP
from engine.settings import Settings
from tests.e2e.pages import SIZES, TOO_WIDE, grave, serving
from tests.support import Company
from web.app import create_app

pytestmark = pytest.mark.browser

PASSWORD = "cuatro palabras de más"
PHONE = "Mozilla/5.0 (Linux; Android 15) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/130.0.0.0 Mobile Safari/537.36"


class Ahead:
    """A clock that stands still, however long a page takes, until the test sets it on by the step of a code."""

    def __init__(self) -> None:
        self.began = datetime.now(UTC)
        self.ahead = timedelta()

    def __call__(self) -> datetime:
        return self.began + self.ahead


@pytest.fixture
def clock() -> Ahead:
    return Ahead()


@pytest.fixture
def address(sqlite_company: Company, clock: Ahead) -> Iterator[str]:
    """Where the site with accounts answers, on a free port, while the test runs."""
    with sqlite_company.database.transaction() as connection:
        accounts.set_password(connection, "administrador", PASSWORD, actor="administrador", at=clock())
    settings = Settings(sqlite_company.database.url)
    with serving(create_app(settings, sqlite_company.database, sqlite_company.runtime, clock=clock)) as address:
        yield address


def opened(browser: Browser, address: str, **more: str) -> Page:
    """A browser of the administrator's, with the password given."""
    page = browser.new_context(locale="es-MX", viewport=SIZES[1], base_url=address, **more).new_page()  # type: ignore[arg-type]
    page.set_default_timeout(15_000)
    page.goto("/")
    page.get_by_label("Su usuario").fill("administrador")
    page.get_by_label("Contraseña").fill(PASSWORD)
    press(page, "Entrar")
    return page


def press(page: Page, name: str) -> None:
    with page.expect_navigation():
        page.locator("main").get_by_role("button", name=name, exact=True).click()


def look(page: Page) -> None:
    """What holds of every page: one heading, nothing wider than the screen, and nothing grave for who cannot see it."""
    assert page.locator("h1").count() == 1
    for size in SIZES:
        page.set_viewport_size(size)
        assert page.evaluate(TOO_WIDE) <= 0, (page.url, size)
    assert grave(page) == []


def test_a_role_asks_for_it_it_is_set_up_and_the_next_device_comes_in_by_it(
    browser: Browser, address: str, clock: Ahead
) -> None:
    here = opened(browser, address)
    here.goto("/administracion")
    look(here)
    here.get_by_text("0 roles lo piden").click()
    look(here)
    with here.expect_navigation():
        here.get_by_role("button", name="Pedirlo: Administrador", exact=True).click()
    expect(here.get_by_role("heading", name="Segundo factor")).to_be_visible()
    look(here)
    secret = here.locator("#secreto").inner_text().replace(" ", "")
    here.get_by_label("Código", exact=True).fill("000000")
    press(here, "Activarlo")
    look(here)
    assert here.locator("#secreto").inner_text().replace(" ", "") == secret
    here.get_by_label("Código", exact=True).fill(pyotp.TOTP(secret).at(clock()))
    press(here, "Activarlo")
    look(here)
    assert here.locator(".codes code").count() == 10
    kept = here.locator(".codes code").first.inner_text()
    here.get_by_role("link", name="Ya los guardé").click()
    here.goto("/cuenta/segundo-factor")
    look(here)

    there = opened(browser, address, user_agent=PHONE)
    look(there)
    there.get_by_label("Código", exact=True).fill(pyotp.TOTP(secret).at(clock()))
    press(there, "Entrar")
    expect(there.locator(".summary")).to_contain_text("ya se usó")
    look(there)
    clock.ahead += timedelta(seconds=STEP)
    there.get_by_label("Código", exact=True).fill(pyotp.TOTP(secret).at(clock()))
    press(there, "Entrar")
    expect(there.get_by_role("heading", name="Bandeja")).to_be_visible()

    lost = opened(browser, address)
    lost.get_by_label("Código", exact=True).fill(kept.upper())
    press(lost, "Entrar")
    lost.goto("/cuenta")
    look(lost)
    expect(lost.locator("main")).to_contain_text("Le quedan 9 códigos")
    expect(lost.locator("main")).to_contain_text("Chrome en Android")
    press(lost, "Cerrar todas las demás")
    for page in (here, there):
        page.goto("/bandeja")
        expect(page.get_by_role("heading", name="Entrar")).to_be_visible()
