"""A draft that is being tried, as its room shows it: read where the walk got, while its world is looked at."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial

from bpmn.messages import Message
from bpmn.model import Process
from engine.client_access.links import Link
from engine.errors import DiagramRejected
from engine.history.statuses import InstanceStatus
from engine.identity.queries import Person, person
from engine.instances import queries
from engine.instances.execution_queries import Work
from engine.instances.projection import WorkItem
from engine.instances.reading import EVERYTHING
from engine.notifications.outbox import Message as Letter
from engine.records.left import LeftRecord, left_records
from engine.trials.acts import Act, Answer, Complete, Walk
from engine.trials.course import Done, Stage, starters, walked
from engine.trials.keeping import Trial, WalkMoved
from engine.trials.scenarios import Verdict, verdicts
from web.pages.progress import InstanceProgress, as_json, instance_progress
from web.paper.procedure import process_of
from web.processes.scenario_texts import trouble
from web.texts.wording import title


@dataclass(frozen=True, slots=True)
class Waiting:
    """A step that waits: for the holders of which roles, and by which link of a client's."""

    item: WorkItem
    link: Link | None


@dataclass(frozen=True, slots=True)
class At:
    """A step that is being done at `now` of the trial: by the holder of the role `by`, or by `link`, as the client."""

    work: Work
    link: Link | None
    by: str
    now: datetime

    def act(self, values: Mapping[str, object]) -> Act:
        """Completing it with these values."""
        visit = self.work.item.visit
        if self.link is not None:
            return Answer(visit.element, visit.index, dict(values))
        return Complete(self.by, visit.element, visit.index, dict(values))


@dataclass(frozen=True, slots=True)
class Line:
    """What was done, by what it did: `who` is a role, None for the client and for the clock; `what` the step, "" for
    the clock; `fired` are the timers and `waiting` the steps, by name."""

    number: int
    act: Act | None
    at: datetime
    who: str | None
    what: str
    fired: tuple[str, ...]
    waiting: tuple[str, ...]

    @property
    def kind(self) -> str:
        """Which sentence tells it."""
        match self.act:
            case None:
                return "start"
            case Complete():
                return "complete"
            case Answer():
                return "answer"
        return "wait"


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a walk got. `end`: what the end is called by which it ended, "" for one without a name; None while it goes
    on. `trouble` says why what comes after the last of `lines` cannot be done; `next` is the moment of the next timer
    or term."""

    lines: tuple[Line, ...]
    now: datetime
    waiting: tuple[Waiting, ...]
    timers: tuple[tuple[str, datetime], ...]
    next: datetime | None
    letters: tuple[Letter, ...]
    records: tuple[LeftRecord, ...]
    status: InstanceStatus | None
    end: str | None
    trouble: Message | None
    progress: InstanceProgress | None


@dataclass(frozen=True, slots=True)
class TrialView:
    """The room. `rejected`: what keeps the draft from being executed, so that nothing can be tried; `starters` are the
    roles that may begin."""

    trial: Trial
    process: Process | None
    standing: Standing | None
    verdicts: tuple[Verdict, ...]
    starters: tuple[str, ...]
    rejected: DiagramRejected | None

    @property
    def title(self) -> str:
        """What the procedure is called."""
        return title(self.process) if self.process is not None else self.trial.draft.process_id

    def role(self, id_: str) -> str:
        """What a role is called."""
        return self.trial.proposal.roles.get(id_, id_)

    def roles(self, ids: Sequence[str]) -> str:
        """What roles are called."""
        return ", ".join(map(self.role, ids))


def trial_view(trial: Trial) -> TrialView:
    """The room in which `trial` is."""
    process = process_of(trial.draft.diagram, trial.draft.process_id)
    try:
        world = trial.world
    except DiagramRejected as error:
        return TrialView(trial, process, None, (), (), error)
    standing = None if trial.walk is None else walked(world, trial.walk, partial(_standing, trial.proposal.roles))
    tried = tuple(verdicts(world, trial.kept))
    return TrialView(trial, process, standing, tried, starters(world), None)


def at_step(trial: Trial, id_: str, by: str, *, as_client: bool) -> At:
    """Where a step that waits is done, as the holder of the role `by` where that may and else of the first that may, or
    as the client. Raises WalkMoved where it does not wait, DiagramRejected."""
    if trial.walk is None:
        raise WalkMoved(process_id=trial.draft.process_id)

    def look(stage: Stage) -> At:
        item = _item(stage, id_)
        role = by if by in item.roles else next(iter(item.roles), "")
        work = replace(
            stage.work(item), folio=""
        )  # one of the company's may have that number: nothing is looked up by it
        return At(work, stage.link_to(item) if as_client else None, role, stage.now)

    return walked(trial.world, trial.walk, look)


def sampled(trial: Trial, id_: str) -> dict[str, object]:
    """Sample values for the form of a step that waits. Raises as `work_at`."""
    if trial.walk is None:
        raise WalkMoved(process_id=trial.draft.process_id)
    return walked(trial.world, trial.walk, lambda stage: stage.sampled(_item(stage, id_)))


def progress_json(trial: Trial) -> dict[str, object]:
    """Where the tokens are, for the drawing; nothing where nothing began."""
    if trial.walk is None:
        return {}
    found = walked(trial.world, trial.walk, _progress)
    return {} if found is None else as_json(found)


def _standing(roles: Mapping[str, str], stage: Stage) -> Standing:
    names, instance = stage.names(), stage.instance
    over = instance is not None and instance.status is not InstanceStatus.RUNNING
    ended = names.get(instance.end or "", "") if instance is not None and over else None
    return Standing(
        tuple(_line(number, done, stage.walk, names) for number, done in enumerate(stage.done)),
        stage.now,
        tuple(Waiting(item, stage.link_to(item)) for item in stage.items()),
        tuple((names.get(each.visit.element, ""), each.due_at) for each in stage.timers()),
        stage.next_moment(),
        tuple(queries.sent(stage.connection, EVERYTHING, stage.folio)) if stage.folio else (),
        tuple(_records(stage)),
        None if instance is None else instance.status,
        ended,
        None if stage.stuck is None else trouble(stage.stuck, names, roles),
        _progress(stage),
    )


def _line(number: int, done: Done, walk: Walk, names: Mapping[str, str]) -> Line:
    who = walk.by if done.act is None else getattr(done.act, "by", None)
    what = names.get(getattr(done.act, "step", ""), "")
    fired, waiting = _called(done.fired, names), _called(done.waiting, names)
    return Line(number, done.act, done.at, who, what, fired, waiting)


def _called(ids: Sequence[str], names: Mapping[str, str]) -> tuple[str, ...]:
    return tuple(names.get(id_, "") for id_ in ids)


def _records(stage: Stage) -> list[LeftRecord]:
    if stage.instance is None:
        return []
    history = queries.history(stage.connection, EVERYTHING, stage.folio)
    return left_records(stage.connection, stage.runtime, stage.instance, history)


def _progress(stage: Stage) -> InstanceProgress | None:
    if not stage.folio:
        return None
    who: Person = person(stage.connection, stage.walk.by)
    return instance_progress(stage.connection, stage.runtime, EVERYTHING, stage.folio, who)


def _item(stage: Stage, id_: str) -> WorkItem:
    found = next((item for item in stage.items() if item.id == id_), None)
    if found is None:
        raise WalkMoved(process_id=stage.world.proposal.process_id)
    return found
