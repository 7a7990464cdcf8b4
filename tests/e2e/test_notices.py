"""Who is told of what, when, and where it leads: each letter that a real mail server got is held against a table, and a
reminder, what is told to a head and the letter of the day are read in a real Chromium, by the company's own clock."""

import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage

import pytest
from playwright.sync_api import Browser, Page, expect

from engine.telling.kinds import Channel, NoticeKind
from tests.e2e.pages import SIZES, TOO_WIDE, enter, grave
from tests.engine.attention.noticing import SITE, deliver, leave, remind, wants, write_digests
from tests.engine.client_access.proposal import CONTACT, EMAIL, YES, answer, token_of
from tests.engine.instances.test_routes import FAILS, GO, MEETS, PURCHASE
from tests.mailbox import Mailbox, html_of, text_of
from tests.support import Company
from web.i18n import translator

pytestmark = pytest.mark.browser
LEAD = {
    "cliente": "Banco del Bajío Norte",
    "contacto": CONTACT,
    "correo": EMAIL,
    "requerimiento": "SOC 24x7",
    "fecha_entrega": "2026-03-17",
}
Arrived = set[tuple[str, str, str]]
"""Who got a letter of which subject, and where its first button leads: an element of a step, or the opportunity."""


@pytest.fixture
def spanish(sqlite_company: Company) -> Company:
    """The company, writing its letters as it does in Mexico."""
    runtime = replace(sqlite_company.runtime, words=translator("es").render)
    return replace(sqlite_company, runtime=runtime)


def at(day: int, hour: int, minute: int = 0) -> datetime:
    """A moment of March 2026 in Mexico City."""
    return datetime(2026, 3, day, hour, minute, tzinfo=UTC) + timedelta(hours=6)


def where(company: Company, letter: EmailMessage) -> str:
    """Where the first button of a letter leads."""
    found = re.search(rf"{SITE}/(bandeja|oportunidades)/(\S+)", text_of(letter))
    if found is None:
        return ""
    elements = {task.item.id: task.item.visit.element for task in company.tasks()}
    return elements.get(found[2], found[2]) if found[1] == "bandeja" else found[1]


def arrived(company: Company, box: Mailbox) -> Arrived:
    """What the table holds of what arrives now."""
    return {
        (to.partition("@")[0], str(letter["Subject"]).partition(":")[0], where(company, letter))
        for to, letter in deliver(company, box)
    }


def told(kind: str, element: str, *people: str) -> Arrived:
    """The same letter for several."""
    return {(person, kind, element) for person in people}


def test_each_letter_that_arrives_is_one_of_the_table(spanish: Company, box: Mailbox) -> None:
    """Event × who × when × link, through the whole procedure: nothing else arrives, and nothing twice."""
    company = spanish
    folio = company.start()
    assert arrived(company, box) == told("Le toca", "prospeccion", "director_comercial")
    table: list[tuple[str, dict[str, object], Arrived]] = [
        ("prospeccion", LEAD, told("Le toca", "validacion", "comercial", "preventa")),
        # Not the areas: their step does not exist yet.
        ("validacion", PURCHASE, told("Le toca", "cotizar_soluciones", "alianzas")),
        (
            "cotizar_soluciones",
            {"requiere_alianza": False},
            told("Requerimiento de Banco del Bajío Norte", "participacion", "consultoria"),
        ),
        ("participacion", {}, told("Le toca", "dimensionamiento", "comercial", "preventa")),
        ("dimensionamiento", {}, told("Le toca", "business_case", "director_comercial")),
        ("business_case", {}, told("Le toca", "validar_business_case", "direccion_general")),
        ("validar_business_case", GO, told("Le toca", "elaborar_propuesta", "comercial", "preventa")),
        (
            "elaborar_propuesta",
            {"vigencia_propuesta": "2026-03-27"},
            told("Propuesta para revisión", "validar_cumplimiento", "cumplimiento"),
        ),
        ("validar_cumplimiento", FAILS, told("Regresa a usted", "correcciones", "comercial", "director_comercial")),
        ("correcciones", {}, told("Regresa a usted", "validar_cumplimiento", "cumplimiento")),
        (
            "validar_cumplimiento",
            MEETS,
            told("Propuesta validada", "enviar_cliente", "comercial")
            | told("Le toca", "enviar_cliente", "director_comercial"),
        ),
        (
            "enviar_cliente",
            {},
            told("Propuesta para su revisión", "", "laura")
            | told("Propuesta para su revisión", "revisar_propuesta", "cliente"),
        ),
        ("", YES, told("El cliente respondió", "notificar_ganada", "comercial", "director_comercial")),
        (
            "notificar_ganada",
            {},
            told("Proyecto ganado", "formalizar_contrato", "cumplimiento", "preventa", "consultoria", "alianzas"),
        ),
        ("formalizar_contrato", {}, told("Se ganó", "oportunidades", "direccion_general")),
    ]
    for element, values, expected in table:
        if element:
            company.do(folio, element, values)
        else:
            answer(company, token_of(company, folio), values)
        assert (element, arrived(company, box)) == (element, expected)
        assert arrived(company, box) == set()


def test_a_letter_says_what_when_and_leads_to_the_very_step(spanish: Company, box: Mailbox) -> None:
    company = spanish
    folio = company.start()
    company.do(folio, "prospeccion", LEAD)
    ((_, letter), *_) = [each for each in deliver(company, box) if each[0] == "preventa@example.com"]
    item = company.task(folio, "validacion").item
    assert letter["Subject"] == "Le toca: Validación administrativa y técnica, Banco del Bajío Norte"
    for said in (text_of(letter), html_of(letter)):
        assert "de GC-2026-0001, Banco del Bajío Norte: SOC 24x7" in said and f"{SITE}/bandeja/{item.id}" in said
        assert "Director Comercial completó «Prospección y generación de leads»." in said
        assert "Vence: mañana, martes 3 de marzo de 2026, 18:00." in said
    assert f"{SITE}/avisos/preferencias" in text_of(letter)


def opened(browser: Browser, address: str, who: str, path: str, size=SIZES[1]) -> Page:
    page = browser.new_context(locale="es-MX", viewport=size).new_page()
    page.goto(address)
    enter(page, who)
    page.goto(f"{address.rstrip('/')}{path}")
    return page


@pytest.mark.parametrize("size", SIZES, ids=["phone", "desk"])
def test_a_reminder_comes_before_and_after_the_term_and_then_to_who_heads_the_lane(
    browser: Browser, address: str, spanish: Company, box: Mailbox, size
) -> None:
    company = spanish
    folio = company.start()
    company.do(folio, "prospeccion", LEAD)
    deliver(company, box)
    item = company.task(folio, "validacion").item
    company.command("claim", item.id, actor="preventa")
    assert item.due_at == at(3, 18)
    assert remind(company, at(2, 9, 30)) == 0  # it arrived today, and its letter said when it is due
    remind(company, at(3, 18, 30))
    ((to, letter),) = deliver(company, box)
    assert (to, letter["Subject"]) == (
        "preventa@example.com",
        "Vencido: Validación administrativa y técnica, Banco del Bajío Norte",
    )
    assert "venció hoy, martes 3 de marzo de 2026, 18:00 y todavía no se hace" in text_of(letter)
    remind(company, at(4, 18, 30))
    ((to, letter),) = deliver(company, box)
    assert to == "director_comercial@example.com"
    assert "venció ayer" in text_of(letter) and "Lo tiene Preventa." in text_of(letter)
    head = opened(browser, address, "director_comercial", "/avisos", size)
    bell = head.locator("#campana")
    expect(bell).to_have_attribute("aria-label", re.compile("Avisos: [12] sin leer"))
    notice = head.get_by_role("button", name=re.compile("Vencido en su equipo"))
    expect(notice).to_be_visible()
    assert head.evaluate(TOO_WIDE) <= 0 and grave(head) == []
    notice.click()
    expect(head).to_have_url(re.compile(f"/bandeja/{item.id}$"))
    head.goto(f"{address.rstrip('/')}/oportunidades/{folio}")
    expect(head.locator("main")).to_contain_text("Se avisó a Director Comercial")


@pytest.mark.parametrize("size", SIZES, ids=["phone", "desk"])
def test_who_wants_one_letter_a_day_gets_it_when_the_office_opens(
    browser: Browser, address: str, spanish: Company, box: Mailbox, size
) -> None:
    company = spanish
    page = opened(browser, address, "preventa", "/cuenta", size)
    page.get_by_role("link", name="Qué recibo por correo").click()
    page.get_by_role("radiogroup", name="Trabajo que llega").get_by_label("Una vez al día").check()
    page.get_by_role("button", name="Guardar").click()
    expect(page.get_by_role("status").filter(has_text="se guardaron")).to_be_visible()
    assert page.evaluate(TOO_WIDE) <= 0 and grave(page) == []
    company.clock.now = at(3, 12)
    for number in range(3):
        company.do(company.start(), "prospeccion", {**LEAD, "cliente": f"Cliente {number}"})
    company.do("GC-2026-0003", "validacion", PURCHASE)  # done by then: it needs no letter any more
    assert [to for to, _ in deliver(company, box) if to == "preventa@example.com"] == []
    assert write_digests(company, at(3, 12)) == 1
    ((to, letter),) = leave_digest(company, box)
    assert (to, letter["Subject"]) == ("preventa@example.com", "2 avisos · martes 3 de marzo de 2026")
    assert "Trabajo que llega" in text_of(letter) and text_of(letter).count(f"{SITE}/bandeja/") == 2
    assert write_digests(company, at(3, 16)) == 0  # once a day
    company.do(company.start(), "prospeccion", LEAD)
    deliver(company, box)
    assert write_digests(company, at(4, 8, 59)) == 0
    assert write_digests(company, at(4, 9)) == 1
    wants(company, "preventa", NoticeKind.WORK_ARRIVED, Channel.NOTHING)
    company.do(company.start(), "prospeccion", LEAD)
    assert [to for to, _ in deliver(company, box) if to == "preventa@example.com"] != []  # the one of this morning
    page = opened(browser, address, "preventa", "/avisos", size)
    expect(page.locator(".told li")).to_have_count(4)  # what was done before the job came was not told


def leave_digest(company: Company, box: Mailbox) -> list[tuple[str, EmailMessage]]:
    del box.received[:], box.recipients[:]
    return leave(company, box)
