"""The document's procedure made again in a real Chromium by somebody who has its text and a keyboard and nothing else:
no file, no expression, no mouse. Three people put it in force, and people take it to each of its ends on the site."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from bpmn.model import Activity, Process
from bpmn.reader import read
from engine.calendar.office import OfficeCalendar
from engine.db import Database
from engine.definitions import queries as definitions
from engine.definitions import sources
from engine.definitions.deployment import deploy
from engine.history.channels import SITE
from engine.identity.commands import ensure_person, ensure_role
from engine.instances.runtime import Runtime
from tests.bpmn.processes.source import ROWS
from tests.conftest import EMPTY, SqliteTemplates
from tests.e2e import from_the_text as text
from tests.e2e.author import Author
from tests.e2e.course import Office, Said
from tests.e2e.editing import DRAFT, PROCEDURE
from tests.e2e.pages import demonstrating
from tests.e2e.procedure import OfficeClock
from tests.e2e.writing_it import AUTHOR, begin, draw, make_forms, say_when_and_who, write_the_document
from tests.support import Company
from web import demo
from web.i18n import translator

pytestmark = pytest.mark.browser

REVIEWER, APPROVER = "control_documentos", "direccion_general"
CHANGE = "Se escribió en Cauce como lo dice el documento."
PEOPLE = {
    "Comercial": "comercial",
    "Preventa": "preventa",
    text.ALLIANCES: "alianzas",
    text.AREAS: "soc_noc",
    text.COMPLIANCE: "cumplimiento",
    text.CLIENT: "cliente",
}
"""Who does the work of each lane in the company."""
QUOTATION: Said = {
    "Fabricante o proveedor": "Muros del Bajío",
    "Solución": "Cortafuegos de sucursal",
    "Cantidad": "3",
    "Precio total": "240000",
    "Moneda": "MXN",
    "Vigencia de la cotización": date(2026, 4, 30),
    "¿Se requiere generar una alianza?": "No",
}
"""What the procedure asks that is called, PR-ALI-002."""


@pytest.fixture
def company(sqlite_templates: SqliteTemplates, tmp_path: Path) -> Iterator[Company]:
    """The people, and of the procedures only the one that the text leads to, PR-ALI-002."""
    database = Database(sqlite_templates.make(EMPTY, tmp_path), SITE)
    clock = OfficeClock()
    called = [source for source in sources.shipped() if "alianzas" in source.file]
    with database.transaction() as connection:
        for role, name in demo.ROLES.items():
            ensure_role(connection, role, name, actor=None, at=clock())
            ensure_person(connection, role, name, [role], demo.RIGHTS.get(role, []), email=None, at=clock())
        deploy(connection, called, "Emisión inicial", actor=REVIEWER, at=clock())
    yield Company(database, Runtime(OfficeCalendar("America/Mexico_City"), words=translator("es").render), clock)
    database.close()


@pytest.fixture
def address(company: Company) -> Iterator[str]:
    with demonstrating(company) as address:
        yield address


@pytest.fixture
def author(browser: Browser, address: str) -> Iterator[Author]:
    author = Author(browser, address)
    # The form as it would look, which is drawn anew each time, and the diagram on the page of the draft.
    author.leaves_out("*/vista", "*/vista?*", "*/dist/procedure-*.js")
    yield author
    author.context.close()


@pytest.fixture
def office(browser: Browser, address: str) -> Iterator[Office]:
    office = Office(browser, address)
    yield office
    for person in office.people.values():
        person.context.close()


def test_the_document_s_procedure_is_made_from_an_empty_page_by_keyboard_and_run_to_each_end(
    author: Author, company: Company, office: Office
) -> None:
    begin(author)
    draw(author)
    make_forms(author)
    say_when_and_who(author)
    write_the_document(author)
    put_in_force(author)
    it_says_what_the_document_says(company)
    assert (author.complaints, author.pointed) == ([], None)

    it_runs_to_each_end(office)
    assert office.complaints == []


# --- putting it in force


def put_in_force(author: Author) -> None:
    """Its author submits it, a second person reviews it and a third approves it."""
    author.room("Borrador")
    expect(author.page.get_by_role("region", name="Hallazgos").locator(".error")).to_have_count(0)
    author.write(author.page.get_by_label("Descripción del cambio"), CHANGE)
    author.press(author.button("Entregar a revisión"))
    author.come_in(REVIEWER, DRAFT)
    author.press(author.button("Revisado: pasar a aprobación"))
    author.come_in(APPROVER, DRAFT)
    author.press(author.button("Aprobar y publicar"))
    author.open(PROCEDURE)
    expect(author.page.get_by_role("table", name="Del documento")).to_contain_text(CHANGE)


def it_says_what_the_document_says(company: Company) -> None:
    """Numbers, names, responsibles, records and texts, word for word."""
    process = published(company)
    steps = {each.number: each for each in process.activities()}
    assert sorted(steps) == sorted(each.number for each in text.ACTIVITIES)
    for row in ROWS:
        first = steps.get(row.number) or steps[f"{row.number}.1"]
        assert (first.name, first.responsible) == (row.activity, row.responsible)
        under = [steps[each.number] for each in text.ACTIVITIES if each.number.split(".")[0] == row.number]
        assert " ".join(map(records, under)).strip() == row.records
    document = process.document
    assert [each.text for each in document.policies] == text.POLICIES
    assert [(each.version, each.date) for each in document.changes] == [each[:2] for each in text.CHANGES]
    assert [lane.name for lane in process.lanes] == list(text.LANES)


def records(activity: Activity) -> str:
    return " ".join(" ".join(filter(None, (each.name, each.code))) for each in activity.records)


def published(company: Company) -> Process:
    with company.database.reading() as connection:
        number = definitions.in_force(connection)["gestion_comercial"].number
        found = read(definitions.diagram(connection, "gestion_comercial", number)).definitions
    assert found is not None
    return found.processes[0]


# --- running it


def it_runs_to_each_end(office: Office) -> None:
    """Won after both loops, lost for its price, and a No Go; through each of the three kinds of requirement."""
    won = {
        "2.1": {text.KIND: "Servicio administrado", text.NEEDS_IT: "Sí"},
        "4.1": {text.GO: "Go"},
        "5.1": {text.COMPLIES: "No"},
        "5.1 again": {text.COMPLIES: "Sí"},
        "8": {text.TECHNICALLY: "No", text.COMMENTS: "Sí"},
        "8 again": {text.TECHNICALLY: "Sí", text.ECONOMICALLY: "Sí"},
    }
    run(office, "1 2.1 2.2 3 4.1 4.2 5.1 6 5.1 7 8 9 8 11", won, text.WON)
    lost = {
        "2.1": {text.KIND: "Servicio"},
        "4.1": {text.GO: "Go"},
        "5.1": {text.COMPLIES: "Sí"},
        "8": {text.TECHNICALLY: "Sí", text.ECONOMICALLY: "No", text.COMMENTS: "No"},
    }
    run(office, "1 2.1 3 4.1 4.2 5.1 7 8 10", lost, text.LOST)
    run(office, "1 2.1 2.2 3 4.1 4.3", {"2.1": {text.KIND: "Compraventa"}, "4.1": {text.GO: "No Go"}}, text.NO_GO)


def run(office: Office, way: str, answers: dict[str, dict[str, str]], end: str) -> None:
    """Take one by these steps, each by its own people, to the end that is called so."""
    office["comercial"].begins(text.TITLE)
    activities = {each.number: each for each in text.ACTIVITIES}
    done: set[str] = set()
    for number in way.split():
        activity = activities[number]
        person = AUTHOR if activity is text.A1 else PEOPLE[activity.lane]
        if activity is text.A2_2:
            office[person].does("Cotizar las soluciones tecnológicas", QUOTATION)
        else:
            given = answers.get(f"{number} again" if number in done else number, {})
            office[person].does(activity.name, said(activity, given))
        done.add(number)
    last = office[person].page
    expect(last.get_by_role("main")).to_contain_text("La oportunidad terminó")
    expect(last.get_by_role("main")).to_contain_text(end)


def said(activity: text.Activity, given: dict[str, str]) -> Said:
    """What is answered: what was `given`, and to what else is asked then, anything."""
    found: dict[str, str | date] = {}
    for ask in activity.asks:
        if ask.after and not any(found.get(question) == answer for question, answer in ask.after):
            continue
        anything = date(2026, 3, 17) if ask.kind == text.DAY else "Como lo pide el cliente."
        found[ask.label] = given.get(ask.label, anything)
    return found
