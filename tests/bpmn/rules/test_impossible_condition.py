"""bpmn.rules.impossible_condition: what it accepts and what it finds."""

import pytest

FLOWS = "start > a > xor > b [{}]; xor > c [{}]; xor > end [default]; b > end; c > end"
FORMS = {"a": "number n; checkbox go; select estado ganada,perdida; textfield t; checkbox! acepta; number m"}


@pytest.mark.parametrize(
    ("first", "second", "expected"),
    [
        ("n>5", "not n>5", []),
        ("n>5 and not n>4", "go", ["f_xor_b (warning)"]),
        ("n>5", "n>7", ["f_xor_c (warning)"]),
        ("n>7", "n>5", []),
        ("go", "go and n>5", ["f_xor_c (warning)"]),
        ("estado == 'ganada' and estado == 'perdida'", "go", ["f_xor_b (warning)"]),
        ("go", "not go", []),
        ("not acepta", "go", ["f_xor_b (warning)"]),
        ("t == 'a' and t == 'b'", "go", ["f_xor_b (warning)"]),
        ("t == 'a'", "t>'b'", []),
        ("n>m and m>n", "go", []),
        ("n + m>5 and not n + m>5", "go", []),
        ("estado in ['ganada', 'perdida']", "estado is None", []),
        ("False", "go", ["f_xor_b (warning)"]),
    ],
)
def test_impossible_condition(asked, first, second, expected):
    assert asked("impossible_condition", FLOWS.format(first, second), FORMS) == expected


def test_what_was_decided_before_is_known(asked):
    flows = "start > a > xor > xor1 [go]; xor > end [default]; xor1 > b [not go]; xor1 > end [default]; b > end"
    assert asked("impossible_condition", flows, FORMS) == ["f_xor1_b (warning)"]
    again = "start > a > xor > d [go]; xor > end [default]; d > xor1 > b [not go]; xor1 > end [default]; b > end"
    assert asked("impossible_condition", again, {**FORMS, "d": "checkbox go"}) == []


def test_it_says_whether_an_earlier_condition_takes_all_that_would_meet_it(findings):
    found = findings("impossible_condition", FLOWS.format("n>5 and not n>3", "go"), FORMS)
    assert "can never be met here" in str(found[0].message)
    found = findings("impossible_condition", FLOWS.format("n>5", "n>7"), FORMS)
    assert "asked before it" in str(found[0].message)


def test_what_another_rule_explains_is_left_to_it(asked):
    for condition in ("otro>5", "estado == 'gnada'", "go == 'Sí'"):
        assert asked("impossible_condition", FLOWS.format(condition, "go"), FORMS) == []
