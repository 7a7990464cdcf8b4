"""What a file draws is drawn as it stands, whatever tool wrote it, and its names are text and nothing else."""

from collections import Counter
from pathlib import Path

import pytest
from lxml import etree

from bpmn.drawing.interchange import Plane, planes
from bpmn.drawing.pen import SVG
from bpmn.drawing.picture import Mark, picture, svg
from bpmn.kinds import SUB_PROCESSES
from bpmn.xml import XmlError
from engine.definitions import sources
from tests.bpmn.drawing.interchanged import drawn, edge, shape
from tests.bpmn.test_corpora import FILES, NAMES

WAY = (
    '<startEvent id="s" name="Inicio"/><userTask id="t" name="Pedir"/>'
    '<sequenceFlow id="f" sourceRef="s" targetRef="t"/>'
)


def root_of(data: bytes) -> etree._Element:
    return etree.fromstring(svg([picture(each) for each in planes(data)], "Compras"))


def texts(data: bytes) -> list[str]:
    return [each.text or "" for each in root_of(data).iter(f"{{{SVG}}}text")]


def tags(data: bytes) -> Counter[str]:
    return Counter(etree.QName(each).localname for each in root_of(data).iter(etree.Element))


def test_shapes_and_flows_are_drawn_where_the_file_says() -> None:
    data = drawn(WAY, shape("s", 10, 30, 36, 36) + shape("t", 100, 10) + edge("f", (46, 48), (100, 48)))
    (plane,) = planes(data)
    assert (plane.name, plane.of) == ("Compras", "process")
    assert [(each.kind, each.box.x, each.box.width) for each in plane.shapes] == [
        ("startEvent", 10, 36), ("userTask", 100, 100),
    ]  # fmt: skip
    assert plane.edges[0].points == ((46, 48), (100, 48))
    root = root_of(data)
    assert texts(data) == ["Inicio", "Pedir"]
    assert root.get("viewBox") == f"0 0 {root.get('width')} {root.get('height')}"
    assert (root.findtext(f"{{{SVG}}}title"), tags(data)["circle"]) == ("Compras", 1)


def test_a_reference_with_the_prefix_of_the_file_is_known() -> None:
    (plane,) = planes(drawn(WAY, shape("t:t", 0, 0)))
    assert [each.name for each in plane.shapes] == ["Pedir"]


@pytest.mark.parametrize("wrong", ["NaN", "inf", "1e300", "x", "", "-1e9"])
def test_what_stands_nowhere_is_left_out(wrong: str) -> None:
    data = drawn(WAY, shape("s", wrong, 0, 36, 36) + shape("t", 0, 0) + edge("f", (wrong, 1), (2, 2)))
    (plane,) = planes(data)
    assert ([each.kind for each in plane.shapes], plane.edges) == (["userTask"], ())
    assert texts(data) == ["Pedir"]


def test_a_shape_of_nothing_or_without_bounds_is_left_out_and_a_file_without_any_draws_nothing() -> None:
    assert planes(drawn(WAY, shape("gone", 0, 0))) == ()
    assert planes(drawn(WAY, '<bpmndi:BPMNShape bpmnElement="t"/>' + shape("s", 0, 0, -1, 5))) == ()
    assert planes(b'<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL"/>') == ()
    assert etree.fromstring(svg([])).tag == f"{{{SVG}}}svg"


def test_what_is_no_xml_is_refused() -> None:
    with pytest.raises(XmlError):
        planes(b"<definitions>")


def test_names_are_text_and_colours_are_colours() -> None:
    model = '<userTask id="t" name="&lt;script&gt;alert(1)&lt;/script&gt;&#9;&#xFFFD;"/>'
    said = 'color:background-color="url(javascript:x)" color:border-color="#1a5686"'
    data = drawn(model, shape("t", 0, 0, 200, 80, said))
    root = root_of(data)
    assert not list(root.iter(f"{{{SVG}}}script"))
    assert "".join(texts(data)).startswith("<script>")
    rectangle = [each for each in root.iter(f"{{{SVG}}}rect") if each.get("rx") == "10"]
    assert [(each.get("fill"), each.get("stroke")) for each in rectangle] == [("#ffffff", "#1a5686")]


def test_a_picture_needs_nothing_of_the_page_around_it() -> None:
    for source in sources.shipped():
        root = root_of(source.diagram)
        for each in root.iter(etree.Element):
            assert not {"class", "style", "href", "id"} & set(each.attrib), each.attrib


@pytest.mark.parametrize(
    ("said", "marked"), [('isMarkerVisible="true"', True), ('isMarkerVisible="false"', False), ("", False)]
)
def test_the_cross_of_a_decision_is_drawn_where_the_file_asks_for_it(said: str, marked: bool) -> None:
    (plane,) = planes(drawn('<exclusiveGateway id="g"/>', shape("g", 0, 0, 50, 50, said)))
    assert plane.shapes[0].marked is marked


def test_what_happens_is_told_by_its_sign_and_its_ring() -> None:
    model = (
        '<boundaryEvent id="b" attachedToRef="t" cancelActivity="false"><timerEventDefinition/></boundaryEvent>'
        '<endEvent id="e"><eventDefinitionRef>t:m</eventDefinitionRef></endEvent><task id="t"/>'
    )
    more = '<messageEventDefinition id="m"/>'
    data = drawn(model, shape("b", 0, 0, 36, 36) + shape("e", 90, 0, 36, 36), more)
    (plane,) = planes(data)
    assert [each.defined for each in plane.shapes] == [("timer",), ("message",)]
    rings = list(root_of(data).iter(f"{{{SVG}}}circle"))
    assert Counter(each.get("stroke-dasharray") for each in rings) == {"6 4": 2, None: 1}


def test_a_collapsed_sub_process_hides_and_an_expanded_one_holds() -> None:
    model = '<subProcess id="c" name="Dentro"><task id="t"/></subProcess>'
    for said, signs in (('isExpanded="true"', 0), ("", 1)):  # the sign that there is more
        data = drawn(model, shape("c", 0, 0, 300, 200, said))
        assert (texts(data), tags(data)["path"]) == (["Dentro"], signs)


def test_every_plane_of_a_file_is_in_its_picture_under_its_name() -> None:
    inner = '<subProcess id="c" name="Revisión"><userTask id="t" name="Leer"/></subProcess>'
    second = (
        '<bpmndi:BPMNDiagram><bpmndi:BPMNPlane bpmnElement="c">' + shape("t", 0, 0)
        + "</bpmndi:BPMNPlane></bpmndi:BPMNDiagram>"
    )  # fmt: skip
    data = drawn(inner, shape("c", 0, 0), second)
    assert [each.name for each in planes(data)] == ["Revisión", "Compras"]  # in the order of the file
    assert texts(data) == ["Leer", "Compras", "Revisión"]


@pytest.mark.parametrize("path", FILES, ids=NAMES)
def test_diagrams_of_other_tools_are_drawn_whole(path: Path) -> None:
    data = path.read_bytes()
    found = planes(data)
    assert found, "each of them is drawn"
    shown = "".join("".join(text.split()) for text in texts(data))
    for plane in found:
        drawing = picture(plane)
        assert len(drawing.parts) == len(plane.shapes) + len(plane.edges)
        for part in drawing.parts:
            assert drawing.box.x <= part.box.x and part.box.right <= drawing.box.right
            assert drawing.box.y <= part.box.y and part.box.bottom <= drawing.box.bottom
        for name in _short_names(plane):
            assert "".join(name.split()) in shown, name


def _short_names(plane: Plane) -> list[str]:
    """The names that stand whole on one line: beside the shapes they are of, or in the wide ones."""
    holds = {*SUB_PROCESSES, "lane", "participant"}
    return [each.name for each in plane.shapes if each.kind not in holds and 0 < len(each.name) < 12]


def test_what_is_marked_has_other_colours_and_a_sign_at_its_corner() -> None:
    (plane,) = planes(drawn(WAY, shape("s", 10, 30, 36, 36) + shape("t", 100, 10)))
    plain, marked = picture(plane), picture(plane, marks={"t": Mark("#1a5686", "#dbe8f5", "M0 0L3 3")})
    assert len(marked.parts) == len(plain.parts) + 1
    root = etree.fromstring(svg([marked]))
    task = [each.get("fill") for each in root.iter(f"{{{SVG}}}rect") if each.get("rx") == "10"]
    assert task == ["#dbe8f5"]
    assert [each.get("d") for each in root.iter(f"{{{SVG}}}path")].count("M0 0L3 3") == 1


def test_a_long_name_stands_in_smaller_letters_before_any_of_it_is_left_out() -> None:
    long = "Participación e involucramiento en la definición del servicio solicitado"
    several = "<multiInstanceLoopCharacteristics/>"
    data = drawn(f'<userTask id="t" name="{long}">{several}</userTask>', shape("t", 0, 0, 116, 76))
    assert " ".join(texts(data)) == long
    assert float(next(root_of(data).iter(f"{{{SVG}}}text")).get("font-size") or 0) < 12
    assert texts(drawn(f'<userTask id="t" name="{long * 4}"/>', shape("t", 0, 0)))[-1].endswith("…")


def test_no_word_is_broken_where_smaller_letters_hold_it() -> None:
    data = drawn('<userTask id="t" name="Dimensionamientos"/>', shape("t", 0, 0, 112, 76))
    assert texts(data) == ["Dimensionamientos"]
