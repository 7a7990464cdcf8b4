"""Access tokens from a terminal."""

import pytest

from engine.clock import system_clock
from engine.db import Database
from engine.errors import EngineError
from engine.identity import tokens
from tests.web.cli.conftest import Terminal
from tests.web.cli.keyed import twice

MAKE = ("token", "make", "ERP de ventas", "--scope", "read", "--scope", "work", "--as", "preventa")


def found(terminal: Terminal, secret: str) -> tokens.Bearer:
    database = Database(terminal.url)
    try:
        with database.reading() as connection:
            return tokens.find(connection, secret, at=system_clock())
    finally:
        database.close()


def test_a_token_is_made_listed_and_revoked(terminal: Terminal) -> None:
    secret = terminal.run(*MAKE).stdout.strip()
    bearer = found(terminal, secret)
    assert (bearer.person.id, sorted(bearer.scopes)) == ("preventa", ["read", "work"])
    (listed,) = terminal.json("token", "list", "--as", "preventa")
    assert (listed["id"], listed["name"], listed["scopes"]) == (bearer.token_id, "ERP de ventas", ["read", "work"])
    assert "ERP de ventas" in terminal.run("token", "--as", "preventa").stdout
    assert secret not in terminal.run("token", "--as", "preventa", "--json").stdout
    twice(terminal, "token", "revoke", bearer.token_id, "--as", "preventa")
    assert terminal.json("token", "list", "--as", "preventa") == []
    with pytest.raises(EngineError):
        found(terminal, secret)


def test_what_is_made_can_be_read_by_a_program(terminal: Terminal) -> None:
    made = terminal.json(*MAKE, "--days", "1")
    assert found(terminal, made["token"]).token_id == made["id"]


def test_what_a_token_cannot_be_is_refused_in_words(terminal: Terminal) -> None:
    refused = terminal.run(*MAKE, "--days", "1000")
    assert refused.exit_code == 1 and "Un token dura de 1 a 366 días" in refused.stderr
    assert terminal.run("token", "make", "ERP", "--scope", "todo", "--as", "preventa").exit_code == 2
    assert terminal.run("token", "revoke", "nada", "--as", "preventa").exit_code == 1
