"""bpmn.rules.no_form: what it accepts and what it finds."""

import pytest

from tests.bpmn.rules.snippets import task


@pytest.mark.parametrize(
    ("flows", "inside", "expected"),
    [
        pytest.param("start > a > end", task('<cauce:activity form="a"/>'), [], id="a form"),
        pytest.param("start > a > end", '<userTask id="a"/>', ["a (warning)"], id="none"),
        pytest.param("start > a > end", '<manualTask id="a"/>', [], id="a manual task needs none"),
    ],
)
def test_no_form(found, flows, inside, expected):
    assert found("no_form", flows, inside) == expected
