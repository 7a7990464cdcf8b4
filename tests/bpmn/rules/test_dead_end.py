"""bpmn.rules.dead_end: what it accepts and what it finds."""

import pytest


@pytest.mark.parametrize(
    ("flows", "inside", "expected"),
    [
        pytest.param("start > a > end", "", [], id="every path ends"),
        pytest.param("start > xor > a [x]; xor > end [default]", "", ["a"], id="a task at the end"),
        pytest.param(
            "start > a > end",
            '<userTask id="undo" isForCompensation="true"/>',
            [],
            id="a compensating task stands aside",
        ),
        pytest.param(
            "start > go",
            '<intermediateThrowEvent id="go"><linkEventDefinition name="x"/></intermediateThrowEvent>',
            [],
            id="a link goes on elsewhere",
        ),
        pytest.param(
            "start > sub > end",
            '<subProcess id="sub"><startEvent id="s2"/></subProcess>',
            ["s2"],
            id="in a sub-process",
        ),
    ],
)
def test_dead_end(found, flows, inside, expected):
    assert found("dead_end", flows, inside) == expected
