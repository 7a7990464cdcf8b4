"""`cauce init`, `cauce db`, and what the demonstration leaves alone."""

import re
from pathlib import Path

import pytest
from sqlalchemy import text

from engine.db import Database
from engine.migrations import head, known, migrate
from tests.mailbox import Mailbox, mail_server, text_of
from tests.web.cli.conftest import Terminal

INIT = ("init", "--administrator", "lucia", "--email", "lucia@example.com")


@pytest.fixture
def nothing(tmp_path: Path) -> Terminal:
    """Where there is no database yet."""
    return Terminal(f"sqlite:///{tmp_path}/deep/new.sqlite3")


def execute(terminal: Terminal, *statements: str) -> None:
    database = Database(terminal.url)
    with database.transaction() as connection:
        for statement in statements:
            connection.execute(text(statement))
    database.close()


def dump(terminal: Terminal) -> list[str]:
    database = Database(terminal.url)
    with database.reading() as connection:
        driver = connection.connection.driver_connection
        assert driver is not None
        found = list(driver.iterdump())
    database.close()
    return found


def test_a_company_is_made_with_its_schema_and_a_link_for_its_administrator(nothing: Terminal) -> None:
    made = nothing.json(*INIT, "--name", "Lucía Ramos", "--with", "gestion_comercial")
    assert re.fullmatch(r"/clave/[\w-]{43}", made.pop("link"))
    assert made == {
        "administrator": "lucia",
        "email": "lucia@example.com",
        "mailed": False,
        "not_mailed": None,
        "schema": head(),
        "versions": [
            {"process": "alianzas_estrategicas", "number": 1, "status": "effective"},
            {"process": "gestion_comercial", "number": 4, "status": "effective"},
        ],
    }
    [lucia] = nothing.json("people")
    assert (lucia["name"], lucia["roles"]) == ("Lucía Ramos", ["administrador"])
    assert nothing.json("tasks") == []
    assert nothing.run("verify", "--all").exit_code == 0
    assert nothing.json("db", "status")["holds"] == "company"


def test_without_a_procedure_the_company_has_none(nothing: Terminal) -> None:
    told = nothing.run(*INIT)
    assert told.exit_code == 0 and "/clave/" in told.stdout and "CAUCE_BASE_URL" in told.stderr
    assert nothing.json("versions") == []


def mailing(monkeypatch: pytest.MonkeyPatch, port: int) -> None:
    monkeypatch.setenv("CAUCE_SMTP_URL", f"smtp://127.0.0.1:{port}")
    monkeypatch.setenv("CAUCE_MAIL_FROM", "Cauce <cauce@example.com>")
    monkeypatch.setenv("CAUCE_BASE_URL", "https://cauce.example.com")


def test_the_link_is_mailed_and_stands_nowhere_in_the_database(
    nothing: Terminal, monkeypatch: pytest.MonkeyPatch
) -> None:
    with mail_server(Mailbox()) as box:
        mailing(monkeypatch, box.port)
        made = nothing.json(*INIT)
    assert made["mailed"] and made["link"].startswith("https://cauce.example.com/clave/")
    [message] = box.received
    assert message["To"] == "lucia@example.com" and made["link"] in text_of(message)
    # Whoever reads the database cannot become the administrator.
    token = made["link"].rpartition("/")[2]
    assert not any(token in line for line in dump(nothing))


def test_a_mail_server_that_is_not_there_costs_nothing_but_the_mail(
    nothing: Terminal, monkeypatch: pytest.MonkeyPatch
) -> None:
    mailing(monkeypatch, 1)
    told = nothing.run(*INIT)
    assert told.exit_code == 0 and "/clave/" in told.stdout and "lucia@example.com" in told.stderr


@pytest.mark.parametrize("wrong", [("--email", "lucia"), ("--administrator", "l u"), ("--with", "nada")])
def test_what_is_wrong_is_refused_before_there_is_a_database(
    nothing: Terminal, wrong: tuple[str, str], tmp_path: Path
) -> None:
    nothing.refused(*INIT, *wrong)
    assert not (tmp_path / "deep").exists()


def test_a_database_with_a_company_is_refused_and_stays_as_it_is(terminal: Terminal, nothing: Terminal) -> None:
    nothing.json(*INIT)
    for each, word in ((terminal, "demostración"), (nothing, "empresa")):
        before = dump(each)
        assert word in each.refused(*INIT)
        assert dump(each) == before


def test_the_demonstration_leaves_a_company_alone(nothing: Terminal) -> None:
    nothing.json(*INIT)
    before = dump(nothing)
    assert "db upgrade" in nothing.refused("demo", "--no-serve")
    assert dump(nothing) == before


def test_the_demonstration_goes_by_its_mark_and_not_by_how_a_database_looks(terminal: Terminal) -> None:
    execute(terminal, "DROP TABLE installation")
    execute(terminal, "UPDATE alembic_version SET version_num = '0018'")
    before = dump(terminal)
    terminal.refused("demo", "--no-serve")
    assert dump(terminal) == before


def test_an_older_schema_is_named_and_brought_up_to_date_alone(nothing: Terminal) -> None:
    before = known()[-2]
    database = Database(nothing.url)
    with database.transaction() as connection:
        migrate(connection, before)
    database.close()
    assert "cauce db upgrade" in nothing.refused("tasks")
    told = nothing.run("db", "status", "--json")
    assert told.exit_code == 1 and '"state":"older"' in told.stdout
    assert nothing.json("db", "upgrade") == {"before": before, "schema": head()}
    assert nothing.json("db", "upgrade") == {"before": head(), "schema": head()}
    assert nothing.json("db", "status") == {
        "state": "current",
        "schema": head(),
        "program": head(),
        "tables": [],
        "holds": None,
        "people": 0,
        "restored": None,
    }


def test_a_schema_is_made_where_there_is_none(nothing: Terminal) -> None:
    assert "cauce init" in nothing.refused("tasks")
    assert nothing.json("db", "upgrade") == {"before": None, "schema": head()}
    assert nothing.json("tasks") == []
    nothing.json(*INIT)


EVERY = [
    ("tasks",),
    ("verify", "--all"),
    ("serve", "--port", "0"),
    ("worker", "--once"),
    ("demo", "--no-serve"),
    INIT,
    ("db", "upgrade"),
    ("db", "status"),
]


@pytest.mark.parametrize("args", EVERY, ids=lambda args: args[0])
def test_a_newer_schema_is_refused_in_words_by_every_command(bare: Terminal, args: tuple[str, ...]) -> None:
    execute(bare, "UPDATE alembic_version SET version_num = '9999'")
    before = dump(bare)
    told = bare.refused(*args)
    assert "9999" in told and head() in told and "más nueva" in told
    assert dump(bare) == before


@pytest.mark.parametrize("args", EVERY, ids=lambda args: args[0])
@pytest.mark.parametrize("table", ["clientes", "alembic_version", "people"])
def test_a_database_of_another_program_is_named_by_its_tables(
    nothing: Terminal, args: tuple[str, ...], table: str
) -> None:
    execute(nothing, f"CREATE TABLE {table} (version_num TEXT)", "CREATE TABLE pedidos (x TEXT)")
    before = dump(nothing)
    told = nothing.refused(*args)
    assert "otro programa" in told and "pedidos" in told
    assert dump(nothing) == before


@pytest.mark.parametrize("args", [("demo", "--no-serve"), INIT, ("db", "upgrade"), ("db", "status")])
@pytest.mark.parametrize("gone", ["alembic_version", "timers"])
def test_a_schema_that_is_not_whole_is_named_by_what_is_missing(
    bare: Terminal, args: tuple[str, ...], gone: str
) -> None:
    execute(bare, f"DROP TABLE {gone}")
    before = dump(bare)
    told = bare.refused(*args)
    assert gone in told and "no está completo" in told
    assert dump(bare) == before


def test_the_version_is_told(bare: Terminal) -> None:
    assert re.fullmatch(r"cauce \d+\.\d+\.\d+\n", bare.run("--version").stdout)
