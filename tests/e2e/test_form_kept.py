"""What is written on a form stays: refused, reloaded, without script, or where form-js and the server disagree."""

import re

import pytest
from playwright.sync_api import Route, expect

from tests.e2e.forms import FILE, sheet
from tests.e2e.test_form import (
    DIRECTOR,
    DOCUMENT,
    EMAIL,
    ORIGIN,
    RFP,
    VISIT,
    company,
    data_of,
    desk,
    fill_all,
    lead,
)

__all__ = ["company", "desk", "lead"]

pytestmark = pytest.mark.browser


def test_what_is_sent_again_unchanged_goes_to_the_server_whose_refusal_stands_beside_the_field_and_files_stay(
    desk, company, lead
):
    fill_all(desk, RFP)
    desk.field(DOCUMENT).set_input_files(FILE)
    desk.field(EMAIL).fill("ana")
    desk.complete()
    expect(desk.summary).to_contain_text("oprima otra vez el botón")
    desk.send()
    desk.expect_taken_over()
    expect(desk.summary).to_contain_text("Todavía no se completa el paso")
    expect(desk.error_of(EMAIL)).to_contain_text("no es un correo electrónico")
    expect(desk.field("Cliente")).to_have_value("Aceros del Norte")
    expect(desk.page.get_by_label(re.compile("^requerimiento.pdf"))).to_be_checked()
    desk.field(EMAIL).fill("ana@aceros.example")
    expect(desk.error_of(EMAIL)).to_have_count(0)
    desk.send()
    (file,) = data_of(company, lead)["documento_cliente"]
    assert file["name"] == "requerimiento.pdf" and file["size"] == len(FILE["buffer"])


def test_a_refusal_that_only_the_server_knows_stands_until_the_value_is_changed(browser, address, company, lead):
    """A browser whose clock of today is behind the office's: the date passes there, and not here."""

    def yesterday(route: Route) -> None:
        answer = route.fetch()
        body = re.sub(r'"today": "[^"]+"', '"today": "2001-01-01"', answer.text())
        route.fulfill(response=answer, body=body)

    with sheet(browser, address, DIRECTOR) as desk:
        desk.page.route("**/bandeja/**", yesterday)
        desk.open(lead)
        desk.expect_taken_over()
        fill_all(desk)
        desk.field(DOCUMENT).set_input_files(FILE)
        date = "Fecha de entrega de la propuesta al cliente"
        desk.field(date).fill("2020-01-07")
        desk.send()
        desk.expect_taken_over()
        expect(desk.error_of(date)).to_contain_text("la fecha ya pasó")
        desk.field(date).fill("2026-03-17")
        expect(desk.error_of(date)).to_have_count(0)
        assert desk.complaints == []


def test_a_file_is_unticked_ticked_again_and_judged_before_it_is_sent(desk):
    desk.choose(ORIGIN, RFP)
    desk.field(DOCUMENT).set_input_files([FILE, {**FILE, "name": "nota.exe"}])
    expect(desk.error_of(DOCUMENT)).to_contain_text("nota.exe")
    desk.page.get_by_label(re.compile("^nota.exe")).uncheck()
    expect(desk.error_of(DOCUMENT)).to_have_count(0)
    mine = desk.page.get_by_label(re.compile("^requerimiento.pdf"))
    mine.uncheck()
    expect(desk.error_of(DOCUMENT)).to_contain_text("falta")
    mine.check()
    expect(desk.error_of(DOCUMENT)).to_have_count(0)


def test_what_was_typed_is_recovered_in_another_page_and_may_be_discarded(desk, lead):
    desk.fill({"Cliente": "Aceros del Norte", "Folio de la oportunidad en CRM": "CRM-4711"})
    desk.choose(ORIGIN, VISIT)
    desk.page.get_by_label("Acuerdo o compromiso").fill("Entregar el anexo")
    expect(desk.page.get_by_text("se guarda en este dispositivo")).to_be_visible()
    desk.page.close()
    desk.page = desk.new_page()
    desk.open(lead)
    desk.expect_taken_over()
    expect(desk.page.locator(".notice")).to_contain_text("Recuperamos lo que había escrito")
    expect(desk.page.locator(".notice")).to_contain_text("solo en este dispositivo")
    expect(desk.field("Cliente")).to_have_value("Aceros del Norte")
    expect(desk.page.get_by_label("Acuerdo o compromiso")).to_have_value("Entregar el anexo")
    with desk.page.expect_navigation():
        desk.page.get_by_role("button", name="Descartarlo").click()
    desk.expect_taken_over()
    expect(desk.page.locator(".notice")).to_have_count(0)
    expect(desk.field("Cliente")).to_have_value("")


def test_what_was_typed_is_kept_for_its_writer_only_and_dropped_once_it_is_accepted(desk, company, lead):
    fill_all(desk, RFP)
    desk.field(DOCUMENT).set_input_files(FILE)
    desk.page.reload()
    desk.expect_taken_over()
    expect(desk.page.locator(".notice")).to_contain_text("Los archivos hay que adjuntarlos otra vez")
    kept = "Object.entries(localStorage).filter(([key]) => key.startsWith('cauce:'))"
    ((key, text),) = desk.page.evaluate(kept)
    assert key.endswith(f"{lead}/{DIRECTOR}") and "requerimiento.pdf" not in text and "Aceros" in text
    desk.field(DOCUMENT).set_input_files(FILE)
    desk.send()
    expect(desk.page.locator("p.done")).to_contain_text("Usted completó este paso.")
    desk.page.wait_for_function(f"() => {kept}.length === 0")


def test_what_is_older_than_a_fortnight_is_not_offered(desk, lead):
    desk.field("Cliente").fill("Aceros del Norte")
    desk.page.reload()
    expect(desk.page.locator(".notice")).to_have_count(1)
    desk.page.evaluate(
        """() => { for (const [key, text] of Object.entries(localStorage)) if (key.startsWith("cauce:draft:"))
                     localStorage.setItem(key, JSON.stringify({...JSON.parse(text), at: Date.now() - 15 * 864e5})) }"""
    )
    desk.page.reload()
    desk.expect_taken_over()
    expect(desk.page.locator(".notice")).to_have_count(0)
    expect(desk.field("Cliente")).to_have_value("")


def test_without_script_the_servers_form_does_it_all(browser, address, company, lead):
    with sheet(browser, address, DIRECTOR, java_script_enabled=False) as desk:
        desk.open(lead)
        fill_all(desk)
        desk.send()
        expect(desk.page.locator(".notice")).to_contain_text("Hay algo más que responder")
        desk.field(DOCUMENT).set_input_files(FILE)
        desk.send()
        expect(desk.page.locator("p.done")).to_contain_text("Usted completó este paso.")
        assert data_of(company, lead)["cliente"] == "Aceros del Norte"


def test_where_form_js_would_ask_otherwise_the_servers_form_stays(browser, address, company, lead):
    seen = 'name="seen-fields" value="'

    def ask_more(route: Route) -> None:
        answer = route.fetch()
        route.fulfill(response=answer, body=answer.text().replace(seen, f"{seen}otro "))

    with sheet(browser, address, DIRECTOR) as desk:
        desk.page.route("**/bandeja/**", ask_more)
        with desk.page.expect_console_message(lambda said: "its form stays" in said.text):
            desk.open(lead)
        expect(desk.page.locator("[data-plain]")).to_be_visible()
        expect(desk.page.locator(".fjs-container")).to_have_count(0)
        fill_all(desk)
        desk.send()
        expect(desk.page.locator(".notice")).to_contain_text("Hay algo más que responder")


def test_who_writes_before_the_script_comes_goes_on_with_what_they_wrote(browser, address, lead):
    with sheet(browser, address, DIRECTOR) as desk:
        late: list[Route] = []
        desk.page.route(re.compile(r"/dist/form-[A-Z0-9]+\.js"), lambda route: late.append(route))
        desk.page.goto(f"{address}/bandeja/{lead}", wait_until="commit")
        desk.field("Cliente").fill("Aceros del Norte")
        with desk.page.expect_event("load"):
            for route in late:
                route.continue_()
        expect(desk.field("Cliente")).to_have_value("Aceros del Norte")
        expect(desk.page.locator("[data-plain]")).to_be_visible()


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
        desk.expect_taken_over()
        expect(
            desk.page.get_by_role("group", name="¿Cumple de acuerdo con lo establecido?").locator(":checked")
        ).to_have_count(0)
        locked = desk.page.locator("dl.locked", has_text="Monto de la propuesta")
        expect(locked.locator("dd")).to_have_text("1,400,000.00")
        with desk.page.expect_download() as got:
            desk.page.locator("dl.locked .files a").first.click()
        assert got.value.suggested_filename == "archivo_propuesta.pdf"
        assert desk.complaints == []
