"""A version on its way into force in a real Chromium: taken out and brought back, judged by others, on a date."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from engine.definitions import queries
from engine.jobs.versions import put_versions_in_force
from engine.settings import Settings
from tests.e2e.editing import DRAFT, PROCEDURE, Reader
from tests.engine.definitions.publishing import try_draft
from tests.support import START, Company

pytestmark = pytest.mark.browser

OLD, NEW = "Prospección y generación de leads", "Buscar oportunidades"
COLOUR = "id => getComputedStyle(document.querySelector(`[data-element-id=${id}] .djs-visual > rect`)).stroke"


@pytest.fixture
def reader(browser: Browser, address: str) -> Iterator[Reader]:
    reader = Reader(browser, address)
    yield reader
    reader.context.close()


def bring(reader: Reader, folder: Path, person: str) -> None:
    """As `person`: take the diagram in force out, change a name in it elsewhere, and bring it back as a draft."""
    reader.come_in(person, PROCEDURE)
    with reader.page.expect_download() as download:
        reader.page.get_by_role("link", name="Descargar .bpmn").click()
    assert download.value.suggested_filename == "gestion_comercial-v4.bpmn"
    changed = folder / "mi diagrama.bpmn"
    changed.write_bytes(download.value.path().read_bytes().replace(OLD.encode(), NEW.encode()))
    reader.press(reader.button("Preparar una versión nueva"))
    reader.page.get_by_role("button", name="Archivos").set_input_files(changed)
    reader.press(reader.button("Subir y verificar"))


def hand_in(reader: Reader, description: str = "Otro nombre") -> None:
    """Submit the draft on the page."""
    reader.page.get_by_label("Descripción del cambio").fill(description)
    reader.press(reader.button("Entregar a revisión"))


def test_a_file_changed_elsewhere_is_brought_back_and_what_changes_is_said_and_coloured(
    reader: Reader, tmp_path: Path
) -> None:
    bring(reader, tmp_path, "director_comercial")
    sentence = f"La actividad «{OLD}» se llama ahora «{NEW}»."
    expect(reader.page.get_by_role("region", name="Qué cambia")).to_contain_text(sentence)
    expect(reader.page.get_by_role("region", name="Hallazgos")).to_contain_text("No hay hallazgos")
    reader.shape("prospeccion").wait_for()
    colours = {element: reader.page.evaluate(COLOUR, element) for element in ("prospeccion", "validacion")}
    assert colours["prospeccion"] != colours["validacion"]
    with reader.page.expect_download() as download:
        reader.page.get_by_role("link", name="gestion_comercial.bpmn").click()
    assert NEW.encode() in download.value.path().read_bytes()
    assert reader.complaints == []


@pytest.mark.parametrize(("author", "step"), [("director_comercial", "Revisado"), ("control_documentos", "Revisado")])
def test_nobody_judges_what_they_prepared(reader: Reader, tmp_path: Path, author: str, step: str) -> None:
    bring(reader, tmp_path, author)
    hand_in(reader)
    expect(reader.button(step)).to_have_count(0)
    expect(reader.page.get_by_role("region", name="Qué sigue")).to_contain_text("no quien")


def test_a_version_waits_for_its_date_and_who_began_before_goes_on_as_before(
    reader: Reader, sqlite_company: Company, tmp_path: Path
) -> None:
    company = sqlite_company
    old = company.start()
    bring(reader, tmp_path, "director_comercial")
    reader.button("Entregar a revisión").click()
    expect(reader.page.get_by_label("Descripción del cambio")).to_be_focused()  # it is required
    try_draft(company)
    hand_in(reader)
    reader.come_in("control_documentos", DRAFT)
    reader.press(reader.button("Revisado: pasar a aprobación"))
    reader.come_in("direccion_general", DRAFT)
    reader.page.get_by_label("Descripción del cambio").fill("Nombre más corto")
    reader.page.get_by_label("Vigente a partir de").fill((START + timedelta(days=7)).date().isoformat())
    reader.press(reader.button("Aprobar y publicar"))

    versions = reader.page.get_by_role("table", name="Del documento")
    waiting = versions.get_by_role("row", name="Versión 5")
    expect(waiting).to_contain_text("aprobada, aún no vigente")
    expect(waiting).to_contain_text("Nombre más corto")
    assert company.task(company.start(), "prospeccion").item.name == OLD

    company.clock.now = START + timedelta(days=7)
    assert put_versions_in_force(company.database, company.runtime, Settings(company.database.url), company.clock) == 1
    new = company.start()
    assert company.task(new, "prospeccion").item.name == NEW
    reader.come_in("comercial", PROCEDURE + "/version/4")
    main = reader.page.get_by_role("main")
    expect(main).to_contain_text("obsoleta")
    expect(main).to_contain_text("Esta versión no es la vigente")
    for folio, number, name in ((old, 4, OLD), (new, 5, NEW)):
        reader.open(f"/oportunidades/{folio}")
        expect(main).to_contain_text(f"versión {number}")
        reader.page.locator("[data-standing][data-drawn]").wait_for()
        drawn = "".join(reader.shape("prospeccion").locator("tspan").all_text_contents())
        assert drawn.replace(" ", "") == name.replace(" ", "")
    with company.database.reading() as connection:
        assert queries.in_force(connection)["gestion_comercial"].number == 5
    assert reader.complaints == []
