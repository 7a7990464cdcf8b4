"""bpmn.rules.soundness_undecided: what it accepts and what it finds."""

import pytest


def knots(number: int) -> str:
    """So many loops with three ways in at inclusive gateways, all at once."""
    ways = ["start > and", "and2 > z > end"]
    for n in (str(number) for number in range(10, 10 + number)):
        ways.append(f"and > or1{n} > a{n} > xor2{n} > b{n} > or3{n} > xor4{n} > and2")
        ways.append(f"xor2{n} > c{n} > or1{n}; xor4{n} > d{n} > or1{n}; xor4{n} > e{n} > or3{n}")
    return "; ".join(ways)


@pytest.mark.parametrize(
    ("flows", "expected"),
    [
        pytest.param("start > and > a > and2 > end; and > b > and2", [], id="a block"),
        pytest.param(knots(2), [], id="two knots"),
        pytest.param(knots(8), ["and (warning)"], id="eight of them at once"),
        pytest.param(
            "start > xor > a > and > y > end; xor > b > and", [], id="what is wrong is told, and no doubt besides"
        ),
    ],
)
def test_soundness_undecided(found, flows, expected):
    assert found("soundness_undecided", flows) == expected
