"""Lines break where they must, and nowhere else."""

import pytest

from bpmn.drawing.lettering import plain, width, wrapped


def test_widths_are_those_of_helvetica() -> None:
    assert width("Hamburg", 1000) == 722 + 556 + 833 + 556 + 556 + 333 + 556
    assert width("áÉñ", 1000) == 556 + 667 + 556
    assert width("日本", 10) == 20


@pytest.mark.parametrize(
    ("text", "room", "lines", "expected"),
    [
        ("Validar el cumplimiento", 75, 3, ["Validar el", "cumplimiento"]),
        ("Validar el cumplimiento", 300, 3, ["Validar el cumplimiento"]),
        ("uno\ndos", 300, 3, ["uno", "dos"]),
        ("uno\r\n\r\ndos", 300, 3, ["uno", "dos"]),
        ("uno dos tres cuatro", 46, 2, ["uno dos", "tres …"]),
        ("", 40, 2, []),
        ("   ", 40, 2, []),
    ],
)
def test_a_text_breaks_between_words(text: str, room: float, lines: int, expected: list[str]) -> None:
    assert wrapped(text, 12, room, lines) == expected


def test_a_word_that_is_too_wide_goes_on_below_and_no_line_is_wider_than_its_room() -> None:
    for room in (20, 50, 90):
        found = wrapped("Otorrinolaringología aplicada " * 3, 12, room, 40)
        assert "".join(found).replace(" ", "") == "Otorrinolaringologíaaplicada" * 3
        assert all(width(line, 12) <= room for line in found)


def test_nothing_is_written_that_nobody_sees() -> None:
    assert plain("a\x00b\x1f\u202ec\rd") == "a b  c\nd"


def test_a_name_without_an_end_costs_no_time() -> None:
    assert len(wrapped("x" * 1_000_000, 12, 90, 4)) == 4
