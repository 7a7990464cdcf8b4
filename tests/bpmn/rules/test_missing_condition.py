"""bpmn.rules.missing_condition: what it accepts and what it finds."""

import pytest


@pytest.mark.parametrize(
    ("flows", "inside", "expected"),
    [
        pytest.param("start > xor > a [x]; xor > end [default]; a > end", "", [], id="a condition and a default"),
        pytest.param("start > xor > end", "", [], id="a single flow needs none"),
        pytest.param("start > xor > a; xor > end; a > end", "", ["f_xor_a", "f_xor_end"], id="two without"),
        pytest.param("start > or > a []; or > end [default]; a > end", "", ["f_or_a"], id="an empty one"),
        pytest.param("start > xor > end [ ]", "", ["f_xor_end"], id="an empty one on a single flow"),
        pytest.param("start > and > a > end; and > end2", "", [], id="a parallel gateway asks nothing"),
    ],
)
def test_missing_condition(found, flows, inside, expected):
    assert found("missing_condition", flows, inside) == expected


def test_a_way_without_one_may_be_taken_in_any_other_case_where_no_other_is(findings):
    one, other = findings("missing_condition", "start > xor > a; xor > end; a > end")
    assert [(each.repair.kind, each.repair.element, each.repair.value) for each in (one, other)] == [
        ("default", "xor", "f_xor_a"),
        ("default", "xor", "f_xor_end"),
    ]
    others = findings("missing_condition", "start > xor > a; xor > end [default]; xor > b []; a > end; b > end")
    assert [each.repair for each in others] == [None, None]
