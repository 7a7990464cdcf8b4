"""What a server that has run for a while no longer pays for, given to every test of a process.

A test has a database, a runtime and a site of its own, so each would read the shipped forms, compile the diagrams and
compile the templates of the pages anew: 100 ms before the first line of the test, against 5 ms for what it does. All
three are functions of bytes alone (`Library` keeps their results for all threads of a process), so one result serves
every test whose bytes are the same. What is read *from a database* is never shared.
"""

import functools
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from flask import Flask
from jinja2 import BytecodeCache
from jinja2.bccache import Bucket
from pytest import MonkeyPatch
from sqlalchemy import Engine, event
from werkzeug.routing import Rule

import bpmn.canonical
import bpmn.forms.schema.reader
import engine.db
import engine.execution.compiler
from engine.db import Database
from web.pages.templating import PagesEnvironment

READERS = (bpmn.forms.schema.reader.read_form,)
REMEMBERED = 256  # the shipped forms are 20, the diagrams 2


class _InMemory(BytecodeCache):
    """Compiled templates by name, content and the language of the texts in them."""

    def __init__(self) -> None:
        self._compiled: dict[tuple[str, str, str | None], bytes] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        found = self._compiled.get(_of(bucket))
        if found is not None:
            bucket.bytecode_from_string(found)

    def dump_bytecode(self, bucket: Bucket) -> None:
        self._compiled[_of(bucket)] = bucket.bytecode_to_string()


def _of(bucket: Bucket) -> tuple[str, str, str | None]:
    assert isinstance(bucket.environment, PagesEnvironment)
    return bucket.key, bucket.checksum, bucket.environment.language


def share(patch: MonkeyPatch) -> None:
    """Read and compile the same bytes once, in whatever module of the engine and the site does it."""
    read_form = bpmn.forms.schema.reader.read_form
    _replace(patch, read_form, functools.lru_cache(REMEMBERED)(read_form))
    _replace(patch, bpmn.canonical.digest, functools.lru_cache(REMEMBERED)(bpmn.canonical.digest))
    compile_process = engine.execution.compiler.compile_process
    compiled = functools.lru_cache(REMEMBERED)(compile_process)
    _replace(patch, compile_process, lambda process_id, sources: compiled(process_id, tuple(sources)))
    patch.setattr(Flask, "jinja_options", {**Flask.jinja_options, "bytecode_cache": _InMemory()})


def share_statements(patch: MonkeyPatch) -> None:
    """Compile a statement once for all databases of a kind: each has a dialect, and a cache for it, of its own.

    The pool keeps its own dialect, which its engine had while the listeners of `Database` were set.
    """
    known: dict[str, Engine] = {}
    make = Database.__init__

    def made(database: Database, *given: Any, **named: Any) -> None:
        make(database, *given, **named)
        first = known.get(database.engine.dialect.name)
        if first is None or getattr(first.dialect, "server_version_info", None) is None:  # it was never connected
            known[database.engine.dialect.name] = database.engine
        else:
            database.engine.dialect = first.dialect
            database.engine._compiled_cache = first._compiled_cache

    patch.setattr(Database, "__init__", made)


def share_rules(patch: MonkeyPatch) -> None:
    """Read the rules of addresses once for all sites, and compile what writes the addresses of one when one is written:
    of 150 functions a test calls a few."""
    known: dict[tuple[Any, ...], tuple[Any, ...]] = {}
    compile_writer = Rule._compile_builder

    def read(rule: Rule) -> None:
        key = (rule.rule, rule.subdomain, rule.is_leaf, rule.strict_slashes, rule.merge_slashes, repr(rule.defaults))
        if key not in known:
            compile_rule(rule)
            known[key] = (rule._parts, rule._trace, rule._converters, frozenset(rule.arguments))
        else:
            rule._parts, rule._trace, rule._converters, arguments = known[key]
            rule.arguments |= arguments
            rule._build = rule._compile_builder(False).__get__(rule, None)
            rule._build_unknown = rule._compile_builder(True).__get__(rule, None)

    def lazily(rule: Rule, append_unknown: bool = True) -> Callable[..., Any]:
        writers: list[Callable[..., Any]] = []

        def write(self: Rule, *args: Any, **values: Any) -> Any:
            if not writers:
                writers.append(compile_writer(rule, append_unknown))
            return writers[0](self, *args, **values)

        return write

    compile_rule = Rule.compile
    patch.setattr(Rule, "compile", read)
    patch.setattr(Rule, "_compile_builder", lazily)


def _replace(patch: MonkeyPatch, function: Callable[..., Any], by: Callable[..., Any]) -> None:
    for name, module in list(sys.modules.items()):
        if name.startswith(("engine.", "web.")):
            for attribute, value in list(vars(module).items()):
                if value is function:
                    patch.setattr(module, attribute, by)


_durable = False


def wait_for_no_disk(patch: MonkeyPatch) -> None:
    """Let a commit on SQLite return when the operating system has it, as the server of PostgreSQL does here.

    Tests kill processes, never the machine: that a commit waits for the disk would show nothing, and costs 5 ms.
    """
    set_up = engine.db._set_up_sqlite

    def hurried(made: Engine) -> None:
        set_up(made)
        if not _durable:
            event.listen(made, "connect", lambda connection, _record: connection.execute("PRAGMA synchronous=OFF"))

    patch.setattr(engine.db, "_set_up_sqlite", hurried)


@contextmanager
def durable() -> Iterator[None]:
    """Where a `Database` is made as in production, for what measures commits or looks at how they are made."""
    global _durable
    before, _durable = _durable, True
    try:
        yield
    finally:
        _durable = before
