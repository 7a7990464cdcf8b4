"""The demo company."""

from pathlib import Path

from tests.web.cli.conftest import Terminal
from web.demo import ROLES


def test_demo_prepares_a_company_with_work_under_way_and_work_that_is_over(bare: Terminal) -> None:
    bare.json("demo", "--no-serve")
    assert {person["id"] for person in bare.json("people")} == set(ROLES)
    tasks = bare.json("tasks")
    assert {task["folio"] for task in tasks} == {f"GC-2026-000{number}" for number in range(1, 5)}
    assert {task["element"] for task in tasks} == {"validacion", "participacion", "correcciones", "revisar_propuesta"}
    ended = {folio: bare.json("show", folio)["end"] for folio in ("GC-2026-0005", "GC-2026-0006")}
    assert ended == {"GC-2026-0005": "fin_ganada", "GC-2026-0006": "fin_no_go"}
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
