"""Moving instances from a terminal."""

import json
from collections.abc import Iterator

import pytest

from engine.calendar.office import OfficeCalendar
from engine.db import Database
from engine.history.channels import SITE
from engine.instances.runtime import Runtime
from tests.engine.migration.moving import begun, procedure, publish, tampered
from tests.support import Company, FixedClock
from tests.web.cli.conftest import Terminal
from tests.web.cli.keyed import twice

BY = ("--to", "2", "--process", "p", "--reason", "Auditoría 12", "--as", "control_documentos")


@pytest.fixture
def company(terminal: Terminal) -> Iterator[Company]:
    database = Database(terminal.url, SITE)
    yield Company(database, Runtime(OfficeCalendar("America/Mexico_City")), FixedClock())
    database.close()


@pytest.fixture
def folios(company: Company) -> list[str]:
    """One whose step is gone in the version in force, one that moves by itself."""
    first = begun(company, procedure("start > a > b > end"))
    second = company.start("p", "comercial")
    company.do(second, "a")
    publish(company, procedure("start > c > b > end"))
    return [first, second]


def test_all_that_move_by_themselves_are_moved_in_one_act(terminal: Terminal, folios: list[str]) -> None:
    first, second = folios
    told = terminal.json("migrate", "--all-automatic", *BY, "--dry-run")
    assert [(each["folio"], each["verdict"], each["moved"]) for each in told["instances"]] == [
        (first, "decision", False),
        (second, "moves", False),
    ]
    decide = told["instances"][0]
    assert (decide["element"], decide["reason"], decide["likely"]) == ("a", "step_gone", "c")
    told = terminal.json("migrate", "--all-automatic", *BY)
    assert [(each["folio"], each["moved"]) for each in told["instances"]] == [(second, True)]
    assert terminal.json("show", second)["versions"] == {"p": 2}
    assert "Ninguna instancia pasa sola" in terminal.run("migrate", "--all-automatic", *BY).stdout


def test_one_whose_history_does_not_verify_is_told_and_the_others_are_moved(
    company: Company, terminal: Terminal, folios: list[str]
) -> None:
    first, second = folios
    tampered(company, first)
    told = terminal.json("migrate", "--all-automatic", *BY, "--dry-run")["instances"]
    assert [(each["folio"], each["verdict"], each["reason"], each["element"]) for each in told] == [
        (first, "impossible", "unreadable", None),
        (second, "moves", None, None),
    ]
    assert "Su historia no se puede verificar" in terminal.run("migrate", first, *BY).stdout
    told = terminal.json("migrate", "--all-automatic", *BY)["instances"]
    assert [(each["folio"], each["moved"]) for each in told] == [(second, True)]


def test_one_is_moved_with_what_was_decided(terminal: Terminal, folios: list[str]) -> None:
    refused = terminal.run("migrate", folios[0], *BY)
    assert (refused.exit_code, "en la nueva versión se dibujó otra vez" in refused.stdout) == (1, True)
    assert terminal.run("migrate", folios[0], *BY, "--map", "a=c", "--dry-run").stdout == f"{folios[0]}  Pasa sola\n"
    assert terminal.run("migrate", folios[0], *BY, "--map", "a=c").stdout == f"{folios[0]}  pasó\n"
    assert [task["element"] for task in terminal.json("tasks", "--folio", folios[0])] == ["c"]
    assert "ya está en esa versión" in terminal.refused("migrate", folios[0], *BY)
    assert terminal.json("verify", folios[0])


def test_of_several_each_is_told_what_became_of_it(terminal: Terminal, folios: list[str]) -> None:
    first, second = folios
    result = terminal.run("migrate", second, "P-2026-0099", second, first, *BY, "--json")
    told = json.loads(result.stdout)["instances"]
    assert result.exit_code == 1
    assert [(each["folio"], each["moved"], each["verdict"]) for each in told] == [
        (second, True, "moves"),
        ("P-2026-0099", False, "decision"),
        (first, False, "decision"),
    ]
    assert "No existe el folio" in told[1]["message"]


@pytest.mark.parametrize("what", [("--all-automatic",), ("P-2026-0002",)], ids=["all", "one"])
def test_who_may_not_move_is_not_told_that_it_would_move(
    terminal: Terminal, folios: list[str], what: tuple[str, ...]
) -> None:
    by = ("--to", "2", "--process", "p", "--reason", "x", "--dry-run", "--as")
    assert "no puede pasar oportunidades" in terminal.refused("migrate", *what, *by, "comercial")
    assert "nadie" in terminal.refused("migrate", *what, *by, "nadie")


@pytest.mark.parametrize(
    "wrong",
    [
        ("GC-1", "--map", "a=b", "--map", "a=c"),
        ("GC-1", "--all-automatic"),
        (),
        ("GC-1", "--map", "a"),
        ("--all-automatic", "--waive", "a"),
    ],
    ids=["twice", "both", "neither", "no mapping", "decided for all"],
)
def test_what_makes_no_sense_is_wrong_usage(terminal: Terminal, wrong: tuple[str, ...]) -> None:
    assert terminal.run("migrate", *wrong, *BY).exit_code == 2


def test_a_version_that_no_procedure_has_in_force_is_said_with_those_that_are(
    terminal: Terminal, folios: list[str]
) -> None:
    wrong = ("--all-automatic", "--to", "9", "--reason", "x", "--as", "control_documentos")
    for given in (wrong, (*wrong, "--dry-run")):
        result = terminal.run("migrate", *given)
        assert result.exit_code == 2
        assert "la versión 9 de ningún procedimiento está vigente" in result.stderr and "p 2" in result.stderr
    assert "Las oportunidades solo pasan a la versión vigente" in terminal.refused("migrate", *wrong, "--process", "p")


def test_who_may_not_is_refused(terminal: Terminal, folios: list[str]) -> None:
    given = ("migrate", folios[1], *BY[:-1], "comercial")
    assert "no puede pasar oportunidades a otra versión" in terminal.refused(*given)


def test_who_is_named_is_moved_once_with_one_key(terminal: Terminal, folios: list[str]) -> None:
    twice(terminal, "migrate", folios[1], *BY)
