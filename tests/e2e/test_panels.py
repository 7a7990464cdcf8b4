"""What a step tells, computes, repeats and calls, said in the editor's panels without writing an expression."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Locator, expect

from bpmn.model import Activity, Process
from bpmn.reader import read
from tests.e2e.pages import grave
from tests.e2e.test_processes import Reader, draft_of
from tests.support import Company

pytestmark = pytest.mark.browser


@pytest.fixture
def reader(browser: Browser, address: str) -> Iterator[Reader]:
    reader = Reader(browser, address)
    reader.draw()
    reader.page.locator(".bio-properties-panel").first.wait_for()  # it comes after the drawing
    yield reader
    assert reader.complaints == []
    reader.context.close()


def panel(reader: Reader, element: str, name: str, group: str = "") -> Locator:
    """A panel of an element, opened."""
    reader.shape(element).click()
    found = reader.page.locator(f"[data-entry-id=procedure-{name}]")
    if not found.is_visible():
        reader.page.locator(".bio-properties-panel-group-header", has_text=group).click()
    return found


def saved(reader: Reader, company: Company) -> Process:
    reader.saved()
    definitions = read(draft_of(company).diagram).definitions
    assert definitions is not None
    return definitions.processes[0]


def activity(process: Process, id: str) -> Activity:
    found = process.node(id)
    assert isinstance(found, Activity)
    return found


def test_a_notice_is_written_with_fields_put_in_and_read_before_it_is_ever_sent(
    reader: Reader, sqlite_company: Company
) -> None:
    notices = panel(reader, "correcciones", "notices", "Avisos")
    notices.get_by_role("button", name="Agregar un aviso").click()
    notices.get_by_label("Agregar un rol").select_option(label="Cumplimiento y Mejora Continua")
    notices.get_by_label("Asunto", exact=True).fill("Corregida: ")
    notices.get_by_label("Insertar un dato en: Asunto").select_option(label="Cliente")
    expect(notices.get_by_label("Asunto", exact=True)).to_have_value("Corregida: {Cliente}")
    text = notices.get_by_label("Texto del correo", exact=True)
    text.fill("Entrega: {Fecha de entrega de la propuesta al cliente}.\nRevísela.")
    notices.get_by_role("button", name="Ver el correo").click()
    mail = notices.locator(".mail")
    expect(mail).to_contain_text("Cumplimiento y Mejora Continua (")
    expect(mail).to_contain_text("Corregida: Cliente de ejemplo")
    expect(mail).to_contain_text("Revísela.")
    assert grave(reader.page) == []
    (notice,) = activity(saved(reader, sqlite_company), "correcciones").notifications
    assert (notice.to, notice.subject) == (("cumplimiento",), "Corregida: {cliente}")
    assert notice.body == "Entrega: {fecha_entrega}.\nRevísela."
    notices.get_by_role("button", name="Quitar el aviso 1").click()
    expect(notices.locator("fieldset")).to_have_count(0)


def test_a_computation_is_an_assignment_of_a_field_a_value_or_a_formula(
    reader: Reader, sqlite_company: Company
) -> None:
    after = panel(reader, "dimensionamiento", "after", "Cálculos")
    after.get_by_role("button", name="Agregar un cálculo").click()
    first = after.get_by_role("group", name="Cálculo 1")
    first.get_by_role("button", name="Un dato nuevo").click()
    first.get_by_label("Cómo se llama el dato nuevo").fill("Áreas de más")
    first.get_by_label("Cómo se llama el dato nuevo").press("Tab")
    first.get_by_label("Qué contiene").select_option(label="una fórmula")
    first.get_by_label("Fórmula").fill("len(areas) > 2")
    first.get_by_label("Fórmula").press("Tab")
    after.get_by_role("button", name="Agregar un cálculo").click()
    second = after.get_by_role("group", name="Cálculo 2")
    second.get_by_label("Dato en el que queda").select_option(label="Moneda")
    second.get_by_label("Qué contiene").select_option(label="este texto")
    second.get_by_label("Texto").fill("MXN")
    second.get_by_label("Texto").press("Tab")
    found = activity(saved(reader, sqlite_company), "dimensionamiento").post_script
    assert found == 'areas_de_mas = len(areas) > 2\nmoneda = "MXN"'


def test_a_step_is_done_once_for_each_of_a_list_and_what_each_leaves_is_gathered(
    reader: Reader, sqlite_company: Company
) -> None:
    repetition = panel(reader, "dimensionamiento", "repetition", "Repetición")
    repetition.get_by_label("Cuántas veces se hace").select_option(label="Varias veces, una después de otra")
    repetition.get_by_label("Una vez por cada elemento de").select_option(label="Áreas de Servicio involucradas")
    expect(repetition.locator(".sentence")).to_contain_text("«Áreas de Servicio involucradas»")
    repetition.get_by_label("Qué deja cada vez").select_option(label="Lo que deja cada vez se reúne en una lista")
    loop = activity(saved(reader, sqlite_company), "dimensionamiento").loop
    assert loop is not None and (loop.kind, loop.collection) == ("sequential", "areas")
    assert loop.input_item == "area_2"  # the other step that is done for each area has «area»
    assert loop.output_item and loop.output_collection and loop.cardinality is None
    # As long as a condition holds, instead.
    repetition.get_by_label("Cuántas veces se hace").select_option(label="Otra vez, mientras se cumpla una condición")
    repetition.get_by_role("button", name="Armar una condición").click()
    repetition.get_by_label("Dato", exact=True).select_option(label="¿Se requieren soluciones de TI?")
    repetition.get_by_label("Valor", exact=True).select_option(label="Sí")
    loop = activity(saved(reader, sqlite_company), "dimensionamiento").loop
    assert loop is not None and (loop.kind, loop.condition) == ("standard", "requiere_ti == True")
    repetition.get_by_label("Cuántas veces se hace").select_option(label="Una vez")
    assert activity(saved(reader, sqlite_company), "dimensionamiento").loop is None


def test_a_repetition_that_is_there_says_so_and_stays_as_it_is(reader: Reader, sqlite_company: Company) -> None:
    repetition = panel(reader, "participacion", "repetition", "Repetición")
    expect(repetition.get_by_label("Una vez por cada elemento de")).to_have_value("areas")
    expect(repetition.get_by_label("Cómo se llama la lista")).to_have_value("participaciones")


def test_a_called_procedure_is_chosen_by_its_title(reader: Reader, sqlite_company: Company) -> None:
    called = panel(reader, "alianzas", "called", "Procedimiento llamado")
    expect(called.get_by_label("Procedimiento que llama")).to_have_value("alianzas_estrategicas")
    called.get_by_label("Procedimiento que llama").select_option(label="Elija un procedimiento…")
    expect(reader.page.locator("[data-findings] .error").first).to_be_visible()
    called.get_by_label("Procedimiento que llama").select_option(label="Alianzas Estratégicas")
    assert activity(saved(reader, sqlite_company), "alianzas").called_element == "alianzas_estrategicas"


def test_an_invitation_says_whom_until_when_and_with_which_words(reader: Reader, sqlite_company: Company) -> None:
    reader.shape("carril_cliente").click(position={"x": 8, "y": 12})
    invitation = reader.page.locator("[data-entry-id=procedure-invitation]")
    expect(invitation.get_by_label("Su correo está en")).to_have_value("correo")
    expect(invitation.locator(".sentence")).to_contain_text(
        "no es ninguno de «Entrega física», «Plataforma de licitaciones»"
    )
    invitation.get_by_label("El enlace sirve hasta").select_option(label="Quince días después de enviarse")
    invitation.get_by_label("Insertar un dato en: Asunto").select_option(label="Cliente")
    invitation.get_by_role("button", name="Ver el correo").click()
    expect(invitation.locator(".mail")).to_contain_text("Abrir la página")
    lane = saved(reader, sqlite_company).lane("carril_cliente")
    assert lane.invitation is not None and (lane.invitation.email, lane.invitation.until) == ("correo", None)
    assert lane.invitation.subject is not None and "{cliente}" in lane.invitation.subject


def test_a_message_is_chosen_by_its_name_and_a_new_one_named_here(reader: Reader, sqlite_company: Company) -> None:
    message = panel(reader, "notificar_cumplimiento", "message", "Mensaje")
    expect(message.get_by_label("Mensaje", exact=True)).to_have_value("mensaje_cumplimiento")
    message.get_by_role("button", name="Un mensaje nuevo").click()
    message.get_by_label("Cómo se llama el mensaje").fill("Propuesta revisada")
    message.get_by_label("Cómo se llama el mensaje").press("Tab")
    sent = activity(saved(reader, sqlite_company), "notificar_cumplimiento").message
    definitions = read(draft_of(sqlite_company).diagram).definitions
    assert definitions is not None
    assert {each.id: each.name for each in definitions.messages}[sent or ""] == "Propuesta revisada"
    # Undone in two steps: its name, and that it was made.
    expect(reader.page.locator("[data-differences] li").first).to_be_visible()
    reader.shape("notificar_cumplimiento").click()
    reader.page.keyboard.press("Control+z")
    reader.page.keyboard.press("Control+z")
    expect(reader.page.locator("[data-differences] li")).to_have_count(0)
    assert activity(saved(reader, sqlite_company), "notificar_cumplimiento").message == "mensaje_cumplimiento"


def test_nobody_is_asked_for_the_id_of_anything(reader: Reader) -> None:
    for element in ("inicio", "correcciones", "cumple_gw", "alianzas", "fin_ganada", "participante_gestion_comercial"):
        reader.shape(element).click(position={"x": 8, "y": 8})
        expect(reader.page.locator("[data-entry-id=name]").first).to_be_attached()
        assert reader.page.locator("[data-entry-id=id], [data-entry-id=processId]").count() == 0


def test_a_decision_tells_its_ways_in_words_and_leads_to_each(reader: Reader) -> None:
    reader.shape("tipo_requerimiento_gw").click()
    ways = reader.page.locator("[data-entry-id=procedure-ways] li")
    expect(ways).to_have_count(3)
    expect(ways.nth(1)).to_contain_text("Compraventa a «Alianzas Estratégicas", use_inner_text=True)
    expect(ways.nth(1)).to_contain_text("Si «¿Tipo de requerimiento?» es «Compraventa»")
    expect(ways.nth(2)).to_contain_text("En cualquier otro caso")
    assert grave(reader.page) == []
    ways.nth(1).get_by_role("button", name="Decir cuándo se toma").click()
    condition = reader.page.locator("[data-entry-id=procedure-condition]")
    expect(condition.locator(".kind-of-field")).to_contain_text("uno de varios; se pregunta en «Validación")
    assert grave(reader.page) == []


def test_what_was_written_is_kept_by_its_element_when_one_turns_to_another(
    reader: Reader, sqlite_company: Company
) -> None:
    for element in ("dimensionamiento", "correcciones"):
        notices = panel(reader, element, "notices", "Avisos")
        notices.get_by_role("button", name="Agregar un aviso").click()
    panel(reader, "dimensionamiento", "notices", "Avisos").get_by_label("Asunto", exact=True).press_sequentially(
        "Listo"
    )
    other = panel(reader, "correcciones", "notices", "Avisos")
    expect(other.get_by_label("Asunto", exact=True)).to_have_value("")
    process = saved(reader, sqlite_company)
    subjects = [activity(process, id).notifications[0].subject for id in ("dimensionamiento", "correcciones")]
    assert subjects == ["Listo", ""]
