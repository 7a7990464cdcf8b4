"""bpmn.rules.boolean_spelling: what it accepts and what it finds."""

import pytest

from tests.bpmn.rules.snippets import COLLECTION, instances


@pytest.mark.parametrize(
    ("flows", "inside", "expected"),
    [
        pytest.param(
            "start > a > end",
            instances(COLLECTION, 'isSequential="true"') + '<subProcess id="sub" triggeredByEvent="false"/>',
            [],
            id="true and false",
        ),
        pytest.param("start > a > end", '<userTask id="a" isForCompensation="1"/>', ["a"], id="a digit on the task"),
        pytest.param("start > a > end", instances(COLLECTION, 'isSequential="1"'), ["a"], id="a digit on its loop"),
        pytest.param(
            "start > a > end",
            '<boundaryEvent id="edge" attachedToRef="a" cancelActivity="True"/>',
            ["edge"],
            id="a capital",
        ),
        pytest.param(
            "start > a > end", instances(COLLECTION, 'spiff:scriptsOnInstances="yes"'), ["a"], id="scripts on instances"
        ),
    ],
)
def test_boolean_spelling(found, flows, inside, expected):
    assert found("boolean_spelling", flows, inside) == expected
