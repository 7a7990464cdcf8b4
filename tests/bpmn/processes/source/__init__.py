"""The document from which Gestión Comercial was made (`gestion-comercial.md`), read apart from what was made of it."""

import re
from pathlib import Path
from typing import NamedTuple

SOURCE = (Path(__file__).parent / "gestion-comercial.md").read_text(encoding="utf-8")


class Row(NamedTuple):
    """A row of its table of activities; `records` are written one after the other, with nothing between them."""

    number: str
    responsible: str
    activity: str
    records: str


def plain(cell: str) -> str:
    """What a cell says, on one line and without its markup."""
    return " ".join(re.sub(r"<[^>]+>", " ", cell).split())


def section(number: int) -> str:
    """The text of a section, after the table of contents."""
    return re.split(rf"^{number + 1}\. ", re.split(rf"^{number}\. .*\n\n", SOURCE, flags=re.M)[-1], flags=re.M)[0]


ROWS = [
    Row(number, plain(responsible), plain(activity), "" if plain(records) == "NA" else plain(records))
    for number, responsible, activity, _, records in re.findall(
        r"^(\d+)\t(.+?)\t(.+?)\t(.+?)\t(.+)$", SOURCE, flags=re.M
    )
]
