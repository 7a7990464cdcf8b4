"""A published mistake in a real Chromium: an answer stops the flow and is kept, who repairs is told, publishes another
version, moves the opportunity, and one press sends what was kept."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect
from sqlalchemy import select, update

from engine.identity.models import people
from engine.verification.instance_verifier import verify
from tests.e2e.editing import Reader
from tests.e2e.pages import SIZES, TOO_WIDE, grave
from tests.engine.definitions.publishing import try_draft
from tests.engine.incidents.stopping import NONE, REASON, RIGHT, begun, counting, found, letters, told
from tests.engine.verification.opportunity import evidence_of_one
from tests.engine.verifier.test_verifier import bare, problems_in, run  # noqa: F401  (fixture)
from tests.support import Company

pytestmark = pytest.mark.browser

WHO_ANSWERS, OWNER, REVIEWER, APPROVER = "comercial", "director_comercial", "control_documentos", "direccion_general"
STEP = "Contar las piezas"


def test_a_published_mistake_is_repaired_and_the_kept_answer_completes_the_step(
    browser: Browser,
    address: str,
    sqlite_company: Company,
    bare: Path,  # noqa: F811
    tmp_path: Path,
) -> None:
    company, reader = sqlite_company, Reader(browser, address)
    # Nothing is drawn in this procedure; others look at drawings.
    reader.context.route(re.compile(r"/dist/(diagram|procedure)-\w+\.js"), lambda route: route.abort())
    with company.database.transaction() as connection:
        for person in connection.scalars(select(people.c.id)).all():
            connection.execute(update(people).where(people.c.id == person).values(email=f"{person}@empresa.mx"))
    folio = begun(company)
    step = f"/bandeja/{company.task(folio, 'contar').item.id}"

    answer(reader, step)
    expect(reader.page.get_by_role("status").filter(has_text="detenido por una incidencia")).to_contain_text(
        "Su respuesta está guardada"
    )
    looks_right(reader, step)
    expect(reader.page.get_by_label("Nota")).to_have_value(str(NONE["nota"]))
    reader.open("/bandeja")
    expect(reader.page.get_by_role("listitem").filter(has_text=STEP)).to_contain_text("detenido por una incidencia")

    letter = letters(company, folio)[-1]
    assert f"{OWNER}@empresa.mx" in letter.to and f"{WHO_ANSWERS}@empresa.mx" not in letter.to
    reader.come_in(OWNER, "/bandeja")
    expect(reader.page.get_by_role("note")).to_contain_text("Hay 1 incidencia por atender")
    reader.press(reader.page.get_by_role("link", name="Ver las incidencias"))
    line = reader.page.get_by_role("row").filter(has_text=folio)
    expect(line).to_contain_text(f"Después de «{STEP}» se detiene en «Calcular el costo»")
    looks_right(reader, "/incidencias")
    reader.press(reader.page.get_by_role("link", name="Corregir el procedimiento"))

    repair(reader, company, tmp_path)
    reader.come_in(OWNER, "/incidencias")
    reader.press(
        reader.page.get_by_role("row").filter(has_text=folio).get_by_role("link", name="Pasarla a la versión vigente")
    )
    reader.page.get_by_label("Por qué se mueve").fill(REASON)
    reader.press(reader.button("Moverla"))
    assert [each.status for each in found(company)] == ["repaired"]
    assert letters(company, folio)[-1].to == (f"{WHO_ANSWERS}@empresa.mx",)

    reader.come_in(WHO_ANSWERS, step)
    expect(reader.page.get_by_role("status").filter(has_text="Ya puede enviarse")).to_be_visible()
    looks_right(reader, step)
    reader.press(reader.button("Completar"))
    expect(reader.page.get_by_role("main")).to_contain_text("Usted completó este paso")
    assert [task.item.visit.element for task in company.tasks(folio)] == ["b"]
    completed = next(event for event in company.history(folio) if event.type == "user_task_completed")
    assert completed.payload == NONE
    assert told(company, folio)[-1] == "incident_resolved" and found(company) == []

    reader.come_in(OWNER, "/incidencias")
    expect(reader.page.get_by_role("main")).to_contain_text("No hay incidencias")
    assert reader.complaints == []
    reader.context.close()
    with company.database.reading() as connection:
        assert verify(connection, company.runtime, folio).problems == ()
        result = run(bare, tmp_path, evidence_of_one(connection, company.runtime, folio), "--json")
    assert (result.returncode, problems_in(result)) == (0, [])


def answer(reader: Reader, step: str) -> None:
    """As who does the step: give the answer that the mistake does not bear."""
    reader.come_in(WHO_ANSWERS, step)
    reader.page.get_by_label("Piezas", exact=True).fill(str(NONE["piezas"]))
    reader.page.get_by_label("Nota").fill(str(NONE["nota"]))
    reader.press(reader.button("Completar"))


def repair(reader: Reader, company: Company, folder: Path) -> None:
    """From the procedure's page: another version, handed in by its owner, reviewed, and approved by a third."""
    right = counting(RIGHT)
    (folder / right.file).write_bytes(right.diagram)
    files = [folder / right.file]
    for name, form in right.forms.items():
        files.append(folder / f"{name}.form.json")
        files[-1].write_bytes(form)
    reader.press(reader.button("Preparar una versión nueva"))
    reader.page.get_by_role("button", name="Archivos").set_input_files(files)
    reader.press(reader.button("Subir y verificar"))
    try_draft(company, "p")
    reader.page.get_by_label("Descripción del cambio").fill(REASON)
    reader.press(reader.button("Entregar a revisión"))
    reader.come_in(REVIEWER, "/procesos/p/editar")
    reader.press(reader.button("Revisado: pasar a aprobación"))
    reader.come_in(APPROVER, "/procesos/p/editar")
    reader.press(reader.button("Aprobar y publicar"))


def looks_right(reader: Reader, path: str) -> None:
    """What holds of every page: it fits telephone and screen, and axe finds nothing grave."""
    for size in SIZES:
        reader.page.set_viewport_size(size)
        assert reader.page.evaluate(TOO_WIDE) <= 0, (path, size)
    assert grave(reader.page) == [], path
