"""Who does a step, by when and with which records is chosen in the panel, by the names that people know."""

import json
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, expect

from bpmn.model import Activity, Lane
from bpmn.reader import read
from engine.definitions import drafts
from engine.identity.commands import give_role
from engine.identity.queries import holders
from tests.e2e.editing import Reader
from tests.e2e.pages import grave
from tests.support import Company

pytestmark = pytest.mark.browser


@pytest.fixture
def reader(browser: Browser, address: str) -> Iterator[Reader]:
    person = Reader(browser, address)
    yield person
    person.context.close()


def drawn(company: Company) -> tuple[dict[str, Activity], dict[str, Lane]]:
    """The activities and the lanes of the draft as it was saved."""
    with company.database.reading() as connection:
        draft = drafts.open_draft(connection, "gestion_comercial")
    assert draft is not None
    definitions = read(draft.diagram).definitions
    assert definitions is not None
    (process,) = (each for each in definitions.processes if each.nodes)
    return {each.id: each for each in process.activities()}, {each.id: each for each in process.lanes}


def named(activity: Activity) -> list[str]:
    """The roles that a step names, in the one way or the other."""
    found = [[owner.role] if owner.role else json.loads(owner.expression or "") for owner in activity.potential_owners]
    return [role for each in found for role in each]


def test_a_step_is_given_to_roles_by_their_names_and_people(reader: Reader, company: Company) -> None:
    reader.draw()
    reader.choose("business_case")
    properties = reader.page.locator("[data-properties]")
    expect(reader.panel("Solo estos roles")).to_be_checked()
    expect(properties).to_contain_text("Quien hace el trabajo de su carril: Comercial, Director Comercial")
    assert "director_comercial" not in properties.inner_text()

    reader.panel("Buscar un rol o una persona").fill("gene")
    reader.page.get_by_role("checkbox", name="Dirección General").check()
    reader.saved()
    assert named(drawn(company)[0]["business_case"]) == ["director_comercial", "direccion_general"]
    findings = reader.page.locator("[data-findings]")
    reader.panel("Responsable").select_option(label="Preventa")
    expect(findings).to_contain_text("El documento nombra a «Preventa» como responsable de «Generar el business case»")

    reader.panel("Quien hace el trabajo de su carril: Comercial, Director Comercial").check()
    reader.panel("Responsable").select_option(label="Comercial")
    expect(findings.locator("li", has_text="como responsable")).to_have_count(0)
    reader.saved()
    assert named(drawn(company)[0]["business_case"]) == []
    assert reader.complaints == []


def test_a_lane_changes_places_with_the_one_above_it_and_takes_along_what_stands_there(
    reader: Reader, company: Company
) -> None:
    reader.draw()
    steps, lanes = drawn(company)
    before, lane_of = list(lanes), {id: step.lane for id, step in steps.items()}
    moved, other = before[2], before[1]
    reader.choose(moved)
    up = reader.page.locator("[data-entry-id=procedure-place] button").first
    expect(up).to_have_text(f"Subirlo, sobre «{lanes[other].name}»")
    up.press("Enter")
    expect(up).to_be_focused()
    reader.saved()
    steps, lanes = drawn(company)
    assert list(lanes) == [before[0], moved, other, *before[3:]]
    assert {id: step.lane for id, step in steps.items()} == lane_of
    tops = {id: reader.shape(id).bounding_box() for id in (moved, other)}
    assert tops[moved]["y"] < tops[other]["y"]  # type: ignore[index]
    reader.button("Deshacer").click()
    reader.saved()
    assert list(drawn(company)[1]) == before


def test_what_is_chosen_is_undone_as_one_step(reader: Reader, company: Company) -> None:
    reader.draw()
    reader.choose("validar_cumplimiento")
    reader.panel("Solo estos roles").check()
    expect(reader.page.get_by_role("checkbox", name="Cumplimiento y Mejora Continua")).to_be_checked()
    reader.page.get_by_role("checkbox", name="Preventa").check()
    reader.saved()
    reader.page.locator("[data-canvas] svg").first.focus()
    for _ in range(2):
        reader.page.keyboard.press("Control+z")
    expect(reader.panel("Quien hace el trabajo de su carril: Cumplimiento y Mejora Continua")).to_be_checked()
    reader.saved()
    assert named(drawn(company)[0]["validar_cumplimiento"]) == []


def test_a_role_that_is_missing_is_made_where_it_is_needed(reader: Reader, company: Company) -> None:
    reader.draw()
    reader.choose("correcciones")
    reader.panel("Solo estos roles").check()
    reader.button("Rol nuevo…").click()
    expect(reader.page.locator("[data-properties]")).to_contain_text("Lo da a su primera persona quien administra")
    reader.panel("Cómo se llama").fill("Comercial")
    reader.panel("Cómo se llama").press("Enter")
    expect(reader.page.get_by_role("alert")).to_contain_text("Ya existe el rol Comercial")
    reader.panel("Cómo se llama").fill("Redacción de Propuestas")
    reader.panel("Cómo se llama").press("Enter")
    expect(reader.page.get_by_role("checkbox", name="Redacción de Propuestas")).to_be_checked()
    reader.saved()
    assert named(drawn(company)[0]["correcciones"])[-1] == "redaccion_de_propuestas"
    expect(reader.page.locator("[data-findings]")).to_contain_text("Nadie tiene el rol")
    assert reader.complaints == []


def test_an_administrator_gives_a_new_role_at_once_and_a_lane_has_roles_too(reader: Reader, company: Company) -> None:
    with company.database.transaction() as connection:
        by = {"actor": "administrador", "at": company.clock()}
        give_role(connection, "director_comercial", "administrador", **by)
    reader.draw()
    reader.page.locator("[data-element-id=cumplimiento] .djs-hit").first.click(position={"x": 15, "y": 40}, force=True)
    reader.button("Rol nuevo…").click()
    reader.panel("Cómo se llama").fill("Calidad")
    reader.panel("Quién lo tiene primero").select_option(value="preventa")
    reader.button("Crear el rol").click()
    expect(reader.page.get_by_role("checkbox", name="Calidad")).to_be_checked()
    reader.saved()
    chosen = reader.page.locator(".bio-properties-panel-header-label").inner_text()
    (lane,) = (each for each in drawn(company)[1].values() if each.name == chosen)
    assert lane.staffing[-1] == "calidad" and len(lane.staffing) > 1
    with company.database.reading() as connection:
        assert holders(connection)["calidad"] == ("preventa",)


def test_a_term_counts_from_a_date_that_is_known_by_then_and_is_said_as_a_sentence(
    reader: Reader, company: Company
) -> None:
    reader.draw()
    reader.choose("enviar_cliente")
    properties = reader.page.locator("[data-properties]")
    expect(properties).to_contain_text("Vence el día «Fecha de entrega de la propuesta al cliente».")
    reader.panel("Días hábiles").fill("medio")
    reader.panel("Días hábiles").press("Tab")
    expect(reader.page.get_by_role("alert")).to_have_text("Un número entero de días hábiles")
    reader.panel("Días hábiles").fill("2")
    reader.panel("Días hábiles").press("Tab")
    expect(properties).to_contain_text("Vence 2 días hábiles antes de «Fecha de entrega de la propuesta al cliente».")
    offered = reader.panel("Fecha desde la que se cuenta").locator("option").all_inner_texts()
    assert not any("contrato" in each for each in offered)  # asked only after it
    reader.saved()
    due = drawn(company)[0]["enviar_cliente"].due
    assert due is not None and (due.business_days, due.before) == (2, "fecha_entrega")

    reader.panel("Días hábiles después de que llega a alguien").check()
    expect(properties).to_contain_text("Vence 2 días hábiles después de que llega.")
    reader.panel("No tiene plazo").check()
    reader.saved()
    assert drawn(company)[0]["enviar_cliente"].due is None


def test_records_are_those_of_the_procedure_or_new_ones(reader: Reader, company: Company) -> None:
    reader.draw()
    reader.choose("correcciones")
    reader.panel("Agregar un registro").select_option(label="F-COM-002 Business Case")
    reader.page.get_by_role("button", name="Quitar F-COM-003 Propuesta Técnica y Económica").click()
    reader.saved()
    assert [(each.code, each.name) for each in drawn(company)[0]["correcciones"].records] == [
        ("F-COM-002", "Business Case")
    ]


def test_the_panel_is_for_everybody(reader: Reader) -> None:
    reader.draw()
    reader.choose("participacion")
    expect(reader.panel("El rol que da una respuesta")).to_be_checked()
    reader.panel("Solo estos roles").check()
    reader.button("Rol nuevo…").click()
    assert grave(reader.page) == []
