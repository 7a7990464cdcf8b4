"""Every kind of change that a record keeps has a text: of people, of office days, of document control."""

from enum import StrEnum

import pytest

from engine.calendar import record as calendar
from engine.definitions import trail
from engine.identity import record as identity
from web.auth import administration
from web.texts import calendar as office_days
from web.texts import versions


@pytest.mark.parametrize(
    ("kinds", "texts"),
    [
        (identity.ChangeType, administration.CHANGES),
        (calendar.ChangeType, office_days.CHANGES),
        (trail.ChangeType, versions.CHANGES),
    ],
    ids=["people", "office days", "document control"],
)
def test_each_kind_has_a_text_and_no_text_is_of_another(kinds: type[StrEnum], texts: dict[StrEnum, object]) -> None:
    assert set(kinds) == texts.keys()
