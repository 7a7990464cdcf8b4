"""bpmn.rules.unsupported_element: what it accepts and what it finds."""

import pytest


@pytest.mark.parametrize(
    ("flows", "inside", "expected"),
    [
        pytest.param(
            "start > a > xor > and > or > end",
            '<textAnnotation id="note"/><dataObject id="data"/><laneSet id="lanes"/>',
            [],
            id="what is executed",
        ),
        pytest.param(
            "start > end", '<endEvent id="end"><terminateEventDefinition/></endEvent>', [], id="an end that terminates"
        ),
        pytest.param("start > done > end", '<intermediateThrowEvent id="done"/>', [], id="a milestone"),
        pytest.param(
            "start > tell > end",
            '<intermediateThrowEvent id="tell"><messageEventDefinition/></intermediateThrowEvent>',
            [],
            id="a message thrown",
        ),
        pytest.param(
            "start > wait > end",
            '<intermediateCatchEvent id="wait"><timerEventDefinition/></intermediateCatchEvent>',
            [],
            id="what another rule explains",
        ),
        pytest.param("start > end", '<usertask id="typo"/>', ["typo"], id="a misspelt task"),
        pytest.param(
            "start > sub > end",
            '<subProcess id="sub"><wizardTask id="wizard"/></subProcess>',
            ["wizard"],
            id="an element of a later version",
        ),
        pytest.param(
            "start > wait > end", '<intermediateCatchEvent id="wait"/>', ["wait"], id="an event that waits for nothing"
        ),
        pytest.param(
            "start > a > end; edge > end",
            '<boundaryEvent id="edge" attachedToRef="a"/>',
            ["edge"],
            id="a boundary event for nothing",
        ),
        pytest.param(
            "start > stop > end",
            '<intermediateThrowEvent id="stop"><terminateEventDefinition/></intermediateThrowEvent>',
            ["stop"],
            id="a termination in the middle",
        ),
        pytest.param("start > end", '<implicitThrowEvent id="odd"/>', ["odd"], id="an implicit event"),
    ],
)
def test_unsupported_element(found, flows, inside, expected):
    assert found("unsupported_element", flows, inside) == expected
