"""Statuses: one home for each word, and the database has the same ones."""

import ast
import re
from collections.abc import Iterator
from enum import StrEnum
from pathlib import Path

import pytest
from sqlalchemy import Table, text

from engine.db import Database, metadata
from engine.definitions.models import draft_impacts, process_drafts, process_versions
from engine.definitions.statuses import DraftStatus, ImpactStatus, VersionStatus
from engine.history.event_types import REGISTRY, Subject
from engine.history.statuses import InstanceStatus, TimerStatus, WorkItemStatus
from engine.incidents import queries as incidents
from engine.instances.models import instances, timers, work_items
from engine.notifications.models import outbox
from engine.notifications.statuses import LetterStatus

ROOT = Path(__file__).parents[3]
OF_TABLES: list[tuple[Table, type[StrEnum]]] = [
    (instances, InstanceStatus),
    (work_items, WorkItemStatus),
    (timers, TimerStatus),
    (outbox, LetterStatus),
    (process_versions, VersionStatus),
    (process_drafts, DraftStatus),
    (draft_impacts, ImpactStatus),
]
OF_SUBJECTS = {Subject.INSTANCE: InstanceStatus, Subject.USER_TASK: WorkItemStatus, Subject.TIMER: TimerStatus}
WORDS = {str(word) for _, words in OF_TABLES for word in words}


@pytest.mark.parametrize(("table", "words"), OF_TABLES, ids=[table.name for table, _ in OF_TABLES])
def test_the_database_takes_the_words_of_the_enumeration_and_no_others(
    database: Database, table: Table, words: type[StrEnum]
) -> None:
    with database.reading() as connection:
        made = connection.execute(
            text("SELECT sql FROM sqlite_master WHERE name = :name"), {"name": table.name}
        ).scalar()
    assert made is not None
    taken = re.search(r"CHECK \(status IN \(([^)]*)\)\)", made)
    assert taken is not None
    assert re.findall(r"'(\w+)'", taken[1]) == list(words)


def test_a_partial_index_holds_the_rows_that_its_model_says(database: Database) -> None:
    said = {
        str(index.name): str(index.dialect_options["sqlite"]["where"])
        for table in metadata.tables.values()
        for index in table.indexes
        if index.dialect_options["sqlite"]["where"] is not None
    }
    with database.reading() as connection:
        made = connection.execute(
            text("SELECT name, sql FROM sqlite_master WHERE type = 'index' AND sql LIKE '% WHERE %'")
        )
        assert {name: sql.split(" WHERE ")[1] for name, sql in made} == said


def test_a_type_of_events_gives_a_status_of_what_it_is_about() -> None:
    for type_ in REGISTRY.values():
        assert type_.status is None or isinstance(type_.status, OF_SUBJECTS[type_.subject]), type_.name


def test_no_program_spells_a_status() -> None:
    files = [path for room in ("engine", "web") for path in (ROOT / room).rglob("*.py")]
    files = [path for path in files if "migrations" not in path.parts and path.parent.name != "verifier"]
    assert [each for path in files for each in _spelled(path)] == []


def test_a_page_compares_a_status_with_a_word_that_the_database_takes(database: Database) -> None:
    with database.reading() as connection:
        made = "".join(connection.execute(text("SELECT sql FROM sqlite_master WHERE type = 'table'")).scalars())
    taken = {
        word for words in re.findall(r"CHECK \(status IN \(([^)]*)\)\)", made) for word in re.findall(r"'(\w+)'", words)
    }
    pages = [path for path in (ROOT / "web").rglob("*.html") if "node_modules" not in path.parts]
    shapes = r"\bstatus [!=]= \"(\w+)\"|\"status\", \"\w+\", \"(\w+)\""  # the second: as a filter of Jinja compares
    compared = {word for path in pages for found in re.findall(shapes, path.read_text()) for word in found if word}
    taken |= set(incidents.Status)  # follows from two rows, and no column holds it
    assert {"withdrawn", "approved"} <= compared
    assert compared <= taken


def _spelled(path: Path) -> Iterator[str]:
    """The places of a file where a status is given, or compared with, a word written out."""
    for node in ast.walk(ast.parse(path.read_text())):
        match node:
            case ast.Compare(left, _, others):
                sides = [left, *others, *(word for each in others if isinstance(each, ast.Tuple) for word in each.elts)]
            case ast.Call(ast.Attribute(left, "in_"), [ast.Tuple(words)]):
                sides = [left, *words]
            case ast.keyword("status", value):
                sides = [ast.Name("status"), value]
            case ast.Dict(keys, values):
                sides = [
                    each for key, value in zip(keys, values, strict=True) if _is_status(key) for each in (key, value)
                ]
            case _:
                continue
        if any(map(_is_status, sides)) and any(
            isinstance(each, ast.Constant) and each.value in WORDS for each in sides
        ):
            yield f"{path.relative_to(ROOT)}:{node.lineno}"  # type: ignore[attr-defined]


def _is_status(node: ast.AST | None) -> bool:
    match node:
        case ast.Attribute(attr="status") | ast.Name("status") | ast.Constant("status"):
            return True
    return False
