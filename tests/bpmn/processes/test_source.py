"""The table of the procedure (section 7) and what stands around it, beside the document from which it was made.

``source/gestion-comercial.md`` is that document. Where the diagram says something else, `decisiones.md` says what, and
why, row by row: no difference without an argument, no argument about what does not differ.
"""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

from tests.bpmn.processes.source import ROWS, SOURCE, Row, plain, section

DECISIONS = Path(__file__).parents[3] / "bpmn" / "processes" / "gestion_comercial" / "decisiones.md"
NOTHING = "—"


class Difference(NamedTuple):
    """Where, in which column, what the source says there, and what the procedure says."""

    where: str
    column: str
    source: str
    ours: str


def test_the_source_has_eleven_activities():
    assert [row.number for row in ROWS] == [str(number) for number in range(1, 12)]
    assert (ROWS[0].activity, ROWS[10].responsible) == ("Prospección y generación de leads", "Comercial")


def test_each_activity_bears_its_number_and_the_name_that_the_document_gives_it(gestion):
    steps = _steps(gestion)
    assert {number.split(".")[0] for number in steps} == {row.number for row in ROWS}
    for row in ROWS:
        assert (steps.get(row.number) or steps[f"{row.number}.1"]).name == row.activity


def test_several_tasks_of_one_activity_are_numbered_under_it_from_one_on(gestion):
    numbers = list(_steps(gestion))
    for row in ROWS:
        under = [number for number in numbers if number.split(".")[0] == row.number]
        assert under == [row.number] or under == [f"{row.number}.{at}" for at in range(1, len(under) + 1)]
        assert len(under) > 1 or under == [row.number], "4.1 alone is 4"


def test_every_difference_is_argued_and_nothing_else_is(gestion):
    found = list(_differences(gestion))
    assert len(found) == len(set(found))
    argued = {Difference(*cells[:4]): cells[4] for cells in _argued()}
    assert set(found) == set(argued)
    assert all(len(why) > 20 for why in argued.values())


def test_a_difference_that_nobody_argues_is_seen(gestion):
    gestion.elements["correcciones"].set("name", "Corregir")
    try:
        assert Difference("6", "Actividad", "Realizar correcciones", "Corregir") in set(_differences(gestion))
    finally:
        gestion.elements["correcciones"].set("name", "Realizar correcciones")


@pytest.mark.parametrize(
    ("label", "attribute"),
    [
        ("Elaboró", "preparedBy"),
        ("Revisó", "reviewedBy"),
        ("Aprobó", "approvedBy"),
        ("Responsable del documento", "owner"),
        ("Tiempo de retención", "retention"),
        ("Disposición final", "disposition"),
    ],
)
def test_the_header_says_what_the_source_s_says(gestion, label, attribute):
    (document,) = gestion.all("//cauce:document")
    found = re.search(rf"{label}:\t([^\t\n]+)", SOURCE)
    assert found and document.get(attribute) == found[1].strip()


def test_the_table_of_versions_is_the_source_s_word_for_word(gestion):
    rows = re.findall(r"^(\d)\t(\d\d)/(\d\d)/(\d{4})\t(.+)$", SOURCE, flags=re.M)
    changes = [(each.get("version"), each.get("date"), each.text) for each in gestion.all("//cauce:change")]
    assert len(rows) == 4
    assert changes == [(version, f"{y}-{m}-{d}", plain(what)) for version, d, m, y, what in rows]


def test_the_related_documents_are_those_of_section_8(gestion):
    related = [(each.get("code"), each.get("name")) for each in gestion.all("//cauce:relatedDocument")]
    assert len(related) == 7
    assert related == re.findall(r"- (\S+) ([^.\n]+)", section(8))


class Step(NamedTuple):
    """What the diagram says of an activity."""

    name: str
    responsible: str
    records: tuple[str, ...]


def _steps(gestion) -> dict[str, Step]:
    """The activities by number, in their order."""
    found = {}
    for id, element in gestion.activities.items():
        (activity,) = gestion.under(id, "bpmn:extensionElements/cauce:activity")
        records = tuple(" ".join(filter(None, (each.get("name"), each.get("code")))) for each in activity)
        found[activity.get("number")] = Step(element.get("name"), activity.get("responsible"), records)
    assert len(found) == len(gestion.activities), "a number stands twice"
    return dict(sorted(found.items(), key=lambda each: [int(part) for part in each[0].split(".")]))


def _differences(gestion) -> Iterator[Difference]:
    steps = _steps(gestion)
    for row in ROWS:
        under = {number: step for number, step in steps.items() if number.split(".")[0] == row.number}
        first = next(iter(under.values()))
        if first.name != row.activity:
            yield Difference(row.number, "Actividad", row.activity, first.name)
        for number, step in under.items():
            if step is not first:
                yield Difference(number, "Actividad", NOTHING, step.name)
            if step.responsible != row.responsible:
                yield Difference(number, "Responsable", row.responsible, step.responsible)
        yield from _records(row, under)
    yield from _areas(gestion)


def _records(row: Row, under: dict[str, Step]) -> Iterator[Difference]:
    """The source writes the records of a cell one after the other, with nothing between them."""
    left, added = row.records, []
    for record in dict.fromkeys(record for step in under.values() for record in step.records):
        if record in left:
            left = left.replace(record, "", 1)
        else:
            added.append(record)
    missing = plain(left)
    if missing and len(added) == 1:
        yield Difference(row.number, "Registro", missing, added[0])
    else:
        yield from (Difference(row.number, "Registro", NOTHING, each) for each in added)
        if missing:
            yield Difference(row.number, "Registro", missing, NOTHING)


def _areas(gestion) -> Iterator[Difference]:
    """Who answers for what, in section 5, and the lanes."""
    areas = re.findall(r"^(\w[^\n]+):\n\n-", section(5), flags=re.M)
    lanes = [lane.get("name") for lane in gestion.all("//bpmn:lane")]
    assert len(areas) == 5
    yield from (Difference("Sección 5", "Área", area, NOTHING) for area in areas if area not in lanes)
    yield from (Difference("Sección 5", "Área", NOTHING, lane) for lane in lanes if lane not in areas)


def _argued() -> list[list[str]]:
    """The rows of the table of differences in `decisiones.md`."""
    text = DECISIONS.read_text(encoding="utf-8")
    rows = re.findall(r"^\|(.+)\|$", text.split("## Diferencias con el documento", 1)[1], flags=re.M)[2:]
    return [[cell.strip() for cell in row.split("|")] for row in rows]
