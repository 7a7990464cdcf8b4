"""A history as a page shows it: each event in words, the form as it was filled in, and the data before and after."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cached_property
from itertools import islice

from bpmn.messages import Message, lazy_gettext
from bpmn.model import Activity, Process
from engine.calendar.queries import days_decided
from engine.db import Connection
from engine.errors import EngineError
from engine.history.chain import GENESIS, Event
from engine.history.event_types import REGISTRY, ValuesAt
from engine.instances import queries
from engine.instances.progress.element_state import ElementState
from engine.instances.reading import Reader
from engine.instances.runtime import Runtime
from engine.instances.visible import Visible
from engine.replay.landmarks import Landmark, Waited, landmarks, waited
from engine.replay.playback import Frame, Playback, play
from web.audit.replay_spans import SpanWriter, moved_to
from web.i18n import Translator
from web.texts.formatting import Presenter, Shown
from web.texts.notices import notice_text
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
    def way(self) -> str:
        """In which role, by which way, and what the clock said where it had gone back."""
        writer = self.watched.writer
        return "; ".join(filter(None, (writer.way(self.event), writer.clock(self.event))))

    @property
    def sent(self) -> Sequence[str]:
        """What became of the notices that it asked for."""
        return self.watched.notices.get(self.event.seq, ())

    @property
    def waited(self) -> str:
        """How long its step had waited when it ended it; "" for any other event."""
        waited = self.watched.waits.get(self.number)
        return "" if waited is None else self.watched.spans.waited(waited)

    @property
    def term(self) -> str:
        """Its term, and how it was kept; "" for any other event."""
        waited = self.watched.waits.get(self.number)
        return "" if waited is None else self.watched.spans.term(waited)

    @property
    def missed(self) -> bool:
        """Whether it ended a step behind its term."""
        waited = self.watched.waits.get(self.number)
        return waited is not None and waited.missed

    @property
    def moved(self) -> list[str]:
        """What a move to other versions, or giving a step back, did; nothing of any other event."""
        return moved_to(self.watched.writer.gettext, self.event, self.watched.writer_at(self.number))

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
        writer = self.watched.writer_at(self.number)
        return [] if self.frame is None else [writer.waiting(live, self.event.at) for live in self.frame.state.live]

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


@dataclass(frozen=True, slots=True)
class Sheet:
    """The diagram of a version of a procedure that the instance ran on, with what it calls things."""

    process: Process
    number: int
    wording: Wording


@dataclass(frozen=True)
class Watched:
    """A playback with the words for it: `wording` those of the versions that it ended on, `wordings` those of each of
    `Playback.runs`."""

    playback: Playback
    wording: Wording
    wordings: Sequence[Wording]
    writer: SentenceWriter
    presenter: Presenter
    spans: SpanWriter
    notices: Mapping[int, Sequence[str]]
    """What became of the notices that an event asked for, in sentences, by its number."""

    @cached_property
    def waits(self) -> Mapping[int, Waited]:
        """How long steps had waited, by the numbers of the events that ended them."""
        return waited(self.playback.history)

    @cached_property
    def landmarks(self) -> Mapping[Landmark, list[int]]:
        """Where one may go on to, by kind: the numbers of events, in order."""
        return landmarks(self.playback.history, self.waits)

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
    def version(self) -> str:
        """The version that it ran on; several where it was moved."""
        own = self.playback.instance.process_id
        numbers = dict.fromkeys(run.versions.get(own, "—") for run in self.playback.runs)
        return ", ".join(map(str, numbers))

    @property
    def digests(self) -> Mapping[tuple[str, int], str]:
        """The digests of the diagrams that it ran on, by process id and number, as its history says them."""
        return {
            (id, run.versions[id]): str(parts["diagram"])
            for run in self.playback.runs
            for id, parts in run.digests.items()
            if id in run.versions and isinstance(parts, Mapping) and "diagram" in parts
        }

    @property
    def doubted(self) -> bool:
        """Whether the page finds by itself that something of it is not what it was, whatever its last verdict says."""
        return bool(self.playback.broken or self.playback.stop or self.playback.changed)

    def run_at(self, number: int) -> int:
        """Which of `Playback.runs` an event is in."""
        return max(sum(run.seq <= number for run in self.playback.runs) - 1, 0)

    def versions_at(self, number: int) -> Mapping[str, int]:
        """The versions that it ran on after an event, by process id."""
        return self.playback.runs[self.run_at(number)].versions

    def writer_at(self, number: int) -> SentenceWriter:
        """Writes with the names of the versions that it ran on after an event; it remembers what `writer` learned."""
        return replace(self.writer, step_name=self.wordings[self.run_at(number)].step)

    @property
    def head(self) -> str:
        """The hash of the last event."""
        return self.playback.history[-1].hash if self.playback.history else GENESIS

    @property
    def sheets(self) -> list[Sheet]:
        """The diagrams of all the versions that it ran on: its own procedure's first, those it called and might have
        called after it, each in the order of the versions."""
        own = self.playback.instance.process_id
        found = {
            (id, run.versions[id]): Sheet(process, run.versions[id], words)
            for run, words in zip(self.playback.runs, self.wordings, strict=True)
            for id, process in words.processes.items()
            if id in run.versions
        }
        return [found[key] for key in sorted(found, key=lambda key: (key[0] != own, key))]

    def steps(self) -> Iterator[Step]:
        """Every event in order."""
        frames = self.playback.frames
        for number, event in enumerate(self.playback.history, start=1):
            frame = frames[number - 1] if number <= len(frames) else None
            yield Step(self, number, event, self.writer_at(number).sentence(event), frame)

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
    reader: Reader,
    visible: Visible,
    folio: str,
    gettext: Translator,
    presenter: Presenter,
    names: tuple[Callable[[str, str], str], Callable[[str], str]],
    until: int | None = None,
    *,
    at: datetime,
) -> Watched:
    """The history of an instance, of its values what is `visible`, with frames up to event `until`. `names` gives those
    of people, at a moment, and of roles; `at` is now.

    Raises NotFound, also where `reader` does not see it.
    """
    playback = play(connection, runtime, reader, visible, folio, until)
    words = [_wording(connection, runtime, reader, playback, run.versions) for run in playback.runs]
    writer = SentenceWriter(gettext, words[-1].step, *names, presenter.moment)
    found = queries.notices(connection, reader, folio, playback.history, at=at)
    told = {
        seq: [gettext.render(notice_text(visible.notice(each), presenter.moment, names[1])) for each in mine]
        for seq, mine in found.items()
    }
    spans = SpanWriter(gettext, presenter, runtime.calendar.with_days(days_decided(connection)))
    return Watched(playback, words[-1], words, writer, presenter, spans, told)


def _wording(
    connection: Connection, runtime: Runtime, reader: Reader, playback: Playback, versions: Mapping[str, int]
) -> Wording:
    """The names in versions that it ran on, as far as they are still there."""
    process_id = playback.instance.process_id
    if playback.executable is None:
        return Wording(process_id, {}, {})
    try:
        return wording(connection, runtime, reader, replace(playback.instance, versions=versions))
    except EngineError:  # a form that somebody broke; verification names it
        return Wording(process_id, playback.executable.processes, {})
