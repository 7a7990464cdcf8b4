"""bpmn.rules.data_store: what it accepts and what it finds."""

import pytest


@pytest.mark.parametrize(
    ("flows", "inside", "beside", "expected"),
    [
        pytest.param("start > a > end", '<dataStoreReference id="crm"/>', "", [], id="a reference drawn"),
        pytest.param("start > a > end", "", '<dataStore id="store" name="CRM"/>', ["store"], id="a data store"),
    ],
)
def test_data_store(found, flows, inside, beside, expected):
    assert found("data_store", flows, inside, beside) == expected
