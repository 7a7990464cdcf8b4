"""How long a document is kept, as its head says it."""

from datetime import UTC, datetime

import pytest

from bpmn.retention import kept_until

ENDED = datetime(2024, 2, 29, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "until"),
    [
        ("1 año posterior a su vigencia", "2025-02-28"),
        ("5 años", "2029-02-28"),
        ("un año después", "2025-02-28"),
        ("18 meses", "2025-08-29"),
        ("un mes", "2024-03-29"),
        ("30 días hábiles", "2024-03-30"),
        ("Permanente", None),
        ("", None),
        (None, None),
        ("año", None),
        ("9999 años", None),
    ],
)
def test_a_period_is_read_from_words(text: str | None, until: str | None) -> None:
    found = kept_until(text, ENDED)
    assert (found and found.date().isoformat()) == until
