"""The four versions of the document's own table, made again in a real Chromium as they were: the first in an empty
installation, the others prepared, reviewed and approved by three people; with opportunities under way on each, all of
which end on the fourth, and whose histories both verifiers execute from their beginning."""

import re
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, expect

from engine.calendar.office import OfficeCalendar
from engine.db import Database
from engine.definitions import sources
from engine.history.channels import SITE
from engine.history.statuses import InstanceStatus
from engine.identity.commands import ensure_person, ensure_role
from engine.instances import queries
from engine.instances.reading import EVERYTHING
from engine.instances.runtime import Runtime
from engine.jobs.catalogue import try_drafts
from engine.settings import Settings
from tests.conftest import EMPTY, SqliteTemplates
from tests.e2e import pages
from tests.e2e.editing import DRAFT, PROCEDURE, Reader
from tests.e2e.four_versions import EARLIER_LABEL, EARLIER_NAME, LABEL, LOG, NAME, SIZED, Edition, editions, replaced
from tests.e2e.pages import demonstrating
from tests.support import Company, FixedClock
from tests.web.cli.conftest import Terminal
from web import demo

pytestmark = pytest.mark.browser

AUTHOR, REVIEWER, APPROVER = "director_comercial", "control_documentos", "direccion_general"
SIGNERS = ("Director Comercial", "Control de Documentos", "Dirección General")
ANSWERS: dict[str, dict[str, object]] = {
    "prospeccion": {"fecha_entrega": "2020-12-18"},  # a long sale: it lasts until the fourth version
    "validacion": {"tipo_requerimiento": "servicio", "areas": ["soc_noc", "ciberinteligencia"]},
    "validar_business_case": {"business_case_aprobado": True, "go": True},
    "validar_cumplimiento": {"cumple": True},
}
RETURNED = "La etiqueta no es la que usa Preventa."
REASON = "Todo lo que está en curso sigue con lo que pidió la auditoría."


@pytest.fixture
def company(sqlite_templates: SqliteTemplates, tmp_path: Path) -> Iterator[Company]:
    """The people, and no procedure."""
    database = Database(sqlite_templates.make(EMPTY, tmp_path), SITE)
    clock = FixedClock()
    clock.now = editions()[0].at
    with database.transaction() as connection:
        for role, name in demo.ROLES.items():
            ensure_role(connection, role, name, actor=None, at=clock.now)
            ensure_person(connection, role, name, [role], demo.RIGHTS.get(role, []), email=None, at=clock.now)
    yield Company(database, Runtime(OfficeCalendar("America/Mexico_City")), clock)
    database.close()


@pytest.fixture
def reader(browser: Browser, company: Company) -> Iterator[Reader]:
    with demonstrating(company) as address:
        reader = Reader(browser, address)
        # A drawing costs a second of CPU on each page that has one; others look at it.
        reader.context.route(re.compile(r"/dist/procedure-\w+\.js"), lambda route: route.abort())
        yield reader
        reader.context.close()


def test_the_four_versions_of_the_table(
    reader: Reader, company: Company, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second, third, fourth = editions()
    terminal = Terminal(company.database.url)

    install(terminal, company, first, tmp_path / "1", monkeypatch)
    logged, looked_for = begin(reader), begin(reader)
    do(company, logged, "prospeccion")

    company.clock.now = second.at
    prepare(reader, company, second, tmp_path / "2")
    expect(region(reader, "Qué cambia")).to_contain_text(LOG)
    hand_in(reader, second)
    review(reader)
    approve(reader, second, 2)
    in_areas = begin(reader)
    do(company, in_areas, "prospeccion", "validacion", "participacion")

    company.clock.now = third.at
    mistaken = {"validacion": replaced(third.forms["validacion"], (LABEL.encode(), b"Dictamen"))}
    prepare(reader, company, third, tmp_path / "mistaken", **mistaken)
    hand_in(reader, third)
    give_back(reader, RETURNED)
    reader.come_in(AUTHOR, DRAFT)
    expect(reader.page.get_by_text(RETURNED).first).to_be_visible()
    upload(reader, third.written(tmp_path / "3"))
    expect(region(reader, "Qué cambia")).to_contain_text(EARLIER_NAME)
    expect(region(reader, "Qué cambia")).to_contain_text(EARLIER_LABEL)
    try_it(reader, company)
    hand_in(reader, third)
    review(reader)
    approve(reader, third, 3)
    priced = begin(reader)
    do(company, priced, "prospeccion", "validacion", "participacion", "participacion", "business_case")

    company.clock.now = fourth.at
    prepare(reader, company, fourth, tmp_path / "4")
    expect(region(reader, "Qué cambia")).to_contain_text(SIZED)
    hand_in(reader, fourth)
    review(reader)
    approve(reader, fourth, 4)
    newest = begin(reader)
    do(company, newest, "prospeccion")
    folios = (logged, looked_for, in_areas, priced, newest)
    assert [version_of(company, folio) for folio in folios] == [1, 1, 2, 3, 4]
    the_table_is_the_documents_own(reader, (first, second, third, fourth))

    reader.come_in(REVIEWER, PROCEDURE)
    reader.press(reader.page.get_by_role("link", name="Mover lo que está en curso"))
    reader.page.get_by_label("Por qué se mueven").fill(REASON)
    reader.press(reader.button("Mover las 2 que pasan solas"))
    expect(reader.page.locator(".notice[role=status]")).to_contain_text("Se movieron 2 oportunidades")
    decide(reader, logged, "Dónde sigue", NAME)
    decide(
        reader, priced, "Qué hacer con la respuesta que le falta", "De «Validar el business case» regresa a ese paso"
    )
    assert {version_of(company, folio) for folio in folios} == {4}
    reader.open(PROCEDURE + "/mover")
    expect(reader.page.get_by_role("main")).to_contain_text("Nada está en curso con una versión anterior")
    assert company.task(logged, "validacion").item.name == NAME

    for folio in (logged, in_areas, priced):
        finish(company, folio)
    both_verifiers_agree(reader, terminal, folios, tmp_path)
    assert reader.complaints == []


# --- document control


def install(terminal: Terminal, company: Company, edition: Edition, folder: Path, patch: pytest.MonkeyPatch) -> None:
    """Version 1, from the terminal of an installation that has nothing: the only one that is taken as it is."""
    patch.setattr("web.cli.definitions.system_clock", company.clock)
    called = next(source for source in sources.shipped() if "alianzas" in source.file)
    files = edition.written(folder)
    for name, content in {"alianzas.bpmn": called.diagram, **as_files(called.forms)}.items():
        (folder / name).write_bytes(content)
    diagrams = [files[0], folder / "alianzas.bpmn"]
    told = terminal.json("deploy", *map(str, diagrams), "--description", edition.description, "--as", REVIEWER)
    assert {each["process"]: (each["version"], each["status"]) for each in told} == {
        "alianzas_estrategicas": (1, "effective"),
        "gestion_comercial": (1, "effective"),
    }


def as_files(forms: dict[str, bytes]) -> dict[str, bytes]:
    return {f"{name}.form.json": form for name, form in forms.items()}


def prepare(reader: Reader, company: Company, edition: Edition, folder: Path, **mistaken: bytes) -> None:
    """As its author: begin a draft, upload the files, and see what they would do to what is under way."""
    reader.come_in(AUTHOR, PROCEDURE)
    reader.press(reader.button("Preparar una versión nueva"))
    files = edition.written(folder)
    for name, content in as_files(mistaken).items():
        (folder / name).write_bytes(content)
    upload(reader, files)
    expect(reader.page.locator(".findings .error")).to_have_count(0)
    try_it(reader, company)


def upload(reader: Reader, files: list[Path]) -> None:
    reader.page.get_by_role("button", name="Archivos").set_input_files(files)
    reader.press(reader.button("Subir y verificar"))


def try_it(reader: Reader, company: Company) -> None:
    """Ask for the impact, and come back when the worker has it."""
    reader.press(region(reader, "Impacto").get_by_role("button"))
    while try_drafts(company.database, company.runtime, Settings(company.database.url), company.clock):
        pass
    reader.open(DRAFT)
    expect(region(reader, "Impacto")).to_contain_text("Probado con")


def hand_in(reader: Reader, edition: Edition) -> None:
    reader.page.get_by_label("Descripción del cambio").fill(edition.description)
    reader.page.get_by_label("Hallazgos de auditoría que atiende").fill("\n".join(edition.answers))
    reader.press(reader.button("Entregar a revisión"))


def review(reader: Reader) -> None:
    """As its reviewer, who finds it in the inbox."""
    arrive(reader, REVIEWER)
    reader.press(region(reader, "Versiones de procedimientos").get_by_role("link"))
    reader.press(reader.button("Revisado: pasar a aprobación"))


def give_back(reader: Reader, reason: str) -> None:
    arrive(reader, REVIEWER)
    reader.press(region(reader, "Versiones de procedimientos").get_by_role("link"))
    reader.page.locator("summary", has_text="Devolver").click()
    reader.page.get_by_label("Por qué vuelve a quien lo elaboró").fill(reason)
    reader.press(reader.page.get_by_role("button", name="Devolver", exact=True))


def approve(reader: Reader, edition: Edition, number: int) -> None:
    """As its approver, who finds it in the inbox, with all that its author said."""
    arrive(reader, APPROVER)
    reader.press(region(reader, "Versiones de procedimientos").get_by_role("link"))
    expect(reader.page.get_by_label("Descripción del cambio")).to_have_value(edition.description)
    expect(reader.page.get_by_label("Hallazgos de auditoría que atiende")).to_have_value("\n".join(edition.answers))
    expect(reader.page.get_by_label("Número de versión")).to_have_value(str(number))
    reader.press(reader.button("Aprobar y publicar"))
    expect(reader.page.locator("main .about")).to_contain_text(f"versión {number}")


def the_table_is_the_documents_own(reader: Reader, made: tuple[Edition, ...]) -> None:
    """Every row with its date, what changed, the findings it answers, and who signed."""
    reader.open(PROCEDURE)
    table = reader.page.get_by_role("table", name="Del documento")
    expect(table.locator("tbody tr")).to_have_count(len(made))
    for number, edition in enumerate(made, 1):
        row = table.locator("tbody tr").nth(len(made) - number)
        expect(row).to_contain_text(f"Versión {number}")
        expect(row).to_contain_text(str(edition.at.year))
        expect(row).to_contain_text(edition.description)
        for finding in edition.answers:
            expect(row).to_contain_text(finding)
        expect(row).to_contain_text("vigente" if number == len(made) else "obsoleta")
        for signer in SIGNERS if number > 1 else ["como primera versión"]:
            expect(row).to_contain_text(signer)


def arrive(reader: Reader, person: str) -> None:
    """Come in, which leads to the inbox."""
    reader.page.goto(reader.address)
    reader.press(reader.page.locator(f"button[name=person][value={person}]"))


def region(reader: Reader, name: str) -> Locator:
    return reader.page.get_by_role("region", name=name)


# --- opportunities


def begin(reader: Reader) -> str:
    arrive(reader, "comercial")
    pages.begin(reader.page)
    return reader.page.locator(".folio").first.inner_text()


def do(company: Company, folio: str, *steps: str) -> None:
    """Its next steps, with answers that lead on."""
    for step in steps:
        task = next(task for task in company.tasks(folio) if task.item.visit.element == step)
        company.complete(task.item.id, ANSWERS.get(step, {}), actor=task.candidates[0])


def finish(company: Company, folio: str) -> None:
    """All of its steps until it is over."""
    while waiting := company.tasks(folio):
        do(company, folio, waiting[0].item.visit.element)
    with company.database.reading() as connection:
        assert queries.instance(connection, EVERYTHING, folio).status is InstanceStatus.COMPLETED


def version_of(company: Company, folio: str) -> int:
    with company.database.reading() as connection:
        return queries.instance(connection, EVERYTHING, folio).versions["gestion_comercial"]


def decide(reader: Reader, folio: str, question: str, answer: str) -> None:
    """Move one that does not move by itself."""
    reader.open(PROCEDURE + "/mover")
    reader.press(reader.page.get_by_role("link", name=f"Decidir sobre {folio}"))
    reader.page.get_by_label(question).select_option(label=answer)
    reader.page.get_by_label("Por qué se mueve").fill(REASON)
    reader.press(reader.button("Moverla"))


def both_verifiers_agree(reader: Reader, terminal: Terminal, folios: tuple[str, ...], folder: Path) -> None:
    """The site's, the terminal's, and the one that comes with the evidence, in a process of its own."""
    reader.come_in("auditor", f"/auditoria/{folios[0]}")
    reader.button("Verificar").click()
    expect(reader.page.locator("[data-verification]")).to_contain_text("En orden")
    told = terminal.json("verify", "--all")
    assert [each for each in (*told["instances"], *told["checks"]) if not each["ok"]] == []
    assert {each["folio"] for each in told["instances"]} >= set(folios)
    for folio in folios:
        evidence = folder / f"{folio}.zip"
        terminal.json("evidence", folio, "--out", str(evidence))
        with zipfile.ZipFile(evidence) as archive:
            program = archive.extract("verificar.pyz", folder)
        run = [sys.executable, "-I", program, str(evidence)]
        verified = subprocess.run(run, capture_output=True, text=True, timeout=60, check=False)
        assert verified.returncode == 0, verified.stdout + verified.stderr
