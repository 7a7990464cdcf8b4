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
            """<userTask id="a"><dataInputAssociation id="in">
<sourceRef>ref</sourceRef></dataInputAssociation></userTask>""",
            ["in"],
            id="an input",
        ),
        pytest.param(
            "start > a > end",
            """<userTask id="a"><dataOutputAssociation id="out">
<targetRef>ref</targetRef></dataOutputAssociation></userTask>""",
            ["out"],
            id="an output",
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
