"""What a replay says of waiting, of terms and of moves."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from bpmn.messages import Message, lazy_gettext
from engine.calendar.office import OfficeCalendar
from engine.history.chain import Event
from engine.history.event_types import INSTANCE_MIGRATED
from engine.replay.landmarks import Landmark, Waited
from web.i18n import Translator
from web.texts.formatting import Presenter
from web.texts.sentences import SentenceWriter, payload_of
from web.texts.working_time import working_time

LANDMARKS: Mapping[Landmark, Message] = {
    Landmark.STEP: lazy_gettext("Completed step"),
    Landmark.ROUND: lazy_gettext("Another round"),
    Landmark.PERSON: lazy_gettext("Somebody else"),
    Landmark.BREACH: lazy_gettext("Term missed"),
}


@dataclass(frozen=True, slots=True)
class SpanWriter:
    """Writes how long steps waited, in the working time of an office."""

    gettext: Translator
    presenter: Presenter
    office: OfficeCalendar

    def waited(self, waited: Waited) -> str:
        """How long a step waited, and how long of it until somebody took it."""
        assert waited.until is not None
        whole, since = self._time(waited.since, waited.until), self.presenter.moment(waited.since)
        if waited.taken is None:
            return self.gettext("{time}, since {moment}", time=whole, moment=since)
        taken = self._time(waited.since, waited.taken)
        return self.gettext("{time}, since {moment}; {taken} until it was taken", time=whole, moment=since, taken=taken)

    def term(self, waited: Waited) -> str:
        """Against which term, and how that was kept."""
        assert waited.until is not None
        if waited.due is None:
            return self.gettext("It had no term.")
        due = self.presenter.moment(waited.due)
        if waited.missed:
            return self.gettext("{moment}: missed by {time}", moment=due, time=self._time(waited.due, waited.until))
        return self.gettext("{moment}: kept, {time} before", moment=due, time=self._time(waited.until, waited.due))

    def _time(self, since: datetime, until: datetime) -> str:
        return working_time(self.gettext, self.office.minutes(since, until))


def moved_to(gettext: Translator, event: Event, writer: SentenceWriter) -> list[str]:
    """What became what by a move to other versions, and which steps it did without, in sentences."""
    if event.type != INSTANCE_MIGRATED.name:
        return []
    payload = payload_of(event)
    mapping, waived = payload.get("mapping"), payload.get("waived")
    said = []
    if isinstance(mapping, dict):
        said += [
            gettext("«{before}» became «{after}»", before=writer.step_name(str(old)), after=writer.step_name(str(new)))
            for old, new in mapping.items()
        ]
    if isinstance(waived, list):
        said += [gettext("Done without «{step}»", step=writer.step_name(str(each))) for each in waived]
    return said or [gettext("What waited went on where it was.")]


@dataclass(frozen=True, slots=True)
class Way:
    """Where one may go from an event to the landmarks of one kind: the numbers of the events, None where there is none
    that way."""

    kind: Landmark
    label: Message
    back: int | None
    on: int | None


def ways_from(number: int, found: Mapping[Landmark, Sequence[int]]) -> list[Way]:
    """Where one may go from an event; kinds of which a history has none are left out."""
    return [
        Way(
            kind,
            LANDMARKS[kind],
            max((each for each in numbers if each < number), default=None),
            min((each for each in numbers if each > number), default=None),
        )
        for kind, numbers in found.items()
        if numbers
    ]
