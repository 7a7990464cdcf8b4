"""The demo company at the terminal."""

from pathlib import Path

from tests.web.cli.conftest import Terminal
from web.demo import NAMES, ROLES


def test_demo_prepares_a_company_that_lives_and_leaves_it_as_it_is_the_next_time(bare: Terminal) -> None:
    assert bare.json("demo", "--no-serve") == {"people": list(NAMES)}
    assert {person["id"] for person in bare.json("people")} == set(NAMES)
    tasks = bare.json("tasks")
    assert len({task["folio"] for task in tasks}) > 15
    bare.json("demo", "--no-serve")
    assert bare.json("tasks") == tasks


def test_empty_makes_one_person_per_role_and_no_opportunities(bare: Terminal) -> None:
    assert bare.json("demo", "--no-serve", "--empty") == {"people": list(ROLES)}
    assert bare.json("tasks") == []
    assert len(bare.json("versions")) == 2


def test_demo_makes_the_database_itself(tmp_path: Path) -> None:
    terminal = Terminal(f"sqlite:///{tmp_path}/deep/new.sqlite3")
    terminal.json("demo", "--no-serve", "--empty")
    assert len(terminal.json("people")) == len(ROLES)
