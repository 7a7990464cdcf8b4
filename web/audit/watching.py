"""A history as a page shows it: each event in words, the form as it was filled in, and the data before and after."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace

from bpmn.messages import Message, msg
from bpmn.model import Activity, Process
from engine.db import Connection
from engine.errors import EngineError
from engine.history.chain import GENESIS, Event
from engine.instances.following import Standing
from engine.instances.runtime import Runtime
from engine.replay.playback import Frame, Playback, play
from web.audit.words import Teller, values_of
from web.i18n import Translator
from web.presenting import Presenter, Shown
from web.procedure import Wording, title, wording

ADDED, CHANGED, REMOVED = "added", "changed", "removed"
KINDS = {ADDED: msg("added"), CHANGED: msg("changed"), REMOVED: msg("removed")}


@dataclass(frozen=True, slots=True)
class Difference:
    """A variable that an event added, changed or removed (`kind`), as it was shown before and after."""

    name: str
    label: str
    kind: str
    before: Shown
    after: Shown

    @property
    def said(self) -> Message:
        """What became of it, in a word."""
        return KINDS[self.kind]


@dataclass(frozen=True, slots=True)
class Step:
    """An event: `number` counts from 1. `executed`: execution got this far; else only what is written is known.

    `given` is the form as it was filled in, `waiting` what waited afterwards, `same` the variables that stayed as they
    were.
    """

    number: int
    event: Event
    sentence: str
    who: str
    when: str
    procedure: str
    executed: bool
    form: str | None
    given: tuple[Shown, ...]
    waiting: tuple[str, ...]
    differences: tuple[Difference, ...]
    same: tuple[Shown, ...]


@dataclass(frozen=True)
class Watched:
    """A playback with the words for it."""

    playback: Playback
    wording: Wording
    teller: Teller
    presenter: Presenter

    @property
    def folio(self) -> str:
        """The folio."""
        return self.playback.instance.folio

    @property
    def title(self) -> str:
        """What the procedure is called."""
        return self._title(self.playback.instance.process_id)

    @property
    def version(self) -> int | str:
        """The version that it ran on."""
        return self.playback.versions.get(self.playback.instance.process_id, "—")

    @property
    def head(self) -> str:
        """The hash of the last event."""
        return self.playback.history[-1].hash if self.playback.history else GENESIS

    @property
    def processes(self) -> list[Process]:
        """The procedures whose diagrams it ran on, its own first, those it called and might have called after it."""
        known, own = self.wording.processes, self.playback.instance.process_id
        return [known[id] for id in sorted(known, key=lambda id: (id != own, id))]

    def steps(self) -> Iterator[Step]:
        """Every event in order, without those behind `until` having a state."""
        for number, event in enumerate(self.playback.history, start=1):
            frame = self.playback.frames[number - 1] if number <= len(self.playback.frames) else None
            yield self._step(number, event, frame)

    def step(self, number: int) -> Step:
        """One event."""
        for event in self.playback.history[: number - 1]:
            self.teller.sentence(event)  # it learns for whom the work is
        frame = self.playback.frames[number - 1] if number <= len(self.playback.frames) else None
        return self._step(number, self.playback.history[number - 1], frame)

    def standing(self, number: int) -> Mapping[tuple[str, str], Standing]:
        """How the elements stand after an event, by process and id; those not reached are not there."""
        found: dict[tuple[str, str], Standing] = {}
        for frame in self.playback.frames[:number]:
            for place, standing in frame.change.elements.items():
                if standing is None:
                    found.pop(place, None)
                else:
                    found[place] = standing
        return found

    def ordered(self, names: Iterator[str] | set[str]) -> list[str]:
        """Names of variables in the order of the procedure, those that it does not ask for last."""
        wanted = set(names)
        fields = self.wording.fields
        return [name for name in fields if name in wanted] + sorted(wanted - fields.keys())

    def shown(self, name: str, value: object) -> Shown:
        """A variable's value as people read it."""
        return self.presenter.value(self.wording.fields.get(name), value, name)

    def label(self, name: str) -> str:
        """What a variable is called."""
        return self.shown(name, None).label

    def _step(self, number: int, event: Event, frame: Frame | None) -> Step:
        teller = self.teller
        told = (number, event, teller.sentence(event), teller.who(event), teller.when(event))
        if frame is None:
            return Step(*told, "", False, None, self._shown(written(event)), (), (), ())
        state = frame.state
        own = self.playback.instance.process_id
        procedure = self._title(state.process_id or own)
        shown = self._shown(state.values or {})
        waiting = tuple(teller.waiting(live) for live in state.live)
        same = [name for name in self.ordered(set(state.after)) if not _differs(name, state.before, state.after)]
        rest = tuple(each for name in same if not (each := self.shown(name, state.after[name])).blank)
        return Step(*told, procedure, True, state.form, shown, waiting, tuple(self._differences(frame)), rest)

    def _differences(self, frame: Frame) -> Iterator[Difference]:
        before, after = frame.state.before, frame.state.after
        if before is after:
            return
        for name in self.ordered(before.keys() | after.keys()):
            if _differs(name, before, after):
                kind = CHANGED if name in before and name in after else ADDED if name in after else REMOVED
                shown = [self.shown(name, data.get(name)) for data in (before, after)]
                yield Difference(name, self.label(name), kind, *shown)

    def _shown(self, values: Mapping[str, object]) -> tuple[Shown, ...]:
        return tuple(self.shown(name, values[name]) for name in self.ordered(set(values)))

    def _title(self, process_id: str) -> str:
        process = self.wording.processes.get(process_id)
        return process_id if process is None else title(process)


def written(event: Event) -> Mapping[str, object]:
    """What somebody wrote in a form, as it stands in the event."""
    return values_of(event) if event.type == "user_task_completed" else {}


def activities(process: Process) -> list[Activity]:
    """The steps of a process that have a name: the rows of its table."""
    return [activity for activity in process.activities() if activity.name]


def watch(
    connection: Connection,
    runtime: Runtime,
    folio: str,
    say: Translator,
    presenter: Presenter,
    names: tuple[Callable[[str], str], Callable[[str], str]],
    until: int | None = None,
) -> Watched:
    """The history of an instance, with frames up to event `until`. `names` gives those of people and of roles.

    Raises NotFound.
    """
    playback = play(connection, runtime, folio, until)
    words = _wording(connection, runtime, playback)
    return Watched(playback, words, Teller(words, say, presenter, *names), presenter)


def _wording(connection: Connection, runtime: Runtime, playback: Playback) -> Wording:
    """The names in the versions that it ran on, as far as they are still there."""
    process_id = playback.instance.process_id
    if playback.executable is None:
        return Wording(process_id, {}, {})
    try:
        return wording(connection, runtime, replace(playback.instance, versions=playback.versions))
    except EngineError:  # a form that somebody broke; verification names it
        return Wording(process_id, playback.executable.processes, {})


def _differs(name: str, before: Mapping[str, object], after: Mapping[str, object]) -> bool:
    missing = object()
    return before.get(name, missing) != after.get(name, missing)
