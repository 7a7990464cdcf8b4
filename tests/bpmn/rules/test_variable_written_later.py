"""bpmn.rules.variable_written_later: what it accepts and what it finds."""

import pytest


@pytest.mark.parametrize(
    ("flows", "forms", "inside", "expected"),
    [
        pytest.param(
            "start > xor > b [x]; xor > a [default]; a > b; b > end", {"a": "checkbox x"}, "", ["f_xor_b"], id="later"
        ),
        pytest.param(
            "start > fork > a > join; fork > xor > b [x]; xor > join [default]; b > join2; join > join2 > end".replace(
                "join2", "end2"
            ),
            {"a": "checkbox x"},
            '<parallelGateway id="fork"/><exclusiveGateway id="join"/>',
            ["f_xor_b"],
            id="in the branch beside",
        ),
        pytest.param(
            "start > xor1 > xor > b [x]; xor > a [default]; a > xor1; b > end",
            {"a": "checkbox x"},
            "",
            [],
            id="in a loop",
        ),
        pytest.param("start > a > xor > b [x]; xor > end [default]; b > end", {"a": "checkbox x"}, "", [], id="before"),
    ],
)
def test_variable_written_later(asked, flows, forms, inside, expected):
    assert asked("variable_written_later", flows, forms, inside) == expected


def test_it_names_the_field_and_the_step_that_asks_for_it(findings):
    inside = """<userTask id="a" name="Aprobar"><extensionElements><cauce:activity form="a"/></extensionElements>
    </userTask>"""
    (finding,) = findings(
        "variable_written_later", "start > xor > b [x]; xor > a [default]; a > b; b > end", {"a": "checkbox x"}, inside
    )
    assert "“X”" in str(finding.message) and "“Aprobar”" in str(finding.message)
