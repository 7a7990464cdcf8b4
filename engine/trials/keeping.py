"""What people do with walks and scenarios. All of it is for whoever is writing the draft, while it may be written.

Whatever is tried is tried before anything is written (`attempt`), so nobody waits for a trial; what is written then is
the walk, unless it was gone on with on another page meanwhile.
"""

from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import Connection

from engine.calendar.office import OfficeCalendar
from engine.definitions import drafts, scenarios
from engine.definitions.drafts import Draft
from engine.definitions.scenarios import Kept
from engine.errors import Conflict, DiagramRejected, EngineError
from engine.trials.acts import Act, BadWalk, Walk, walk_from
from engine.trials.course import Stage, walked
from engine.trials.scenarios import Expected, Verdict, came_to, verdicts
from engine.trials.world import Proposal, World, proposal_of, worlds


class WalkMoved(Conflict):
    """The walk was gone on with, or begun anew, on another page since. Details: `process_id`."""

    code = "walk_moved"


class WalkNotThere(Conflict):
    """No walk is being taken. Details: `process_id`."""

    code = "walk_not_there"


class WalkStuck(Conflict):
    """A walk that cannot be taken to its end is no scenario: nobody could say what to expect. Details: `process_id`."""

    code = "walk_stuck"


@dataclass(frozen=True, slots=True)
class Trial:
    """What is being tried: the draft, what its world is made of, and the walk that its author is taking, if any: as it
    is `written`, and None where it is written so that it cannot be read, and can only be begun anew."""

    draft: Draft
    proposal: Proposal
    walk: Walk | None
    kept: tuple[Kept, ...]
    written: str | None = None

    @property
    def world(self) -> World:
        """The world, made now or known already. Raises DiagramRejected where the draft cannot be executed."""
        return worlds.of(self.proposal)


def trial_of(connection: Connection, process_id: str, actor: str, calendar: OfficeCalendar) -> Trial:
    """What `actor` is trying of the draft that they are writing. Raises RightRequired, NotFound (kind ``draft``),
    DraftNotThere, DraftOfAnother."""
    draft = drafts.require_own(connection, process_id, actor)
    text, walk = scenarios.walk_of(connection, draft.id, actor), None
    with suppress(BadWalk):
        walk = None if text is None else walk_from(text)
    proposal = proposal_of(connection, draft, calendar)
    return Trial(draft, proposal, walk, tuple(scenarios.of_draft(connection, draft.id)), text)


def checked(connection: Connection, draft: Draft, calendar: OfficeCalendar) -> list[Verdict]:
    """How it goes with the scenarios of a draft that has no findings which refuse it, as far as there is time; nothing
    where what it calls cannot be executed."""
    kept = scenarios.of_draft(connection, draft.id)
    if not kept:
        return []
    try:
        world = worlds.of(proposal_of(connection, draft, calendar))
    except DiagramRejected:
        return []
    return verdicts(world, kept)


def attempt(trial: Trial, act: Act | None, *, by: str = "", at: datetime) -> Walk:
    """The walk with one act more, or a new one that the holder of the role `by` starts; nothing is kept. Where the walk
    stops on the way, since the draft says something else by now, the act comes in the place of what cannot be done.

    Raises what the act is refused by, WalkNotThere, TooLongAWalk, BadWait, DiagramRejected.
    """
    if act is None:
        longer = Walk(by, at)
    elif trial.walk is None:
        raise WalkNotThere(process_id=trial.draft.process_id)
    else:
        longer = trial.walk.and_then(act)
    done, stuck = _went(trial.world, longer)
    if act is not None and stuck is not None and 0 < done < len(longer.acts):
        longer = replace(longer, acts=(*longer.acts[: done - 1], act))
        _, stuck = _went(trial.world, longer)
    if stuck is not None:
        raise stuck
    return longer


def without_last(trial: Trial) -> Walk | None:
    """The walk without its last act, or, where it stops on the way, without all that cannot be done; None where nothing
    is left but its start. Raises WalkNotThere, DiagramRejected."""
    walk = trial.walk
    if walk is None:
        raise WalkNotThere(process_id=trial.draft.process_id)
    done, stuck = _went(trial.world, walk)
    left = done - 1 if stuck else len(walk.acts) - 1
    return replace(walk, acts=walk.acts[:left]) if left >= 0 else None


def _went(world: World, walk: Walk) -> tuple[int, EngineError | None]:
    """How much of a walk can be done, its start included, and why no more."""
    return walked(world, walk, lambda stage: (len(stage.done), stage.stuck))


def put(connection: Connection, trial: Trial, walk: Walk | None, *, actor: str, at: datetime) -> None:
    """Put a walk in the place of the one that was seen in `trial`, or forget that.

    Raises RightRequired, NotFound (kind ``draft``), DraftNotThere, DraftOfAnother, WalkMoved.
    """
    draft = drafts.require_own(connection, trial.draft.process_id, actor)
    if draft.id != trial.draft.id or scenarios.walk_of(connection, draft.id, actor) != trial.written:
        raise WalkMoved(process_id=draft.process_id)
    if walk is None:
        scenarios.end_walk(connection, draft.id, actor)
    else:
        scenarios.put_walk(connection, draft.id, actor, walk.text(), at=at)


def expected_of(trial: Trial, walk: Walk | None) -> tuple[Walk, Expected]:
    """What a walk comes to now. Raises WalkNotThere, WalkStuck, DiagramRejected."""
    if walk is None:
        raise WalkNotThere(process_id=trial.draft.process_id)

    def look(stage: Stage) -> Expected | None:
        return None if stage.stuck else came_to(stage)

    found = walked(trial.world, walk, look)
    if found is None:
        raise WalkStuck(process_id=trial.draft.process_id)
    return walk, found


def keep(
    connection: Connection, trial: Trial, name: str, walk: Walk, expected: Expected, *, actor: str, at: datetime
) -> Kept:
    """Keep a walk, and what it came to, as a scenario of the draft, in the place of one of that name.

    Raises RightRequired, NotFound (kind ``draft``), DraftNotThere, DraftOfAnother, BadScenarioName, TooManyScenarios.
    """
    draft = drafts.require_own(connection, trial.draft.process_id, actor)
    return scenarios.keep(connection, draft.id, name, walk.text(), expected.text(), author=actor, at=at)


def remove(connection: Connection, process_id: str, name: str, *, actor: str) -> None:
    """Remove a scenario. Raises RightRequired, NotFound (kind ``draft`` or ``scenario``), DraftNotThere,
    DraftOfAnother."""
    draft = drafts.require_own(connection, process_id, actor)
    scenarios.remove(connection, draft.id, scenarios.named(connection, draft.id, name).name)
