"""bpmn.rules.start_event: what it accepts and what it finds."""

import pytest


@pytest.mark.parametrize(
    ("flows", "inside", "expected"),
    [
        pytest.param("start > a > end", "", [], id="one start event"),
        pytest.param("a > end", "", ["p"], id="none"),
        pytest.param("start > end; start2 > end", "", ["start2"], id="two"),
        pytest.param("start > a > xor > start [again]; xor > end [default]", "", ["start"], id="a flow back into it"),
        pytest.param(
            "start > sub > end",
            '<subProcess id="sub"><userTask id="a"/></subProcess>',
            ["sub"],
            id="none in a sub-process",
        ),
        pytest.param("start > sub > end", '<subProcess id="sub"/>', ["sub"], id="none in an empty sub-process"),
    ],
)
def test_start_event(found, flows, inside, expected):
    assert found("start_event", flows, inside) == expected
