"""bpmn.rules.overlapping_conditions: what it accepts and what it finds."""

import pytest

FLOWS = "start > a > xor > b [{}]; xor > c [{}]; xor > end [default]; b > end; c > end"
FORMS = {"a": "number n; checkbox go; checkbox urgente; select estado ganada,perdida; taglist areas uno,dos; number m"}


@pytest.mark.parametrize(
    ("first", "second", "expected"),
    [
        ("n>5", "n>7", ["f_xor_c (warning)"]),
        ("n>5", "not n>4", []),
        ("n>5", "5>n", []),
        ("go", "urgente", ["f_xor_c (warning)"]),
        ("go", "urgente and not go", []),
        ("estado == 'ganada'", "estado == 'perdida'", []),
        ("estado == 'ganada'", "estado != 'perdida'", ["f_xor_c (warning)"]),
        ("'uno' in areas", "'dos' in areas", ["f_xor_c (warning)"]),
        ("n>m", "m>n", []),
    ],
)
def test_overlapping_conditions(asked, first, second, expected):
    assert asked("overlapping_conditions", FLOWS.format(first, second), FORMS) == expected


def test_an_inclusive_gateway_takes_every_way_whose_condition_holds(asked):
    assert asked("overlapping_conditions", FLOWS.replace("xor", "or").format("go", "urgente"), FORMS) == []


def test_what_was_decided_before_may_keep_them_apart(asked):
    flows = "start > a > xor1 > xor [go]; xor1 > end [default]; " + FLOWS.format(
        "go and n>5", "not go and n>3"
    ).replace("start > a > xor", "xor")
    assert asked("overlapping_conditions", flows, FORMS) == []
