"""The form of a step in a real Chromium: it answers as one writes, and disturbs nobody who does."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, expect

from engine.documents import store as documents
from engine.instances import execution_queries
from engine.instances.reading import EVERYTHING
from tests.bpmn.processes.forms import NEXT
from tests.e2e.forms import FILE, LEAD, Sheet, sheet, visited_forms
from tests.e2e.pages import SIZES, TOO_WIDE, enter, grave, menu
from tests.engine.verification.opportunity import under_way
from tests.support import Company

pytestmark = pytest.mark.browser

ORIGIN = "¿Cómo se recibió el requerimiento?"
VISIT, RFP = "Visita presencial con el cliente", "RFP"
FORMAT, DOCUMENT = "Minuta u otros anexos de la visita", "Documento del cliente con los requerimientos"
AGREEMENTS = "Acuerdos y compromisos (F-COM-001)"
ADD = f"Agregar renglón: {AGREEMENTS}"
EMAIL = "Correo electrónico del contacto"
DIRECTOR = "director_comercial"


@pytest.fixture
def company(sqlite_company: Company) -> Company:
    return sqlite_company


@pytest.fixture
def lead(company: Company) -> str:
    """The first step of a new opportunity."""
    return company.task(company.start(), "prospeccion").item.id


@pytest.fixture
def desk(browser: Browser, address: str, lead: str) -> Iterator[Sheet]:
    """The first step before the person who does it."""
    with sheet(browser, address, DIRECTOR) as desk:
        desk.open(lead)
        yield desk
        assert desk.complaints == []


def data_of(company: Company, id: str) -> dict[str, object]:
    with company.database.reading() as connection:
        return execution_queries.data(connection, company.runtime, EVERYTHING, id.partition(".")[0])


def fill_all(desk: Sheet, origin: str = RFP) -> None:
    desk.fill(LEAD)
    desk.choose("Origen del lead", "Foro")
    desk.choose(ORIGIN, origin)


def test_every_shipped_form_opens_in_silence_and_axe_finds_nothing_serious(browser, address, company):
    """At a phone's width and a desk's, in light and in dark, as it opens and with every choice made: axe looks at each
    form as it opens in one width and filled in in the other, at the next the other way round."""
    seen = []
    with sheet(browser, address, DIRECTOR) as desk:
        at_it = DIRECTOR
        for element, id, person in visited_forms(company):
            seen.append(element)
            if person != at_it:
                desk.page.goto(address)
                enter(desk.page, at_it := person)
            desk.page.emulate_media(color_scheme="dark" if len(seen) % 2 else "light")
            desk.open(id)
            for answered in (False, True):
                if answered:
                    for each in desk.page.locator("fieldset.field:not(.list) .tick:last-child input").all():
                        each.check()
                    for each in desk.page.locator("select").all():
                        each.select_option(index=1)
                for number, size in enumerate(SIZES):
                    desk.page.set_viewport_size(size)
                    assert desk.page.evaluate(TOO_WIDE) <= 0, (element, size, answered)
                    if (number + answered + len(seen) // 2) % 2:
                        assert grave(desk.page) == [], (element, size, answered)
        assert desk.complaints == []
    assert sorted(seen) == sorted(NEXT)


def test_a_question_is_asked_as_soon_as_an_answer_asks_for_it(desk):
    expect(desk.page.get_by_label(FORMAT)).to_have_count(0)
    desk.choose(ORIGIN, VISIT)
    expect(desk.field(FORMAT)).to_have_count(1)
    expect(desk.page.get_by_role("group", name=AGREEMENTS)).to_be_visible()
    desk.choose(ORIGIN, RFP)
    expect(desk.field(FORMAT)).to_have_count(0)
    expect(desk.field(DOCUMENT)).to_have_count(1)


def test_an_answer_taken_back_brings_back_what_was_written(desk):
    desk.choose(ORIGIN, VISIT)
    desk.page.get_by_label("Acuerdo o compromiso").fill("Entregar el anexo técnico")
    desk.choose(ORIGIN, RFP)
    desk.choose(ORIGIN, VISIT)
    expect(desk.page.get_by_label("Acuerdo o compromiso")).to_have_value("Entregar el anexo técnico")


def test_a_step_is_completed_with_what_was_written_rows_and_files_included(desk, company, lead):
    fill_all(desk, VISIT)
    desk.field("Monto estimado de la oportunidad").fill("1250000.5")
    desk.field(FORMAT).set_input_files(FILE)
    for number, what in enumerate(("Enviar el anexo", "Agendar la visita")):
        if number:
            desk.page.get_by_role("button", name=ADD).click()
        row = desk.page.get_by_role("group", name=f"Renglón {number + 1}")
        row.get_by_label("Acuerdo o compromiso").fill(what)
        row.get_by_label("Responsable").fill("Ana Garza")
        row.get_by_label("Fecha compromiso").fill("2026-03-05")
    desk.send()
    expect(desk.page.locator("p.done")).to_contain_text("Usted completó este paso.")
    data = data_of(company, lead)
    assert data["cliente"] == "Aceros del Norte" and data["monto_estimado"] == 1250000.5
    assert data["origen_lead"] == "foro" and data["moneda"] == "MXN"
    assert [row["acuerdo"] for row in data["acuerdos_requerimiento"]] == ["Enviar el anexo", "Agendar la visita"]
    (file,) = data["archivo_f_com_001"]
    with company.database.reading() as connection:
        assert documents.content(connection, file["sha256"]) == FILE["buffer"]


def test_a_file_that_was_there_is_replaced_in_its_place_as_it_is_chosen(browser, address, company):
    folio = under_way(company)
    task = company.task(folio, "correcciones")
    with sheet(browser, address, task.candidates[0]) as desk:
        desk.open(task.item.id)
        field = desk.page.locator("[data-field='campo-archivo_propuesta']")
        expect(field.locator(".files li")).to_contain_text("archivo_propuesta.pdf v1")
        label = "Reemplazar archivo_propuesta.pdf por una nueva versión"
        field.get_by_label(label).set_input_files({**FILE, "name": "vacía.pdf", "buffer": b""})
        expect(field).to_contain_text("«vacía.pdf» está vacío")
        expect(field.locator(".files li")).to_contain_text("archivo_propuesta.pdf v1")
        field.get_by_label(label).set_input_files({**FILE, "name": "corregida.pdf"})
        expect(field.locator(".files li")).to_have_count(1)
        expect(field.locator(".files li")).to_contain_text("corregida.pdf")
        expect(desk.page.locator("[data-saved]")).to_contain_text("Guardado")
        assert grave(desk.page) == []
        desk.page.reload()
        expect(field.locator(".files li")).to_contain_text("corregida.pdf")


def test_a_list_that_was_left_without_rows_is_no_question_still_to_be_seen(browser, address, company):
    folio = company.start()
    company.do(folio, "prospeccion")
    company.do(folio, "validacion", {"tipo_requerimiento": "servicio", "areas": ["soc_noc"]})
    for element in ("participacion", "dimensionamiento", "business_case"):
        company.do(folio, element)
    company.do(folio, "validar_business_case", {"business_case_aprobado": True, "go": True})
    task = company.task(folio, "elaborar_propuesta")
    with sheet(browser, address, task.candidates[0]) as desk:
        desk.open(task.item.id)
        desk.fill({"Resumen de la propuesta": "Vigilancia de tres plantas, día y noche."})
        desk.fill({"Monto de la propuesta": "1400000", "Vigencia de la propuesta": "2026-05-29"})
        desk.choose("Moneda", "MXN")
        desk.page.get_by_label("Información de las áreas integrada").check()
        desk.field("Propuesta Técnica y Económica (F-COM-003)").set_input_files(FILE)
        desk.send()
        expect(desk.page.locator("p.done")).to_contain_text("Usted completó este paso.")


def test_rows_are_added_and_taken_out_in_place_and_the_focus_follows(desk):
    desk.choose(ORIGIN, VISIT)
    desk.page.get_by_label("Acuerdo o compromiso").fill("primero")
    desk.page.get_by_role("button", name=ADD).click()
    expect(desk.page.locator("[name='acuerdos_requerimiento[1].acuerdo']")).to_be_focused()
    desk.page.keyboard.type("segundo")
    desk.page.get_by_role("button", name="Quitar el renglón 1").click()
    expect(desk.page.get_by_label("Acuerdo o compromiso")).to_have_count(1)
    expect(desk.page.get_by_label("Acuerdo o compromiso")).to_have_value("segundo")
    expect(desk.page.get_by_role("button", name=ADD)).to_be_focused()


def test_what_is_wrong_is_said_as_one_leaves_the_field_and_not_while_one_writes(desk):
    desk.field(EMAIL).press_sequentially("ana", delay=300)
    desk.expect_saved()
    expect(desk.error_of(EMAIL)).to_have_count(0)
    desk.page.keyboard.press("Tab")
    expect(desk.error_of(EMAIL)).to_contain_text("Error: no es un correo electrónico")
    expect(desk.field(EMAIL)).to_have_attribute("aria-invalid", "true")
    # What is wrong already is told to be right as soon as it is.
    desk.field(EMAIL).fill("ana@aceros.example")
    expect(desk.error_of(EMAIL)).to_have_count(0)
    expect(desk.field(EMAIL)).to_be_focused()
    desk.field("Monto estimado de la oportunidad").fill("12,5")
    desk.page.keyboard.press("Tab")
    expect(desk.error_of("Monto estimado de la oportunidad")).to_contain_text("número")
    expect(desk.field("Monto estimado de la oportunidad")).to_have_value("12,5")


def test_that_something_is_missing_is_not_said_before_one_completes(desk):
    desk.field("Cliente").focus()
    desk.page.keyboard.press("Tab")
    desk.field("Folio de la oportunidad en CRM").fill("CRM-1")
    desk.page.keyboard.press("Tab")
    desk.expect_saved()
    expect(desk.page.locator(".error")).to_have_count(0)


def test_a_list_that_needs_a_row_and_has_none_is_named(desk):
    fill_all(desk, VISIT)
    desk.field(FORMAT).set_input_files(FILE)
    desk.send()
    expect(desk.summary.get_by_role("link")).to_have_text([f"{AGREEMENTS}: falta este dato."])


def test_the_form_speaks_english_to_who_chose_it(desk):
    with desk.page.expect_navigation():
        menu(desk.page, "English").click()
    desk.choose(ORIGIN, VISIT)
    expect(desk.page.get_by_role("button", name=f"Add a row to: {AGREEMENTS}")).to_be_visible()
    desk.field(EMAIL).fill("ana")
    desk.page.keyboard.press("Tab")
    expect(desk.error_of(EMAIL)).to_contain_text("it is not an e-mail address")
    expect(desk.page.locator("[data-saved]")).to_contain_text("Saved")


TYPED = "Vigilancia de tres plantas, día y noche, los siete días de la semana."


def test_nothing_typed_is_lost_or_moved_while_answers_arrive(desk):
    """Each key brings an answer of the server, which changes the form above and below."""
    desk.choose(ORIGIN, VISIT)
    line = desk.field("Requerimiento")
    line.fill("antes  después")
    line.evaluate("input => input.setSelectionRange(6, 6)")
    desk.page.evaluate("""() => {
        const select = document.querySelector("[name=origen_requerimiento]");
        window.turns = setInterval(() => {
            select.value = select.value === '"rfp"' ? '"visita_presencial"' : '"rfp"';
            select.dispatchEvent(new Event("input", { bubbles: true }));
        }, 120);
    }""")
    for letter in TYPED:
        desk.page.keyboard.type(letter)
        desk.page.wait_for_timeout(25)
    desk.page.evaluate("clearInterval(window.turns)")
    assert line.input_value() == f"antes {TYPED} después"
    assert line.evaluate("input => input.selectionStart") == len(f"antes {TYPED}")
    expect(line).to_be_focused()


def test_what_one_looks_at_stays_in_its_place_while_something_appears_above(desk):
    desk.page.set_viewport_size({"width": 390, "height": 500})
    last = desk.page.get_by_role("button", name="Completar")
    last.scroll_into_view_if_needed()
    last.focus()
    before = last.bounding_box()
    desk.page.locator("[name=origen_requerimiento]").evaluate("""select => {
        select.value = '"visita_presencial"';
        select.dispatchEvent(new Event("input", { bubbles: true }));
    }""")
    expect(desk.field(FORMAT)).to_have_count(1)
    after = last.bounding_box()
    assert before and after and abs(after["y"] - before["y"]) < 2


def test_enter_in_a_field_saves_and_completes_nothing(desk, company, lead):
    fill_all(desk)
    desk.field("Cliente").press("Enter")
    desk.expect_saved()
    assert desk.page.url.endswith(f"/bandeja/{lead}")
    assert company.task(lead.partition(".")[0], "prospeccion").item.status == "open"
