"""What other tools write differently and means the same is read as if it were ours."""

import pytest

from bpmn.canonical import canonical
from bpmn.lint import lint
from bpmn.reader import read

HEAD = (
    '<b:definitions xmlns:b="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:tns="urn:mine" '
    'xmlns:other="urn:other" targetNamespace="urn:mine">'
)


def flows_of(data: bytes) -> list[tuple[str, str, str]]:
    definitions = read(data).definitions
    assert definitions is not None
    return [(flow.id, flow.source, flow.target) for flow in definitions.processes[0].flows]


def process(inside: str, beside: str = "") -> bytes:
    return f'{HEAD}{beside}<b:process id="p">{inside}</b:process></b:definitions>'.encode()


NAMELESS = process(
    '<b:startEvent id="s"/><b:exclusiveGateway id="g"/><b:endEvent id="e"/>'
    '<b:sequenceFlow sourceRef="s" targetRef="g"/>'
    '<b:sequenceFlow sourceRef="g" targetRef="e"/>\n<b:sequenceFlow sourceRef="g" targetRef="e"/>'
)


def test_a_flow_without_an_id_gets_one_from_what_it_joins():
    found = [("s_to_g", "s", "g"), ("g_to_e", "g", "e"), ("g_to_e_2", "g", "e")]
    assert flows_of(NAMELESS) == found
    assert flows_of(canonical(NAMELESS)) == found
    assert "missing_id" not in {finding.code for finding in lint(NAMELESS).findings}


def test_an_id_that_is_taken_is_not_given():
    taken = NAMELESS.replace(b'id="e"', b'id="s_to_g"').replace(b'"e"', b'"s_to_g"')
    assert flows_of(taken)[0] == ("s_to_g_2", "s", "g")


def test_a_finding_about_a_flow_without_an_id_is_known_by_its_line():
    places = {(each.element, each.line) for each in lint(NAMELESS).findings if each.code == "duplicate_flow"}
    assert places == {(None, 2)}


PREFIXED = process(
    '<b:startEvent id="s"/><b:userTask id="a"><b:incoming>tns:f</b:incoming><b:potentialOwner id="o"><b:resourceRef>'
    'tns:r</b:resourceRef></b:potentialOwner></b:userTask><b:boundaryEvent id="t" attachedToRef="tns:a"/>'
    '<b:callActivity id="c" calledElement="tns:p"/><b:sequenceFlow id="f" sourceRef="tns:s" targetRef="tns:a"/>'
    '<b:sendTask id="m" messageRef="tns:note"/>',
    '<b:resource id="r"/><b:message id="note" name="n"/>',
)


@pytest.mark.parametrize("data", [PREFIXED, canonical(PREFIXED)], ids=["as it comes", "as it is kept"])
def test_a_name_in_the_target_namespace_is_the_element_of_that_id(data):
    report = lint(data)
    assert {"dangling_reference", "prefixed_reference"}.isdisjoint({finding.code for finding in report.findings})
    assert report.definitions is not None
    nodes = {node.id: node for node in report.definitions.processes[0].nodes}
    assert flows_of(data) == [("f", "s", "a")]
    assert nodes["a"].potential_owners[0].role == "r"
    assert (nodes["t"].attached_to, nodes["c"].called_element, nodes["m"].message) == ("a", "p", "note")


@pytest.mark.parametrize("prefix", ["other", "nowhere"])
def test_a_name_in_another_namespace_is_not(prefix):
    report = lint(PREFIXED.replace(b'messageRef="tns:', f'messageRef="{prefix}:'.encode()))
    assert "prefixed_reference" in {finding.code for finding in report.findings}
