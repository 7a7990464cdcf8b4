"""bpmn.rules.drawing_numbers: what it accepts and what it finds."""

import pytest

from tests.bpmn.rules.snippets import drawing, edge, shape


@pytest.mark.parametrize(
    ("flows", "beside", "expected"),
    [
        pytest.param("start > a > end", drawing(shape("a", "10.5", "-3")), [], id="decimal points"),
        pytest.param("start > a > end", drawing(shape("a", "10,5")), ["a_di"], id="a decimal comma"),
        pytest.param(
            "start > a > end",
            drawing(shape("a", "inf", "1_0")),
            ["a_di", "a_di"],
            id="infinity, which Python would read",
        ),
        pytest.param("start > a > end", drawing(edge("f_a_end", "1,5")), ["f_a_end_di"], id="on an edge"),
    ],
)
def test_drawing_numbers(found, flows, beside, expected):
    assert found("drawing_numbers", flows, beside=beside) == expected
