"""bpmn.rules.transaction: what it accepts and what it finds."""

import pytest


@pytest.mark.parametrize(
    ("flows", "inside", "expected"),
    [
        pytest.param("start > sub > end", '<subProcess id="sub"/>', [], id="an embedded sub-process"),
        pytest.param("start > sub > end", '<transaction id="sub"/>', ["sub"], id="a transaction"),
        pytest.param(
            "start > end", '<endEvent id="end"><cancelEventDefinition/></endEvent>', ["end"], id="a cancel event"
        ),
    ],
)
def test_transaction(found, flows, inside, expected):
    assert found("transaction", flows, inside) == expected
