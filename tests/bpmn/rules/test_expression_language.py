"""bpmn.rules.expression_language: what it accepts and what it finds."""

import pytest

from tests.bpmn.rules.snippets import asking


@pytest.mark.parametrize(
    ("flows", "inside", "expected"),
    [
        pytest.param("start > xor > end [default]; a > end", asking("x &gt; 1", ""), [], id="no language"),
        pytest.param("start > xor > end [default]; a > end", asking("x &gt;", 'language="python"'), [], id="Python"),
        pytest.param(
            "start > xor > end [default]; a > end",
            asking("x &gt; 1", 'language="FEEL"'),
            [],
            id="a plain expression of another language",
        ),
        pytest.param(
            "start > xor > end [default]; a > end",
            asking("x = 1", 'language="FEEL"'),
            ["c"],
            id="what only the other language has",
        ),
        pytest.param("start > xor > end [default]; a > end", asking("", 'language="FEEL"'), [], id="no text"),
    ],
)
def test_expression_language(found, flows, inside, expected):
    assert found("expression_language", flows, inside) == expected
