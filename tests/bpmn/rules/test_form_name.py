"""bpmn.rules.form_name: what it accepts and what it finds."""

import pytest

from tests.bpmn.rules.snippets import task


@pytest.mark.parametrize(
    ("flows", "inside", "expected"),
    [
        pytest.param("start > a > end", task('<cauce:activity form="validar_business-case2"/>'), [], id="a plain name"),
        pytest.param("start > a > end", task('<cauce:activity form="../secreto"/>'), ["a"], id="a path"),
        pytest.param("start > a > end", task('<cauce:activity form="a b"/>'), ["a"], id="a space"),
    ],
)
def test_form_name(found, flows, inside, expected):
    assert found("form_name", flows, inside) == expected
