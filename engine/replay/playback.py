"""Plays a history for auditors: what was recorded, with the state and the data after each event.

The history is executed as far as it agrees with its execution. One that was tampered with is shown all the same: after
the first difference, as it is stored. Playback proves nothing; `engine.verification` does.
"""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import partial

from sqlalchemy import Connection

from bpmn.hidden import WITHHELD
from engine.errors import DiagramRejected, NotFound, ReplayDiverged
from engine.execution.compiler import Executable, Executables
from engine.execution.guiding import NeedsValues
from engine.history.chain import Event, first_break
from engine.history.disposals import Disposal, disposal_of
from engine.history.event_types import REGISTRY, Part, Subject, type_of
from engine.history.problems import UNREADABLE, Problem
from engine.history.versions import RunsOn, runs_on
from engine.instances import queries
from engine.instances.progress.tracker import Change, ProgressTracker
from engine.instances.queries import Instance
from engine.instances.reading import Reader
from engine.instances.runtime import Runtime
from engine.instances.snapshots import first_executable
from engine.instances.visible import Visible
from engine.replay.states import Data, StateAfter, states
from engine.verification.definition_checker import DefinitionChecker


@dataclass(frozen=True, slots=True)
class Frame:
    """The state after an event, and what the event changed on the diagrams."""

    state: StateAfter
    change: Change


@dataclass(frozen=True, slots=True)
class Stop:
    """The event at which execution stopped, with what execution gives there (None: it cannot be executed) and what is
    recorded, both abbreviated."""

    seq: int
    expected: str | None
    found: str


DISPOSED = "disposed"
"""What a stop says that is there since what follows depends on values that were disposed of."""


@dataclass(frozen=True, slots=True)
class Playback:
    """A history, with the frames of its first events.

    `runs` says from which event on the instance ran on which versions, by what the history says, or its row where the
    history does not; `executable` is what it began to run on, None where there is nothing to execute.
    `broken` is the first event that breaks the chain, with the reason (`chain.first_break`); `changed` are the diagrams
    and forms that are not those it ran on.
    """

    instance: Instance
    history: tuple[Event, ...]
    runs: tuple[RunsOn, ...]
    executable: Executable | None
    frames: tuple[Frame, ...]
    stop: Stop | None
    broken: tuple[int, str] | None
    changed: tuple[Problem, ...]

    @property
    def disposal(self) -> Disposal | None:
        """That its values were disposed of."""
        return disposal_of(self.history)


def play(
    connection: Connection, runtime: Runtime, reader: Reader, visible: Visible, folio: str, until: int | None = None
) -> Playback:
    """Play the history of an instance, with frames up to event number `until`, or up to its end. With 0 nothing is
    executed. It is executed with every value, and shown with those that are `visible`.

    Raises NotFound (kind ``instance``).
    """
    instance = queries.instance(connection, reader, folio)
    history = queries.history(connection, reader, folio)
    broken = _break(history, queries.key(connection, reader, folio))
    whole = history if broken is None or broken[1] != "sequence" else history[: broken[0] - 1]
    changed: tuple[Problem, ...] = ()
    executable: Executable | None = None
    frames: list[Frame] = []
    stop: Stop | None = None
    executables = partial(runtime.library.executable, connection)
    try:
        changed = tuple(DefinitionChecker().version_problems(connection, history))
        executable = first_executable(executables, history)
    except (*UNREADABLE, NotFound, DiagramRejected) as error:
        stop = Stop(1, None, str(error) or type(error).__name__)
    if executable is not None and until != 0:
        frames, stop = _frames(executable, executables, whole, len(whole) if until is None else until)
    if stop is None and until != 0 and len(whole) < len(history):
        stop = Stop(len(whole) + 1, None, "sequence")
    runs = _runs(history) or (RunsOn(1, instance.versions, {}),)
    if not visible.everything:
        history, frames, stop = _shown(history, frames, stop, visible)
    return Playback(instance, tuple(history), runs, executable, tuple(frames), stop, broken, changed)


def _shown(
    history: Sequence[Event], frames: Sequence[Frame], stop: Stop | None, visible: Visible
) -> tuple[list[Event], list[Frame], Stop | None]:
    """The same with the values that may be read."""
    known: dict[int, Data] = {}  # most events leave the data as they are, and share them

    def seen(data: Data) -> Data:
        if id(data) not in known:
            known[id(data)] = visible.data(data)
        return known[id(data)]

    events = visible.history(history)
    told = []
    for frame in frames:
        state = frame.state
        values = None if state.values is None else seen(state.values)
        event, before, after = events[state.event.seq - 1], seen(state.before), seen(state.after)
        told.append(replace(frame, state=replace(state, event=event, before=before, after=after, values=values)))
    if stop is not None and visible.withheld:
        stop = replace(stop, expected=stop.expected and WITHHELD, found=WITHHELD)
    elif stop is not None:
        stop = replace(stop, expected=stop.expected and _outline(stop.expected), found=_outline(stop.found))
    return events, told, stop


def _outline(text: str) -> str:
    """What stands at a difference, without the values of an event that holds some."""
    type_ = REGISTRY.get(text.partition(" ")[0])
    holds = type_ is None or type_.values_at is not None or type_.subject is Subject.CLIENT_LINK
    return text.partition(" {")[0] if holds else text


def ran_on(connection: Connection, reader: Reader, folio: str) -> set[tuple[str, int]]:
    """The versions, by process id and number, that the history of an instance says it ran on at any time; those of its
    row where it does not say. Raises NotFound (kind ``instance``)."""
    instance = queries.instance(connection, reader, folio)
    found = {pair for versions in queries.versions_run_on(connection, reader, folio) for pair in versions.items()}
    return found or set(instance.versions.items())


def _runs(history: Sequence[Event]) -> tuple[RunsOn, ...]:
    found = []
    for event in history:
        with suppress(*UNREADABLE):
            each = runs_on(event)
            if each is not None:
                found.append(each)
    return tuple(found)


def _frames(
    executable: Executable, executables: Executables, history: Sequence[Event], until: int
) -> tuple[list[Frame], Stop | None]:
    """The frames up to `until`, and where execution stops; the whole history is executed to know that."""
    frames: list[Frame] = []
    played = 0
    tracker = ProgressTracker(executable)
    try:
        for state in states(executable, history, executables):
            played += 1
            if played <= until:
                moves = type_of(state.event).part is Part.MIGRATION
                change = tracker.move(state.executable) if moves else tracker.add(state.event)
                frames.append(Frame(state, change))
    except ReplayDiverged as error:
        seq = error.details["seq"]
        assert isinstance(seq, int)
        if played < min(seq - 1, until) and seq <= len(history):
            # What people did since the last step was not told yet when the next one failed.
            frames, _ = _frames(executable, executables, history[: seq - 1], until)
        return frames, Stop(seq, str(error.details["expected"]), str(error.details["found"]))
    except NeedsValues:
        return frames, Stop(played + 1, None, DISPOSED)
    except UNREADABLE as error:
        return frames, Stop(played + 1, None, str(error) or type(error).__name__)
    return frames, None


def _break(history: Sequence[Event], key: bytes) -> tuple[int, str] | None:
    try:
        return first_break(history, key)
    except (TypeError, ValueError):  # a value that no event can have
        return 1, "content"
