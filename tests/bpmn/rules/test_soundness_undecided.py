"""bpmn.rules.soundness_undecided: what it accepts and what it finds."""

import pytest


def tangle(branches: int) -> str:
    """So many loops side by side, each of which has two ways in, before one inclusive join of all."""
    parts = ["start > and", "or > end"]
    for n in range(branches):
        x, y, z = (f"xor{each}{n}" for each in "abc")
        parts.append(f"and > {x} > a{n} > {y} > b{n} > {z} > or [default]; {x} > c{n} > {z} [default]; {z} > {y} [x]")
        parts.append(f"{z} > {x} [y]; {y} > or [z]")
    return "; ".join(parts).replace("xora", "xor1").replace("xorb", "xor2").replace("xorc", "xor3")


@pytest.mark.parametrize(
    ("flows", "expected"),
    [
        pytest.param("start > and > a > and2 > end; and > b > and2", [], id="a block"),
        pytest.param(tangle(1), [], id="one tangle"),
    ],
)
def test_soundness_undecided(found, flows, expected):
    assert found("soundness_undecided", flows) == expected
