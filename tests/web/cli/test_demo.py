"""The demo company."""

from pathlib import Path

from tests.web.cli.conftest import Terminal
from web.demo import ROLES


def test_demo_prepares_a_company_with_work_under_way(bare: Terminal) -> None:
    bare.json("demo", "--no-serve")
    assert {person["id"] for person in bare.json("people")} == set(ROLES)
    tasks = bare.json("tasks")
    assert {task["folio"] for task in tasks} == {f"GC-2026-000{number}" for number in range(1, 5)}
    assert {task["element"] for task in tasks} == {"validacion", "participacion", "correcciones", "revisar_propuesta"}
    bare.json("demo", "--no-serve")
    assert bare.json("tasks") == tasks


def test_empty_makes_no_opportunities(bare: Terminal) -> None:
    bare.json("demo", "--no-serve", "--empty")
    assert bare.json("tasks") == []
    assert len(bare.json("versions")) == 2


def test_demo_makes_the_database_itself(tmp_path: Path) -> None:
    terminal = Terminal(f"sqlite:///{tmp_path}/deep/new.sqlite3")
    terminal.json("demo", "--no-serve", "--empty")
    assert len(terminal.json("people")) == len(ROLES)
