"""What a command imports: its own module and what that needs, so that a terminal answers at once."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import COMPANY, Templates
from web.i18n import compile_if_older

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
    "flask",
    "waitress",
    "alembic",
    "mako",
    "procrastinate",
    "psycopg",
    "babel",
    "cryptography",
    "holidays",
    "SpiffWorkflow",
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
    assert found.isdisjoint({*NEVER, "sqlalchemy", "lxml"})


@pytest.mark.parametrize("command", ["people", "versions"])
def test_a_command_that_reads_imports_what_it_reads_with(command: str, templates: Templates, tmp_path: Path) -> None:
    assert imported(command, url=templates.make(COMPANY, tmp_path)).isdisjoint(NEVER)
