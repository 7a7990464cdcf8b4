"""Two versions side by side in a real Chromium: marked on both drawings, moved together, gone through by keyboard."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from playwright.sync_api import Browser, Locator, expect

from engine.definitions import drafts
from tests.e2e.editing import PROCEDURE, Reader
from tests.e2e.pages import SIZES, TOO_WIDE, grave
from tests.engine.definitions.test_commands import gestion
from tests.support import Company

pytestmark = pytest.mark.browser

PAGE = PROCEDURE + "/comparar?a=borrador"
NEW_STEP = (
    b'<bpmn:userTask id="cotejar" name="Cotejar los datos"><bpmn:incoming>flujo_prospeccion_validacion</bpmn:incoming>'
    b"<bpmn:outgoing>flujo_nuevo</bpmn:outgoing></bpmn:userTask>"
    b'<bpmn:sequenceFlow id="flujo_nuevo" sourceRef="cotejar" '
    b'targetRef="validacion" /><bpmn:userTask id="validacion"'
)
NEW_SHAPE = (
    b'<bpmndi:BPMNShape id="cotejar_di" bpmnElement="cotejar"><dc:Bounds x="520" y="230" width="130" height="80" />'
    b'</bpmndi:BPMNShape><bpmndi:BPMNShape id="validacion_di"'
)
SMALL = [('name="Prospección y generación de leads"'.encode(), b'name="Prospectar"')]
MANY = [
    *SMALL,
    (b'<bpmn:userTask id="validacion"', NEW_STEP),
    (b'sourceRef="prospeccion" targetRef="validacion"', b'sourceRef="prospeccion" targetRef="cotejar"'),
    (b'<bpmndi:BPMNShape id="validacion_di"', NEW_SHAPE),
    (
        b">prospeccion</bpmn:flowNodeRef>",
        b">prospeccion</bpmn:flowNodeRef><bpmn:flowNodeRef>cotejar</bpmn:flowNodeRef>",
    ),
    (b'sourceRef="cumple_gw" targetRef="correcciones"', b'sourceRef="cumple_gw" targetRef="justificar_no_go"'),
    (b"cumple == True", b"cumple == False"),
    (b'<dc:Bounds x="912" y="402"', b'<dc:Bounds x="952" y="422"'),
    (b'businessDays="0" before="fecha_respuesta_areas"', b'businessDays="2"'),
    (b"Se buscan leads en distintos medios", b"Se buscan clientes en medios distintos"),
    (b'retention="1 a\xc3\xb1o posterior a su vigencia"', b'retention="2 a\xc3\xb1os"'),
]


@pytest.fixture
def reader(browser: Browser, address: str) -> Iterator[Reader]:
    reader = Reader(browser, address)
    yield reader
    reader.context.close()


def draft(company: Company, edits: list[tuple[bytes, bytes]]) -> None:
    """A draft of the procedure with texts of its diagram replaced."""
    diagram = gestion().diagram
    for old, new in edits:
        assert old in diagram, old
        diagram = diagram.replace(old, new, 1)
    said = {"actor": "director_comercial", "at": datetime(2026, 3, 2, 18, tzinfo=UTC)}
    with company.database.transaction() as connection:
        drafts.start_draft(connection, "gestion_comercial", **said)  # type: ignore[arg-type]
        drafts.save_draft(connection, "gestion_comercial", diagram=diagram, **said)  # type: ignore[arg-type]


def come(reader: Reader) -> None:
    reader.come_in("director_comercial", PAGE)
    reader.page.locator("[data-comparison][data-drawn]").wait_for()


def box(reader: Reader, side: str) -> list[float]:
    """What part of a drawing is shown."""
    transform = reader.page.locator(f"[data-side={side}] .viewport").get_attribute("transform") or ""
    return [round(float(number), 1) for number in re.findall(r"-?\d+(?:\.\d+)?", transform)]


def shape(reader: Reader, side: str, element: str) -> Locator:
    return reader.page.locator(f"[data-side={side}] [data-element-id={element}]").first


def test_what_differs_is_marked_on_both_drawings_by_more_than_colour(reader: Reader, sqlite_company: Company) -> None:
    draft(sqlite_company, MANY)
    come(reader)
    expect(shape(reader, "after", "cotejar")).to_have_class(re.compile(r"\bis-added\b"))
    expect(shape(reader, "before", "prospeccion")).to_have_class(re.compile(r"\bis-changed\b"))
    expect(shape(reader, "after", "dimensionamiento")).to_have_class(re.compile(r"\bis-moved\b"))
    signs = reader.page.locator("[data-side=after] .badge").all_inner_texts()
    assert {"+", "≠", "↔"} <= set(signs)
    assert reader.page.locator(".legend li").all_inner_texts()[0].startswith("+")
    reader.open(PROCEDURE + "/comparar?de=borrador&a=" + reader.page.locator("#de").input_value())
    reader.page.locator("[data-comparison][data-drawn]").wait_for()
    expect(shape(reader, "before", "cotejar")).to_have_class(re.compile(r"\bis-removed\b"))
    assert reader.complaints == []


def test_both_drawings_show_the_same_part_and_the_keyboard_goes_through_the_differences(
    reader: Reader, sqlite_company: Company
) -> None:
    draft(sqlite_company, MANY)
    come(reader)
    told = reader.page.locator("[data-at]")
    count = reader.page.locator(".differences [data-kind]").count()
    reader.page.locator("[data-side=before]").focus()
    assert box(reader, "before") == box(reader, "after")  # at the first difference
    reader.page.keyboard.press("0")
    whole = box(reader, "before")
    assert whole == box(reader, "after")
    reader.page.keyboard.press("n")
    expect(told).to_contain_text(f"1 de {count}:")
    expect(reader.page.locator(".differences [aria-current=true]")).to_have_count(1)
    assert box(reader, "before") == box(reader, "after") != whole
    reader.page.keyboard.press("p")
    expect(told).to_contain_text(f"{count} de {count}:")
    reader.page.keyboard.press("ArrowRight")
    reader.page.keyboard.press("+")
    assert box(reader, "before") == box(reader, "after")
    reader.page.keyboard.press("0")
    assert box(reader, "before") == box(reader, "after") == whole
    reader.page.keyboard.press("Escape")
    expect(told).to_have_text("")
    reader.button("Diferencia siguiente").click()
    expect(told).to_contain_text(f"1 de {count}:")
    reader.page.locator(".differences li", has_text="Cotejar los datos").first.get_by_role("button", name="Ver").click()
    expect(shape(reader, "after", "cotejar")).to_have_class(re.compile(r"\bis-chosen\b"))
    expect(told).to_contain_text("Cotejar los datos")
    assert reader.complaints == []


@pytest.mark.parametrize("edits", [[], SMALL, MANY], ids=["none", "a small change", "many changes"])
def test_the_page_fits_every_screen_and_has_no_serious_finding(
    reader: Reader, sqlite_company: Company, edits: list[tuple[bytes, bytes]]
) -> None:
    draft(sqlite_company, edits)
    come(reader)
    for size in SIZES:
        reader.page.set_viewport_size(size)  # type: ignore[arg-type]
        reader.open(PAGE)
        reader.page.locator("[data-comparison][data-drawn]").wait_for()
        assert reader.page.evaluate(TOO_WIDE) <= 0
        assert grave(reader.page) == []
    assert ("Nada cambia." in reader.page.inner_text("main")) == (not edits)
    assert reader.complaints == []


def test_without_script_the_list_says_it_all(browser: Browser, address: str, sqlite_company: Company) -> None:
    draft(sqlite_company, SMALL)
    context = browser.new_context(locale="es-MX", java_script_enabled=False)
    page = context.new_page()
    page.goto(address)
    page.locator("button[name=person][value=director_comercial]").click()
    page.goto(address + PAGE)
    expect(page.get_by_role("main")).to_contain_text("«Prospección y generación de leads» se llama ahora «Prospectar»")
    page.get_by_role("link", name="Intercambiar los lados").click()
    expect(page.get_by_role("main")).to_contain_text("«Prospectar» se llama ahora «Prospección y generación de leads»")
    context.close()
