"""A history as a page shows it: each event in words, the form as it was filled in, and the data before and after."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import islice

from bpmn.messages import Message, lazy_gettext
from bpmn.model import Activity, Process
from engine.db import Connection
from engine.errors import EngineError
from engine.history.chain import GENESIS, Event
from engine.history.event_types import REGISTRY, ValuesAt
from engine.instances.progress.element_state import ElementState
from engine.instances.runtime import Runtime
from engine.replay.playback import Frame, Playback, play
from web.i18n import Translator
from web.texts.formatting import Presenter, Shown
from web.texts.sentences import SentenceWriter, moment_of, payload_of
from web.texts.wording import Wording, title, wording

ADDED, CHANGED, REMOVED = "added", "changed", "removed"
KINDS = {ADDED: lazy_gettext("added"), CHANGED: lazy_gettext("changed"), REMOVED: lazy_gettext("removed")}


@dataclass(frozen=True, slots=True)
class Difference:
    """A variable that an event added, changed or removed (`kind`), as it was shown before and after."""

    label: str
    kind: str
    before: Shown
    after: Shown

    @property
    def kind_text(self) -> Message:
        """What became of it, in a word."""
        return KINDS[self.kind]


@dataclass(frozen=True, slots=True)
class Step:
    """An event: `number` counts from 1, `sentence` says what happened. `frame` is None where the history was not
    executed this far; then only what is recorded is known. Properties are computed on access."""

    watched: "Watched"
    number: int
    event: Event
    sentence: str
    frame: Frame | None

    @property
    def executed(self) -> bool:
        """Whether the state after it is known."""
        return self.frame is not None

    @property
    def who(self) -> str:
        """Who did it."""
        return self.watched.writer.who(self.event)

    @property
    def when(self) -> str:
        """The full date, to the second, with its zone; what is stored there when it is no date."""
        at = moment_of(self.event)
        return self.event.at if at is None else self.watched.presenter.exact(at, seconds=True)

    @property
    def form(self) -> str | None:
        """The id of the form that was filled in."""
        return None if self.frame is None else self.frame.state.form

    @property
    def given(self) -> list[Shown]:
        """The form as it was filled in."""
        return self.watched.all_shown(written(self.event) if self.frame is None else self.frame.state.values or {})

    @property
    def recorded(self) -> str:
        """What was recorded besides, as it is stored; of a form that was filled in nothing, since `given` shows it."""
        return "" if holds_a_form(self.event) or self.event.data == "{}" else self.event.data

    @property
    def waiting(self) -> list[str]:
        """What waited afterwards."""
        return [] if self.frame is None else [self.watched.writer.waiting(live) for live in self.frame.state.live]

    @property
    def changed(self) -> list[str]:
        """The names of the variables that it added, changed or removed, in the order of the procedure."""
        if self.frame is None or self.frame.state.before is self.frame.state.after:
            return []
        before, after, missing = self.frame.state.before, self.frame.state.after, object()
        names = {name for name in before.keys() | after.keys() if before.get(name, missing) != after.get(name, missing)}
        return self.watched.ordered(names)

    @property
    def differences(self) -> list[Difference]:
        """Those variables, before and after."""
        if self.frame is None:
            return []
        found, watched = [], self.watched
        before, after = self.frame.state.before, self.frame.state.after
        for name in self.changed:
            kind = CHANGED if name in before and name in after else ADDED if name in after else REMOVED
            shown = (watched.shown(name, before.get(name)), watched.shown(name, after.get(name)))
            found.append(Difference(watched.label(name), kind, *shown))
        return found

    @property
    def same(self) -> list[Shown]:
        """The variables that stayed as they were; what is empty is left out."""
        if self.frame is None:
            return []
        after, changed = self.frame.state.after, set(self.changed)
        shown = self.watched.all_shown({name: value for name, value in after.items() if name not in changed})
        return [each for each in shown if not each.blank]


@dataclass(frozen=True)
class Watched:
    """A playback with the words for it."""

    playback: Playback
    wording: Wording
    writer: SentenceWriter
    presenter: Presenter

    @property
    def folio(self) -> str:
        """The folio."""
        return self.playback.instance.folio

    @property
    def title(self) -> str:
        """What the procedure is called."""
        process_id = self.playback.instance.process_id
        process = self.wording.processes.get(process_id)
        return process_id if process is None else title(process)

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
        """Every event in order."""
        frames = self.playback.frames
        for number, event in enumerate(self.playback.history, start=1):
            frame = frames[number - 1] if number <= len(frames) else None
            yield Step(self, number, event, self.writer.sentence(event), frame)

    def step(self, number: int) -> Step:
        """One event."""
        return next(islice(self.steps(), number - 1, None))  # those before tell for whom the work is

    def standing(self, number: int) -> Mapping[tuple[str, str], ElementState]:
        """How the elements stand after an event, by process and id; those not reached are not there."""
        found: dict[tuple[str, str], ElementState] = {}
        for frame in self.playback.frames[:number]:
            for place, standing in frame.change.elements.items():
                if standing is None:
                    found.pop(place, None)
                else:
                    found[place] = standing
        return found

    def ordered(self, names: set[str]) -> list[str]:
        """Names of variables in the order of the procedure, those that it does not ask for last."""
        fields = self.wording.fields
        return [name for name in fields if name in names] + sorted(names - fields.keys())

    def shown(self, name: str, value: object) -> Shown:
        """A variable's value as people read it."""
        return self.presenter.value(self.wording.fields.get(name), value, name)

    def label(self, name: str) -> str:
        """What a variable is called."""
        return self.shown(name, None).label

    def all_shown(self, values: Mapping[str, object]) -> list[Shown]:
        """Variables as people read them, in the order of the procedure."""
        return [self.shown(name, values[name]) for name in self.ordered(set(values))]


def written(event: Event) -> Mapping[str, object]:
    """What somebody wrote in a form, as it stands in the event."""
    return payload_of(event) if holds_a_form(event) else {}


def holds_a_form(event: Event) -> bool:
    """Whether the payload of an event is what a form was filled in with. Not so for an event of an unknown type."""
    type_ = REGISTRY.get(event.type)
    return type_ is not None and type_.values_at is ValuesAt.PAYLOAD


def activities(process: Process) -> list[Activity]:
    """The steps of a process that have a name: the rows of its table."""
    return [activity for activity in process.activities() if activity.name]


def watch(
    connection: Connection,
    runtime: Runtime,
    folio: str,
    gettext: Translator,
    presenter: Presenter,
    names: tuple[Callable[[str], str], Callable[[str], str]],
    until: int | None = None,
) -> Watched:
    """The history of an instance, with frames up to event `until`. `names` gives those of people and of roles.

    Raises NotFound.
    """
    playback = play(connection, runtime, folio, until)
    words = _wording(connection, runtime, playback)
    return Watched(playback, words, SentenceWriter(gettext, words.step, *names, presenter.moment), presenter)


def _wording(connection: Connection, runtime: Runtime, playback: Playback) -> Wording:
    """The names in the versions that it ran on, as far as they are still there."""
    process_id = playback.instance.process_id
    if playback.executable is None:
        return Wording(process_id, {}, {})
    try:
        return wording(connection, runtime, replace(playback.instance, versions=playback.versions))
    except EngineError:  # a form that somebody broke; verification names it
        return Wording(process_id, playback.executable.processes, {})
