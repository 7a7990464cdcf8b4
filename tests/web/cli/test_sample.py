"""Samples at a terminal: the contract of `cauce sample`, the same on two machines, and from a list alone."""

import hashlib
from pathlib import Path

import pytest

from tests.web.cli.conftest import Terminal


@pytest.fixture
def folios(terminal: Terminal) -> list[str]:
    return [terminal.json("start", "gestion_comercial", "--as", "comercial")["folio"] for _ in range(5)]


def test_a_sample_says_its_population_digest_seed_and_folios(terminal: Terminal, folios: list[str]) -> None:
    found = terminal.json("sample", "--size", "3", "--seed", "2026")
    assert found.keys() == {"population", "digest", "seed", "folios"}
    content = "".join(f"{folio}\n" for folio in sorted(folios)).encode()
    assert found["population"] == 5 and found["seed"] == "2026"
    assert found["digest"] == hashlib.sha256(content).hexdigest()
    assert len(set(found["folios"])) == 3 and set(found["folios"]) <= set(folios)
    assert terminal.json("sample", "--size", "3", "--seed", "2026") == found
    by = terminal.json("sample", "--size", "3", "--seed", "2026", "--by", "month")
    assert len(by["folios"]) == 3 and by["digest"] != found["digest"]


def test_who_has_the_list_alone_draws_the_same(terminal: Terminal, folios: list[str], tmp_path: Path) -> None:
    found = terminal.json("sample", "--size", "3", "--seed", "2026")
    (tmp_path / "lista.txt").write_text("".join(f"{folio}\n" for folio in reversed(folios)))
    elsewhere = Terminal("sqlite:////nowhere/at/all.db")
    again = elsewhere.json("sample", "--size", "3", "--seed", "2026", "--population", str(tmp_path / "lista.txt"))
    assert again == found


def test_a_question_of_the_register_narrows_it(terminal: Terminal, folios: list[str]) -> None:
    assert terminal.run("cancel", folios[0], "--reason", "Duplicada", "--as", "comercial").exit_code == 0
    found = terminal.json("sample", "--size", "9", "--seed", "7", "--question", "estado=cancelled")
    assert (found["population"], found["folios"]) == (1, [folios[0]])


def test_a_size_follows_from_a_plan_and_a_seed_that_nobody_gave_is_thrown(
    terminal: Terminal, folios: list[str]
) -> None:
    found = terminal.json("sample", "--tolerable", "20")
    assert sorted(found["folios"]) == sorted(folios)
    assert found["seed"].isdigit() and len(found["seed"]) == 20
    assert terminal.json("sample", "--tolerable", "20")["seed"] != found["seed"]


def test_what_is_kept_has_worksheets(terminal: Terminal, folios: list[str]) -> None:
    kept = terminal.json(
        "sample", "--size", "2", "--seed", "7", "--keep", "Marzo", "--attribute", "Plazos", "--as", "auditor"
    )
    assert kept["sample"] == 1
    assert kept["folios"] == terminal.json("sample", "--size", "2", "--seed", "7")["folios"]


@pytest.mark.parametrize(
    "words",
    ["", "--size 2 --tolerable 5", "--size 2 --by month --monetary", "--size 2 --keep Marzo", "--size 2 --by color"],
)
def test_what_cannot_be_meant_is_wrong_usage(terminal: Terminal, words: str) -> None:
    assert terminal.run("sample", *words.split()).exit_code == 2


def test_nothing_to_draw_from_is_a_clear_refusal(terminal: Terminal) -> None:
    result = terminal.run("sample", "--size", "2", "--seed", "7")
    assert result.exit_code == 1 and "No hay de dónde extraer" in result.output
