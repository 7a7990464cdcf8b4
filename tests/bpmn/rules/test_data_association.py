"""bpmn.rules.data_association: what it accepts and what it finds."""

import pytest


@pytest.mark.parametrize(
    ("flows", "inside", "expected"),
    [
        pytest.param(
            "start > a > end",
            """<dataObject id="d"/><dataObjectReference id="ref" dataObjectRef="d"/>
<association id="line" sourceRef="a" targetRef="ref"/>""",
            [],
            id="a dotted line",
        ),
        pytest.param(
            "start > a > end",
            """<userTask id="a"><property id="place"/><dataInputAssociation id="in">
<sourceRef>ref</sourceRef><targetRef>place</targetRef></dataInputAssociation></userTask>""",
            [],
            id="an arrow to a step, as the editor draws it",
        ),
        pytest.param(
            "start > a > end",
            """<userTask id="a"><dataOutputAssociation id="out">
<targetRef>ref</targetRef></dataOutputAssociation></userTask>""",
            [],
            id="an arrow from a step",
        ),
        pytest.param(
            "start > a > end",
            """<userTask id="a"><dataOutputAssociation id="out">
<targetRef>ref</targetRef><assignment><from>x</from><to>y</to></assignment></dataOutputAssociation></userTask>""",
            ["out"],
            id="one that assigns",
        ),
        pytest.param(
            "start > a > end",
            """<userTask id="a"><dataInputAssociation id="in">
<targetRef>place</targetRef><transformation>x + 1</transformation></dataInputAssociation></userTask>""",
            ["in"],
            id="one that computes",
        ),
        pytest.param(
            "start > a > end",
            '<userTask id="a"><dataOutputAssociation id="out"/></userTask>',
            [],
            id="one that leads nowhere",
        ),
    ],
)
def test_data_association(found, flows, inside, expected):
    assert found("data_association", flows, inside) == expected
