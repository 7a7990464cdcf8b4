"""Scenarios: what was expected of a walk, and whether it is so still when the walk is taken through what a draft says
now.

Expected is the way, as the steps that wait after each act, and how it ends. The first difference is told: what follows
of a walk behind it follows from it.
"""

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import zip_longest
from typing import Any, Literal

from bpmn.latest import Latest
from engine import canonical_json
from engine.definitions.scenarios import Kept
from engine.errors import EngineError
from engine.history.statuses import InstanceStatus
from engine.trials.acts import BadWalk, walk_from
from engine.trials.course import Stage, walked
from engine.trials.world import World

BUDGET = 2.0
"""Seconds that the scenarios of a draft may take while somebody waits for its page. One that is not reached is said to
be so, and is reached when the page is asked for again, since what was found out is kept."""
_MOST, _MOST_BYTES = 500, 16 * 1024**2


@dataclass(frozen=True, slots=True)
class Expected:
    """What a walk came to: the steps that waited `after` its start and each act, sorted, the status, the end event by
    which it ended, and what the elements were called then, by id."""

    after: tuple[tuple[str, ...], ...]
    status: str
    end: str | None
    names: Mapping[str, str]

    def text(self) -> str:
        """What was expected, as it is kept."""
        said = {"after": self.after, "status": self.status, "end": self.end, "names": dict(self.names)}
        return canonical_json.dumps(said)


@dataclass(frozen=True, slots=True)
class Difference:
    """Where a walk came to something else. `act` is the number of the act, 0 for the start.

    ``stuck``: it could not be done, by `error`. ``waiting``: behind it the steps `expected` should have waited and did
    not, and `found` did and should not. ``end``: it should have ended by `expected`, and did by `found`; an empty one:
    it should not have ended, or did not. Both are names, "" for what has none. `element` is where one should look in
    the draft, None where that is not known; `whole`: the walk could be taken to its end all the same.
    """

    kind: Literal["stuck", "waiting", "end"]
    act: int
    expected: tuple[str, ...] = ()
    found: tuple[str, ...] = ()
    error: EngineError | None = None
    element: str | None = None
    whole: bool = True


@dataclass(frozen=True, slots=True)
class Verdict:
    """How it went with a scenario: `difference` is None where all was as expected; `tried`: there was time for it."""

    name: str
    difference: Difference | None = None
    tried: bool = True

    @property
    def passed(self) -> bool:
        """Whether all was as expected."""
        return self.tried and self.difference is None


def expected_from(text: str) -> Expected:
    """What was expected, as `Expected.text` wrote it. Raises BadWalk."""
    try:
        said: Any = canonical_json.loads(text)
        after = tuple(tuple(map(str, each)) for each in said["after"])
        return Expected(after, str(said["status"]), said["end"], {str(id_): str(n) for id_, n in said["names"].items()})
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        raise BadWalk(reason=str(error)) from error


def came_to(stage: Stage) -> Expected:
    """What a walk came to."""
    instance = stage.instance
    after = tuple(tuple(sorted(done.waiting)) for done in stage.done)
    end = None if instance is None else instance.end
    status = "" if instance is None else str(instance.status)
    names, named = stage.names(), {id_ for each in after for id_ in each} | {end}
    return Expected(after, status, end, {id_: name for id_, name in names.items() if id_ in named})


def difference(expected: Expected, stage: Stage) -> Difference | None:
    """The first way in which a walk did not come to what was expected; None where there is none."""
    found, names = came_to(stage), {**expected.names, **stage.names()}
    for number, (should, is_) in enumerate(zip_longest(expected.after, found.after)):
        if is_ is None:
            where = _step_of(stage, number)
            return Difference("stuck", number, error=stage.stuck, element=where, whole=False)
        if should is not None and should != is_:
            missing, more = _less(should, is_), _less(is_, should)
            where = next(iter((*more, *missing)), None)
            should_wait, does = _called(missing, names), _called(more, names)
            return Difference("waiting", number, should_wait, does, element=where, whole=stage.stuck is None)
    if (expected.status, expected.end) == (found.status, found.end):
        return None
    should_end, ended = _ended(expected, names), _ended(found, names)
    return Difference("end", len(stage.walk.acts), should_end, ended, element=found.end or expected.end)


def verdicts(
    world: World, kept: Sequence[Kept], budget: float = BUDGET, clock: Callable[[], float] = time.monotonic
) -> list[Verdict]:
    """How it goes with each scenario in a world, as far as there is time: `budget` in seconds, by `clock`."""
    until = clock() + budget
    return [_verdict(world, each, late=clock() >= until) for each in kept]


def _verdict(world: World, kept: Kept, *, late: bool) -> Verdict:
    parts = [*world.proposal.parts(), kept.walk.encode(), kept.expected.encode()]
    if late:
        found = _known.peek(parts)
        return Verdict(kept.name, tried=False) if found is None else Verdict(kept.name, found.difference)
    return Verdict(kept.name, _known.get(parts, len(kept.walk), lambda: _tried(world, kept)).difference)


@dataclass(frozen=True, slots=True)
class _Tried:
    difference: Difference | None


_known = Latest[_Tried](_MOST, _MOST_BYTES)


def _tried(world: World, kept: Kept) -> _Tried:
    try:
        walk, expected = walk_from(kept.walk), expected_from(kept.expected)
    except BadWalk as error:
        return _Tried(Difference("stuck", 0, error=error, whole=False))
    return _Tried(walked(world, walk, lambda stage: difference(expected, stage)))


def _step_of(stage: Stage, number: int) -> str | None:
    act = stage.walk.acts[number - 1] if 0 < number <= len(stage.walk.acts) else None
    return getattr(act, "step", None)


def _less(some: Sequence[str], others: Sequence[str]) -> tuple[str, ...]:
    """What is in `some` more often than in `others`."""
    left = list(some)
    for each in others:
        if each in left:
            left.remove(each)
    return tuple(left)


def _called(ids: Sequence[str], names: Mapping[str, str]) -> tuple[str, ...]:
    return tuple(names.get(id_, "") for id_ in ids)


def _ended(it: Expected, names: Mapping[str, str]) -> tuple[str, ...]:
    over = it.status != InstanceStatus.RUNNING
    return (names.get(it.end, ""),) if over and it.end is not None else ()
