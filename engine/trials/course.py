"""Takes a walk through a world, from its beginning: each act by the command that people give, at the moment it says.

An act takes a minute of the world's clock, which else stands still until somebody moves it; then every timer fires that
is due on the way, each at its own moment. A walk stops where an act cannot be done, and says why.
"""

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TypeVar

from sqlalchemy import Connection

from bpmn.forms.sample import sample
from engine.client_access import links
from engine.client_access.links import Link
from engine.documents import store as documents
from engine.documents.references import files_in
from engine.errors import Conflict, EngineError, Invalid, NotAllowed, StoreUnavailable
from engine.identity.queries import person
from engine.instances import client_links, commands, execution_queries, queries, rights, timers
from engine.instances.execution_queries import Work
from engine.instances.projection import Timer, WorkItem
from engine.instances.queries import Instance
from engine.instances.reading import EVERYTHING
from engine.instances.runtime import Runtime
from engine.instances.session import InstanceSession
from engine.trials.acts import Act, Answer, Complete, Wait, Walk
from engine.trials.world import World

T = TypeVar("T")

MINUTE = timedelta(minutes=1)
MOST_FIRED = 300
"""Timers that fire while the clock is moved once: one that repeats every minute fires half a million times a year."""


class StepNotWaiting(Conflict):
    """The step of an act does not wait for anybody. Details: `step` (what it is called, or its element where the
    diagram has none of that id)."""

    code = "step_not_waiting"


class NoSuchHolder(NotAllowed):
    """The role of an act is none of this procedure's, or nobody of ours has it. Details: `role`."""

    code = "no_such_holder"


class NoLink(Conflict):
    """No link was sent for the step of an act. Details: `step`."""

    code = "no_link"


class NothingToWaitFor(Conflict):
    """No timer waits, and no term ends any more."""

    code = "nothing_to_wait_for"


class FiredTooOften(Invalid):
    """Too many timers fire on the way. Details: `most`."""

    code = "fired_too_often"


@dataclass(frozen=True, slots=True)
class Done:
    """An act that was done: when, which timers `fired` with it, and which steps waited after it; elements by id, those
    that wait in their order, with those that wait more than once as often."""

    act: Act | None
    at: datetime
    fired: tuple[str, ...]
    waiting: tuple[str, ...]


@dataclass
class Stage:
    """Where a walk got, with what is needed to look around there: only for as long as the world is looked at.

    `done` begins with what the start did. `stuck` is why the act after the last of them could not be done.
    """

    connection: Connection
    runtime: Runtime
    world: World
    walk: Walk
    folio: str = ""
    now: datetime = field(init=False)
    done: list[Done] = field(default_factory=list)
    stuck: EngineError | None = None

    def __post_init__(self) -> None:
        self.now = self.walk.begun

    @property
    def instance(self) -> Instance | None:
        """The instance; None where it could not be started."""
        return queries.instance(self.connection, EVERYTHING, self.folio) if self.folio else None

    def items(self) -> list[WorkItem]:
        """The steps that wait."""
        if not self.folio:
            return []
        return [each.item for each in queries.tasks(self.connection, EVERYTHING, folio=self.folio)]

    def timers(self) -> list[Timer]:
        """The timers that wait, in the order in which they are due."""
        return self._session().waiting_timers() if self.folio else []

    def link_to(self, item: WorkItem) -> Link | None:
        """The link by which a client may answer a step; None where none was sent."""
        return links.standing(self.connection, item.id)

    def work(self, item: WorkItem) -> Work:
        """All that somebody needs who is about to do a step."""
        return execution_queries.work(self.connection, self.runtime, EVERYTHING, item.id)

    def sampled(self, item: WorkItem, given: Mapping[str, object] | None = None) -> dict[str, object]:
        """`given` with a sample value for every other required field of a step's form."""
        work = self.work(item)
        if work.form is None:
            return dict(given or {})
        environment = work.calendar.environment(self.now)
        return sample(
            work.form, given or {}, work.data, environment=environment, file=lambda key: file_named(f"{key}.pdf")
        )

    def next_moment(self) -> datetime | None:
        """When the next timer fires or the next term ends; None where none does."""
        terms = [item.due_at for item in self.items() if item.due_at is not None]
        ahead = (*terms, *(timer.due_at for timer in self.timers()))
        return min((each for each in ahead if each > self.now), default=None)

    def names(self) -> dict[str, str]:
        """What the elements of the procedure, and of those that it calls, are called, by id."""
        found = self.instance
        if found is None:
            return {}
        executable = self.runtime.library.executable(self.connection, found.process_id, found.versions)
        nodes = [node for process in executable.processes.values() for node in process.nodes]
        return {node.id: node.name for node in nodes if node.name}

    def go(self) -> None:
        """Take the walk. Raises StoreUnavailable."""
        try:
            self._start()
            for act in self.walk.acts:
                self._do(act)
        except StoreUnavailable:  # says nothing of the draft
            raise
        except EngineError as error:
            self.stuck = error

    def _start(self) -> None:
        self._require_holder(self.walk.by)
        process_id = self.world.proposal.process_id
        self.folio, _ = commands.start(self.connection, self.runtime, process_id, actor=self.walk.by, at=self.now)
        self._note(None, ())

    def _do(self, act: Act) -> None:
        fired: tuple[str, ...] = ()
        match act:
            case Complete(by, step, index, values):
                self._require_holder(by)
                item = self._waiting(step, index)
                # Asked here too: a command tells somebody who does not see the instance that there is no such step.
                rights.require_candidate(person(self.connection, by), item)
                self._receive(values, by)
                self.now += MINUTE
                commands.complete(self.connection, self.runtime, item.id, values, actor=by, at=self.now)
            case Answer(step, index, values):
                item = self._waiting(step, index)
                link = self.link_to(item)
                if link is None:
                    raise NoLink(step=item.name)
                self._receive(values, link.actor)
                self.now += MINUTE
                client_links.answer(self.connection, self.runtime, link, values, at=self.now)
            case Wait(hours):
                fired = self._wait(hours)
        self._note(act, fired)

    def _wait(self, hours: int | None) -> tuple[str, ...]:
        until = self.next_moment() if hours is None else self.now + timedelta(hours=hours)
        if until is None:
            raise NothingToWaitFor()
        fired: list[str] = []
        while due := next((each for each in self.timers() if each.due_at <= until), None):
            if len(fired) == MOST_FIRED:
                raise FiredTooOften(most=MOST_FIRED)
            self.now = max(self.now, due.due_at)
            timers.fire(self.connection, self.runtime, due.id, at=self.now)
            fired.append(due.visit.element)
        self.now = until
        return tuple(fired)

    def _note(self, act: Act | None, fired: tuple[str, ...]) -> None:
        waiting = tuple(item.visit.element for item in self.items())
        self.done.append(Done(act, self.now, fired, waiting))

    def _waiting(self, step: str, index: int | None) -> WorkItem:
        here = [item for item in self.items() if item.visit.element == step]
        found = next((item for item in here if index in (None, item.visit.index)), None)
        if found is None:
            raise StepNotWaiting(step=self.names().get(step, step))
        return found

    def _require_holder(self, role: str) -> None:
        if role not in self.world.proposal.staffed:
            raise NoSuchHolder(role=self.world.proposal.roles.get(role, role))

    def _receive(self, values: Mapping[str, object], by: str) -> None:
        """Have the files that `values` name: what stands for each, since none is ever kept of a trial."""
        for each in files_in(dict(values)):
            name = str(each.get("name", ""))
            documents.store(self.connection, name, stand_in(name), actor=by, at=self.now)

    def _session(self) -> InstanceSession:
        return InstanceSession.open(self.connection, self.runtime, self.folio)


def walked(world: World, walk: Walk, look: Callable[[Stage], T]) -> T:
    """What `look` gives of where a walk got."""

    def take(connection: Connection, runtime: Runtime) -> T:
        stage = Stage(connection, runtime, world, walk)
        stage.go()
        return look(stage)

    return world.look(take)


def starters(world: World) -> tuple[str, ...]:
    """The roles whose holder may begin, by name; where the diagram leaves that open, all who have a lane in it."""

    def take(connection: Connection, runtime: Runtime) -> tuple[str, ...]:
        process_id, proposal = world.proposal.process_id, world.proposal
        in_force = runtime.library.versions_in_force(connection, process_id)
        versions = {name: version.number for name, version in in_force.items()}
        executable = runtime.library.executable(connection, process_id, versions)
        lanes = executable.processes[process_id].lanes
        roles = rights.starters(executable) or {role for lane in lanes for role in lane.roles} or proposal.staffed
        return tuple(sorted(roles & proposal.staffed, key=lambda role: proposal.roles[role]))

    return world.look(take)


def file_named(name: str) -> dict[str, object]:
    """The reference to what stands, in a trial, for a file of that name."""
    content = stand_in(name)
    return {"name": name, "sha256": hashlib.sha256(content).hexdigest(), "size": len(content)}


def stand_in(name: str) -> bytes:
    """What stands for a file of that name."""
    return f"{name}\n".encode()
