"""What is written on a form stays: through a killed server, on another device, beside another page, without script."""

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from time import monotonic, sleep
from urllib.error import URLError
from urllib.request import urlopen

import pytest
from playwright.sync_api import Route, expect

from engine.documents import store as documents
from engine.form_drafts import commands as drafting
from engine.form_drafts import queries as drafts
from engine.instances import queries
from engine.instances.reading import EVERYTHING
from tests.e2e.forms import FILE, LEAD, Sheet, sheet
from tests.e2e.pages import SIZES, enter, grave
from tests.e2e.test_form import DIRECTOR, DOCUMENT, EMAIL, ORIGIN, RFP, VISIT, company, data_of, desk, fill_all, lead
from tests.support import Company

__all__ = ["company", "desk", "lead"]

pytestmark = pytest.mark.browser

SERVER = """
import sys
from werkzeug.serving import run_simple
from engine.calendar.office import OfficeCalendar
from engine.db import Database
from engine.instances.runtime import Runtime
from engine.settings import Settings
from tests.support import FixedClock
from web.app import create_app

url, port = sys.argv[1:]
runtime = Runtime(OfficeCalendar("America/Mexico_City"))
app = create_app(Settings(url), Database(url), runtime, demo=True, clock=FixedClock(), secret=b"the same after a kill")
run_simple("127.0.0.1", int(port), app, threaded=True)
"""


@contextmanager
def server(url: str, port: int) -> Iterator[subprocess.Popen[bytes]]:
    """The demonstration in a process of its own, as long as the block lasts or until it is killed."""
    process = subprocess.Popen([sys.executable, "-c", SERVER, url, str(port)], stderr=subprocess.DEVNULL)
    try:
        until = monotonic() + 60
        while True:
            with suppress(URLError):
                urlopen(f"http://127.0.0.1:{port}/").close()
                break
            assert monotonic() < until and process.poll() is None
            sleep(0.1)
        yield process
    finally:
        process.kill()
        process.wait()


def free_port() -> int:
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        return int(listening.getsockname()[1])


def stored_draft(company: Company, id: str, owner: str = DIRECTOR) -> dict[str, object]:
    with company.database.reading() as connection:
        found = drafts.drafts(connection, queries.task(connection, EVERYTHING, id)[0], owner).main
    return dict(found.values) if found else {}


def test_a_form_half_filled_at_a_desk_is_finished_on_a_telephone_after_the_server_was_killed(
    browser, sqlite_company, lead
):
    port = free_port()
    address = f"http://127.0.0.1:{port}"
    with server(sqlite_company.database.url, port) as process, sheet(browser, address, DIRECTOR) as desk:
        desk.open(lead)
        desk.fill({label: LEAD[label] for label in list(LEAD)[:4]})
        desk.choose("Origen del lead", "Foro")
        desk.choose(ORIGIN, RFP)
        desk.field(DOCUMENT).set_input_files(FILE)
        expect(desk.page.get_by_role("button", name="Quitar: requerimiento.pdf")).to_be_visible()
        desk.expect_saved()
        os.kill(process.pid, signal.SIGKILL)
        process.wait()
        desk.field("Requerimiento").press_sequentially(", día y noche")
        expect(desk.page.locator("[data-saved]")).to_contain_text("todavía no está guardado")
        with server(sqlite_company.database.url, port):
            desk.expect_saved(within=30)  # tried again by itself, after a longer pause each time
            with sheet(browser, address, DIRECTOR, viewport=SIZES[0], is_mobile=True, has_touch=True) as phone:
                phone.open(lead)
                expect(phone.page.locator(".restored")).to_contain_text("Recuperado de su borrador")
                expect(phone.field("Cliente")).to_have_value(LEAD["Cliente"])
                expect(phone.field("Requerimiento")).to_have_value(f"{LEAD['Requerimiento']}, día y noche")
                phone.fill({label: LEAD[label] for label in list(LEAD)[4:]})
                phone.send()
                expect(phone.page.locator("p.done")).to_contain_text("Usted completó este paso.")
    data = data_of(sqlite_company, lead)
    (file,) = data["documento_cliente"]
    assert data["requerimiento"] == f"{LEAD['Requerimiento']}, día y noche" and file["name"] == "requerimiento.pdf"


def test_going_through_the_fields_saves_nothing_and_what_is_wrong_is_said_all_the_same(browser, address, company, lead):
    with sheet(browser, address, DIRECTOR) as desk:
        desk.open(lead)
        saves: list[str] = []
        desk.page.on(
            "request", lambda request: saves.append(request.url) if request.url.endswith("/borrador") else None
        )

        def go_through() -> None:
            for label in list(LEAD)[:4]:
                desk.field(label).focus()
            desk.field(list(LEAD)[4]).focus()

        go_through()
        expect(desk.page.locator("[data-saved]")).not_to_have_attribute("data-state", "writing")
        assert (saves, stored_draft(company, lead)) == ([], {})
        desk.field(EMAIL).fill("no es un correo")
        desk.expect_saved()
        once = len(saves)
        assert desk.error_of(EMAIL).count() == 0  # one is still writing there
        desk.field("Cliente").focus()
        expect(desk.error_of(EMAIL)).to_be_visible()
        desk.expect_saved()
        after = len(saves)
        go_through()
        assert once >= 1 and len(saves) == after
    assert stored_draft(company, lead)["correo"] == "no es un correo"


def test_two_people_in_one_step_lose_no_word_and_who_is_too_late_finds_what_they_wrote(browser, address, company):
    folio = company.start()
    company.do(folio, "prospeccion")
    id = company.task(folio, "validacion").item.id
    with sheet(browser, address, "comercial") as first, sheet(browser, address, "preventa") as second:
        for desk in (first, second):
            desk.open(id)
        first.field("Fecha en que las áreas deben responder").fill("2026-03-10")
        first.expect_saved()
        second.field("Fecha en que las áreas deben responder").fill("2026-03-12")
        expect(second.page.locator("[data-saved][data-state=saved]")).to_contain_text("Comercial tiene ahora este paso")
        assert stored_draft(company, id, "comercial") != stored_draft(company, id, "preventa")
        company.command("take_over", id, "Me toca", actor="preventa")
        company.complete(id, {"tipo_requerimiento": "servicio", "areas": ["soc_noc"]}, actor="preventa")
        first.page.get_by_role("group", name="¿Tipo de requerimiento?").get_by_label("Compraventa").check()
        expect(first.page.locator("[data-notices]")).to_contain_text("ya no está abierto")
        first.page.get_by_role("link", name="Ver qué pasó con este paso").click()
        expect(first.summary).to_contain_text("mar 10 mar 2026")
        assert "12 mar 2026" not in first.summary.inner_text() and "Compraventa" in first.summary.inner_text()


def test_two_pages_of_one_person_keep_both_and_the_reader_chooses(browser, address, company, lead):
    with sheet(browser, address, DIRECTOR) as desk, sheet(browser, address, DIRECTOR) as phone:
        desk.open(lead)
        phone.open(lead)
        phone.field("Cliente").fill("del teléfono")
        phone.expect_saved()
        desk.field("Cliente").fill("de la mesa")
        expect(desk.page.locator("[data-notices]")).to_contain_text("También está escribiendo aquí en otra página")
        expect(desk.field("Cliente")).to_have_value("de la mesa")
        with desk.page.expect_navigation():
            desk.page.get_by_role("button", name="Seguir con esta").click()
        expect(desk.field("Cliente")).to_have_value("de la mesa")
        expect(desk.page.locator(".restored").last).to_contain_text("otra versión")
        assert stored_draft(company, lead)["cliente"] == "de la mesa"


def test_without_script_the_same_form_completes_and_its_draft_is_kept(browser, address, company, lead):
    with sheet(browser, address, DIRECTOR, java_script_enabled=False) as desk:
        desk.open(lead)
        fill_all(desk)
        desk.field("Cliente").press("Enter")
        expect(desk.page.locator(".restored")).to_contain_text("Recuperado de su borrador")
        expect(desk.field("Cliente")).to_have_value("Aceros del Norte")
        desk.field(DOCUMENT).set_input_files(FILE)
        desk.send()
        expect(desk.page.locator("p.done")).to_contain_text("Usted completó este paso.")
        assert data_of(company, lead)["cliente"] == "Aceros del Norte"
    assert stored_draft(company, lead) == {}


def test_what_was_typed_last_is_saved_as_the_page_is_left(desk, company, lead):
    desk.field("Cliente").press_sequentially("Aceros del Norte")
    desk.page.goto(desk.address)
    desk.open(lead)
    expect(desk.field("Cliente")).to_have_value("Aceros del Norte")


def test_a_draft_is_discarded_by_a_button(desk, company, lead):
    desk.field("Cliente").fill("Aceros del Norte")
    desk.expect_saved()
    desk.page.reload()
    with desk.page.expect_navigation():
        desk.page.get_by_role("button", name="Descartarlo").click()
    expect(desk.page.locator(".restored")).to_have_count(0)
    expect(desk.field("Cliente")).to_have_value("")


def test_while_there_is_no_connection_that_is_said_and_tried_again(browser, address, company, lead):
    with sheet(browser, address, DIRECTOR) as desk:
        desk.open(lead)
        desk.context.set_offline(True)
        desk.field("Cliente").fill("Aceros del Norte")
        expect(desk.page.locator("[data-saved]")).to_contain_text("no hay conexión")
        desk.context.set_offline(False)
        desk.expect_saved()
        assert stored_draft(company, lead)["cliente"] == "Aceros del Norte"


def sent_from(desk: Sheet) -> list[str]:
    """The addresses of the saves that a page sends from now on."""
    found: list[str] = []
    desk.page.on("request", lambda request: found.append(request.url) if request.url.endswith("/borrador") else None)
    return found


def test_a_save_that_is_refused_is_told_in_words_and_sent_again_once_it_says_something_else(
    browser, address, company, lead, monkeypatch
):
    """It was told as a lost connection, and tried again for ever."""
    with sheet(browser, address, DIRECTOR) as desk:
        desk.page.clock.install()
        desk.open(lead)
        monkeypatch.setattr(drafting, "MAX_CONTENT", 400)
        sent, told = sent_from(desk), desk.page.locator("[data-saved]")
        desk.field("Cliente").fill("Aceros del Norte, " * 30)
        desk.page.clock.run_for(1000)
        expect(told).to_contain_text("Lo último que escribió no está guardado. Lo que escribió es demasiado largo")
        expect(told).to_have_attribute("data-state", "refused")
        assert len(sent) == 1
        desk.field("Contacto").focus()  # a field that is left is sent, when it says something else
        desk.page.clock.run_for(120_000)
        expect(told).to_have_attribute("data-state", "refused")
        assert len(sent) == 1
        expect(desk.field("Cliente")).to_have_value("Aceros del Norte, " * 30)
        desk.field("Cliente").fill("Aceros del Norte")
        desk.page.clock.run_for(1000)
        desk.expect_saved()
        assert len(sent) == 2 and stored_draft(company, lead)["cliente"] == "Aceros del Norte"


def test_whose_session_ended_is_told_and_goes_on_with_every_word_after_coming_in_again(browser, address, company, lead):
    with sheet(browser, address, DIRECTOR) as desk:
        desk.open(lead)
        desk.context.clear_cookies()
        sent, told = sent_from(desk), desk.page.locator("[data-saved]")
        desk.field("Cliente").fill("Aceros del Norte")
        expect(told).to_contain_text("Su sesión terminó. Entre de nuevo en otra pestaña")
        other = desk.new_page()
        other.goto(address)
        enter(other, DIRECTOR)
        assert len(sent) == 1
        with desk.page.expect_navigation():
            desk.page.locator(".actions").get_by_role("button", name="Guardar borrador").click()
        with desk.page.expect_navigation():
            desk.page.get_by_role("main").get_by_role("button").click()
        assert stored_draft(company, lead)["cliente"] == "Aceros del Norte"


def test_a_site_that_fails_is_no_lost_connection_and_is_tried_again_with_growing_pauses(browser, address, lead):
    with sheet(browser, address, DIRECTOR) as desk:
        desk.page.clock.install()
        desk.open(lead)
        desk.page.route("**/borrador", lambda route: route.fulfill(status=502, body="Bad Gateway"))
        sent, told = sent_from(desk), desk.page.locator("[data-saved]")
        desk.field("Cliente").fill("Aceros del Norte")
        for count, pause in enumerate((1, 2, 4, 8, 15, 30, 30), start=1):
            with desk.page.expect_response("**/borrador"):
                desk.page.clock.run_for(1000 * pause)
            expect(told).to_have_attribute("data-state", "faulty")
            expect(told).to_contain_text("el sitio no puede guardarlo en este momento")
            assert len(sent) == count
        desk.page.unroute("**/borrador")
        with desk.page.expect_response("**/borrador"):
            desk.page.clock.run_for(31_000)
        desk.expect_saved()


@pytest.mark.parametrize("size", SIZES, ids=["a telephone", "a desk"])
def test_how_it_stands_is_seen_wherever_one_writes_and_covers_nothing_that_has_the_focus(
    browser, address, company, lead, size, monkeypatch
):
    """It stood at the end of a long form only, and what happened meanwhile at its top."""
    with sheet(browser, address, DIRECTOR, viewport=size) as desk:
        desk.open(lead)
        told = desk.page.locator("[data-saved]")
        desk.field(ORIGIN).focus()
        desk.choose(ORIGIN, VISIT)
        desk.expect_saved()
        expect(told).to_be_in_viewport(ratio=1)
        assert told.get_attribute("role") == "status"  # polite
        walk_through(desk)
        monkeypatch.setattr(drafting, "MAX_CONTENT", 10)
        for label in ("Cliente", "Descripción del requerimiento"):
            field = desk.field(label)
            # The field is at the very end of the window, where the line grows.
            field.evaluate("it => { it.focus(); scrollBy(0, it.getBoundingClientRect().bottom - innerHeight); }")
            field.press_sequentially("Aceros")
            expect(told).to_have_attribute("data-state", "refused")
            expect(told).to_be_in_viewport(ratio=1)
            assert not desk.page.evaluate(COVERED)
        walk_through(desk)


COVERED = """() => {
  const line = document.querySelector('[data-saved]').getBoundingClientRect();
  const at = document.activeElement.getBoundingClientRect();
  const form = document.activeElement.closest('form[data-save]');
  return form && at.top >= line.top && at.bottom <= line.bottom ? document.activeElement.outerHTML : '';
}"""


def walk_through(desk: Sheet) -> None:
    """Go through the whole form by the keyboard, there and back: the line never hides what has the focus."""
    desk.page.locator("[name=save-draft]").first.focus()
    for key in ("Tab", "Shift+Tab"):
        seen = 0
        while desk.page.evaluate("() => Boolean(document.activeElement.closest('form[data-save]'))"):
            desk.page.wait_for_function(f"() => !({COVERED})()", timeout=5000)
            desk.page.keyboard.press(key)
            seen += 1
        assert seen > 8
        desk.page.locator(".actions button").last.focus()


def test_what_happened_meanwhile_is_told_where_one_writes_with_the_way_to_all_of_it(browser, address, company):
    folio = company.start()
    company.do(folio, "prospeccion")
    id = company.task(folio, "validacion").item.id
    with sheet(browser, address, "comercial", viewport=SIZES[0]) as desk:
        desk.open(id)
        company.command("claim", id, actor="preventa")
        desk.field("Fecha en que las áreas deben responder").fill("2026-03-10")
        brief = desk.page.locator("[data-saved]").get_by_role("link")
        expect(brief).to_contain_text("tiene ahora este paso")
        expect(brief).to_be_in_viewport(ratio=1)
        brief.click()
        expect(desk.page.locator("[data-notices]")).to_be_in_viewport()
        expect(desk.page.locator("[data-notices]")).to_contain_text("Solo")


def test_a_file_tells_how_far_it_is_and_the_step_is_completed_once_it_has_arrived(desk, company, lead):
    fill_all(desk, RFP)
    held: list[Route] = []
    desk.page.route("**/archivo", lambda route: held.append(route))
    desk.field(DOCUMENT).set_input_files(FILE)
    expect(desk.page.get_by_label("Enviando requerimiento.pdf")).to_be_visible()
    desk.complete()
    expect(desk.page.locator("[data-saved]")).to_contain_text("todavía se está enviando")
    with desk.page.expect_navigation():
        held[0].continue_()
    expect(desk.page.locator("p.done")).to_contain_text("Usted completó este paso.")
    (file,) = data_of(company, lead)["documento_cliente"]
    with company.database.reading() as connection:
        assert documents.content(connection, file["sha256"]) == FILE["buffer"]


def test_a_file_that_arrives_while_the_button_is_held_moves_nothing_under_it(desk):
    fill_all(desk, RFP)
    held: list[Route] = []
    desk.page.route("**/archivo", lambda route: held.append(route))
    desk.field(DOCUMENT).set_input_files(FILE)
    expect(desk.page.locator("progress")).to_be_visible()
    desk.page.get_by_role("button", name="Completar").last.hover()
    desk.page.mouse.down()
    with desk.page.expect_response("**/archivo") as arrived:
        held[0].continue_()
    arrived.value.finished()
    desk.page.evaluate("new Promise(requestAnimationFrame)")
    expect(desk.page.locator("progress")).to_be_visible()
    with desk.page.expect_navigation():
        desk.page.mouse.up()
    expect(desk.page.locator("p.done")).to_contain_text("Usted completó este paso.")


def test_a_file_is_refused_cancelled_and_taken_out(desk, company, lead):
    desk.choose(ORIGIN, RFP)
    desk.field(DOCUMENT).set_input_files({**FILE, "name": "nota.exe"})
    expect(desk.error_of(DOCUMENT)).to_contain_text("nota.exe")
    held: list[Route] = []
    desk.page.route("**/archivo", lambda route: held.append(route))
    desk.field(DOCUMENT).set_input_files(FILE)
    desk.page.get_by_role("button", name="Cancelar").click()
    expect(desk.page.locator("progress")).to_have_count(0)
    desk.page.unroute("**/archivo")
    desk.field(DOCUMENT).set_input_files(FILE)
    desk.page.get_by_role("button", name="Quitar: requerimiento.pdf").click()
    expect(desk.page.locator("ul.files")).to_have_count(0)
    desk.expect_saved()
    assert stored_draft(company, lead)["documento_cliente"] == []


def test_axe_finds_nothing_serious_on_a_page_with_a_draft_and_errors(browser, address, lead):
    with sheet(browser, address, DIRECTOR) as desk:
        desk.open(lead)
        desk.choose(ORIGIN, VISIT)
        desk.field(EMAIL).fill("ana")
        desk.send()
        expect(desk.summary).to_be_visible()
        for again in (False, True):
            if again:
                desk.open(lead)
            for size in SIZES:
                desk.page.set_viewport_size(size)
                assert grave(desk.page) == []


def test_a_second_round_begins_with_what_was_written_and_leaves_the_decision_open(browser, address, company):
    folio = company.start()
    company.do(folio, "prospeccion")
    company.do(folio, "validacion", {"tipo_requerimiento": "servicio", "areas": ["soc_noc"]})
    for element in ("participacion", "dimensionamiento", "business_case"):
        company.do(folio, element)
    company.do(folio, "validar_business_case", {"business_case_aprobado": True, "go": True})
    company.do(folio, "elaborar_propuesta")
    company.do(folio, "validar_cumplimiento", {"cumple": False})
    company.do(folio, "correcciones", {"monto_propuesta": 1400000})
    task = company.task(folio, "validar_cumplimiento")
    with sheet(browser, address, task.candidates[0]) as desk:
        desk.open(task.item.id)
        decision = desk.page.get_by_role("group", name="¿Cumple de acuerdo con lo establecido?")
        expect(decision.locator(":checked")).to_have_count(0)
        locked = desk.page.locator("dl.locked", has_text="Monto de la propuesta")
        expect(locked.locator("dd")).to_contain_text("$1,400,000.00")
        with desk.page.expect_download() as got:
            desk.page.locator("dl.locked .files a").first.click()
        assert got.value.suggested_filename == "archivo_propuesta.pdf"
        assert desk.complaints == []
