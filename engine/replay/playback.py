"""A history to be watched: what was recorded, and after each event where things stood and what was known.

It is executed as far as it goes. A history that somebody changed is shown all the same, up to where execution does not
give what was recorded; what stands behind is shown as it is written. What proves it is `verification`, not this.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection

from engine.errors import DiagramRejected, NotFound, ReplayDiverged
from engine.execution.compiler import Executable
from engine.history.chain import Event, first_break
from engine.history.problems import UNREADABLE, Problem
from engine.instances import queries
from engine.instances.progress.tracker import Change, ProgressTracker
from engine.instances.queries import Instance
from engine.instances.runtime import Runtime
from engine.replay.states import StateAfter, states
from engine.verification.definition_checker import DefinitionChecker


@dataclass(frozen=True, slots=True)
class Frame:
    """The state after an event, and what the event changed on the diagrams."""

    state: StateAfter
    change: Change


@dataclass(frozen=True, slots=True)
class Stop:
    """Where execution went no further: the event, what it gives there (None: nothing can be executed) and what is
    recorded, both in short."""

    seq: int
    expected: str | None
    found: str


@dataclass(frozen=True, slots=True)
class Playback:
    """A history as far as it was asked for. `history` is whole; `frames` are those of its first events.

    `versions` and `digests` are those that its first event names, by process; `executable` is None when there is
    nothing to execute. `broken` is the first event that does not fit the chain, with the reason; `changed` are the
    diagrams and forms that are not those it ran on.
    """

    instance: Instance
    history: tuple[Event, ...]
    versions: Mapping[str, int]
    digests: Mapping[str, str]
    executable: Executable | None
    frames: tuple[Frame, ...]
    stop: Stop | None
    broken: tuple[int, str] | None
    changed: tuple[Problem, ...]


def play(connection: Connection, runtime: Runtime, folio: str, until: int | None = None) -> Playback:
    """Play the history of an instance, with frames to its end or to its event number `until`; with 0 nothing is
    executed, and the history only read.

    Raises NotFound (kind ``instance``).
    """
    instance = queries.instance(connection, folio)
    history = queries.history(connection, folio)
    broken = _break(history)
    whole = history if broken is None or broken[1] != "sequence" else history[: broken[0] - 1]
    versions, digests = _recorded(history, instance)
    changed: tuple[Problem, ...] = ()
    executable: Executable | None = None
    frames: list[Frame] = []
    stop: Stop | None = None
    try:
        changed = tuple(DefinitionChecker().version_problems(connection, history[0].payload))
        executable = runtime.library.executable(connection, instance.process_id, versions)
    except (*UNREADABLE, NotFound, DiagramRejected) as error:
        stop = Stop(1, None, str(error) or type(error).__name__)
    if executable is not None and until != 0:
        frames, stop = _frames(executable, whole, len(whole) if until is None else until)
    if stop is None and until != 0 and len(whole) < len(history):
        stop = Stop(len(whole) + 1, None, "sequence")
    told = (instance, tuple(history), versions, digests)
    return Playback(*told, executable, tuple(frames), stop, broken, changed)


def versions_of(connection: Connection, folio: str) -> Mapping[str, int]:
    """The versions that the history of an instance says it ran on. Raises NotFound (kind ``instance``)."""
    return _recorded(queries.history(connection, folio)[:1], queries.instance(connection, folio))[0]


def _frames(executable: Executable, history: Sequence[Event], until: int) -> tuple[list[Frame], Stop | None]:
    """The frames up to `until`, and where execution stops, which is known only after all of it."""
    frames: list[Frame] = []
    played = 0
    following = ProgressTracker(executable)
    try:
        for state in states(executable, history):
            played += 1
            if played <= until:
                frames.append(Frame(state, following.add(state.event)))
    except ReplayDiverged as error:
        seq = error.details["seq"]
        assert isinstance(seq, int)
        if played < min(seq - 1, until) and seq <= len(history):
            # What people did since the last step was not told yet when the next one failed.
            frames, _ = _frames(executable, history[: seq - 1], until)
        return frames, Stop(seq, str(error.details["expected"]), str(error.details["found"]))
    except UNREADABLE as error:
        return frames, Stop(played + 1, None, str(error) or type(error).__name__)
    return frames, None


def _break(history: Sequence[Event]) -> tuple[int, str] | None:
    try:
        return first_break(history)
    except (TypeError, ValueError):  # a value that no event can have
        return 1, "content"


def _recorded(history: Sequence[Event], instance: Instance) -> tuple[Mapping[str, int], Mapping[str, str]]:
    """The versions that the history says it ran on, and the digests of their diagrams; those of the instance's row
    where it does not say."""
    try:
        started = history[0].payload
        versions, digests = started["versions"], started["digests"]
        assert isinstance(versions, dict) and isinstance(digests, dict)
        return (
            {str(process_id): int(number) for process_id, number in versions.items()},
            {str(process_id): str(parts["diagram"]) for process_id, parts in digests.items()},
        )
    except UNREADABLE:
        return instance.versions, {}
