"""bpmn.rules.id_syntax: what it accepts and what it finds."""

import pytest

LONG = "a" * 201


@pytest.mark.parametrize(
    ("flows", "inside", "expected"),
    [
        pytest.param(
            "start > end",
            '<userTask id="_a-1.b"/><userTask id="revisión"/>',
            [],
            id="letters, digits, marks and accents",
        ),
        pytest.param("start > end", '<userTask id="1a"/>', ["1a"], id="a digit first"),
        pytest.param("start > end", '<userTask id="a b"/>', ["a b"], id="a space"),
        pytest.param("start > end", """<message id="m'or'1"/>""", ["m'or'1"], id="a quote, which XPath would read"),
        pytest.param("start > end", f'<userTask id="{LONG}"/>', [LONG], id="longer than a name"),
    ],
)
def test_id_syntax(found, flows, inside, expected):
    assert found("id_syntax", flows, inside) == expected
