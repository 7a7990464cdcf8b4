"""bpmn.rules.correlation: what it accepts and what it finds."""

import pytest


@pytest.mark.parametrize(
    ("flows", "beside", "expected"),
    [
        pytest.param("start > a > end", '<message id="m" name="M"/>', [], id="a message"),
        pytest.param("start > a > end", '<correlationProperty id="prop"/>', ["prop"], id="a property"),
        pytest.param(
            "start > a > end", '<collaboration id="c"><correlationKey id="key"/></collaboration>', ["key"], id="a key"
        ),
    ],
)
def test_correlation(found, flows, beside, expected):
    assert found("correlation", flows, beside=beside) == expected
