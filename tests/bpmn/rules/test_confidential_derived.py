"""bpmn.rules.confidential_derived: what it accepts and what it finds."""

import pytest

SCRIPT = '<scriptTask id="t"><script>{}</script></scriptTask>'


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ("number costo @ventas; expression margen =monto - costo; number monto", ["a (warning)"]),
        ("number costo @ventas; expression margen @ventas =monto - costo; number monto", []),
        ("number costo @ventas; expression doble =monto * 2; number monto", []),
    ],
)
def test_a_computed_field(asked, fields, expected):
    assert asked("confidential_derived", "start > a > end", {"a": fields}) == expected


@pytest.mark.parametrize(
    ("script", "expected"),
    [("doble = costo * 2", ["t (warning)"]), ("doble = monto * 2", []), ("costo = costo * 2", [])],
)
def test_a_script(asked, script, expected):
    fields = {"a": "number! costo @ventas; number! monto"}
    assert asked("confidential_derived", "start > a > t > end", fields, SCRIPT.format(script)) == expected


def test_the_message_names_both(findings):
    forms = {"a": "number costo @ventas; expression margen =costo * 2"}
    (finding,) = findings("confidential_derived", "start > a > end", forms)
    assert "works out “MARGEN” from “COSTO”" in str(finding.message)
