"""What an event says in one sentence, as an auditor reads it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from engine.clock import from_text
from engine.history.chain import Event, visit_of
from engine.replay.states import Live
from web.i18n import Translator
from web.texts.events import EVENTS
from web.texts.formatting import Presenter
from web.texts.wording import Wording

ITSELF = "Cauce"
"""Who does what nobody did."""


@dataclass(frozen=True)
class SentenceWriter:
    """Tells the events of one history, in order: it learns from each for whom its work is."""

    wording: Wording
    gettext: Translator
    presenter: Presenter
    name_of: Callable[[str], str]
    role_name: Callable[[str], str]
    _areas: dict[object, str] = field(default_factory=dict)

    def sentence(self, event: Event) -> str:
        """What happened."""
        values = values_of(event)
        area = values.get("area")
        if event.type == "user_task_enabled" and isinstance(area, str) and event.element and event.round is not None:
            self._areas[visit_of(event)] = self.role_name(area)
        gettext, who, step = self.gettext, self.who(event), self._step(event)
        match event.type:
            case "instance_started":
                return gettext("{who} started the opportunity", who=who)
            case "user_task_enabled":
                return gettext("«{step}» became ready for {roles}", step=step, roles=self._roles(values))
            case "user_task_claimed":
                return gettext("{who} took «{step}»", who=who, step=step)
            case "user_task_assigned":
                return gettext(
                    "{who} assigned «{step}» to {assignee}",
                    who=who,
                    step=step,
                    assignee=self.name_of(str(values.get("assignee"))),
                )
            case "user_task_released":
                return gettext("{who} gave «{step}» back", who=who, step=step)
            case "user_task_completed":
                return gettext("{who} completed «{step}»", who=who, step=step)
            case "user_task_withdrawn":
                return gettext("«{step}» was no longer needed", step=step)
            case "gateway_passed":
                return gettext("At «{step}» it went on by: {ways}", step=step, ways=_joined(values.get("names")))
            case "script_task_completed":
                return gettext("«{step}» was calculated", step=step)
            case "message_sent":
                return gettext("The notice of «{step}» was sent", step=step)
            case "call_activity_completed":
                return gettext("The procedure of «{step}» finished", step=step)
            case "sub_process_completed":
                return gettext("«{step}» finished", step=step)
            case "event_thrown":
                return gettext("«{step}» was reached", step=step)
            case "element_completed":
                return gettext("«{step}» passed by itself", step=step)
            case "timer_set":
                return gettext(
                    "The term of «{step}» began to run, until {due}", step=step, due=self.moment(values.get("due_at"))
                )
            case "timer_fired":
                return gettext("The term of «{step}» ran out", step=step)
            case "timer_withdrawn":
                return gettext("The term of «{step}» no longer counts", step=step)
            case "instance_completed":
                return gettext("The opportunity ended at «{step}»", step=step)
            case "instance_cancelled":
                return gettext(
                    "{who} cancelled the opportunity: {reason}", who=who, reason=str(values.get("reason", "—"))
                )
            case _:
                told = EVENTS.get(event.type)
                name = event.type if told is None else gettext.render(told)
                return f"{name}: {step}" if event.element else name

    def who(self, event: Event) -> str:
        """Who did it."""
        return self.name_of(event.actor) if event.actor else ITSELF

    def when(self, event: Event) -> str:
        """The full date, to the second, with its zone; what stands there when it is no date."""
        at = moment_of(event)
        return event.at if at is None else self.presenter.exact(at)

    def waiting(self, live: Live) -> str:
        """What waits, and who has it."""
        name = self._named(live.visit.element, live.visit.round, self._areas.get(live.visit))
        if live.kind == "timer":
            return self.gettext("the term of {step}", step=name)
        if live.assignee is not None:
            return self.gettext("{step}, with {person}", step=name, person=self.name_of(live.assignee))
        return name

    def moment(self, text: object) -> str:
        """A moment of an event's data, to the minute."""
        try:
            return self.presenter.moment(from_text(str(text)))
        except ValueError:
            return "—" if text is None else str(text)

    def _roles(self, values: Mapping[str, object]) -> str:
        roles = values.get("roles")
        return _joined([self.role_name(str(role)) for role in roles] if isinstance(roles, list) else None)

    def _step(self, event: Event) -> str:
        area = None if event.round is None or event.element is None else self._areas.get(visit_of(event))
        return self._named(event.element or "—", event.round, area)

    def _named(self, element: str, pass_: int | None, area: str | None) -> str:
        """A step by its name, for which area where it has one, and which round it was if not the first."""
        name = self.wording.step(element)
        if area is not None:
            name = f"{name} · {area}"
        return name if pass_ is None or pass_ < 2 else f"{name} · {self.gettext('round {number}', number=pass_)}"


def values_of(event: Event) -> Mapping[str, object]:
    """The data of an event; none where somebody wrote something that cannot be read."""
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
    """The texts of a list, such as the names of the ways a decision took."""
    return ", ".join(str(each) for each in value if each) or "—" if isinstance(value, list) else "—"
