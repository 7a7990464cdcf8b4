"""What a command imports: its own module and what that needs, so that a terminal answers at once."""

import json
import os
import subprocess
import sys

import pytest

from tests.web.cli.conftest import Terminal
from web.i18n import compile_if_older

pytestmark = pytest.mark.processes

SCRIPT = """
import json, sys
try:
    from web.cli import main
    main(sys.argv[1:])
except SystemExit as end:
    assert not end.code, end.code
finally:
    print(json.dumps(sorted(sys.modules)), file=sys.stderr)
"""
NEVER = {
    "sqlalchemy.dialects.postgresql",
    "email.headerregistry",
    "flask",
    "gunicorn",
    "alembic",
    "mako",
    "procrastinate",
    "psycopg",
    "babel",
    "cryptography",
    "holidays",
}


def imported(*args: str, url: str = "sqlite:////nowhere") -> set[str]:
    """The modules that are there when `cauce ARGS` has ended; the texts are compiled, as after any first run."""
    compile_if_older("es")
    env = {**os.environ, "CAUCE_DATABASE_URL": url, "CAUCE_LOCALE": "es"}
    done = subprocess.run([sys.executable, "-c", SCRIPT, *args], env=env, capture_output=True, text=True, check=True)
    return set(json.loads(done.stderr.splitlines()[-1]))


def test_help_imports_neither_the_engine_nor_a_command() -> None:
    found = imported("--help")
    ours = {name for name in found if name.partition(".")[0] in {"bpmn", "engine", "web"}}
    assert ours == {"bpmn", "bpmn.messages", "web", "web.cli", "web.cli.translated", "web.i18n"}
    assert found.isdisjoint({*NEVER, "sqlalchemy", "lxml", "SpiffWorkflow"})


@pytest.mark.parametrize("command", ["tasks", "people", "versions"])
def test_a_command_that_reads_rows_imports_what_it_reads_with(command: str, terminal: Terminal) -> None:
    terminal.json("start", "gestion_comercial", "--as", "comercial")
    found = imported(*command.split(), url=terminal.url)
    assert found.isdisjoint({*NEVER, "SpiffWorkflow", "bpmn.forms"}) and "sqlalchemy" in found


@pytest.mark.parametrize("command", ["show", "history"])
def test_values_are_shown_from_what_is_stored_and_by_the_forms_that_say_who_reads_them(
    command: str, terminal: Terminal
) -> None:
    folio = terminal.json("start", "gestion_comercial", "--as", "comercial")["folio"]
    found = imported(command, folio, url=terminal.url)
    assert found.isdisjoint({*NEVER, "SpiffWorkflow", "engine.execution.runner"}) and "bpmn.forms" in found
