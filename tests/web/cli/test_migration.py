"""Moving instances from a terminal."""

from collections.abc import Iterator

import pytest

from engine.calendar.office import OfficeCalendar
from engine.db import Database
from engine.instances.runtime import Runtime
from tests.engine.migration.moving import begun, procedure, publish
from tests.support import Company, FixedClock
from tests.web.cli.conftest import Terminal

BY = ("--to", "2", "--process", "p", "--reason", "Auditoría 12", "--as", "control_documentos")


@pytest.fixture
def company(terminal: Terminal) -> Iterator[Company]:
    database = Database(terminal.url)
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
    assert (told["instances"][0]["element"], told["instances"][0]["reason"]) == ("a", "step_gone")
    told = terminal.json("migrate", "--all-automatic", *BY)
    assert [(each["folio"], each["moved"]) for each in told["instances"]] == [(second, True)]
    assert terminal.json("show", second)["versions"] == {"p": 2}
    assert "Ninguna instancia pasa sola" in terminal.run("migrate", "--all-automatic", *BY).stdout


def test_one_is_moved_with_what_was_decided(terminal: Terminal, folios: list[str]) -> None:
    refused = terminal.run("migrate", folios[0], *BY)
    assert (refused.exit_code, "la nueva versión ya no tiene" in refused.stdout) == (1, True)
    assert terminal.run("migrate", folios[0], *BY, "--map", "a=c", "--dry-run").stdout == f"{folios[0]}  Pasa sola\n"
    assert terminal.run("migrate", folios[0], *BY, "--map", "a=c").stdout == f"{folios[0]}  pasó\n"
    assert [task["element"] for task in terminal.json("tasks", "--folio", folios[0])] == ["c"]
    assert "ya está en esa versión" in terminal.refused("migrate", folios[0], *BY)
    assert terminal.json("verify", folios[0])


@pytest.mark.parametrize(
    "wrong",
    [("GC-1", "--all-automatic"), (), ("GC-1", "--map", "a"), ("--all-automatic", "--waive", "a")],
    ids=["both", "neither", "no mapping", "decided for all"],
)
def test_what_makes_no_sense_is_wrong_usage(terminal: Terminal, wrong: tuple[str, ...]) -> None:
    assert terminal.run("migrate", *wrong, *BY).exit_code == 2


def test_who_may_not_is_refused(terminal: Terminal, folios: list[str]) -> None:
    given = ("migrate", folios[1], *BY[:-1], "comercial")
    assert "no puede pasar oportunidades a otra versión" in terminal.refused(*given)
