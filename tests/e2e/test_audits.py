"""An audit in a real Chromium: from its plan to a finding, the version that answers it, the closure and the report."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect
from pypdf import PdfReader

from tests.e2e.editing import DRAFT, PROCEDURE, Reader
from tests.e2e.pages import SIZES, TOO_WIDE, grave
from tests.engine.definitions.publishing import try_draft
from tests.support import Company

pytestmark = [pytest.mark.browser, pytest.mark.processes]

OLD, NEW = "Prospección y generación de leads", "Buscar oportunidades y registrarlas"
AUDITS, FINDINGS = "/auditoria/auditorias", "/auditoria/hallazgos"


@pytest.fixture
def reader(browser: Browser, address: str) -> Iterator[Reader]:
    reader = Reader(browser, address)
    yield reader
    reader.context.close()


def fill(reader: Reader, **fields: str) -> None:
    """Fill the fields of a form, by their names."""
    for name, value in fields.items():
        place = reader.page.locator(f"main [name='{name}']")
        if place.evaluate("each => each.tagName") == "SELECT":
            place.select_option(value)
        else:
            place.fill(value)


def looked_at(reader: Reader) -> None:
    """The page at hand says what it must to everybody, and fits."""
    assert grave(reader.page) == []
    for size in SIZES:
        reader.page.set_viewport_size(size)
        assert reader.page.evaluate(TOO_WIDE) == 0, (reader.page.url, size)


def test_from_the_plan_to_the_report_and_the_version_that_answers(
    reader: Reader, sqlite_company: Company, tmp_path: Path
) -> None:
    company, page = sqlite_company, reader.page
    folio = company.start()
    company.do(folio, "prospeccion")

    reader.come_in("auditor", AUDITS)
    reader.press(page.get_by_role("link", name="Planear una auditoría"))
    fill(reader, title="Primer trimestre", objective="Si se sigue.", criteria="ISO 9001:2015, 8.2")
    fill(reader, from_day="2026-03-02", until_day="2026-03-31")
    looked_at(reader)
    reader.press(reader.button("Planear la auditoría"))
    reader.press(reader.button("Iniciar la auditoría"))
    looked_at(reader)

    # What was seen in the replay begins the finding.
    page.goto(f"{reader.address}/auditoria/{folio}?paso=2")
    reader.press(page.get_by_role("link", name="Levantar un hallazgo"))
    expect(page.locator("main")).to_contain_text(f"{folio}, evento 2")
    fill(reader, auditoria="A-2026-01", title="El nombre no dice qué se registra", text="Se prospecta sin registrar.")
    fill(reader, clause="8.2.1", owner="director_comercial", due="2026-03-09")
    looked_at(reader)
    reader.press(reader.button("Levantar el hallazgo"))
    looked_at(reader)

    # Its owner answers it, and the draft that they write answers it too.
    reader.come_in("director_comercial", "/avisos")
    reader.press(page.get_by_role("button", name="Hallazgo para usted"))
    fill(reader, cause="El paso no lo pide.", action="El paso lo dice desde su nombre.", action_due="2026-03-20")
    reader.press(reader.button("Registrar la respuesta"))
    page.goto(f"{reader.address}{PROCEDURE}")
    expect(page.locator(".badge.found")).to_have_text("1")
    looked_at(reader)
    with page.expect_download() as download:
        page.get_by_role("link", name="Descargar .bpmn").click()
    changed = tmp_path / "cambiado.bpmn"
    changed.write_bytes(download.value.path().read_bytes().replace(OLD.encode(), NEW.encode()))
    reader.press(reader.button("Preparar una versión nueva"))
    page.get_by_role("button", name="Archivos").set_input_files(changed)
    reader.press(reader.button("Subir y verificar"))
    reader.press(reader.button("Este borrador lo responde"))
    looked_at(reader)
    try_draft(company)
    page.reload()
    page.get_by_label("Descripción del cambio").fill("Se registra al prospectar")
    expect(page.get_by_label("Hallazgos de auditoría que atiende")).to_have_value(
        "H-2026-001 El nombre no dice qué se registra"
    )
    reader.press(reader.button("Entregar a revisión"))
    reader.come_in("control_documentos", DRAFT)
    reader.press(reader.button("Revisado: pasar a aprobación"))
    reader.come_in("direccion_general", DRAFT)
    reader.press(reader.button("Aprobar y publicar"))
    expect(page.get_by_role("table", name="Del documento")).to_contain_text("H-2026-001")

    reader.come_in("director_comercial", f"{FINDINGS}/H-2026-001")
    expect(page.locator("main")).to_contain_text("Versión 5")
    fill(reader, done="La versión 5 lo dice.")
    reader.press(reader.button("Ya está hecho"))
    expect(reader.button("Sirvió")).to_have_count(0)

    reader.come_in("auditor", f"{FINDINGS}/H-2026-001")
    fill(reader, effectiveness="Cinco prospecciones, todas registradas.")
    reader.press(page.get_by_role("button", name="Sirvió", exact=True))
    reader.press(reader.button("Cerrar el hallazgo"))
    page.goto(f"{reader.address}{AUDITS}/A-2026-01")
    fill(reader, conclusion="El procedimiento se sigue y se mejoró.")
    reader.press(reader.button("Concluir la auditoría"))
    looked_at(reader)
    with page.expect_download() as report:
        page.get_by_role("link", name="Informe en PDF").click()
    said = " ".join(" ".join(each.extract_text() for each in PdfReader(report.value.path()).pages).split())
    for part in ("A-2026-01", "H-2026-001", "El paso no lo pide.", "Versión 5", "Cinco prospecciones", "cerrado"):
        assert part in said, part
    assert reader.complaints == []
