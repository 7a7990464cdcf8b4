"""As whom one may act at a terminal: ``--as`` is bound to whom the operating system knows there."""

import json

import pytest

from engine.db import Database
from engine.history.channels import SITE
from engine.identity import os_users
from tests.support import START
from tests.web.cli.conftest import Terminal
from web.cli import context
from web.cli.os_user import OsUser, os_user

ANA, SERVICE = OsUser("ana", 4242), OsUser("cauce", 4243)


@pytest.fixture
def sits(monkeypatch: pytest.MonkeyPatch):  # type: ignore[no-untyped-def]
    """Lets a user of the operating system sit at the terminal."""

    def down(user: OsUser) -> None:
        monkeypatch.setattr(context, "os_user", lambda: user)

    return down


def bind(terminal: Terminal, person: str, user: OsUser) -> None:
    terminal.run("people", "os-user", person, user.name, "--as", "administrador")


def begin(terminal: Terminal, person: str = "comercial") -> tuple[str, ...]:
    return ("start", "gestion_comercial", "--as", person)


def test_a_user_whom_nobody_named_acts_as_nobody_and_is_told_who_changes_that(terminal: Terminal, sits) -> None:  # type: ignore[no-untyped-def]
    sits(ANA)
    told = terminal.refused(*begin(terminal))
    assert "ana" in told and "comercial" in told and "cauce people os-user comercial ana" in told
    assert json.loads(terminal.run(*begin(terminal), "--json").stdout)["error"] == "not_yours"
    assert terminal.refused(*begin(terminal, "nadie")) == told.replace("comercial", "nadie"), (
        "nobody learns who there is"
    )
    sits(OsUser("root", 0))
    assert terminal.json("tasks") == []


def test_one_acts_as_whom_one_is_and_as_nobody_else_and_the_history_says_both(terminal: Terminal, sits) -> None:  # type: ignore[no-untyped-def]
    bind(terminal, "comercial", ANA)
    sits(ANA)
    folio = terminal.json(*begin(terminal))["folio"]
    assert "comercial" in terminal.refused("complete", f"{folio}.2", "--as", "director_comercial", "--fill")
    assert "administrador" in terminal.refused("people", "os-user", "administrador", "ana", "--as", "administrador")
    sits(OsUser("root", 0))
    (begun, *_) = terminal.json("history", folio)
    assert (begun["actor"], begun["channel"]) == ("comercial", "terminal:ana")


def test_a_user_that_is_an_administrator_s_acts_as_anybody_as_long_as_that_one_administers(
    terminal: Terminal,
    sits,  # type: ignore[no-untyped-def]
) -> None:
    bind(terminal, "administrador", SERVICE)
    sits(SERVICE)
    terminal.json(*begin(terminal))
    terminal.run("people", "add", "eva", "--name", "Eva", "--role", "administrador", "--as", "administrador")
    sits(OsUser("root", 0))
    assert terminal.run("people", "close", "administrador", "--as", "eva").exit_code == 0
    sits(SERVICE)
    terminal.refused(*begin(terminal))


def test_the_owner_of_the_database_s_file_and_of_the_machine_act_as_anybody(terminal: Terminal, sits) -> None:  # type: ignore[no-untyped-def]
    import os
    from pathlib import Path

    file = Path(terminal.url.removeprefix("sqlite:///"))
    os.chown(file, ANA.number or 0, -1)
    sits(ANA)
    terminal.json(*begin(terminal))
    sits(OsUser("eve", 4244))
    terminal.refused(*begin(terminal))
    sits(OsUser("root", 0))
    terminal.json(*begin(terminal))
    assert not ANA.owns(None) and not ANA.owns(Path("/no/existe")) and OsUser("x", None).owns(None)


def test_who_makes_a_company_is_its_administrator_at_that_terminal(bare: Terminal, sits, tmp_path) -> None:  # type: ignore[no-untyped-def]
    sits(SERVICE)
    there = Terminal(f"sqlite:///{tmp_path}/other.sqlite3")
    there.json("init", "--administrator", "lucia", "--email", "lucia@example.com")
    database = Database(there.url)
    with database.reading() as connection:
        assert os_users.all_users(connection) == {"lucia": ["cauce"]}
    database.close()
    bare.run("people", "add", "ana", "--name", "Ana", "--role", "administrador")
    database = Database(bare.url)
    with database.reading() as connection:
        assert os_users.owns(connection, "cauce")
    database.close()


@pytest.mark.parametrize("args", [("password", "preventa"), ("password", "preventa", "--as", "administrador")])
def test_nobody_sets_a_password_of_whom_they_are_not(terminal: Terminal, sits, args: tuple[str, ...]) -> None:  # type: ignore[no-untyped-def]
    bind(terminal, "comercial", ANA)
    sits(ANA)
    result = terminal.run("people", *args, input="cuatro palabras de más\n" * 2)
    assert result.exit_code == 1 and "ana" in result.stderr


def test_as_whom_one_reads_who_says_nobody(terminal: Terminal, sits) -> None:  # type: ignore[no-untyped-def]
    database = Database(terminal.url, SITE)
    here = context.Context.__new__(context.Context)
    here.__dict__.update(store=database, database=database, user=ANA)
    with database.transaction() as connection:
        with pytest.raises(os_users.WhoAreYou) as caught:
            here.reader_id(connection, None)
        assert caught.value.details == {"user": "ana", "own": None}
        os_users.give(connection, "comercial", "ana", actor="administrador", at=START)
        assert here.reader_id(connection, None) == "comercial"
        assert here.reader_id(connection, "preventa") == "preventa", "which `--as` has asked already"
        os_users.give(connection, "preventa", "ana", actor="administrador", at=START)
        with pytest.raises(os_users.WhoAreYou):
            here.reader_id(connection, None)
        os_users.give(connection, "administrador", "ana", actor="administrador", at=START)
        assert here.reader_id(connection, None) is None
    database.close()


def test_the_system_is_asked_and_not_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    import os

    monkeypatch.setenv("USER", "administrador")
    monkeypatch.setenv("LOGNAME", "administrador")
    assert os_user().number == os.getuid() and os_user().name != "administrador"
    monkeypatch.setattr("os.getuid", lambda: 987654321)
    assert os_user() == OsUser("987654321", 987654321)


def test_accounts_are_looked_after_from_the_terminal(terminal: Terminal) -> None:
    by = ("--as", "administrador")
    folio = terminal.json(*begin(terminal))["folio"]
    terminal.json("claim", f"{folio}.2", "--as", "director_comercial")
    told = terminal.run("people", "close", "director_comercial", *by)
    assert told.exit_code == 0 and f"{folio}.2 volvió a su carril" in told.stdout
    assert terminal.json("people", "close", "director_comercial", *by) == {
        "person": "director_comercial",
        "given_back": [],
    }
    assert "de nuevo" in terminal.run("people", "reopen", "director_comercial", *by).stdout
    assert "con un segundo factor" in terminal.run("people", "second-factor", "comercial", "--role", *by).stdout
    assert "ya no se le pide" in terminal.run("people", "second-factor", "comercial", "--role", "--remove", *by).stdout
    assert "no tiene segundo factor" in terminal.run("people", "second-factor", "comercial", "--as", "comercial").stdout
    assert "no tiene segundo factor" in terminal.run("people", "second-factor", "comercial", "--remove", *by).stdout
    assert terminal.json("people", "sessions", "comercial", "--end", *by) == {"ended": 0, "sessions": []}
    assert "ana" in terminal.run("people", "os-user", "comercial", "ana", *by).stdout
    assert "—" in terminal.run("people", "os-user", "comercial", "ana", "--remove", *by).stdout
    for args in (
        ("sessions", "preventa"),
        ("second-factor", "preventa"),
        ("close", "preventa"),
        ("reopen", "preventa"),
    ):
        assert "administrador" in terminal.refused("people", *args, "--as", "comercial")
    assert "nadie" in terminal.refused("people", "sessions", "nadie", *by)
