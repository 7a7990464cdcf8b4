"""bpmn.rules.no_process: what it accepts and what it finds."""

import pytest


@pytest.mark.parametrize(
    ("flows", "inside", "expected"),
    [
        pytest.param("start > a > end", "", [], id="a process with steps"),
        pytest.param("", "", ["None"], id="a process without"),
    ],
)
def test_no_process(found, flows, inside, expected):
    assert found("no_process", flows, inside) == expected
