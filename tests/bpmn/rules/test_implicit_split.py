"""bpmn.rules.implicit_split: what it accepts and what it finds."""

import pytest


@pytest.mark.parametrize(
    ("flows", "inside", "expected"),
    [
        pytest.param("start > and > a > end; and > b > end", "", [], id="a gateway splits"),
        pytest.param("start > a > b > end; a > c > end", "", ["a"], id="a task splits"),
        pytest.param("start > a > end; start > b > end", "", ["start"], id="a start event splits"),
    ],
)
def test_implicit_split(found, flows, inside, expected):
    assert found("implicit_split", flows, inside) == expected
