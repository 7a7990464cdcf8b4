"""Holds the mark ``both_databases`` to account: what the product asks of SQLite in a run of the suite, it asks of
PostgreSQL too.

A pytest plugin (`tests.conftest` registers it). Each process notes every statement that code of `engine` executes, by
the function that executes it and the clauses of its SQL; a run of everything fails and names each clause that only
SQLite saw. Mend it with the mark on a test that reaches it. Statements of processes that a test starts
are not seen, nor those of a test in a browser: it sees a whole site through, and each statement has a nearer test.
"""

import re
import sys
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, event
from sqlalchemy.exc import CompileError

from engine.statements import Statement

HERE = f"{Path(__file__).parents[1]}/"
OWN_TO_EACH = "engine/migrations/"  # triggers are written in the language of each database; its tests run on both
OF_SQLITE = ("engine/history/ledger.py:_known",)  # what only its columns can hold: a number that is none
INDEX_OF_SQLITE = (
    "full_text_index"  # each database has its own way into texts, and both must find the same (test_finding)
)
PASSED_THROUGH = ("engine/db.py", "engine/statements.py")  # on the way from whoever executes a statement to the driver
WHOLE = ("", "not node and not browser")  # selections by mark that leave out no test of SQL
SQLITE, POSTGRESQL = "sqlite", "postgresql"

Seen = tuple[str, str, str]
"""A dialect, the function that executes, a clause of its statement."""

SAVEPOINT = re.compile(r"(?:ROLLBACK TO |RELEASE )?SAVEPOINT ")
# Those of a list's filters stand in any number and order; each of them must have been executed, not every combination.
# Rows are locked on PostgreSQL alone: SQLite has one writer.
BETWEEN_CLAUSES = re.compile(
    r" (?:AND|OR|WHERE|FROM|JOIN|ORDER BY|UNION ALL|AS anon|FOR (?:KEY |NO KEY )?(?:UPDATE|SHARE))\b"
)


class Statements:
    """What this process, and on the controlling one each worker, has executed."""

    def __init__(self, config: pytest.Config) -> None:
        self._config = config
        self.seen: set[Seen] = set()
        self._known: set[tuple[str, str, str]] = set()
        self.missing: list[str] = []
        self._counts = True

    def pytest_runtest_setup(self, item: pytest.Item) -> None:
        self._counts = item.get_closest_marker("browser") is None

    def listen(self) -> None:
        event.listen(Engine, "before_cursor_execute", self._executes)
        of_the_hot_path = Statement._sql

        def noted(statement: Statement, connection: Any) -> Any:
            compiled = of_the_hot_path(statement, connection)
            self._note(connection.dialect.name, compiled[0], statement._construct, statement._columns)
            return compiled

        Statement._sql = noted  # type: ignore[method-assign]

    def _executes(
        self, connection: Any, _cursor: Any, sql: str, _parameters: Any, context: Any, _executemany: bool
    ) -> None:
        compiled = context.compiled
        if compiled is not None and not context.isddl and not SAVEPOINT.match(sql):
            self._note(connection.dialect.name, sql, compiled.statement, compiled.column_keys)

    def _note(self, dialect: str, sql: str, construct: Any, columns: Any) -> None:
        if not self._counts:
            return
        frame: Any = sys._getframe(2)
        while frame is not None:
            place = frame.f_code.co_filename
            if place.startswith(HERE) and "/site-packages/" not in place:  # a .venv may well stand in the project
                place = place.removeprefix(HERE)
                if not place.startswith(("engine/", "web/")) or place.startswith(OWN_TO_EACH):
                    return
                if place not in PASSED_THROUGH:
                    by = f"{place}:{frame.f_code.co_name}"
                    if (by, dialect, sql) not in self._known:
                        self._known.add((by, dialect, sql))
                        self.seen |= {(dialect, by, clause) for clause in clauses_of(sql, construct, columns)}
                    return
            frame = frame.f_back

    @pytest.hookimpl(optionalhook=True)
    def pytest_testnodedown(self, node: Any) -> None:
        self.seen |= {tuple(seen) for seen in getattr(node, "workeroutput", {}).get("statements", ())}

    @pytest.hookimpl(trylast=True)
    def pytest_sessionfinish(self, session: pytest.Session) -> None:
        output = getattr(self._config, "workeroutput", None)
        if output is not None:
            output["statements"] = sorted(self.seen)
        elif session.exitstatus == pytest.ExitCode.OK and self._is_whole():
            self.missing = only_on_sqlite(self.seen)
            if self.missing:
                session.exitstatus = pytest.ExitCode.TESTS_FAILED

    def _is_whole(self) -> bool:
        option = self._config.option
        by_paths = self._config.args_source is not pytest.Config.ArgsSource.TESTPATHS
        return not by_paths and not option.keyword and option.markexpr in WHOLE and not option.collectonly

    def pytest_terminal_summary(self, terminalreporter: Any) -> None:
        if self.missing:
            terminalreporter.section("what no test executes on PostgreSQL: mark one that does with both_databases")
            for each in self.missing:
                terminalreporter.write_line(each)


def clauses_of(sql: str, construct: Any, columns: Any) -> frozenset[str]:
    """The clauses of a statement as no dialect in particular writes them, without what differs from one execution to
    the next: the names of binds, how many values a list has. What only a dialect can write is as that one does."""
    with suppress(CompileError):
        sql = str(construct.compile(column_keys=columns))
    sql = re.sub(r"%\(\w+\)s|%s|(?<!:):\w+|__\[\w+\]", "?", re.sub(r"\s+", " ", sql))
    sql = re.sub(r"\?::\w+(\[\])?", "?", sql).replace('"', "")
    sql = re.sub(r"\banon_\d+", "anon", re.sub(r"\?(, ?\?)+", "?", sql))
    sql = re.sub(r"\(\?\)(, ?\(\?\))+", "(?)", sql)
    sql = re.sub(r"\brange_\d+", "range", re.sub(r"\bLIMIT \d+", "LIMIT ?", sql))
    return frozenset(clause.strip(" ()") for clause in BETWEEN_CLAUSES.split(sql)) - {""}


def only_on_sqlite(seen: Iterable[Seen]) -> list[str]:
    """What was executed on SQLite and never on PostgreSQL, by function and clause."""
    on: dict[str, set[tuple[str, str]]] = {SQLITE: set(), POSTGRESQL: set()}
    for dialect, place, clause in seen:
        on[dialect].add((place, clause))
    missing = sorted(on[SQLITE] - on[POSTGRESQL])
    own = (each for each in missing if each[0] not in OF_SQLITE and INDEX_OF_SQLITE not in each[1])
    return [f"{place}: {clause}" for place, clause in own]
