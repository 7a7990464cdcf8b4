"""Moves a run to another version of its diagrams: (snapshot, mapping) → snapshot. Pure.

A snapshot holds only the tokens that are alive, so a move rewrites nothing else. A token stays at the element with the
id it has, whatever was drawn behind or ahead of it, as long as that element still waits for the same
(`engine.execution.likeness`). With the token go its data, the round it is in, the instances and the sub-process that
it started, and its place among the tokens that wait where ways meet. A mapping says of elements that they are others
now: ``{old: new}``; what is alike is carried over, anything else begins anew at the new element. An empty `new` ends
the token.

What hangs on an activity follows the new diagram: a timer that it does not have any more, or that says something
else, is withdrawn; one that is new begins to wait now.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, NamedTuple

from engine.execution import state as states
from engine.execution.compiler import Executable
from engine.execution.obstacles import Obstacle
from engine.execution.rewriting import Place, Rewriting
from engine.execution.runner import Enabled, Execution, Step, TimerSet
from engine.execution.snapshot import decoded
from engine.history.visits import Visit


class NotMovable(Exception):
    """Some tokens cannot go to the other version without a decision."""

    def __init__(self, obstacles: tuple[Obstacle, ...]) -> None:
        super().__init__(obstacles)
        self.obstacles = obstacles


class CarriedWork(NamedTuple):
    """Work that waits on: the visit and the process before the move, and what it is after it."""

    visit: Visit
    process_id: str
    now: Enabled


class CarriedTimer(NamedTuple):
    """A timer that waits on: its visit before the move, and what it is after it."""

    visit: Visit
    now: TimerSet


@dataclass(frozen=True, slots=True)
class Moved:
    """A run on the new version: where its tokens stand, what waits on, and the step that the move itself was.

    What the step withdraws because the new version does not have it is named as it was before the move. `mapping` is
    the part of the mapping that was needed.
    """

    places: tuple[Place, ...]
    work: tuple[CarriedWork, ...]
    timers: tuple[CarriedTimer, ...]
    step: Step
    mapping: Mapping[str, str]


def move(
    old: Executable,
    snapshot: bytes,
    new: Executable,
    mapping: Mapping[str, str] | None = None,
    *,
    anew: bool = False,
) -> Moved:
    """Move a run that has not ended from the versions `old` to `new`; `anew`: what the mapping names begins anew, as
    where somebody gives a step back to the one before it.

    Raises NotMovable, ExecutionFailed when the new version cannot go on from there, ValueError for a snapshot of
    another version of its format, or of a run that has ended.
    """
    content = decoded(snapshot)
    if "end" in content:
        raise ValueError("ended")
    rewriting = Rewriting(old, new, mapping or {}, content, anew=anew)
    rewriting.rewrite()
    if rewriting.obstacles:
        raise NotMovable(tuple(dict.fromkeys(rewriting.obstacles)))
    state, tokens = states.restored(new, rewriting.content)
    return arrive(Execution(new, state), Execution(old, snapshot), rewriting, tokens)


def arrive(run: Execution, before: Execution, rewriting: Rewriting, tokens: Sequence[Any]) -> Moved:
    """Let `run`, which holds the `tokens` of the rows that were rewritten, go on; `before` is the run before the move.

    Raises ExecutionFailed.
    """
    run.look()
    known = {now: was for was, now in rewriting.visits.items()}
    homes = {each.visit: each.process_id for each in before.enabled()}
    work = tuple(CarriedWork(known[each.visit], homes[known[each.visit]], each) for each in run.enabled())
    timers = tuple(CarriedTimer(known[each.visit], each) for each in run.timers())
    step = run.resume(rewriting.begins, tokens)
    went_on = {*(each.visit for each in work), *(each.visit for each in timers)}
    gone = (each.visit for each in before.enabled() if each.visit not in went_on)
    stopped = (each.visit for each in before.timers() if each.visit not in went_on)
    step = replace(step, withdrawn=(*gone, *step.withdrawn), timers_withdrawn=(*stopped, *step.timers_withdrawn))
    return Moved(tuple(rewriting.places), work, timers, step, rewriting.used)
