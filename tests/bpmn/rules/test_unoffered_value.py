"""bpmn.rules.unoffered_value: what it accepts and what it finds."""

import pytest

FLOWS = "start > a > xor > b [{}]; xor > end [default]; b > end"
FORMS = {"a": "select estado ganada,perdida; taglist areas soc,noc; checkbox! acepta; textfield texto"}


@pytest.mark.parametrize(
    ("condition", "expected", "repaired"),
    [
        ("estado == 'ganada'", [], None),
        ("estado == 'gnada'", ["f_xor_b (warning)"], "estado == 'ganada'"),
        ("estado == 'Ganada'", ["f_xor_b (warning)"], "estado == 'ganada'"),
        ("estado == 'cancelada'", ["f_xor_b (warning)"], None),
        ("estado in ['ganada', 'otra']", ["f_xor_b (warning)"], None),
        ("'soc' in areas", [], None),
        ("'socs' in areas", ["f_xor_b (warning)"], "'soc' in areas"),
        ("estado == ''", [], None),
        ("estado is None", [], None),
        ("acepta == False", ["f_xor_b (warning)"], None),
        ("texto == 'lo que sea'", [], None),
    ],
)
def test_unoffered_value(asked, findings, condition, expected, repaired):
    assert asked("unoffered_value", FLOWS.format(condition), FORMS) == expected
    repairs = [each.repair.value for each in findings("unoffered_value", FLOWS.format(condition), FORMS) if each.repair]
    assert repairs == ([] if repaired is None else [repaired])


def test_the_message_names_the_options(findings):
    (finding,) = findings("unoffered_value", FLOWS.format("estado == 'cancelada'"), FORMS)
    assert "“ESTADO”" in str(finding.message) and "'ganada' (Ganada)" in str(finding.message)
