"""Substitutions from a terminal."""

import pytest

from tests.web.cli.conftest import Terminal

BY = ("--as", "preventa")


def test_one_is_set_listed_and_ended(terminal: Terminal) -> None:
    (made,) = terminal.json("substitute", "preventa", "comercial", "--from", "2090-01-02", "--until", "2090-01-05", *BY)
    assert (made["substitute"], made["from"], made["until"], made["set_by"], made["ended_at"]) == (
        "comercial",
        "2090-01-02",
        "2090-01-05",
        "preventa",
        None,
    )
    listed = terminal.run("substitute", "preventa", *BY)
    assert listed.stdout.strip() == "comercial suple a preventa, del 2090-01-02 al 2090-01-05."
    ended = terminal.run("substitute", "preventa", "--end", *BY)
    assert (ended.exit_code, ended.stdout.strip()) == (0, "comercial ya no suple a preventa.")
    assert terminal.run("substitute", "preventa", *BY).stdout.strip() == "Nadie suple a preventa."


def test_without_days_it_is_today(terminal: Terminal) -> None:
    (made,) = terminal.json("substitute", "preventa", "comercial", "--as", "administrador")
    assert made["from"] == made["until"]


@pytest.mark.parametrize(
    ("args", "said"),
    [
        (("preventa", "comercial", "--as", "comercial"), "comercial"),
        (("preventa", "preventa", *BY), "Nadie se suple a sí mismo"),
        (("preventa", "fantasma", *BY), "fantasma"),
        (("preventa", "comercial", "--from", "ayer", *BY), "no es un periodo"),
        (("preventa", "comercial", "--from", "2000-01-01", *BY), "no es un periodo"),
    ],
)
def test_what_is_refused_is_told(terminal: Terminal, args: tuple[str, ...], said: str) -> None:
    assert said in terminal.refused("substitute", *args)
