"""Throw-away databases in which a draft is in force: with invented people, one for each role, and nothing of anybody.

Making one costs a migrated schema (once for each process of the server), and the draft put in force (once for
whatever it says). What is tried in it is undone when it was looked at: a walk is taken from its beginning each time, in
a transaction that is rolled back, so that nothing can be left of it.
"""

import shutil
import tempfile
import threading
import weakref
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any, TypeVar

from sqlalchemy import Connection, event

from bpmn.latest import Latest
from bpmn.reader import read
from engine import canonical_json
from engine.calendar.office import OfficeCalendar
from engine.calendar.queries import days_decided
from engine.db import Database
from engine.definitions import queries
from engine.definitions.calls import reached
from engine.definitions.deployment import deploy
from engine.definitions.drafts import Draft, on_their_way, open_draft
from engine.definitions.inspection import Source
from engine.definitions.library import Library
from engine.history.channels import SITE
from engine.identity.commands import ensure_person, ensure_role
from engine.identity.queries import holders, role_names
from engine.identity.role_ids import ADMINISTRATOR
from engine.instances.runtime import Runtime
from engine.migrations import upgrade

T = TypeVar("T")

MAKER = "(prueba)"
"""Who puts the draft in force; holds no role that a diagram can name, since no id of BPMN has parentheses."""
_KEPT, _KEPT_BYTES = 6, 32 * 1024**2
_BEGINNING = datetime(2000, 1, 1, tzinfo=UTC)
"""When a proposal comes into force there: before whatever is tried of it."""


@dataclass(frozen=True, slots=True)
class Proposal:
    """What is tried: a draft and all that it calls, and what of the company counts: names of roles, those of them whose
    holder is invented, office days."""

    process_id: str
    sources: tuple[Source, ...]
    roles: Mapping[str, str]
    staffed: frozenset[str]
    calendar: OfficeCalendar

    def parts(self) -> Iterator[bytes]:
        """All that a world made of it depends on."""
        yield self.process_id.encode()
        for source in self.sources:
            yield source.diagram
            for name in sorted(source.forms):
                yield from (name.encode(), source.forms[name])
            yield b""
        days = {day.isoformat(): works for day, works in self.calendar.days.items()}
        said = [self.calendar.zone.key, days, dict(self.roles), sorted(self.staffed)]
        yield canonical_json.dumps(said).encode()


def proposal_of(connection: Connection, draft: Draft, calendar: OfficeCalendar) -> Proposal:
    """What trying `draft` needs of the company's database; nothing else is ever read there."""
    in_force, forms = queries.diagrams_in_force(connection), queries.forms_in_force(connection)
    known = {**on_their_way(connection, draft.process_id), **in_force, draft.process_id: draft.diagram}
    sources = [replace(draft.source, file=draft.process_id)]
    for id_ in reached(draft.process_id, known):
        if known[id_] == draft.diagram:
            continue
        theirs = open_draft(connection, id_) if id_ not in in_force else None
        beside = forms.get(id_, {}) if theirs is None else theirs.forms
        sources.append(Source(id_, known[id_], beside))
    names, held = role_names(connection), holders(connection)
    definitions = [read(source.diagram).definitions for source in sources]
    processes = [process for each in definitions if each is not None for process in each.processes]
    lanes = [lane for process in processes for lane in process.lanes]
    outside = {role for lane in lanes if lane.invitation is not None for role in lane.roles} - held.keys()
    named = {each.id: each.name or each.id for found in definitions if found is not None for each in found.resources}
    named |= {role: lane.name or role if role == lane.id else role for lane in lanes for role in lane.roles}
    roles = {**named, **names}
    days = calendar.with_days(days_decided(connection))
    return Proposal(draft.process_id, tuple(sources), roles, frozenset(roles.keys() - outside), days)


class World:
    """A database in which a proposal is in force. Thread-safe: one walk is taken in it at a time."""

    def __init__(self, proposal: Proposal) -> None:
        """Raises DiagramRejected where the proposal cannot be executed."""
        self.proposal = proposal
        self._library, self._lock = Library(), threading.Lock()
        folder = Path(tempfile.mkdtemp(prefix="cauce-prueba-"))
        self._end = weakref.finalize(self, shutil.rmtree, folder, ignore_errors=True)
        shutil.copyfile(_template(), folder / "prueba.sqlite3")
        self._database = _throw_away(folder / "prueba.sqlite3")
        weakref.finalize(self, self._database.close)  # before its folder goes: the last that was said runs first
        try:
            with self._database.transaction() as connection:
                _people(connection, proposal)
                deploy(connection, proposal.sources, "—", actor=MAKER, at=_BEGINNING)
        except BaseException:
            self.close()
            raise

    def look(self, take: Callable[[Connection, Runtime], T]) -> T:
        """What `take` gives, which may do whatever it likes: it is undone. Raises what it raises."""
        runtime = Runtime(self.proposal.calendar, library=self._library)
        found: list[T] = []
        with self._lock, suppress(_Over), self._database.transaction() as connection:
            found.append(take(connection, runtime))
            raise _Over
        return found[0]

    def close(self) -> None:
        """Remove the database."""
        self._database.close()
        self._end()


class _Over(Exception):
    """What was done is undone."""


@dataclass
class Worlds:
    """The worlds of the latest proposals. Thread-safe."""

    _kept: Latest[World] = field(default_factory=lambda: Latest(_KEPT, _KEPT_BYTES))

    def of(self, proposal: Proposal) -> World:
        """The world of a proposal, made where it is not among the latest. Raises DiagramRejected."""
        size = sum(len(source.diagram) for source in proposal.sources)
        return self._kept.get(proposal.parts(), size, lambda: World(proposal))


worlds = Worlds()


def _people(connection: Connection, proposal: Proposal) -> None:
    """The roles, and somebody for each; addresses under ``.invalid``, which no server ever has (RFC 2606, 2)."""
    at = _BEGINNING
    ensure_role(connection, ADMINISTRATOR, proposal.roles.get(ADMINISTRATOR, ADMINISTRATOR), actor=None, at=at)
    ensure_person(connection, MAKER, MAKER, [ADMINISTRATOR], email=None, at=at)
    for role, name in sorted(proposal.roles.items()):
        ensure_role(connection, role, name, actor=None, at=at)
        if role in proposal.staffed:
            ensure_person(connection, role, name, [role], email=f"{role}@prueba.invalid", at=at)


def _throw_away(file: Path) -> Database:
    database = Database(f"sqlite:///{file}", SITE)

    @event.listens_for(database.engine, "connect")
    def _on_connect(connection: Any, _record: Any) -> None:
        connection.execute("PRAGMA synchronous=OFF")  # it is thrown away: nobody waits for a disk

    return database


@cache
def _template() -> Path:
    """A database with the schema and nothing else, made once."""
    folder = Path(tempfile.mkdtemp(prefix="cauce-prueba-"))
    weakref.finalize(_Over, shutil.rmtree, folder, ignore_errors=True)  # when the process ends
    database = _throw_away(folder / "vacia.sqlite3")
    upgrade(database)
    database.close()
    return folder / "vacia.sqlite3"
