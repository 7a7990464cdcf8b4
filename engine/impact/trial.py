"""Tries a draft on instances of a database: which versions each ran on, its route, and what becomes of it."""

import multiprocessing
import os
import signal
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from typing import Any, NamedTuple

from sqlalchemy import Connection

from bpmn.forms.form import Form
from bpmn.forms.schema.reader import read_form
from engine import canonical_json
from engine.db import Database
from engine.definitions import queries
from engine.definitions.calls import process_ids, with_called
from engine.definitions.drafts import on_their_way
from engine.definitions.library import Library
from engine.errors import EngineError, StoreUnavailable
from engine.execution.compiler import compile_process
from engine.history.chain import GENESIS, Event
from engine.history.event_types import type_of
from engine.history.problems import UNREADABLE
from engine.history.statuses import InstanceStatus
from engine.impact.editions import Edition, redrawn
from engine.impact.effects import Cause, Effect, Verdict
from engine.impact.forecast import Forecast
from engine.impact.population import Candidate, Share, candidates, read_share, shares
from engine.impact.route import Drawn, EventRow, route_of
from engine.instances.snapshots import snapshot_of


@dataclass(frozen=True, slots=True)
class Proposal:
    """What is tried: the diagram of a process and its forms by name, as bytes."""

    process_id: str
    diagram: bytes
    forms: Mapping[str, bytes]


class Tried(NamedTuple):
    """What a draft does to an instance."""

    instance: Candidate
    effect: Effect


@dataclass(eq=False)
class Trial:
    """Tries a proposal; diagrams, forms and equal routes are worked out once for all instances. Not thread-safe."""

    proposal: Proposal
    library: Library = field(default_factory=Library)
    _drafts: dict[str, Edition] = field(default_factory=dict)
    _editions: dict[tuple[str, str], Edition] = field(default_factory=dict)
    _drawn: dict[tuple[str, str], Drawn] = field(default_factory=dict)
    _forecasts: dict[tuple[str, str], Forecast] = field(default_factory=dict)

    def draft(self, connection: Connection, process_id: str) -> Edition:
        """The proposal as instances of `process_id` would run it: with what is in force or submitted of all else.

        Raises DiagramRejected when it cannot be executed.
        """
        if process_id not in self._drafts:
            proposal, in_force = self.proposal, queries.in_force(connection)
            own = dict.fromkeys([proposal.process_id, *process_ids(proposal.diagram)], proposal.diagram)
            known = on_their_way(connection, proposal.process_id)
            diagrams = {**known, **queries.diagrams_in_force(connection), **own}
            executable = compile_process(process_id, with_called(process_id, diagrams))
            forms = {
                name: proposed_forms(proposal.forms)
                if name in own
                else self.library.forms(connection, {name: in_force[name].number})[name]
                for name in executable.processes
                if name in own or name in in_force
            }
            self._drafts[process_id] = Edition(executable, forms)
        return self._drafts[process_id]

    def edition(self, connection: Connection, process_id: str, versions: str) -> Edition:
        """The versions that an instance of `process_id` runs on."""
        key = process_id, versions
        if key not in self._editions:
            numbers = _numbers(canonical_json.loads(versions))
            executable = self.library.executable(connection, process_id, numbers)
            self._editions[key] = Edition(executable, self.library.forms(connection, numbers))
        return self._editions[key]

    def tried(self, connection: Connection, share: Share) -> list[Tried]:
        """What becomes of each instance of a share."""
        return [Tried(each, self._effect(connection, share, each)) for each in share.candidates]

    def _effect(self, connection: Connection, share: Share, it: Candidate) -> Effect:
        history = share.histories[it.id]
        draft = self.draft(connection, it.process_id)
        try:
            old = self.edition(connection, it.process_id, it.versions)
            route = route_of(it.folio, history, partial(self._versions_drawn, connection, it))
            key = it.process_id, it.versions
            if key not in self._forecasts:
                self._forecasts[key] = Forecast(draft, old)
            forecast = self._forecasts[key]
            if it.status != InstanceStatus.RUNNING:
                return forecast.past(route)
            return forecast.live(route, partial(self._snapshot, connection, share, it))
        except StoreUnavailable:
            raise
        except (*UNREADABLE, EngineError):
            return Effect(Verdict.IMPOSSIBLE, Cause.UNREADABLE)

    def _snapshot(self, connection: Connection, share: Share, it: Candidate) -> bytes:
        if it.id in share.snapshots:
            return share.snapshots[it.id]
        history = [_event(it.folio, row) for row in share.histories[it.id]]
        return snapshot_of(partial(self.library.executable, connection), history)

    def _versions_drawn(self, connection: Connection, it: Candidate, row: EventRow) -> Drawn:
        payload: Any = canonical_json.loads(row.data)
        versions = canonical_json.dumps(payload[type_of(_event(it.folio, row)).versions_at])
        key = it.process_id, versions
        if key not in self._drawn:
            old = self.edition(connection, it.process_id, versions)
            draft = self.draft(connection, it.process_id)
            self._drawn[key] = Drawn(old.passed, old.beside, redrawn(old.executable, draft.executable))
        return self._drawn[key]


def proposed_forms(forms: Mapping[str, bytes]) -> dict[str, Form]:
    """The forms of a proposal that can be read."""
    readings = {name: read_form(source).form for name, source in forms.items()}
    return {name: form for name, form in readings.items() if form is not None}


def _numbers(versions: Any) -> dict[str, int]:
    return {str(name): int(number) for name, number in versions.items()}


def _event(folio: str, row: EventRow) -> Event:
    seq, type_, scope, element, round_, index, data = row
    return Event(folio, seq, type_, scope, element, round_, index, None, None, "", "", None, data, "", GENESIS, GENESIS)


def try_on_all(
    url: str, proposal: Proposal, wanted: Sequence[Candidate], processes: int | None = None
) -> Iterator[list[Tried]]:
    """Try a proposal on `wanted` in as many processes as there are cores, share by share in whatever order.

    Raises DiagramRejected, StoreUnavailable.
    """
    parts = list(shares(wanted))
    count = min(processes or os.cpu_count() or 1, len(parts))
    if count < 2:
        database = Database(url)
        try:
            trial = Trial(proposal)
            for part in parts:
                with database.reading() as connection:
                    done = trial.tried(connection, read_share(connection, part))
                yield done
        finally:
            database.close()
        return
    # Not forked: a connection, and a thread holding a lock, must not be there twice.
    context = multiprocessing.get_context("spawn")
    with context.Pool(count, _begin, (url, proposal)) as pool:
        yield from pool.imap_unordered(_try, parts)


def all_candidates(database: Database, proposal: Proposal, since: datetime) -> list[Candidate]:
    """The instances to try a proposal on, once it is certain that it can be executed. Raises DiagramRejected."""
    with database.reading() as connection:
        Trial(proposal).draft(connection, proposal.process_id)
        return candidates(connection, proposal.process_id, since)


class _Process:
    """The state of a process of the pool between shares."""

    trial: Trial
    database: Database


def _begin(url: str, proposal: Proposal) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # who interrupts means the whole; the parent ends the pool
    _Process.database = Database(url)
    _Process.trial = Trial(proposal)


def _try(part: Sequence[Candidate]) -> list[Tried]:
    with _Process.database.reading() as connection:
        return _Process.trial.tried(connection, read_share(connection, part))
