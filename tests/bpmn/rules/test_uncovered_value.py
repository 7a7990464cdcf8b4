"""bpmn.rules.uncovered_value: what it accepts and what it finds."""

import pytest

FLOWS = "start > a > xor > b [{}]; xor > end [{}]; b > end"
FORMS = {
    "a": "number n; radio! go true,false; radio tal_vez true,false; select! estado ganada,perdida,aplazada; number! m"
}


@pytest.mark.parametrize(
    ("first", "second", "expected"),
    [
        ("go", "not go", []),
        ("go == True", "go == False", []),
        ("tal_vez == True", "tal_vez == False", ["xor (warning)"]),
        ("estado == 'ganada'", "estado == 'perdida'", ["xor (warning)"]),
        ("estado == 'ganada'", "estado in ['perdida', 'aplazada']", []),
        ("m>5", "not m>5", []),
        ("m>5", "5>m", ["xor (warning)"]),
        ("n>5", "not n>5", ["xor (warning)"]),
    ],
)
def test_uncovered_value(asked, first, second, expected):
    assert asked("uncovered_value", FLOWS.format(first, second), FORMS) == expected
    assert asked("no_default_flow", FLOWS.format(first, second), FORMS) == []


def test_a_default_flow_covers_everything(asked):
    flows = "start > a > xor > b [estado == 'ganada']; xor > end [default]; b > end"
    assert asked("uncovered_value", flows, FORMS) == []


def test_it_names_the_answer_as_the_form_does(findings):
    (finding,) = findings("uncovered_value", FLOWS.format("estado == 'ganada'", "estado == 'perdida'"), FORMS)
    assert "“ESTADO”: Aplazada" in str(finding.message)


def test_what_cannot_be_told_is_left_to_the_rule_that_asks_for_a_default_flow(asked):
    flows = FLOWS.format("n + m>5", "not n + m>5")
    assert asked("uncovered_value", flows, FORMS) == ["xor (warning)"]
    script = '<scriptTask id="a"><script>x = [1][0]</script></scriptTask>'
    assert asked("uncovered_value", FLOWS.format("x == 1", "x == 2"), {}, script) == []
    assert asked("no_default_flow", FLOWS.format("x == 1", "x == 2"), {}, script) == ["xor (warning)"]
