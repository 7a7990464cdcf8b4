"""What an event says in one sentence."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING

from bpmn.messages import Message
from engine import canonical_json
from engine.clock import from_text
from engine.history.chain import Event, visit_of
from engine.history.event_types import type_of
from engine.instances.incidents import reason_of
from web.i18n import Translator
from web.texts.events import CHANNELS, TEXTS, event_name

if TYPE_CHECKING:  # a terminal writes sentences without replaying anything
    from engine.replay.states import Live

ITSELF = "Cauce"
"""Who causes what nobody caused."""
_PLACE = re.compile(r"\{(\w+)\}")


@dataclass(frozen=True)
class SentenceWriter:
    """Writes the sentences of the events of one history, in order: it learns from each for which area its work is.

    `step_name`, `name_of` and `role_name` give the names of elements, people and roles by their ids, and `moment` a
    moment as its reader writes it.
    """

    gettext: Translator
    step_name: Callable[[str], str]
    name_of: Callable[[str], str]
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
        return self.gettext.render(self._filled(text.sentence, event, payload))

    def who(self, event: Event) -> str:
        """Who caused it."""
        return self.name_of(event.actor) if event.actor else ITSELF

    def way(self, event: Event) -> str:
        """By which role whoever caused it was entitled to it, and by which way it came."""
        channel, _, user = str(event.channel).partition(":")
        known = CHANNELS.get(channel)
        way = channel if known is None else self.gettext.render(known.with_values({"user": user}))
        if event.role is None:
            return way
        return self.gettext("as {role}, {way}", role=self.role_name(event.role), way=way)

    def clock(self, event: Event) -> str:
        """What the clock said where it went back; "" where it did not."""
        if event.clock is None:
            return ""
        said = self._moment(event.clock)
        return self.gettext("the clock had gone back and said {moment}; the time before was kept", moment=said)

    def waiting(self, live: "Live") -> str:
        """What waits, and who has it."""
        name = self._named(live.visit.element, live.visit.round, self._areas.get(live.visit))
        if live.kind == "timer":
            return self.gettext("the term of {step}", step=name)
        if live.assignee is not None:
            return self.gettext("{step}, with {person}", step=name, person=self.name_of(live.assignee))
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
                return self.name_of(str(payload.get("assignee")))
            case "ways":
                return _joined(payload.get("names"))
            case "due":
                return self._moment(payload.get("due_at"))
            case "before" | "after":
                return self._versions(payload, "from" if name == "before" else "to")
            case "why":
                return self.gettext.render(reason_of(canonical_json.dumps(payload.get("reason"))))
            case "addressee":
                return str(payload.get("person") or payload.get("email") or self.role_name(str(payload.get("role"))))
        if name in type_of(event).payload:
            return str(payload.get(name, "—"))
        raise KeyError(name)

    def _versions(self, payload: Mapping[str, object], key: str) -> str:
        """The numbers of the versions on one side of a move, of the procedures whose versions differ."""
        here, there = (payload.get(name) for name in (key, "to" if key == "from" else "from"))
        if not isinstance(here, dict) or not isinstance(there, dict):
            return "—"
        numbers = [number for process, number in sorted(here.items()) if there.get(process) != number]
        return _joined([self.gettext("version {number}", number=number) for number in numbers])

    def _moment(self, text: object) -> str:
        try:
            return self.moment(from_text(str(text)))
        except ValueError:
            return "—" if text is None else str(text)

    def _step(self, event: Event) -> str:
        area = None if event.round is None or event.element is None else self._areas.get(visit_of(event))
        return self._named(event.element or "—", event.round, area)

    def _named(self, element: str, round_: int | None, area: str | None) -> str:
        """A step by its name, with its area where it has one, and its round after the first."""
        name = self.step_name(element)
        if area is not None:
            name = f"{name} · {area}"
        return name if round_ is None or round_ < 2 else f"{name} · {self.gettext('round {number}', number=round_)}"


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


def _joined(value: object) -> str:
    """The texts of a list, such as the names of the flows that a decision took."""
    return ", ".join(str(each) for each in value if each) or "—" if isinstance(value, list) else "—"
