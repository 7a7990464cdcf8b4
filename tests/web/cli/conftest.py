"""The terminal: the `cauce` command run in the test's process, against each kind of database."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from tests.conftest import COMPANY, EMPTY, Templates
from web.cli import main


@dataclass
class Terminal:
    """`run` gives click's result, `json` what ``--json`` printed of a command that must succeed."""

    url: str

    def run(self, *args: str, input: str | None = None) -> Result:
        runner = CliRunner(env={"CAUCE_DATABASE_URL": self.url, "CAUCE_LOCALE": "es", "LANGUAGE": None})
        return runner.invoke(main, args, input=input)

    def json(self, *args: str) -> Any:
        result = self.run(*args, "--json")
        assert result.exit_code == 0, result.output
        return json.loads(result.stdout)

    def refused(self, *args: str) -> str:
        """What the command says when it is refused: exit code 1, a message, no traceback."""
        result = self.run(*args)
        assert result.exit_code == 1, result.output
        assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
        assert result.stderr.strip() and "Traceback" not in result.output
        return str(result.stderr)


@pytest.fixture
def terminal(templates: Templates, tmp_path: Path) -> Terminal:
    """On a company without opportunities."""
    return Terminal(templates.make(COMPANY, tmp_path))


@pytest.fixture
def bare(templates: Templates, tmp_path: Path) -> Terminal:
    """On a database with a schema and nothing in it."""
    return Terminal(templates.make(EMPTY, tmp_path))
