"""bpmn.rules.end_event: what it accepts and what it finds."""

import pytest


@pytest.mark.parametrize(
    ("flows", "inside", "expected"),
    [
        pytest.param("start > xor > end [x]; xor > end2 [default]", "", [], id="two end events"),
        pytest.param("start > a", "", ["p"], id="none"),
        pytest.param("start > end > a", "", ["end"], id="something after it"),
        pytest.param(
            "start > sub > end",
            '<subProcess id="sub"><startEvent id="s2"/></subProcess>',
            ["sub"],
            id="none in a sub-process",
        ),
    ],
)
def test_end_event(found, flows, inside, expected):
    assert found("end_event", flows, inside) == expected
