"""bpmn.rules.not_drawn: what it accepts and what it finds."""

import pytest

from tests.bpmn.rules.snippets import drawing, edge, shape


@pytest.mark.parametrize(
    ("flows", "beside", "expected"),
    [
        pytest.param("start > end", "", ["p (warning)"], id="nothing is drawn"),
        pytest.param("start > end", drawing(shape("start"), shape("end"), edge("f_start_end")), [], id="everything is"),
        pytest.param(
            "start > end", drawing(shape("start"), edge("f_start_end")), ["end (warning)"], id="a hidden step"
        ),
        pytest.param(
            "start > end", drawing(shape("start"), shape("end")), ["f_start_end (warning)"], id="a hidden flow"
        ),
    ],
)
def test_not_drawn(found, flows, beside, expected):
    assert found("not_drawn", flows, beside=beside) == expected
