"""Two people at two browsers: what one does the other sees, without loading a page again, and nothing that is written
is touched by it."""

import re
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from engine.identity.commands import ensure_person
from engine.telling.commands import tell
from engine.telling.kinds import NoticeKind
from tests.e2e.pages import SIZES, enter, errors_of
from tests.e2e.processes import cauce
from tests.support import Company

pytestmark = [pytest.mark.browser, pytest.mark.processes]
SOON = 2_000  # milliseconds until one sees what somebody else did


@pytest.fixture
def address(sqlite_company: Company) -> Iterator[str]:
    """The demonstration, served by our own server."""
    with cauce("demo", "--port", "0", CAUCE_DATABASE_URL=sqlite_company.database.url) as site:
        yield site.wait_until_ready()


class Somebody:
    """A person at a browser of their own."""

    def __init__(self, browser: Browser, address: str, who: str, **options: object) -> None:
        context = browser.new_context(locale="es-MX", **(options or {"viewport": SIZES[1]}))  # type: ignore[arg-type]
        self.page = context.new_page()
        self.errors = errors_of(self.page)
        self.address = address.rstrip("/")
        self.page.goto(address)
        enter(self.page, who)

    def opens(self, path: str) -> Page:
        """A page, once it is told of news."""
        with self.page.expect_response(re.compile("/novedades")):
            self.page.goto(f"{self.address}{path}")
        self.page.evaluate("() => { window.as_loaded = true }")
        return self.page

    def has_not_loaded_again(self) -> bool:
        return bool(self.page.evaluate("() => window.as_loaded === true"))


Opens = Callable[..., Somebody]


@pytest.fixture
def somebody(browser: Browser, address: str) -> Opens:
    return lambda who, **options: Somebody(browser, address, who, **options)


@pytest.fixture
def item(sqlite_company: Company) -> str:
    """A step that waits for the director and for Ana, who holds the same role."""
    with sqlite_company.database.transaction() as connection:
        at, role = sqlite_company.clock(), "director_comercial"
        ensure_person(connection, "ana", "Ana Torres", [role], email="ana@example.com", at=at)
    folio = sqlite_company.start()
    return sqlite_company.task(folio, "prospeccion").item.id


def test_a_colleagues_claim_is_seen_within_two_seconds(somebody: Opens, item: str, sqlite_company: Company) -> None:
    one, other = somebody("director_comercial"), somebody("ana")
    page = one.opens("/bandeja")
    expect(page.locator(".work .step")).to_have_count(1)
    other.opens(f"/bandeja/{item}").get_by_role("button", name=re.compile("^Tomar")).click()
    expect(page.locator(".work .step")).to_have_count(0, timeout=SOON)
    assert one.has_not_loaded_again()
    assert one.errors == other.errors == []


def test_what_is_written_is_never_touched_and_whose_step_it_is_by_now_is_said(
    somebody: Opens, item: str, sqlite_company: Company
) -> None:
    one, other = somebody("director_comercial"), somebody("ana")
    page = one.opens(f"/bandeja/{item}")
    page.locator("main [name=cliente]").fill("Banco del Bajío Norte")
    sqlite_company.command("claim", item, actor="ana")
    notice = page.locator("[data-box]")
    expect(notice).to_be_visible(timeout=SOON)
    expect(notice).to_contain_text("Lo que escribió sigue aquí.")
    expect(page.locator("main [name=cliente]")).to_have_value("Banco del Bajío Norte")
    assert one.has_not_loaded_again()
    notice.get_by_role("link", name="Ver cómo está ahora").click()
    expect(page.locator("main")).to_contain_text("Ana Torres")
    assert other.errors == []


def test_a_step_on_which_nothing_was_written_becomes_what_it_is_by_now(
    somebody: Opens, item: str, sqlite_company: Company
) -> None:
    page = somebody("director_comercial").opens(f"/bandeja/{item}")
    sqlite_company.do(item.rpartition(".")[0], "prospeccion")
    expect(page.get_by_role("status").first).to_contain_text("completó este paso", timeout=SOON)


def test_an_opportunity_is_followed_as_it_goes_on_with_what_the_reader_unfolded(
    somebody: Opens, item: str, sqlite_company: Company
) -> None:
    folio = item.rpartition(".")[0]
    one = somebody("auditor")
    page = one.opens(f"/oportunidades/{folio}")
    expect(page.locator("[data-drawn]")).to_be_visible()
    page.get_by_text("Lo mismo en una tabla").click()
    before = page.locator("[data-canvas] .djs-element.is-current").evaluate_all(
        "all => all.map(e => e.dataset.elementId)"
    )
    sqlite_company.do(folio, "prospeccion")
    done = page.locator("[data-step=prospeccion] [data-said]")
    expect(done).to_contain_text("Hecho", timeout=SOON)
    expect(page.locator(f"[data-canvas] .djs-element.is-done[data-element-id={before[0]}]")).to_have_count(1)
    assert one.has_not_loaded_again()
    assert one.errors == []


def test_on_a_phone_new_work_comes_in_by_itself_and_somebody_elses_does_not(
    somebody: Opens, item: str, sqlite_company: Company
) -> None:
    one = somebody("preventa", viewport=SIZES[0])
    page = one.opens("/bandeja")
    expect(page.locator(".work .step")).to_have_count(0)
    sqlite_company.do(item.rpartition(".")[0], "prospeccion")
    expect(page.locator(".work .step")).to_have_count(1, timeout=SOON)
    assert one.has_not_loaded_again()


def test_where_no_stream_comes_through_the_page_asks_now_and_then(
    somebody: Opens, item: str, sqlite_company: Company
) -> None:
    one = somebody("director_comercial")
    one.page.route("**/novedades?*sigue*", lambda route: route.fulfill(json={"place": "0.0", "changed": True}))
    page = one.opens("/bandeja")
    expect(page.locator(".work .step")).to_have_count(1)
    sqlite_company.command("claim", item, actor="ana")
    expect(page.locator(".work .step")).to_have_count(0, timeout=3 * SOON)
    assert one.has_not_loaded_again()


def test_a_page_that_is_not_looked_at_holds_no_connection_and_is_up_to_date_when_it_is(
    somebody: Opens, item: str, sqlite_company: Company
) -> None:
    one = somebody("director_comercial")
    page = one.opens("/bandeja")
    page.evaluate(
        """() => { Object.defineProperty(document, "visibilityState", { value: "hidden", configurable: true });
                   document.dispatchEvent(new Event("visibilitychange")) }"""
    )
    sqlite_company.command("claim", item, actor="ana")
    with page.expect_response(re.compile("/novedades")):
        page.evaluate(
            """() => { Object.defineProperty(document, "visibilityState", { value: "visible", configurable: true });
                       document.dispatchEvent(new Event("visibilitychange")) }"""
        )
    expect(page.locator(".work .step")).to_have_count(0, timeout=SOON)
    assert one.has_not_loaded_again()


def test_who_is_told_something_sees_it_on_a_page_of_whatever_opportunity(
    somebody: Opens, item: str, sqlite_company: Company
) -> None:
    page = somebody("director_comercial").opens(f"/oportunidades/{item.rpartition('.')[0]}")
    again = page.expect_response(lambda answer: answer.url == page.url, timeout=SOON)
    with again, sqlite_company.database.transaction() as connection:
        kind, at = NoticeKind.SUBSTITUTION, sqlite_company.clock()
        tell(connection, kind, ["director_comercial"], key="x", at=at, data={"text": "x"})
