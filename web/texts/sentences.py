"""What an event says in one sentence."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TYPE_CHECKING

from bpmn.messages import Message
from engine import canonical_json
from engine.clock import from_text
from engine.history.chain import Event, visit_of
from engine.history.channels import LINK
from engine.history.event_types import type_of
from engine.identity.past import PeoplePast
from engine.instances.incidents import reason_of
from web.i18n import Translator
from web.texts.events import CHANNELS, TEXTS, event_name

if TYPE_CHECKING:  # a terminal writes sentences without replaying anything
    from engine.replay.states import Live

ITSELF = "Cauce"
"""Who causes what nobody caused."""
SHORT = 160
"""How much of what somebody wrote stands in a sentence."""
_PLACE = re.compile(r"\{(\w+)\}")


@dataclass(frozen=True)
class SentenceWriter:
    """Writes the sentences of the events of one history, in order: it learns from each for which area its work is.

    `step_name` and `role_name` give the names of elements and roles by their ids, `name_then` that of a person at a
    moment as history has it, and `moment` a moment as its reader writes it.
    """

    gettext: Translator
    step_name: Callable[[str], str]
    name_then: Callable[[str, str], str]
    role_name: Callable[[str], str]
    moment: Callable[[datetime], str]
    _areas: dict[object, str] = field(default_factory=dict)

    def sentence(self, event: Event) -> str:
        """What happened. An event of an unknown type, which only a history that was tampered with has, is named so."""
        payload = payload_of(event)
        area = payload.get("area")
        if isinstance(area, str) and event.element and event.round is not None:
            self._areas[visit_of(event)] = self.role_name(area)
        text = TEXTS.get(event.type)
        if text is None:
            name = self.gettext.render(event_name(event.type))
            return f"{name}: {self._step(event)}" if event.element else name
        said = next((each for key, each in text.where.items() if payload.get(key)), text.sentence)
        return self.gettext.render(self._filled(said, event, payload))

    def who(self, event: Event) -> str:
        """Who caused it, and in whose place."""
        if not event.actor:
            return ITSELF
        person = self.name_then(event.actor, event.at)
        absent = None if event.in_place_of is None else self.name_then(event.in_place_of, event.at)
        return done_for(self.gettext, person, absent)

    def way(self, event: Event) -> str:
        """By which role whoever caused it was entitled to it, and by which way it came."""
        channel, _, user = str(event.channel).partition(":")
        known = CHANNELS.get(channel)
        way = channel if known is None else self.gettext.render(known.with_values({"user": user}))
        if event.role is None or channel == LINK:  # whose role is that of who records here what clients answer
            return way
        return self.gettext("as {role}, {way}", role=self.role_name(event.role), way=way)

    def clock(self, event: Event) -> str:
        """What the clock said where it went back; "" where it did not."""
        if event.clock is None:
            return ""
        said = self._moment(event.clock)
        return self.gettext("the clock had gone back and said {moment}; the time before was kept", moment=said)

    def waiting(self, live: "Live", at: str) -> str:
        """What waits at a moment, and who has it."""
        name = self._named(live.visit.element, live.visit.round, self._areas.get(live.visit))
        if live.kind == "timer":
            return self.gettext("the term of {step}", step=name)
        if live.assignee is not None:
            return self.gettext("{step}, with {person}", step=name, person=self.name_then(live.assignee, at))
        return name

    def _filled(self, sentence: Message, event: Event, payload: Mapping[str, object]) -> Message:
        return sentence.with_values(
            {name: self._value(name, event, payload) for name in _PLACE.findall(sentence.template)}
        )

    def _value(self, name: str, event: Event, payload: Mapping[str, object]) -> str:
        """What stands at a place of a sentence; a place called as what the payload always has holds it as it is.

        Raises KeyError for any other place.
        """
        match name:
            case "who":
                return self.who(event)
            case "step":
                return self._step(event)
            case "roles":
                roles = payload.get("roles")
                return _joined([self.role_name(str(role)) for role in roles] if isinstance(roles, list) else None)
            case "assignee":
                return self.name_then(str(payload.get("assignee")), event.at)
            case "former":
                return self.name_then(str(payload.get("from")), event.at)
            case "people":
                people = payload.get("people")
                listed = [self.name_then(str(each), event.at) for each in people] if isinstance(people, list) else None
                return _joined(listed)
            case "ways":
                return _joined(payload.get("names"))
            case "due":
                return self._moment(payload.get("due_at"))
            case "before" | "after":
                return self._versions(payload, "from" if name == "before" else "to")
            case "why":
                return self.gettext.render(reason_of(canonical_json.dumps(payload.get("reason"))))
            case "day":
                values = payload.get("values")
                return _joined([self._day(each) for each in values.values()] if isinstance(values, dict) else None)
            case "text":
                return _short(payload.get("text"))
            case "given" | "given_to":
                return self._mapped(payload, to=name == "given_to")
            case "addressee":
                return str(payload.get("person") or payload.get("email") or self.role_name(str(payload.get("role"))))
        if name in type_of(event).payload:
            return "—" if payload.get(name) is None else str(payload[name])
        raise KeyError(name)

    def _versions(self, payload: Mapping[str, object], key: str) -> str:
        """The numbers of the versions on one side of a move, of the procedures whose versions differ."""
        here, there = (payload.get(name) for name in (key, "to" if key == "from" else "from"))
        if not isinstance(here, dict) or not isinstance(there, dict):
            return "—"
        numbers = [number for process, number in sorted(here.items()) if there.get(process) != number]
        return _joined([self.gettext("version {number}", number=number) for number in numbers])

    def _mapped(self, payload: Mapping[str, object], *, to: bool) -> str:
        """The steps on one side of what was given back."""
        mapping = payload.get("mapping")
        pairs = mapping.items() if isinstance(mapping, dict) else ()
        return _joined([self.step_name(str(pair[to])) for pair in pairs])

    def _moment(self, text: object) -> str:
        try:
            return self.moment(from_text(str(text)))
        except ValueError:
            return "—" if text is None else str(text)

    def _day(self, text: object) -> str:
        from web.texts.formatting import LOCALES  # late: Babel costs a terminal more than its sentences
        from web.texts.moments import written

        try:
            return written(date.fromisoformat(str(text)), "d MMM y", LOCALES[self.gettext.locale])
        except ValueError:
            return str(text)

    def _step(self, event: Event) -> str:
        area = None if event.round is None or event.element is None else self._areas.get(visit_of(event))
        return self._named(event.element or "—", event.round, area)

    def _named(self, element: str, round_: int | None, area: str | None) -> str:
        """A step by its name, with its area where it has one, and its round after the first."""
        name = self.step_name(element)
        if area is not None:
            name = f"{name} · {area}"
        return name if round_ is None or round_ < 2 else f"{name} · {self.gettext('round {number}', number=round_)}"


def done_for(gettext: Translator, person: str, absent: str | None) -> str:
    """Who did something, by name, and in whose place, if in somebody's."""
    return person if absent is None else gettext("{person} for {absent}", person=person, absent=absent)


def said_then(gettext: Translator, past: PeoplePast, person: str | None, moment: str, now: str) -> str:
    """What a person was called at a moment as history has it; `now` is what they are called today, and stands beside
    it if it is something else."""
    then = past.at(person or "", moment)
    if then is None or then.name == now:
        return now
    return gettext("{name} (now {now})", name=then.name, now=now)


def payload_of(event: Event) -> Mapping[str, object]:
    """The payload of an event; empty where somebody wrote something that cannot be read."""
    try:
        return event.payload
    except (AssertionError, ValueError):
        return {}


def moment_of(event: Event) -> datetime | None:
    """When it happened; None where somebody wrote something that is no moment."""
    try:
        return from_text(event.at)
    except (TypeError, ValueError):
        return None


def _short(text: object) -> str:
    """The beginning of a text, on one line."""
    said = "—" if text is None else " ".join(str(text).split())
    return said if len(said) <= SHORT else f"{said[: SHORT - 1].rstrip()}…"


def _joined(value: object) -> str:
    """The texts of a list, such as the names of the flows that a decision took."""
    return ", ".join(str(each) for each in value if each) or "—" if isinstance(value, list) else "—"
