"""A picture that cannot be read on one sheet stands on several, and nothing of it is lost."""

from itertools import pairwise

import pytest
from lxml import etree

from bpmn.drawing.interchange import planes
from bpmn.drawing.layout import Box
from bpmn.drawing.pen import SVG, Lettering
from bpmn.drawing.picture import Picture, picture
from bpmn.drawing.sheets import YIELDS, Paper, Words, cut, fits, overview, sheets
from engine.definitions import sources
from tests.bpmn.drawing.interchanged import drawn, edge, shape

LETTERS = Lettering("Libertinus Serif", 13.5, 12.5, 0.94)
PAPER = Paper(246.0, 155.0, 2.47)
WORDS = Words("→ {number}")
GESTION = next(each for each in sources.shipped() if "gestion_comercial" in each.file)


def row(count: int, far: int = 150) -> Picture:
    """So many steps one after the other."""
    model = "".join(f'<task id="t{each}" name="Paso {each}"/>' for each in range(count))
    model += "".join(
        f'<sequenceFlow id="f{each}" sourceRef="t{each}" targetRef="t{each + 1}"/>' for each in range(count - 1)
    )
    drawing = "".join(shape(f"t{each}", each * far, 0) for each in range(count))
    drawing += "".join(edge(f"f{each}", (each * far + 100, 40), ((each + 1) * far, 40)) for each in range(count - 1))
    (plane,) = planes(drawn(model, drawing))
    return picture(plane, LETTERS)


def whole_of(source: bytes) -> Picture:
    (plane,) = planes(source)
    return picture(plane, LETTERS)


def letters_of(svg: str) -> list[str]:
    """The letters in circles: where a flow goes on."""
    texts = [each.text or "" for each in etree.fromstring(svg).iter(f"{{{SVG}}}text")]
    return [letter for letter, told in pairwise(texts) if told.startswith("→ ")]


def test_what_can_be_read_on_one_sheet_stands_on_one() -> None:
    small = row(5)
    assert fits(small, PAPER)
    (sheet,) = sheets(small, PAPER, "Compras", WORDS)
    assert sheet == overview(small, PAPER, "Compras") and sheet.width <= PAPER.width
    assert letters_of(sheet.svg) == []


@pytest.mark.parametrize("count", [12, 20, 40])
def test_every_step_stands_whole_on_a_sheet_in_letters_that_can_be_read(count: int) -> None:
    long = row(count)
    regions = cut(long, PAPER)
    for part in long.parts:
        if part.shape is not None:
            assert any(_inside(part.box, region) for region in regions.boxes), part.shape.name
    for sheet in sheets(long, PAPER, "Compras", WORDS):
        wide, high = (float(etree.fromstring(sheet.svg).get(name) or 0) for name in ("width", "height"))
        scale = sheet.width / wide
        assert sheet.width <= PAPER.width + 0.1 and high * scale <= PAPER.height + 0.1
        assert LETTERS.size * scale >= PAPER.letters * YIELDS - 0.02


def test_a_flow_that_goes_on_elsewhere_bears_the_same_letter_on_both_sheets() -> None:
    found = sheets(row(20), PAPER, "Compras", WORDS)
    assert len(found) > 2
    for one, other in pairwise(found):
        assert len(set(letters_of(one.svg)) & set(letters_of(other.svg))) == 1
    everything = [letter for each in found for letter in letters_of(each.svg)]
    assert len(everything) == 2 * (len(found) - 1) == 2 * len(set(everything))


def test_the_names_of_lanes_stand_on_every_sheet() -> None:
    found = sheets(whole_of(GESTION.diagram), PAPER, "Gestión Comercial", WORDS)
    assert len(found) > 1
    for sheet in found:
        texts = [each.text or "" for each in etree.fromstring(sheet.svg).iter(f"{{{SVG}}}text")]
        for lane in ("Comercial", "Preventa", "Cliente"):
            assert lane in texts, sheet.number


@pytest.mark.parametrize("source", sources.shipped(), ids=lambda each: each.file)
def test_no_cut_goes_through_a_step_of_a_shipped_procedure(source: sources.Source) -> None:
    whole = whole_of(source.diagram)
    regions = cut(whole, PAPER)
    for part in whole.parts:
        if part.shape is not None and not part.shape.holds_others:
            assert any(_inside(part.shape.box, region) for region in regions.boxes), part.shape.name


def test_a_step_that_is_larger_than_a_sheet_is_cut_and_the_rest_goes_on() -> None:
    (plane,) = planes(drawn('<task id="t" name="Enorme"/>', shape("t", 0, 0, 6000, 100)))
    found = sheets(picture(plane, LETTERS), PAPER, "Compras", WORDS)
    assert len(found) > 3
    assert sum(_region(each.svg) for each in found) >= 6000


def _inside(box: Box, region: Box) -> bool:
    across = region.x - 0.1 <= box.x and box.right <= region.right + 0.1
    return across and region.y - 0.1 <= box.y and box.bottom <= region.bottom + 0.1


def _region(svg: str) -> float:
    """How much of the picture a sheet shows across."""
    (clip,) = (each for each in etree.fromstring(svg).iter(f"{{{SVG}}}svg") if each.get("x") is not None)
    return float(clip.get("width") or 0)
