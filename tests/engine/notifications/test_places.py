"""What stands in the places of a letter is written as a letter writes it."""

from datetime import date

import pytest

from engine.notifications.places import day, fill


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("2026-09-28", "lunes 28 de septiembre de 2026"),
        ("2026-09-28T18:00", "lunes 28 de septiembre de 2026, 18:00"),
        ("2026-02-30", "2026-02-30"),
        ("F-2026-09-28", "F-2026-09-28"),
        (1400000, "1,400,000"),
        (1400000.0, "1,400,000"),
        (31.43, "31.43"),
        (True, "sí"),
        (["SOC/NOC", "2026-09-28"], "SOC/NOC, lunes 28 de septiembre de 2026"),
        (None, "—"),
        ("", "—"),
        ([], "—"),
    ],
)
def test_a_value_is_written_as_in_a_letter(value: object, text: str) -> None:
    assert fill("Fecha: {valor}.", {"valor": value}) == f"Fecha: {text}."


def test_a_place_that_nobody_knows_leaves_a_dash() -> None:
    assert fill("{cliente.__class__} {nadie}", {"cliente": "Banco"}) == "{cliente.__class__} —"


def test_a_day_is_written_in_full() -> None:
    assert day(date(2026, 3, 1)) == "domingo 1 de marzo de 2026"
