"""bpmn.rules.expression_spelling: what it accepts and what it finds."""

import pytest

from bpmn.rules._spelling import respelt

FLOWS = "start > a > xor > b [{}]; xor > end [default]; b > end"
FORMS = {"a": "number n; checkbox otra; select estado ganada,perdida; taglist areas uno,dos"}


@pytest.mark.parametrize(
    ("written", "right"),
    [
        ("otra == true", "otra == True"),
        ("otra == FALSE", "otra == False"),
        ("n != null", "n != None"),
        ("n = 3", "n == 3"),
        ("= n > 3", "n > 3"),
        ("${n == 3}", "n == 3"),
        ("#{otra}", "otra"),
        ("${n > 3 && !otra}", "n > 3 and not otra"),
        ("n > 3 || otra", "n > 3 or otra"),
        ("n <> 3", "n != 3"),
        ("n !== 3", "n != 3"),
        ("n ≥ 3", "n >= 3"),
        ("n > 3;", "n > 3"),
        ("estado === 'ganada'", "estado == 'ganada'"),
        ("estado eq 'ganada'", "estado == 'ganada'"),
        ("estado = “ganada”", 'estado == "ganada"'),
        ("estado = 'true'", "estado == 'true'"),
        ("empty areas", "not areas"),
        ("count(areas) > 1", "len(areas) > 1"),
        ("areas.size() > 1", "len(areas) > 1"),
        ("n between 1 and 5", "1 <= n <= 5"),
        ("n > 1 y n > 2", "n > 1 and n > 2"),
        ("cliente.nombre = 'x'", "cliente['nombre'] == 'x'"),
    ],
)
def test_what_other_tools_write_is_given_in_the_spelling_of_this_one(written, right):
    assert respelt(written) == right


@pytest.mark.parametrize("text", ["n == 3", "not (n > 3)", "n >", "import os", "f'{n}'", "'a = b' == estado", ""])
def test_what_is_right_or_cannot_be_told_is_left_alone(text):
    assert respelt(text) is None


def test_the_finding_puts_the_condition_right(findings):
    (finding,) = findings("expression_spelling", FLOWS.format("otra == true"), FORMS)
    assert (finding.severity, finding.element) == ("error", "f_xor_b")
    assert (finding.repair.kind, finding.repair.element, finding.repair.value) == (
        "condition",
        "f_xor_b",
        "otra == True",
    )
    assert "otra == True" in str(finding.message) and "otra == True" in str(finding.repair.label)


def test_an_answer_without_quotation_marks_is_put_right_at_the_same_press(findings):
    for text, right in (("otra = Sí", "otra == True"), ("${estado = Ganada y n > 3}", 'estado == "ganada" and n > 3')):
        (finding,) = findings("expression_spelling", FLOWS.format(text), FORMS)
        assert finding.repair.value == right


@pytest.mark.parametrize("text", ["otra == true", "n = 3", "${otra}"])
def test_nothing_else_is_said_of_it(findings, text):
    for code in ("expression", "unknown_variable", "impossible_condition", "variable_written_later"):
        assert findings(code, FLOWS.format(text), FORMS) == []


def test_a_variable_that_is_called_so_is_a_variable(findings):
    assert findings("expression_spelling", FLOWS.format("null"), {"a": "checkbox null"}) == []


def test_performers_recipients_and_loops_are_read_too(findings):
    inside = """<userTask id="b"><extensionElements><cauce:notification toExpression="${areas}" subject="x"/>
    </extensionElements><potentialOwner id="o"><resourceAssignmentExpression><formalExpression>=areas</formalExpression>
    </resourceAssignmentExpression></potentialOwner><standardLoopCharacteristics><loopCondition>otra == false
    </loopCondition></standardLoopCharacteristics></userTask>"""
    found = findings("expression_spelling", "start > a > b > end", FORMS, inside)
    assert [(each.element, each.repair) for each in found] == [("b", None)] * 3
