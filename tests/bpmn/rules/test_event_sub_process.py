"""bpmn.rules.event_sub_process: what it accepts and what it finds."""

import pytest


@pytest.mark.parametrize(
    ("flows", "inside", "expected"),
    [
        pytest.param(
            "start > sub > end", '<subProcess id="sub" triggeredByEvent="false"/>', [], id="an embedded sub-process"
        ),
        pytest.param(
            "start > end", '<subProcess id="sub" triggeredByEvent="true"/>', ["sub"], id="one that an event triggers"
        ),
    ],
)
def test_event_sub_process(found, flows, inside, expected):
    assert found("event_sub_process", flows, inside) == expected
