"""bpmn.rules.invitation: what it accepts and what it finds."""

import pytest


def invited(attributes: str, text: str = "") -> str:
    invitation = f"<cauce:invitation {attributes}>{text}</cauce:invitation>"
    lane = f'<lane id="cliente"><extensionElements>{invitation}</extensionElements><flowNodeRef>a</flowNodeRef></lane>'
    return f"<laneSet>{lane}</laneSet>"


@pytest.mark.parametrize(
    ("inside", "expected"),
    [
        pytest.param(invited('email="correo"'), [], id="only the address"),
        pytest.param(
            invited(
                'email="correo" person="contacto" until="vigencia" subject="Para {contacto}"',
                "Hasta el {expires}, {{así}}.",
            ),
            [],
            id="all of it",
        ),
        pytest.param(invited('email="correo.uno"'), ["cliente"], id="an address that is no variable"),
        pytest.param(invited('email="correo" person="el contacto"'), ["cliente"], id="a name that is no variable"),
        pytest.param(invited('email="correo" until="2026-01-01"'), ["cliente"], id="a day that is no variable"),
        pytest.param(invited('email="correo" subject="{a.b}"'), ["cliente"], id="a place that is no variable"),
        pytest.param(invited('email="correo"', "{correo"), ["cliente"], id="a brace that is not closed"),
    ],
)
def test_invitation(found, inside, expected):
    assert found("invitation", "start > a > end", inside) == expected
