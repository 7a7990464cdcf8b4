"""The calendar from a terminal."""

import pytest

from tests.web.cli.conftest import Terminal

BY = ("--as", "administrador")


def test_a_year_is_listed_with_what_the_law_says(terminal: Terminal) -> None:
    found = terminal.json("calendar", "2024")
    assert len(found) == 8 and found[-1] == {
        "day": "2024-12-25",
        "name": "Navidad",
        "works": False,
        "by_law": "Navidad",
        "decided_by": None,
        "decided_at": None,
    }
    assert found == terminal.json("calendar", "list", "2024")
    assert (
        "2024-10-01  no se trabaja  Transmisión del Poder Ejecutivo Federal (por ley)"
        in terminal.run("calendar", "2024").stdout.splitlines()
    )


def test_without_a_year_it_is_this_one(terminal: Terminal) -> None:
    assert terminal.json("calendar") == terminal.json("calendar", "list") != terminal.json("calendar", "2024")


def test_a_day_is_decided_and_taken_back(terminal: Terminal) -> None:
    done = terminal.run("calendar", "add", "2026-12-24", "Nochebuena", *BY)
    assert done.exit_code == 0 and "2026-12-24: no se trabaja. Los plazos ya fijados no se mueven." in done.stdout
    assert terminal.run("calendar", "add", "2026-05-01", "Guardia", "--works", *BY).exit_code == 0
    found = {each["day"]: each for each in terminal.json("calendar", "2026")}
    assert (found["2026-12-24"]["works"], found["2026-12-24"]["decided_by"]) == (False, "administrador")
    assert (found["2026-05-01"]["works"], found["2026-05-01"]["by_law"]) == (True, "Día del Trabajo")
    assert "se trabaja     Guardia (administrador)" in terminal.run("calendar", "2026").stdout
    assert terminal.run("calendar", "remove", "2026-12-24", *BY).exit_code == 0
    assert "2026-12-24" not in {each["day"] for each in terminal.json("calendar", "2026")}


@pytest.mark.parametrize(
    ("args", "said"),
    [
        (("add", "2026-02-30", "X", *BY), "no es una fecha"),
        (("add", "24/12/2026", "X", *BY), "Escríbala como 2026-12-24"),
        (("add", "2026-12-24", " ", *BY), "Diga cómo se llama el día"),
        (("add", "2026-12-24", "X", "--as", "comercial"), "Administrador (administrador)"),
        (("remove", "2026-12-24", *BY), "No hay nada decidido sobre 2026-12-24"),
        (("remove", "2026-12-24", "--as", "fantasma"), "fantasma"),
    ],
)
def test_what_is_refused_is_told(terminal: Terminal, args: tuple[str, ...], said: str) -> None:
    assert said in terminal.refused("calendar", *args)


@pytest.mark.parametrize("given", ["nada", "1999", "--nada"])
def test_what_there_is_not_is_wrong_usage(terminal: Terminal, given: str) -> None:
    assert terminal.run("calendar", given).exit_code == 2
