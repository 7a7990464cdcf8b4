"""Whether an instance can go to another version of its procedure, and where each of its tokens would be. Pure.

A token goes by itself wherever its element waits for the same in the new version and nothing is asked of the instance
that it has not answered. Anything else is a decision: of where the token goes (a mapping), or that a new step is not
taken in this instance (a waiver). What the new version could never finish is impossible.
"""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from bpmn.messages import Message
from engine.errors import ExecutionFailed
from engine.execution.compiler import Executable
from engine.execution.moving import Moved, NotMovable, move
from engine.execution.obstacles import Hindrance, Obstacle
from engine.execution.snapshot import decoded
from engine.instances.visible import bare_message
from engine.migration.answers import Answers, Forms, Lack
from engine.migration.finishing import stuck_at


class Verdict(StrEnum):
    """What can be said of moving an instance."""

    MOVES = "moves"
    DECISION = "decision"
    IMPOSSIBLE = "impossible"


class Reason(StrEnum):
    """Why an instance does not move by itself; the first ones are `engine.execution.obstacles.Hindrance`."""

    STEP_GONE = Hindrance.STEP_GONE
    PLACE_CHANGED = Hindrance.PLACE_CHANGED
    KIND_CHANGED = Hindrance.KIND_CHANGED
    WAYS_CHANGED = Hindrance.WAYS_CHANGED
    NO_TARGET = Hindrance.NO_TARGET
    ANSWER_MISSING = "answer_missing"
    """The new version asks or works something out before the token's place, and needs it further on."""
    ANSWER_ADDED = "answer_added"
    """The same, at an element that the token has passed, when that was not asked there."""
    CANNOT_FINISH = "cannot_finish"
    """From there the new version would never reach its end."""
    CANNOT_GO_ON = "cannot_go_on"
    """Executing the new version fails on arriving there."""
    UNREADABLE = "unreadable"
    """Its history does not say where its tokens stand; verifying it says why."""


@dataclass(frozen=True, slots=True)
class Why:
    """A reason and the element it is about: of the old version for a token that is held back, of the new version for
    what it lacks or where it fails, None where that is not known. `message` is what execution said, where it failed,
    without what came of values; `target` where a mapping led; `likely` the step of the new version that the one which
    is gone seems to be now."""

    reason: Reason
    process_id: str
    element: str | None
    target: str | None = None
    message: Message | None = field(default=None, hash=False)  # it holds a dict
    likely: str | None = None


@dataclass(frozen=True, slots=True)
class Plan:
    """The verdict on moving an instance, with the reasons where it does not move, and the move where it does.

    `waived` are the elements of the new version whose step is not taken, as far as that was needed.
    """

    verdict: Verdict
    why: tuple[Why, ...] = ()
    moved: Moved | None = None
    waived: tuple[str, ...] = ()


def plan(
    old: Executable,
    snapshot: bytes,
    new: Executable,
    *,
    old_forms: Forms | None = None,
    forms: Forms | None = None,
    mapping: Mapping[str, str] | None = None,
    waived: Collection[str] = (),
) -> Plan:
    """Plan the move of a run that has not ended from the versions `old` to `new`, in milliseconds.

    `old_forms` and `forms` are the forms of both versions; `mapping` and `waived` what was decided, by ids of elements
    (see `engine.execution.moving`). Raises ValueError for a snapshot of another version of its format or of a run that
    has ended.
    """
    try:
        moved = move(old, snapshot, new, mapping)
    except NotMovable as error:
        return Plan(Verdict.DECISION, tuple(_held(each) for each in error.obstacles))
    except ExecutionFailed as error:
        why = Why(Reason.CANNOT_GO_ON, new.process_id, error.element, message=bare_message(error.reason))
        return Plan(Verdict.IMPOSSIBLE, (why,))
    stuck = tuple(Why(Reason.CANNOT_FINISH, *place) for place in stuck_at(new, moved.places))
    if stuck:
        return Plan(Verdict.IMPOSSIBLE, stuck)
    lacking = dict.fromkeys(_lacking(Answers(old, old_forms or {}, new, forms or {}), moved, snapshot))
    needed = tuple(_lacks(each) for each in lacking if each.element not in waived)
    if needed:
        return Plan(Verdict.DECISION, needed)
    return Plan(Verdict.MOVES, (), moved, tuple(sorted({each.element for each in lacking})))


def _held(obstacle: Obstacle) -> Why:
    return Why(Reason(str(obstacle.kind)), obstacle.process_id, obstacle.element, obstacle.target)


def _lacks(lack: Lack) -> Why:
    reason = Reason.ANSWER_ADDED if lack.passed else Reason.ANSWER_MISSING
    return Why(reason, lack.process_id, lack.element)


def _lacking(answers: Answers, moved: Moved, snapshot: bytes) -> Iterator[Lack]:
    rounds = decoded(snapshot)["passes"]
    for place in moved.places:
        yield from answers.missing(place, moved.places, rounds.get(place.scope, {}))
