"""bpmn.rules.empty_value: what it accepts and what it finds."""

import pytest

DEFAULT = "start > a > xor > b [{}]; xor > end [default]; b > end"
NONE = "start > a > xor > b [{}]; xor > end [n is not None]; b > end"
FORMS = {
    "a": "number n; number! m; checkbox urgente; textfield t; select estado ganada,perdida; number! oculto =urgente"
}


@pytest.mark.parametrize(
    ("flows", "condition", "expected"),
    [
        (DEFAULT, "n>1000", ["f_xor_b (info)"]),
        (NONE, "n>1000", ["f_xor_b (warning)"]),
        (DEFAULT, "m>1000", []),
        (DEFAULT, "n is not None and n>1000", []),
        (DEFAULT, "n is None or n>1000", []),
        (DEFAULT, "n and n>1000", []),
        (DEFAULT, "n == 1000", []),
        (DEFAULT, "n + 1>1000", ["f_xor_b (info)"]),
        (DEFAULT, "m>1000 and n>5", ["f_xor_b (info)"]),
        (DEFAULT, "urgente or n>1000", ["f_xor_b (info)"]),
        (DEFAULT, "int(t)>5", ["f_xor_b (info)"]),
        (DEFAULT, "t == ''", []),
        (DEFAULT, "estado == 'ganada'", []),
    ],
)
def test_empty_value(asked, flows, condition, expected):
    assert asked("empty_value", flows.format(condition), FORMS) == expected


def test_a_way_on_which_it_was_asked_for_being_there_is_left_alone(asked):
    flows = "start > a > xor > xor1 [n is not None]; xor > end [default]; xor1 > b [n>5]; xor1 > end [default]; b > end"
    assert asked("empty_value", flows, FORMS) == []
    flows = "start > a > xor > end [n is None]; xor > b [n>5]; xor > end [default]; b > end"
    assert asked("empty_value", flows, FORMS) == []


def test_a_script_that_computes_with_it_would_stop_the_instance(findings):
    for text, count in (("x = n * 2", 1), ("x = m * 2", 0), ("x = n * 2 if n is not None else 0", 0)):
        inside = f'<scriptTask id="s"><script>{text}</script></scriptTask>'
        found = findings("empty_value", "start > a > s > end", FORMS, inside)
        assert [each.severity for each in found] == ["warning"] * count
    assert "“N” may be left empty" in str(findings("empty_value", DEFAULT.format("n>1"), FORMS)[0].message)


def test_a_field_that_is_required_where_a_condition_holds_may_be_empty_elsewhere(asked):
    flows = "start > a > xor > xor1 [urgente]; xor > end [default]; xor1 > b [n>5]; xor1 > end [default]; b > end"
    form = {"a": "checkbox urgente; number n =not(urgente)"}
    assert asked("empty_value", flows, form) == ["f_xor1_b (info)"]


def test_a_term_that_counts_from_it_has_no_day_and_a_timer_stops_the_instance(asked):
    due = '<extensionElements><cauce:due businessDays="1" before="{}"/></extensionElements>'
    timer = "<timerEventDefinition><timeDuration>P1D</timeDuration></timerEventDefinition>"
    forms = {"a": "datetime fecha; datetime! entrega"}
    for name, expected in (("fecha", ["t (info)", "w (warning)"]), ("entrega", [])):
        inside = f'<userTask id="t">{due.format(name)}</userTask>'
        inside += f'<intermediateCatchEvent id="w">{due.format(name)}{timer}</intermediateCatchEvent>'
        assert sorted(asked("empty_value", "start > a > t > w > end", forms, inside)) == expected
