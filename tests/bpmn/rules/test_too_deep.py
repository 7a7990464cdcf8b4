"""bpmn.rules.too_deep: what it accepts and what it finds."""

import pytest


def row(length: int) -> str:
    return " > ".join(["start", *(f"t{number}" for number in range(1, length + 1)), "end"])


def fan(width: int) -> str:
    return "; ".join(
        f"start > and > t{number} > end" if number == 1 else f"and > t{number} > end" for number in range(1, width + 1)
    )


def nested(depth: int) -> str:
    return "".join(f'<subProcess id="sub{level}">' for level in range(1, depth + 1)) + "</subProcess>" * depth


@pytest.mark.parametrize(
    ("flows", "inside", "expected"),
    [
        pytest.param(row(298), "", [], id="300 in a row"),
        pytest.param(row(299), "", ["end"], id="one more"),
        pytest.param(row(2000), "", ["p", "t300"], id="2,000 in a row"),
        pytest.param(fan(400), "", [], id="wide is not deep"),
        pytest.param(fan(1001), "", ["p"], id="too many steps"),
        pytest.param("start > end", nested(20), [], id="nested"),
        pytest.param("start > end", nested(21), ["sub21"], id="nested too deep"),
    ],
)
def test_too_deep(found, flows, inside, expected):
    assert found("too_deep", flows, inside) == expected


def test_much_that_leads_to_an_inclusive_gateway(found):
    paths = "; ".join(f"and > t{number} > or" for number in range(1, 302))
    assert found("too_deep", f"start > and; {paths}; or > end") == ["or"]
