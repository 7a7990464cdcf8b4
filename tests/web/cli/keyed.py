"""A command that is given twice with one key."""

from sqlalchemy import text

from engine.db import Database
from tests.web.cli.conftest import Terminal


def entries(terminal: Terminal) -> int:
    """How much has happened so far."""
    database = Database(terminal.url)
    with database.reading() as connection:
        counted = text("SELECT (SELECT count(*) FROM ledger_entries) + (SELECT count(*) FROM events)")
        count: int = connection.execute(counted).scalar_one()
    database.close()
    return count


def twice(terminal: Terminal, *args: str) -> None:
    """Give a command twice with one key: it answers the same in words, and nothing happens the second time."""
    first = terminal.run(*args, "--key", "k")
    assert first.exit_code == 0, first.output
    happened = entries(terminal)
    second = terminal.run(*args, "--key", "k")
    assert (second.exit_code, second.stdout) == (0, first.stdout), second.output
    assert entries(terminal) == happened
