"""What events are called and the sentence that tells each: the one table that every surface reads."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from bpmn.messages import Message, lazy_gettext
from engine.history import channels
from engine.history import event_types as types


@dataclass(frozen=True, slots=True)
class EventText:
    """The texts of a type of events: a short `name`, and the `sentence` that tells one.

    The places of a sentence are those that `web.texts.sentences.SentenceWriter` fills: ``who``, ``step``, ``roles``,
    ``assignee``, ``former``, ``people``, ``ways``, ``due``, ``reason``, ``text``, ``addressee``, ``before``, ``after``
    and ``why``. An event whose payload says something under a key of `where` is told by the sentence there.
    """

    name: Message
    sentence: Message
    where: Mapping[str, Message] = field(default_factory=dict)


CHANNELS: dict[str, Message] = {
    channels.SITE: lazy_gettext("on the site"),
    channels.LINK: lazy_gettext("by the client's link"),
    channels.OIDC: lazy_gettext("by the word of the company's provider"),
    channels.JOB: lazy_gettext("by itself, at its time"),
    channels.API.removesuffix(":"): lazy_gettext("by a program of theirs"),
    channels.TERMINAL.removesuffix(":"): lazy_gettext("at a terminal of the system's user {user}"),
}
"""The ways by which events come."""

TEXTS: dict[str, EventText] = {
    types.INSTANCE_STARTED.name: EventText(
        lazy_gettext("Opportunity started"), lazy_gettext("{who} started the opportunity")
    ),
    types.INSTANCE_COMPLETED.name: EventText(
        lazy_gettext("Opportunity ended"), lazy_gettext("The opportunity ended at «{step}»")
    ),
    types.INSTANCE_CANCELLED.name: EventText(
        lazy_gettext("Opportunity cancelled"),
        lazy_gettext("{who} cancelled the opportunity: {reason}"),
        {"mistake": lazy_gettext("{who} cancelled the opportunity, which was begun by mistake: {reason}")},
    ),
    types.HAND_OFF_CONFIRMED.name: EventText(
        lazy_gettext("CRM up to date"), lazy_gettext("{who} confirmed that the CRM is up to date")
    ),
    types.COMMENT_MADE.name: EventText(lazy_gettext("Comment"), lazy_gettext("{who} commented: {text}")),
    types.VALUES_CHANGED.name: EventText(
        lazy_gettext("Date changed"), lazy_gettext("{who} changed «{label}» to {day}: {reason}")
    ),
    types.VALUES_DISPOSED.name: EventText(
        lazy_gettext("Data disposed of"), lazy_gettext("{who} disposed of the data of the opportunity, under: {rule}")
    ),
    types.INSTANCE_RETURNED.name: EventText(
        lazy_gettext("Back to the step before"), lazy_gettext("{who} gave «{given}» back to «{given_to}»: {reason}")
    ),
    types.INSTANCE_MIGRATED.name: EventText(
        lazy_gettext("Opportunity moved to another version"),
        lazy_gettext("{who} moved the opportunity from {before} to {after}: {reason}"),
    ),
    types.USER_TASK_ENABLED.name: EventText(
        lazy_gettext("Step ready to be done"), lazy_gettext("«{step}» became ready for {roles}")
    ),
    types.USER_TASK_CLAIMED.name: EventText(lazy_gettext("Step taken"), lazy_gettext("{who} took «{step}»")),
    types.USER_TASK_ASSIGNED.name: EventText(
        lazy_gettext("Step assigned"),
        lazy_gettext("{who} assigned «{step}» to {assignee}"),
        {"reason": lazy_gettext("{who} assigned «{step}» to {assignee}: {reason}")},
    ),
    types.USER_TASK_TAKEN_OVER.name: EventText(
        lazy_gettext("Step taken over"), lazy_gettext("{who} took «{step}» over from {former}: {reason}")
    ),
    types.USER_TASK_ASKED_FOR.name: EventText(
        lazy_gettext("Step asked for"),
        lazy_gettext("{who} asked {assignee} for «{step}»"),
        {"message": lazy_gettext("{who} asked {assignee} for «{step}»: {message}")},
    ),
    types.USER_TASK_RELEASED.name: EventText(lazy_gettext("Step given back"), lazy_gettext("{who} gave «{step}» back")),
    types.USER_TASK_REMINDED.name: EventText(
        lazy_gettext("Reminder of a term"), lazy_gettext("A reminder of the term of «{step}» went to {people}")
    ),
    types.USER_TASK_ESCALATED.name: EventText(
        lazy_gettext("Delay told to who heads the lane"), lazy_gettext("That «{step}» is overdue was told to {people}")
    ),
    types.USER_TASK_HANDED_BACK.name: EventText(
        lazy_gettext("Step that went back after a substitution"),
        lazy_gettext("«{step}» went back from {former} to {assignee}: the substitution is over"),
    ),
    types.USER_TASK_COMPLETED.name: EventText(lazy_gettext("Step completed"), lazy_gettext("{who} completed «{step}»")),
    types.USER_TASK_WITHDRAWN.name: EventText(
        lazy_gettext("Step no longer needed"), lazy_gettext("«{step}» was no longer needed")
    ),
    types.USER_TASK_MOVED.name: EventText(
        lazy_gettext("Step that goes on in another version"), lazy_gettext("«{step}» went on, for {roles}")
    ),
    types.USER_TASK_DUE_CHANGED.name: EventText(
        lazy_gettext("Term changed"), lazy_gettext("{who} gave «{step}» another term, {due}: {reason}")
    ),
    types.TIMER_SET.name: EventText(
        lazy_gettext("Term begun"), lazy_gettext("The term of «{step}» began to run, until {due}")
    ),
    types.TIMER_FIRED.name: EventText(lazy_gettext("Term ended"), lazy_gettext("The term of «{step}» ran out")),
    types.TIMER_WITHDRAWN.name: EventText(
        lazy_gettext("Term that no longer counts"), lazy_gettext("The term of «{step}» no longer counts")
    ),
    types.TIMER_MOVED.name: EventText(
        lazy_gettext("Term that goes on in another version"), lazy_gettext("The term of «{step}» went on")
    ),
    types.CLIENT_LINK_MADE.name: EventText(
        lazy_gettext("Link for the client made"), lazy_gettext("A link to answer «{step}» was made for {addressee}")
    ),
    types.CLIENT_LINK_REVOKED.name: EventText(
        lazy_gettext("Link for the client revoked"), lazy_gettext("{who} revoked the link to answer «{step}»")
    ),
    types.CLIENT_LINK_ANSWERED.name: EventText(
        lazy_gettext("Answer received by link"), lazy_gettext("{who} answered «{step}» by link")
    ),
    types.CLIENT_ANSWER_FORWARDED.name: EventText(
        lazy_gettext("Answer of the client sent on"),
        lazy_gettext("{who} sent on what the client had answered to «{step}» by link"),
    ),
    types.INCIDENT_RAISED.name: EventText(
        lazy_gettext("Incident"), lazy_gettext("«{step}» could not be completed: {why}")
    ),
    types.INCIDENT_RESOLVED.name: EventText(
        lazy_gettext("Incident resolved"), lazy_gettext("The incident of «{step}» was resolved")
    ),
    types.GATEWAY_PASSED.name: EventText(lazy_gettext("Decision"), lazy_gettext("Decision at «{step}»: {ways}")),
    types.SCRIPT_TASK_COMPLETED.name: EventText(
        lazy_gettext("Calculation made"), lazy_gettext("«{step}» was calculated")
    ),
    types.MESSAGE_SENT.name: EventText(
        lazy_gettext("Notice to be sent"), lazy_gettext("The notice of «{step}» was handed over to be sent")
    ),
    types.CALL_ACTIVITY_COMPLETED.name: EventText(
        lazy_gettext("Procedure finished"), lazy_gettext("The procedure of «{step}» finished")
    ),
    types.SUB_PROCESS_COMPLETED.name: EventText(lazy_gettext("Part finished"), lazy_gettext("«{step}» finished")),
    types.EVENT_THROWN.name: EventText(lazy_gettext("Milestone"), lazy_gettext("«{step}» was reached")),
    types.ELEMENT_COMPLETED.name: EventText(lazy_gettext("Automatic step"), lazy_gettext("«{step}» passed by itself")),
}
BREAKS: dict[str, Message] = {
    "sequence": lazy_gettext("an event is missing or repeated"),
    "link": lazy_gettext("it does not follow from the event before"),
    "content": lazy_gettext("it does not say what was recorded"),
}
UNKNOWN = lazy_gettext("Event of an unknown type ({type})")


def event_name(type_: str) -> Message:
    """What an event of a type is called; that it is unknown where no history holds such a type."""
    found = TEXTS.get(type_)
    return UNKNOWN.with_values({"type": type_}) if found is None else found.name
