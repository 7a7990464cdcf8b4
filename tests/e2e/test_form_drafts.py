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
from engine.form_drafts import queries as drafts
from engine.instances import queries
from tests.e2e.forms import FILE, LEAD, sheet
from tests.e2e.pages import SIZES, grave
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
        found = drafts.drafts(connection, queries.task(connection, id)[0], owner).main
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
            desk.expect_saved()  # tried again by itself
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


def test_two_people_in_one_step_lose_no_word_and_who_is_too_late_finds_what_they_wrote(browser, address, company):
    folio = company.start()
    company.do(folio, "prospeccion")
    id = company.task(folio, "validacion").item.id
    with sheet(browser, address, "comercial") as first, sheet(browser, address, "preventa") as second:
        for desk in (first, second):
            desk.open(id)
        first.field("Fecha en que las áreas deben responder").fill("2026-03-10")
        second.field("Fecha en que las áreas deben responder").fill("2026-03-12")
        first.expect_saved()
        second.expect_saved()
        assert stored_draft(company, id, "comercial") != stored_draft(company, id, "preventa")
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
    with sheet(browser, address, DIRECTOR, bypass_csp=True) as desk:
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
