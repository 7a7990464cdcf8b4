"""Small diagrams drawn by themselves."""

from itertools import combinations

import pytest
from lxml import etree

from bpmn.drawing import draw
from bpmn.drawing.layout import lay_out
from bpmn.examples import diagram, examples
from bpmn.model import Process
from bpmn.reader import read

TIMER = '<boundaryEvent id="late" attachedToRef="a"><timerEventDefinition/></boundaryEvent>'


def process(data: bytes) -> Process:
    definitions = read(data).definitions
    assert definitions is not None
    return definitions.processes[0]


ALL = {f"{code}, {how}": getattr(each, how) for code, each in examples().items() for how in ("wrong", "right")}


@pytest.mark.parametrize("data", ALL.values(), ids=ALL)
def test_nothing_stands_on_anything_else_and_all_of_it_is_inside(data: bytes) -> None:
    whole = process(data)
    layout = lay_out(whole)
    standing = [box for id, box in layout.boxes.items() if whole.node(id).kind != "boundaryEvent"]
    for one, other in combinations(standing, 2):
        apart = (
            abs(one.x - other.x) * 2 >= one.width + other.width or abs(one.y - other.y) * 2 >= one.height + other.height
        )
        assert apart
    points = [point for line in layout.lines.values() for point in line]
    assert all(0 < x < layout.width and 0 < y < layout.height for x, y in points)


def test_what_follows_stands_to_the_right_and_a_way_back_goes_below() -> None:
    layout = lay_out(process(diagram("start > a > xor > b [x] > a; xor > end [default]")))
    columns = [layout.boxes[id].x for id in ("start", "a", "xor", "b")]
    assert columns == sorted(set(columns))
    assert max(y for _, y in layout.lines["f_b_a"]) > max(box.y for box in layout.boxes.values())


def test_a_picture_is_xml_that_says_what_it_shows_and_points_at_what_is_meant() -> None:
    whole = process(diagram("start > a > end; late > end", TIMER))
    root = etree.fromstring(draw(whole, 'Uno & "otro"', {"a", "f_a_end"}))
    assert root.get("aria-label") == 'Uno & "otro"'
    marked = [each.get("class") for each in root if "marked" in (each.get("class") or "")]
    assert sorted(marked) == ["marked", "node marked"]
