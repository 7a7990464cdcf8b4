"""Who heads each role, from a terminal."""

import pytest

from tests.web.cli.conftest import Terminal

BY = ("--as", "administrador")


def test_who_heads_each_role_is_listed(terminal: Terminal) -> None:
    found = {each["role"]: each for each in terminal.json("heads")}
    assert (found["preventa"]["named"], found["preventa"]["heads"]) == (["director_comercial"], ["director_comercial"])
    assert (found["alianzas"]["named"], found["alianzas"]["heads"]) == ([], ["alianzas"])
    listed = terminal.run("heads", "list").stdout.splitlines()
    assert any(line.startswith("alianzas") and line.endswith("quienes lo tienen") for line in listed)


def test_heads_are_named_in_the_place_of_those_before(terminal: Terminal) -> None:
    assert terminal.json("heads", "set", "preventa", "alianzas", "comercial", *BY)["heads"] == ["alianzas", "comercial"]
    done = terminal.run("heads", "set", "preventa", *BY)
    assert (done.exit_code, done.stdout.strip()) == (0, "A cargo de preventa: preventa.")


@pytest.mark.parametrize(
    ("args", "said"),
    [
        (("preventa", "alianzas", "--as", "comercial"), "Administrador (administrador)"),
        (("volador", *BY), "volador"),
        (("preventa", "fantasma", *BY), "fantasma"),
    ],
)
def test_what_is_refused_is_told(terminal: Terminal, args: tuple[str, ...], said: str) -> None:
    assert said in terminal.refused("heads", "set", *args)
