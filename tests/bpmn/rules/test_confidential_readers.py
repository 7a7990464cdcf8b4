"""bpmn.rules.confidential_readers: what it accepts and what it finds."""

import pytest

LANES = '<laneSet id="s"><lane id="ventas"><flowNodeRef>a</flowNodeRef><flowNodeRef>b</flowNodeRef></lane></laneSet>'
OWNED = """<userTask id="b"><extensionElements><cauce:activity form="b"/></extensionElements>
<potentialOwner id="o"><resourceRef>direccion</resourceRef></potentialOwner></userTask>"""


@pytest.mark.parametrize(
    ("forms", "expected"),
    [
        ({"a": "number costo @ventas", "b": "number costo @ventas"}, []),
        ({"a": "number costo @ventas", "b": "number costo"}, []),
        ({"a": "number costo @ventas", "b": "number costo @direccion"}, ["a (warning)"]),
        ({"a": "number costo @ventaz", "b": "number monto"}, ["a (info)"]),
    ],
)
def test_confidential_readers(asked, forms, expected):
    beside = '<resource id="direccion" name="Dirección"/>'
    assert asked("confidential_readers", "start > a > b > end", forms, LANES + OWNED, beside) == expected
