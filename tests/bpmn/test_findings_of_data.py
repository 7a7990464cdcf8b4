"""Diagrams that stopped people, or went another way than their owner meant, and what is said of them now."""

import pytest

from bpmn.findings import Severity
from bpmn.lint import Report, lint
from tests.bpmn.rules.conftest import NAMESPACES, asking, elements, form

FORM = "number n; checkbox otra"
FLOWS = "start > a > xor > b [{}]; xor > end2 [default]; b > end"


def judged(condition: str, forms: dict[str, str]) -> Report:
    """A form, a gateway that asks `condition` and has a default flow, and a second form."""
    inside = asking(forms)
    drawn = elements(FLOWS.format(condition), inside)
    source = f"<definitions {NAMESPACES}><process id='p' isExecutable='true'>{inside}{drawn}</process></definitions>"
    return lint(source.encode(), forms={id: form(id, fields) for id, fields in forms.items()})


@pytest.mark.parametrize(
    ("condition", "forms", "code", "severity", "repaired"),
    [
        pytest.param("aprobado", {}, "unknown_variable", Severity.ERROR, None, id="asks what no form fills in"),
        pytest.param("monto>1000", {"a": FORM}, "unknown_variable", Severity.ERROR, None, id="asks by another name"),
        pytest.param("otar", {"a": FORM}, "unknown_variable", Severity.ERROR, "otra", id="misspelt"),
        pytest.param("otra == true", {"a": FORM}, "expression_spelling", Severity.ERROR, "otra == True", id="true"),
        pytest.param("otra == TRUE", {"a": FORM}, "expression_spelling", Severity.ERROR, "otra == True", id="TRUE"),
        pytest.param("n != null", {"a": FORM}, "expression_spelling", Severity.ERROR, "n != None", id="null"),
        pytest.param("n = 3", {"a": FORM}, "expression_spelling", Severity.ERROR, "n == 3", id="one ="),
        pytest.param("${n == 3}", {"a": FORM}, "expression_spelling", Severity.ERROR, "n == 3", id="${}"),
        pytest.param("n>1000", {"a": FORM}, "empty_value", Severity.INFO, None, id="a number left empty"),
        pytest.param("otra == 'Sí'", {"a": FORM}, "incomparable_kinds", Severity.ERROR, "otra == True", id="Sí"),
        pytest.param("n>'100'", {"a": FORM}, "incomparable_kinds", Severity.ERROR, "n>100", id="a number in quotes"),
    ],
)
def test_one_finding_names_the_flow_and_what_to_do(condition, forms, code, severity, repaired):
    findings = [each for each in judged(condition, forms).findings if each.element == "f_xor_b"]
    assert [(each.code, each.severity) for each in findings] == [(code, severity)]
    assert (findings[0].repair.value if findings[0].repair else None) == repaired
    assert findings[0].line and ("N" in str(findings[0].message) or condition in str(findings[0].message))


@pytest.mark.parametrize("condition", ["otra", "n is not None and n>1000", "n == 3", "otra == True or n == 1"])
def test_what_is_right_has_no_finding(condition):
    assert [each for each in judged(condition, {"a": FORM}).findings if each.element == "f_xor_b"] == []
