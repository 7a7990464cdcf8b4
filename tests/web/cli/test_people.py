"""People from a terminal."""

import os
import pty
import subprocess
import sys
from contextlib import suppress

import pytest

from engine.db import Database
from engine.identity.sign_in import check
from tests.support import START
from tests.web.cli.conftest import Terminal

PASSWORD_OF_COMERCIAL = [sys.executable, "-c", "from web.cli import main; main()", "people", "password", "comercial"]


def test_people_are_listed_with_their_roles(terminal: Terminal) -> None:
    found = {person["id"]: person["roles"] for person in terminal.json("people")}
    assert found["director_comercial"] == ["director_comercial"]
    assert len(found) == 13


def test_only_an_administrator_registers_people(terminal: Terminal) -> None:
    args = ("people", "add", "lucia", "--name", "Lucía Ramos", "--role", "preventa")
    assert "administrador" in terminal.refused(*args, "--as", "comercial")
    assert "administrador" in terminal.refused(*args)
    assert terminal.run(*args, "--as", "administrador").exit_code == 0
    assert {person["id"]: person["roles"] for person in terminal.json("people")}["lucia"] == ["preventa"]


def test_a_name_or_an_address_is_corrected_and_the_other_left(terminal: Terminal) -> None:
    said = terminal.run("people", "change", "preventa", "--email", "otra@example.com", "--as", "administrador")
    assert said.exit_code == 0 and "Preventa, otra@example.com" in said.output
    terminal.run("people", "change", "preventa", "--name", "Preventa y Diseño", "--as", "administrador")
    found = next(each for each in terminal.json("people") if each["id"] == "preventa")
    assert (found["name"], found["email"]) == ("Preventa y Diseño", "otra@example.com")
    assert "no es un correo" in terminal.refused(
        "people", "change", "preventa", "--email", "otra", "--as", "administrador"
    )


@pytest.mark.both_databases
def test_the_first_person_registers_without_one(bare: Terminal) -> None:
    bare.run("people", "add", "ana", "--name", "Ana", "--role", "administrador")
    assert bare.json("people") == [
        {
            "id": "ana",
            "name": "Ana",
            "email": None,
            "active": True,
            "roles": ["administrador"],
            "rights": [],
            "rights_over": {},
        }
    ]


def test_rights_are_given_over_all_procedures_or_over_one(terminal: Terminal) -> None:
    change, by = ("people", "rights", "preventa"), ("--as", "administrador")
    terminal.run(*change, "--give", "prepare", *by)
    said = terminal.run(*change, "--give", "review", "--process", "gestion_comercial", *by).stdout
    assert "elaborar versiones, revisar versiones de gestion_comercial" in said
    (it,) = [each for each in terminal.json("people") if each["id"] == "preventa"]
    assert (it["rights"], it["rights_over"]) == (["prepare"], {"gestion_comercial": ["review"]})
    assert "revisar versiones de gestion_comercial" in terminal.run("people").stdout
    assert "nada" in terminal.refused(*change, "--give", "review", "--process", "nada", *by)
    terminal.run(*change, "--take", "review", "--process", "gestion_comercial", *by)
    (it,) = [each for each in terminal.json("people") if each["id"] == "preventa"]
    assert (it["rights"], it["rights_over"]) == (["prepare"], {})


def test_an_unknown_role_or_a_bad_id_is_refused(terminal: Terminal) -> None:
    by = ("--as", "administrador")
    assert "volador" in terminal.refused("people", "add", "x", "--name", "X", "--role", "volador", *by)
    assert "a b" in terminal.refused("people", "add", "a b", "--name", "X", *by)


def test_roles_that_nobody_holds_are_listed(bare: Terminal) -> None:
    bare.run("people", "add", "ana", "--name", "Ana", "--role", "administrador")
    assert "administrador" in bare.run("people").stdout


PASSWORD = "cuatro palabras de más"


def comes_in(url: str, person: str) -> None:
    database = Database(url)
    check(database, person, PASSWORD, address="127.0.0.1", device=None, at=START)
    database.close()


@pytest.mark.processes
def test_a_password_is_asked_for_twice_and_shown_nowhere(terminal: Terminal) -> None:
    """At a terminal of its own: whoever types is asked twice, and sees nothing of it."""
    env = {**os.environ, "CAUCE_DATABASE_URL": terminal.url, "CAUCE_LOCALE": "es"}
    hand, screen = pty.openpty()
    streams = {"stdin": screen, "stdout": screen, "stderr": screen}
    with subprocess.Popen(PASSWORD_OF_COMERCIAL, env=env, start_new_session=True, **streams) as asked:
        os.close(screen)
        said = b""
        for question in ("Contraseña nueva para Comercial", "La misma otra vez"):
            while question.encode() not in said:
                said += os.read(hand, 1024)
            os.write(hand, f"{PASSWORD}\n".encode())
        with suppress(OSError):  # how a terminal ends that nobody has any more
            while piece := os.read(hand, 1024):
                said += piece
    os.close(hand)
    assert asked.returncode == 0 and PASSWORD.encode() not in said
    comes_in(terminal.url, "comercial")


@pytest.mark.processes
@pytest.mark.parametrize("written", [f"{PASSWORD}\n", f"{PASSWORD}\n{PASSWORD}\n", PASSWORD])
def test_a_program_writes_a_password_and_is_asked_nothing(terminal: Terminal, written: str) -> None:
    """In a process of its own, where nothing stands in for the terminal that is not there."""
    env = {**os.environ, "CAUCE_DATABASE_URL": terminal.url, "CAUCE_LOCALE": "es"}
    done = subprocess.run(PASSWORD_OF_COMERCIAL, env=env, input=written, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout, done.stderr) == (0, "comercial entra con la contraseña nueva.\n", "")
    comes_in(terminal.url, "comercial")


def test_what_a_program_writes_in_two_ways_is_refused_in_words(terminal: Terminal) -> None:
    told = terminal.run("people", "password", "comercial", input=f"{PASSWORD}\n{PASSWORD}.\n")
    assert told.exit_code == 2 and "no son iguales" in told.stderr and PASSWORD not in told.output
    assert terminal.run("people", "password", "comercial", input="").exit_code == 1


def test_a_password_is_set_for_another_by_an_administrator_only(terminal: Terminal) -> None:
    given = f"{PASSWORD}\n{PASSWORD}\n"
    args = ("people", "password", "comercial", "--as")
    assert terminal.run(*args, "preventa", input=given).exit_code == 1
    assert terminal.run(*args, "administrador", input=given).exit_code == 0
    comes_in(terminal.url, "comercial")


def test_a_weak_password_and_nobody_are_refused(terminal: Terminal) -> None:
    weak = terminal.run("people", "password", "comercial", input="corta\ncorta\n")
    assert weak.exit_code == 1 and "fácil de adivinar" in weak.stderr
    assert "fantasma" in terminal.refused("people", "password", "fantasma")


def test_an_identity_of_the_provider_is_linked_and_taken_away(terminal: Terminal) -> None:
    change, by = ("people", "identity", "preventa"), ("--issuer", "https://id.empresa.mx", "--as", "administrador")
    said = terminal.run(*change, "--link", "8f0c", *by).stdout
    assert "preventa entra con: 8f0c (https://id.empresa.mx)." in said
    assert "ya es de Preventa" in terminal.refused("people", "identity", "comercial", "--link", "8f0c", *by)
    assert "preventa entra con: —." in terminal.run(*change, "--unlink", "8f0c", *by).stdout
    assert "no es una identidad" in terminal.refused(*change, "--link", "8f0c", "--as", "administrador")
