"""A diagram is laid out so that it can be read, and drawn without trusting a name of it."""

from itertools import combinations

import pytest
from lxml import etree

from bpmn.drawing import Words, draw
from bpmn.drawing.layout import Box, lay_out
from bpmn.examples.reports import report
from bpmn.examples.sketch import PROCESS, Sketch
from bpmn.kinds import SUB_PROCESSES
from bpmn.lint import explained
from bpmn.model import Process

CHOICE = "start > ask > xor > approve [ok] > end; xor > reject [default] > end3"
DRAWN = [
    (code, sketch)
    for code, each in explained().items()
    for sketch in (each.wrong.part or each.wrong, each.right)
    if not each.in_the_file and sketch.flows
]


def process(sketch: Sketch) -> Process:
    definitions = report(sketch).definitions
    assert definitions is not None
    return next(each for each in definitions.processes if each.id == PROCESS)


def meet(one: Box, other: Box) -> bool:
    across = one.x < other.right and other.x < one.right
    return across and one.y < other.y + other.height and other.y < one.y + one.height


@pytest.mark.parametrize(("code", "sketch"), DRAWN, ids=[code for code, _ in DRAWN])
def test_every_example_is_drawn_whole_and_nothing_lies_on_anything_else(code: str, sketch: Sketch) -> None:
    it = process(sketch)
    found = lay_out(it)
    assert found.nodes.keys() == {node.id for node in it.nodes}
    assert found.flows.keys() == {flow.id for flow in it.flows}
    plain = [node.id for node in it.nodes if node.kind not in SUB_PROCESSES and node.kind != "boundaryEvent"]
    assert [pair for pair in combinations(plain, 2) if meet(found.nodes[pair[0]], found.nodes[pair[1]])] == []
    for box in found.nodes.values():
        assert box.x >= 0 and box.y >= 0 and box.right <= found.width and box.y + box.height <= found.height
    for points in found.flows.values():
        assert all(0 <= x <= found.width and 0 <= y <= found.height for x, y in points)


def test_what_follows_stands_to_the_right_and_a_way_back_does_not_count() -> None:
    found = lay_out(process(Sketch("start > review > xor > end [ok]; xor > correct [default] > review")))
    order = [found.nodes[id].x for id in ("start", "review", "xor", "end")]
    assert order == sorted(order) and found.flows["f_correct_review"][2][1] > found.nodes["correct"].middle[1]


def test_a_longer_way_goes_around_what_lies_between() -> None:
    found = lay_out(process(Sketch("start > and > review > archive > and2 > end; and > and2")))
    heights = {y for _, y in found.flows["f_and_and2"]}
    between = found.nodes["archive"]
    assert any(y > between.y + between.height for y in heights)


def test_names_are_text_and_nothing_else() -> None:
    definitions = report(Sketch(CHOICE), str).definitions
    assert definitions is not None
    words = Words("<b>", "a & b", lambda node: "<i>")
    root = etree.fromstring(draw(definitions.processes[0], words))
    assert {element.tag for element in root.iter()} == {"svg", "title", "desc", "g", "path", "circle", "rect", "text"}
    assert root.findtext("title") == "<b>" and root.findtext("desc") == "a & b"


def test_what_is_marked_has_an_outline_and_a_sign_beside_the_colour() -> None:
    it = process(Sketch(CHOICE))
    plain, marked = (etree.fromstring(draw(it, Words("", ""), ids)) for ids in ((), ("xor", "f_xor_reject")))
    assert plain.xpath("//*[contains(@class, 'badge')]") == [] and len(marked.xpath("//*[@class='badge']")) == 2
    assert len(marked.xpath("//g[@class='mark']/rect")) == 1 == len(marked.xpath("//g[@class='flow marked']"))


def test_lanes_are_bands_that_hold_their_steps() -> None:
    lanes = """<laneSet id="lanes">
<lane id="sales"><flowNodeRef>start</flowNodeRef><flowNodeRef>ask</flowNodeRef></lane>
<lane id="office"><flowNodeRef>review</flowNodeRef><flowNodeRef>end</flowNodeRef></lane></laneSet>"""
    found = lay_out(process(Sketch("start > ask > review > end", lanes)))
    for lane, ids in (("sales", ("start", "ask")), ("office", ("review", "end"))):
        band = found.lanes[lane]
        assert all(band.y < found.nodes[id].y < band.y + band.height for id in ids)
