"""bpmn.rules.unfit_variable: what it accepts and what it finds."""

import pytest

FORMS = {"a": "number n; datetime fecha; textfield texto; taglist areas uno,dos; checkbox si"}
DUE = '<userTask id="t"><extensionElements><cauce:due businessDays="1" before="{}"/></extensionElements></userTask>'
NOTICE = """<userTask id="t"><extensionElements><cauce:notification toExpression="{}" subject="x"/></extensionElements>
</userTask>"""
OWNER = """<userTask id="t"><potentialOwner id="o"><resourceAssignmentExpression><formalExpression>{}</formalExpression>
</resourceAssignmentExpression></potentialOwner></userTask>"""
EACH = """<userTask id="t"><multiInstanceLoopCharacteristics><loopDataInputRef>{}</loopDataInputRef>
<inputDataItem id="uno"/></multiInstanceLoopCharacteristics></userTask>"""
TIMES = """<userTask id="t"><multiInstanceLoopCharacteristics><loopCardinality>{}</loopCardinality>
</multiInstanceLoopCharacteristics></userTask>"""


@pytest.mark.parametrize(
    ("inside", "name", "expected"),
    [
        (DUE, "fecha", []),
        (DUE, "texto", []),
        (DUE, "n", ["t"]),
        (DUE, "areas", ["t"]),
        (NOTICE, "areas", []),
        (NOTICE, "texto", []),
        (NOTICE, "si", ["t"]),
        (NOTICE, "areas + ['otra']", []),
        (OWNER, "areas", []),
        (OWNER, "n", ["t"]),
        (EACH, "areas", []),
        (EACH, "n", ["t"]),
        (EACH, "fecha", ["t"]),
        (TIMES, "n", []),
    ],
)
def test_unfit_variable(asked, inside, name, expected):
    assert asked("unfit_variable", "start > a > t > end", FORMS, inside.format(name)) == expected


def test_the_message_names_the_field_and_its_kind(findings):
    (finding,) = findings("unfit_variable", "start > a > t > end", FORMS, EACH.format("n"))
    assert "“N”, which is a number and no list" in str(finding.message)
