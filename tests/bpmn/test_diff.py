"""What two versions say differently, told by element; how they are drawn is no part of it."""

from pathlib import Path

import pytest

import bpmn
from bpmn.diff import Difference, Kind, differences
from bpmn.model import Process
from bpmn.reader import read

FILE = Path(bpmn.__file__).parent / "processes" / "gestion_comercial" / "gestion_comercial.bpmn"
SHIPPED = FILE.read_text(encoding="utf-8")


def process(text: str) -> Process:
    definitions = read(text.encode()).definitions
    assert definitions is not None
    return definitions.processes[0]


def told(old: str, new: str) -> tuple[Difference, ...]:
    assert old in SHIPPED
    return differences(process(SHIPPED), process(SHIPPED.replace(old, new, 1)))


def test_the_same_says_nothing_different() -> None:
    assert differences(process(SHIPPED), process(SHIPPED)) == ()


def test_where_things_stand_in_the_file_and_on_the_page_is_no_difference() -> None:
    assert told("<bpmn:message id", "\n\n\n<bpmn:message id") == ()
    assert told('<dc:Bounds x="', '<dc:Bounds x="1') == ()


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        (
            'name="Prospectar y generar leads"',
            'name="Prospectar"',
            ("userTask", "prospeccion", "name", "Prospectar y generar leads", "Prospectar"),
        ),
        (
            '<cauce:record code="F-COM-001" name="Requerimiento comercial" />',
            '<cauce:record name="Requerimiento" />',
            ("userTask", "prospeccion", "records", "F-COM-001 Requerimiento comercial", "Requerimiento"),
        ),
        (
            'businessDays="0" before',
            'businessDays="2" before',
            ("userTask", "participacion", "due", "0 fecha_respuesta_areas", "2 fecha_respuesta_areas"),
        ),
        ('<cauce:staffing role="preventa" />', "", ("lane", "preventa", "staffing", "preventa", "")),
        (
            'retention="1 año posterior',
            'retention="2 años posterior',
            (
                "document",
                "gestion_comercial",
                "retention",
                "1 año posterior a su vigencia",
                "2 años posterior a su vigencia",
            ),
        ),
    ],
)
def test_what_an_element_says_otherwise_is_told_with_both(
    old: str, new: str, expected: tuple[str, str, str, str, str]
) -> None:
    (found,) = told(old, new)
    assert (found.kind, found.what, found.element, found.field, found.before, found.after) == (
        Kind.CHANGED,
        *expected,
    )


def test_what_came_and_what_went_is_told_by_name() -> None:
    found = told('<bpmn:endEvent id="fin_no_go"', '<bpmn:endEvent id="fin_nuevo"')
    assert {(each.kind, each.what, each.element) for each in found if each.what == "endEvent"} == {
        (Kind.ADDED, "endEvent", "fin_nuevo"),
        (Kind.REMOVED, "endEvent", "fin_no_go"),
    }


def test_an_element_of_another_kind_is_another_element() -> None:
    text = SHIPPED.replace('<bpmn:exclusiveGateway id="go_no_go_gw"', '<bpmn:inclusiveGateway id="go_no_go_gw"')
    start = text.index('<bpmn:inclusiveGateway id="go_no_go_gw"')
    end = text.index("</bpmn:exclusiveGateway>", start)
    text = text[:end] + "</bpmn:inclusiveGateway>" + text[end + len("</bpmn:exclusiveGateway>") :]
    found = differences(process(SHIPPED), process(text))
    assert [(each.kind, each.what, each.element) for each in found] == [
        (Kind.REMOVED, "exclusiveGateway", "go_no_go_gw"),
        (Kind.ADDED, "inclusiveGateway", "go_no_go_gw"),
    ]
