"""What is wrong with the writing of a diagram is a finding, with the line of the element's own tag."""

import pytest

from bpmn.reader import read

MISSING = ("missing_id", "error")
DUPLICATE = ("duplicate_id", "error")
DANGLING = ("dangling_reference", "error")
DRAFT = b"<definitions xmlns='http://schema.omg.org/spec/BPMN/2.0'/>"
NOTED = ("dangling_reference", "warning")
BPMN = "http://www.omg.org/spec/BPMN/20100524/MODEL"
HEAD = f"""<definitions xmlns="{BPMN}" xmlns:bpmndi="http://www.omg.org/spec/BPMN/20100524/DI"
  xmlns:spiff="http://spiffworkflow.org/bpmn/schema/1.0/core" xmlns:cauce="urn:cauce:bpmn:1" targetNamespace="urn:t">"""


def definitions(inside: str) -> bytes:
    """A file in which `inside` begins on line 3."""
    return f"{HEAD}\n{inside}\n</definitions>".encode()


def process(inside: str) -> bytes:
    """A file in which `inside`, on line 4, stands in the process ``p``."""
    return definitions(f'<process id="p">\n{inside}\n</process>')


def found(data: bytes) -> list[tuple[str, str, str | None, int | None]]:
    return [(f.code, f.severity.value, f.element, f.line) for f in read(data).findings]


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        pytest.param(b"<a", [("not_well_formed", "error", None, 1)], id="not XML"),
        pytest.param(b"<html/>", [("not_bpmn", "error", None, 1)], id="other XML"),
        pytest.param(DRAFT, [("not_bpmn", "error", None, 1)], id="a draft of BPMN"),
        pytest.param(process("<task/>"), [(*MISSING, None, 4)], id="a task without an id"),
        pytest.param(process('<task id=""/>'), [(*MISSING, None, 4)], id="an empty id"),
        pytest.param(process("<laneSet><lane/></laneSet>"), [(*MISSING, None, 4)], id="a lane without an id"),
        pytest.param(definitions("<message/>"), [(*MISSING, None, 3)], id="a message without an id"),
        pytest.param(process('<task id="t"/>\n<task id="t"/>'), [(*DUPLICATE, "t", 5)], id="two tasks of one id"),
        pytest.param(definitions('<process id="p"/>\n<process id="p"/>'), [(*DUPLICATE, "p", 4)], id="two processes"),
        pytest.param(
            definitions('<bpmndi:BPMNDiagram id="d"/>\n<bpmndi:BPMNDiagram id="d"/>'),
            [("duplicate_id", "warning", "d", 4)],
            id="twice in the drawing",
        ),
        pytest.param(
            process('<task id="t"><extensionElements>\n<x:f xmlns:x="urn:x" id="t"/></extensionElements></task>'),
            [(*DUPLICATE, "t", 5)],
            id="an extension that the engine would find first",
        ),
        pytest.param(
            process('<task id="t"/>\n<sequenceFlow id="f" sourceRef="t" targetRef="gone"/>'),
            [(*DANGLING, "f", 5)],
            id="a flow to nowhere",
        ),
        pytest.param(
            process('<task id="t"/>\n<sequenceFlow id="f"/>'),
            [(*DANGLING, "f", 5)] * 2,
            id="a flow without ends",
        ),
        pytest.param(
            definitions(
                '<process id="p"><task id="t"/></process><process id="q"><task id="u"/>\n'
                '<sequenceFlow id="f" sourceRef="t" targetRef="u"/></process>'
            ),
            [(*DANGLING, "f", 4)],
            id="a flow between processes",
        ),
        pytest.param(
            process('<exclusiveGateway id="g" default="gone"/>'),
            [(*DANGLING, "g", 4)],
            id="a default that is no flow",
        ),
        pytest.param(
            process('<boundaryEvent id="b" attachedToRef="gone"/>'),
            [(*DANGLING, "b", 4)],
            id="a boundary of nothing",
        ),
        pytest.param(
            process('<endEvent id="e">\n<messageEventDefinition id="d" messageRef="gone"/></endEvent>'),
            [(*DANGLING, "d", 5)],
            id="a message that is not there",
        ),
        pytest.param(
            process('<endEvent id="e">\n<messageEventDefinition messageRef="gone"/></endEvent>'),
            [(*DANGLING, "e", 4)],
            id="said of the innermost element with an id",
        ),
        pytest.param(
            process('<userTask id="t"><potentialOwner>\n<resourceRef>gone</resourceRef></potentialOwner></userTask>'),
            [(*DANGLING, "t", 4)],
            id="a role that is not there",
        ),
        pytest.param(
            definitions('<message id="m"/><process id="p">\n<sendTask id="s" messageRef="t:m"/></process>'),
            [("prefixed_reference", "error", "s", 4)],
            id="a reference with a prefix",
        ),
        pytest.param(
            process('<laneSet>\n<lane id="l"><flowNodeRef>gone</flowNodeRef></lane></laneSet>'),
            [(*NOTED, "l", 5)],
            id="a lane with something that is gone",
        ),
        pytest.param(
            process('<task id="t"><incoming>gone</incoming></task>'),
            [(*NOTED, "t", 4)],
            id="a flow that is gone",
        ),
        pytest.param(
            definitions('<collaboration id="c">\n<participant id="x" processRef="gone"/></collaboration>'),
            [(*NOTED, "x", 4)],
            id="a pool of nothing",
        ),
        pytest.param(
            definitions(
                '<process id="p"/><collaboration id="c"><participant id="x" processRef="t:p"/></collaboration>'
            ),
            [],
            id="a pool with a prefix, which no engine follows",
        ),
        pytest.param(
            definitions('<bpmndi:BPMNDiagram>\n<bpmndi:BPMNPlane id="d" bpmnElement="gone"/></bpmndi:BPMNDiagram>'),
            [(*NOTED, "d", 4)],
            id="a drawing of nothing",
        ),
        pytest.param(
            process(
                '<laneSet><lane id="l"><flowNodeRef>t</flowNodeRef></lane>\n'
                '<lane id="m"><flowNodeRef>t</flowNodeRef></lane></laneSet><task id="t"/>'
            ),
            [("lane_conflict", "error", "m", 5)],
            id="in two lanes",
        ),
    ],
)
def test_what_is_wrong_with_the_writing(data, expected):
    assert found(data) == expected
