"""bpmn.rules.confidential_told: what it accepts and what it finds."""

import pytest

FORMS = {"a": "number costo @ventas; number monto; datetime fecha @ventas; taglist areas uno,dos @ventas"}
NOTICE = '<userTask id="t"><extensionElements><cauce:notification {} /></extensionElements></userTask>'
DUE = '<userTask id="t"><extensionElements><cauce:due businessDays="1" before="{}"/></extensionElements></userTask>'
EACH = """<userTask id="t"><multiInstanceLoopCharacteristics><loopDataInputRef>{}</loopDataInputRef>
<inputDataItem id="uno"/></multiInstanceLoopCharacteristics></userTask>"""


@pytest.mark.parametrize(
    ("inside", "expected"),
    [
        (NOTICE.format('to="ventas" subject="{monto}"'), []),
        (NOTICE.format('to="ventas" subject="{costo}"'), ["t (warning)"]),
        (NOTICE.format('toExpression="areas" subject="Listo"'), ["t (warning)"]),
        (DUE.format("fecha"), ["t (warning)"]),
        (EACH.format("areas"), ["t (warning)"]),
    ],
)
def test_confidential_told(asked, inside, expected):
    assert asked("confidential_told", "start > a > t > end", FORMS, inside) == expected


LANE = '<laneSet id="s"><lane id="{}"><flowNodeRef>a</flowNodeRef><flowNodeRef>t</flowNodeRef></lane></laneSet>'


@pytest.mark.parametrize(
    ("lane", "fields", "expected"),
    [
        ("ventas", "expression doble @ventas =costo * 2", []),
        ("taller", "expression doble @ventas =costo * 2", ["t (info)"]),
        ("taller", "number otro", []),
    ],
)
def test_a_step_shows_what_its_form_shows(asked, lane, fields, expected):
    forms = {"a": "number costo @ventas", "t": fields}
    assert asked("confidential_told", "start > a > t > end", forms, LANE.format(lane)) == expected


def test_a_condition_over_a_confidential_value_is_what_it_is_there_for(asked):
    flows = "start > a > xor > t [costo > 3] > end; xor > b [default] > end2"
    assert asked("confidential_told", flows, FORMS) == []
