"""The registry of event types: each type that a history may hold, once, with what the rest of Cauce needs of it. Pure.

Whoever interprets a history looks its events up here (`type_of`) and decides by the facts it finds, never by a list of
names. A type that is not here raises `UnknownEventType`: what is not understood is never taken for the end of a visit.

To add a type: define it here, record it where it happens, and give it its texts in `web/texts/events.py`; the
stand-alone verifier has tables of its own, since it imports nothing of Cauce, and a test compares them with this
registry. `docs/how-to-add.md` names the files in order.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from engine.errors import ReplayDiverged
from engine.history.statuses import InstanceStatus, Status, TimerStatus, WorkItemStatus

if TYPE_CHECKING:
    from engine.history.chain import Event


class Subject(StrEnum):
    """What an event is about."""

    INSTANCE = "instance"
    USER_TASK = "user_task"
    TIMER = "timer"
    CLIENT_LINK = "client_link"
    INCIDENT = "incident"
    """A step or a timer that cannot complete, since the diagram could not go on after it."""
    ELEMENT = "element"
    """An element that acts automatically: a gateway, a script, a message, a call, a sub-process and so on."""


class Origin(StrEnum):
    """Who causes an event. An event of `FLOW` has no actor: execution causes it. A `JOB` has none either."""

    PERSON = "person"
    LINK = "link"
    JOB = "job"
    FLOW = "flow"


class Part(StrEnum):
    """The part that an event plays when its history is executed again."""

    CAUSE = "cause"
    """Execution replays it: it sets off a step."""
    CONSEQUENCE = "consequence"
    """It follows from the step before it, in the same moment, and must be what execution gives."""
    CANCELLATION = "cancellation"
    """It ends the instance from outside; everything that waits is withdrawn after it."""
    MIGRATION = "migration"
    """It puts the instance on other versions of its diagrams; what waits is moved, withdrawn or enabled after it."""
    DISPOSAL = "disposal"
    """The values of an instance that is over were disposed of, in all events before it; nothing comes after it."""
    CHANGE = "change"
    """It changes values that all that waits sees, and moves nothing."""
    ASIDE = "aside"
    """It is about work that waits and moves nothing on the diagram."""


class VisitEffect(StrEnum):
    """What an event does to the visit to an element that it is about."""

    BEGINS = "begins"
    ENDS = "ends"
    WITHDRAWS = "withdraws"
    MOVES = "moves"
    """It goes on at another visit or under another version; ``from`` in the payload is what it was called before."""
    NONE = "none"


class Assigns(StrEnum):
    """Who has a work item after an event that changes it."""

    ACTOR = "actor"
    NAMED = "named"
    """The person whose id is ``assignee`` in the payload."""
    NOBODY = "nobody"


class ValuesAt(StrEnum):
    """Where the payload of an event holds values of the instance's variables."""

    PAYLOAD = "payload"
    """The payload is the values: what a form was filled in with."""
    KEY = "key"
    """Under ``values``."""


@dataclass(frozen=True, slots=True, eq=False)
class EventType:
    """A type of events. Compared by identity: each is defined once.

    `name` is what a history stores: the subject and a past participle. `status` is what it makes the status of the
    instance, work item or timer that it is about, None where that stays. `element_kinds` are the kinds of BPMN elements
    whose automatic completion it records. `names_flows`: its payload lists the sequence flows taken as ``flows``.
    `versions_at` is the key of the payload that holds the versions which the instance runs on from then on, by process
    id; ``digests`` then holds those of their parts. `payload` are the keys that every event of the type has;
    `disposable` are those of them that may hold what somebody answered, wrote or is called, or what follows from it:
    they go when the values of the instance are disposed of, and the others stay.
    `sets_due`: its payload holds the term of a work item from then on, as ``due_at``.
    `handed_off`: it is sent to the webhook. `recent`: it is worth a line among the recent activity of an instance.
    """

    name: str
    subject: Subject
    origins: frozenset[Origin]
    part: Part
    visit: VisitEffect = VisitEffect.NONE
    status: Status | None = None
    assigns: Assigns | None = None
    values_at: ValuesAt | None = None
    element_kinds: frozenset[str] = frozenset()
    names_flows: bool = False
    versions_at: str | None = None
    payload: frozenset[str] = frozenset()
    disposable: frozenset[str] = frozenset()
    sets_due: bool = False
    handed_off: bool = False
    recent: bool = False

    def values(self, payload: Mapping[str, object]) -> Mapping[str, object]:
        """The values of variables that a payload of this type holds; none where the type holds none.

        Raises KeyError, TypeError for a payload that no event of this type has.
        """
        if self.values_at is None:
            return {}
        values = payload if self.values_at is ValuesAt.PAYLOAD else payload["values"]
        if values is None:  # disposed of
            return {}
        if not isinstance(values, Mapping):
            raise TypeError("values")
        return values


class Everything:
    """That the whole payload of a type is disposed of."""


class UnknownEventType(ReplayDiverged):
    """An event of a type that no history holds. Details: `folio`, `seq`, `type`, `expected`, `found`."""

    code = "unknown_event_type"

    def __init__(self, *, folio: str, seq: int, type: str, expected: str = "—", found: str | None = None) -> None:
        super().__init__(folio=folio, seq=seq, type=type, expected=expected, found=type if found is None else found)


REGISTRY: dict[str, EventType] = {}
"""Every event type by its name."""
DISPOSABLE: dict[str, frozenset[str] | Everything] = {}
"""What of a payload is disposed of, by the name of the type; types of which nothing is are not here. How an event
commits to its payload depends on it: see `engine.history.chain`."""


def define(type_: EventType) -> EventType:
    """Add a type to the registry. Raises ValueError for a name that is there already."""
    if type_.name in REGISTRY:
        raise ValueError(type_.name)
    REGISTRY[type_.name] = type_
    if type_.values_at is ValuesAt.PAYLOAD:
        DISPOSABLE[type_.name] = Everything()
    elif type_.disposable:
        DISPOSABLE[type_.name] = type_.disposable
    return type_


def event_type(folio: str, seq: int, name: str) -> EventType:
    """The type of event number `seq` of a history. Raises UnknownEventType."""
    found = REGISTRY.get(name)
    if found is None:
        raise UnknownEventType(folio=folio, seq=seq, type=name)
    return found


def type_of(event: "Event") -> EventType:
    """The type of an event. Raises UnknownEventType."""
    found = REGISTRY.get(event.type)
    if found is None:
        raise UnknownEventType(folio=event.folio, seq=event.seq, type=event.type)
    return found


def passage_type(element_kind: str) -> EventType:
    """The type that records that an element of a kind of BPMN's completed automatically."""
    return next((each for each in REGISTRY.values() if element_kind in each.element_kinds), ELEMENT_COMPLETED)


_BY_A_PERSON = frozenset({Origin.PERSON})
_BY_THE_FLOW = frozenset({Origin.FLOW})

INSTANCE_STARTED = define(EventType(
    "instance_started", Subject.INSTANCE, _BY_A_PERSON, Part.CAUSE,
    values_at=ValuesAt.KEY, versions_at="versions", payload=frozenset({"process", "versions", "digests", "values"}),
    disposable=frozenset({"values"}), handed_off=True, recent=True,
))  # fmt: skip
INSTANCE_MIGRATED = define(EventType(
    "instance_migrated", Subject.INSTANCE, _BY_A_PERSON, Part.MIGRATION,
    versions_at="to", payload=frozenset({"from", "to", "digests", "mapping", "waived", "reason"}),
    disposable=frozenset({"reason"}), handed_off=True, recent=True,
))  # fmt: skip
INSTANCE_COMPLETED = define(EventType(
    "instance_completed", Subject.INSTANCE, _BY_THE_FLOW, Part.CONSEQUENCE,
    status=InstanceStatus.COMPLETED, handed_off=True, recent=True,
))  # fmt: skip
INSTANCE_CANCELLED = define(EventType(
    "instance_cancelled", Subject.INSTANCE, _BY_A_PERSON, Part.CANCELLATION,
    status=InstanceStatus.CANCELLED, payload=frozenset({"reason", "mistake"}), disposable=frozenset({"reason"}),
    handed_off=True, recent=True,
))  # fmt: skip
COMMENT_MADE = define(EventType(
    "comment_made", Subject.INSTANCE, _BY_A_PERSON, Part.ASIDE,
    payload=frozenset({"text", "mentions"}), disposable=frozenset({"text"}), recent=True,
))  # fmt: skip
HAND_OFF_CONFIRMED = define(EventType(
    "hand_off_confirmed", Subject.INSTANCE, _BY_A_PERSON, Part.ASIDE, recent=True,
))  # fmt: skip
# A step was given back to the one before it: a move within the same versions, by which what waited begins anew there.
INSTANCE_RETURNED = define(EventType(
    "instance_returned", Subject.INSTANCE, _BY_A_PERSON, Part.MIGRATION,
    versions_at="to", payload=frozenset({"from", "to", "digests", "mapping", "waived", "reason"}),
    disposable=frozenset({"reason"}), handed_off=True, recent=True,
))  # fmt: skip
VALUES_DISPOSED = define(EventType(
    "values_disposed", Subject.INSTANCE, _BY_A_PERSON, Part.DISPOSAL,
    payload=frozenset({"rule"}), handed_off=True, recent=True,
))  # fmt: skip
VALUES_CHANGED = define(EventType(
    "values_changed", Subject.INSTANCE, _BY_A_PERSON, Part.CHANGE,
    values_at=ValuesAt.KEY, payload=frozenset({"values", "label", "reason"}),
    disposable=frozenset({"values", "reason"}),
    handed_off=True, recent=True,
))  # fmt: skip

USER_TASK_ENABLED = define(EventType(
    "user_task_enabled", Subject.USER_TASK, _BY_THE_FLOW, Part.CONSEQUENCE, visit=VisitEffect.BEGINS,
    status=WorkItemStatus.OPEN, payload=frozenset({"process", "name", "lane", "roles", "area", "due_at"}),
    disposable=frozenset({"area", "due_at"}),
))  # fmt: skip
USER_TASK_CLAIMED = define(EventType(
    "user_task_claimed", Subject.USER_TASK, _BY_A_PERSON, Part.ASIDE, assigns=Assigns.ACTOR,
))  # fmt: skip
USER_TASK_ASSIGNED = define(EventType(
    "user_task_assigned", Subject.USER_TASK, _BY_A_PERSON, Part.ASIDE,
    assigns=Assigns.NAMED, payload=frozenset({"assignee", "reason"}), disposable=frozenset({"reason"}),
))  # fmt: skip
USER_TASK_TAKEN_OVER = define(EventType(
    "user_task_taken_over", Subject.USER_TASK, _BY_A_PERSON, Part.ASIDE,
    assigns=Assigns.ACTOR, payload=frozenset({"from", "reason"}), disposable=frozenset({"reason"}), recent=True,
))  # fmt: skip
USER_TASK_ASKED_FOR = define(EventType(
    "user_task_asked_for", Subject.USER_TASK, _BY_A_PERSON, Part.ASIDE,
    payload=frozenset({"assignee", "message"}), disposable=frozenset({"message"}), recent=True,
))  # fmt: skip
USER_TASK_RELEASED = define(EventType(
    "user_task_released", Subject.USER_TASK, _BY_A_PERSON, Part.ASIDE, assigns=Assigns.NOBODY,
))  # fmt: skip
USER_TASK_REMINDED = define(EventType(
    "user_task_reminded", Subject.USER_TASK, frozenset({Origin.JOB}), Part.ASIDE,
    payload=frozenset({"when", "people"}),
))  # fmt: skip
USER_TASK_ESCALATED = define(EventType(
    "user_task_escalated", Subject.USER_TASK, frozenset({Origin.JOB}), Part.ASIDE, payload=frozenset({"people"}),
    recent=True,
))  # fmt: skip
# Whoever stood in for somebody took it in their place and left it when that ended: it is theirs again.
USER_TASK_HANDED_BACK = define(EventType(
    "user_task_handed_back", Subject.USER_TASK, frozenset({Origin.JOB}), Part.ASIDE,
    assigns=Assigns.NAMED, payload=frozenset({"from", "assignee"}), recent=True,
))  # fmt: skip
USER_TASK_COMPLETED = define(EventType(
    "user_task_completed", Subject.USER_TASK, frozenset({Origin.PERSON, Origin.LINK}), Part.CAUSE,
    visit=VisitEffect.ENDS,
    status=WorkItemStatus.COMPLETED, values_at=ValuesAt.PAYLOAD, handed_off=True, recent=True,
))  # fmt: skip
USER_TASK_WITHDRAWN = define(EventType(
    "user_task_withdrawn", Subject.USER_TASK, _BY_THE_FLOW, Part.CONSEQUENCE, visit=VisitEffect.WITHDRAWS,
    status=WorkItemStatus.WITHDRAWN,
))  # fmt: skip
USER_TASK_MOVED = define(EventType(
    "user_task_moved", Subject.USER_TASK, _BY_THE_FLOW, Part.CONSEQUENCE, visit=VisitEffect.MOVES,
    payload=frozenset({"from", "process", "name", "lane", "roles", "area", "due_at"}),
    disposable=frozenset({"area", "due_at"}),
))  # fmt: skip
USER_TASK_DUE_CHANGED = define(EventType(
    "user_task_due_changed", Subject.USER_TASK, _BY_A_PERSON, Part.ASIDE, sets_due=True,
    payload=frozenset({"due_at", "reason"}), disposable=frozenset({"due_at", "reason"}), recent=True,
))  # fmt: skip

TIMER_SET = define(EventType(
    "timer_set", Subject.TIMER, _BY_THE_FLOW, Part.CONSEQUENCE, visit=VisitEffect.BEGINS,
    status=TimerStatus.WAITING, payload=frozenset({"process", "kind", "value", "repetition", "due_at"}),
    disposable=frozenset({"value", "due_at"}),
))  # fmt: skip
TIMER_FIRED = define(EventType(
    "timer_fired", Subject.TIMER, frozenset({Origin.JOB}), Part.CAUSE, visit=VisitEffect.ENDS,
    status=TimerStatus.FIRED, payload=frozenset({"due_at"}), disposable=frozenset({"due_at"}), recent=True,
))  # fmt: skip
TIMER_WITHDRAWN = define(EventType(
    "timer_withdrawn", Subject.TIMER, _BY_THE_FLOW, Part.CONSEQUENCE, visit=VisitEffect.WITHDRAWS,
    status=TimerStatus.WITHDRAWN,
))  # fmt: skip
TIMER_MOVED = define(EventType(
    "timer_moved", Subject.TIMER, _BY_THE_FLOW, Part.CONSEQUENCE, visit=VisitEffect.MOVES,
    payload=frozenset({"from", "process"}),
))  # fmt: skip

CLIENT_LINK_MADE = define(EventType(
    "client_link_made", Subject.CLIENT_LINK, frozenset({Origin.PERSON, Origin.LINK, Origin.FLOW}), Part.ASIDE,
    payload=frozenset({"link", "key", "role", "email", "person", "expires_at"}),
    disposable=frozenset({"email", "person", "expires_at"}),
))  # fmt: skip
CLIENT_LINK_REVOKED = define(EventType(
    "client_link_revoked", Subject.CLIENT_LINK, _BY_A_PERSON, Part.ASIDE,
    payload=frozenset({"link"}), recent=True,
))  # fmt: skip
CLIENT_LINK_ANSWERED = define(EventType(
    "client_link_answered", Subject.CLIENT_LINK, frozenset({Origin.LINK}), Part.ASIDE,
    payload=frozenset({"link", "variables", "data", "form", "files", "confirmed"}),
    disposable=frozenset({"data", "files"}), recent=True,
))  # fmt: skip
CLIENT_ANSWER_FORWARDED = define(EventType(
    "client_answer_forwarded", Subject.CLIENT_LINK, _BY_A_PERSON, Part.ASIDE,
    payload=frozenset({"link"}), recent=True,
))  # fmt: skip

INCIDENT_RAISED = define(EventType(
    "incident_raised", Subject.INCIDENT, frozenset({Origin.PERSON, Origin.LINK, Origin.JOB}), Part.ASIDE,
    payload=frozenset({"failed", "cause", "reason"}), disposable=frozenset({"reason"}), handed_off=True, recent=True,
))  # fmt: skip
INCIDENT_RESOLVED = define(EventType(
    "incident_resolved", Subject.INCIDENT, frozenset({Origin.PERSON, Origin.LINK, Origin.JOB}), Part.ASIDE,
    handed_off=True, recent=True,
))  # fmt: skip

GATEWAY_PASSED = define(EventType(
    "gateway_passed", Subject.ELEMENT, _BY_THE_FLOW, Part.CONSEQUENCE, visit=VisitEffect.ENDS,
    element_kinds=frozenset({"exclusiveGateway", "inclusiveGateway"}), names_flows=True, recent=True,
))  # fmt: skip
SCRIPT_TASK_COMPLETED = define(EventType(
    "script_task_completed", Subject.ELEMENT, _BY_THE_FLOW, Part.CONSEQUENCE, visit=VisitEffect.ENDS,
    element_kinds=frozenset({"scriptTask"}),
))  # fmt: skip
MESSAGE_SENT = define(EventType(
    "message_sent", Subject.ELEMENT, _BY_THE_FLOW, Part.CONSEQUENCE, visit=VisitEffect.ENDS,
    element_kinds=frozenset({"sendTask"}), recent=True,
))  # fmt: skip
CALL_ACTIVITY_COMPLETED = define(EventType(
    "call_activity_completed", Subject.ELEMENT, _BY_THE_FLOW, Part.CONSEQUENCE, visit=VisitEffect.ENDS,
    element_kinds=frozenset({"callActivity"}), recent=True,
))  # fmt: skip
SUB_PROCESS_COMPLETED = define(EventType(
    "sub_process_completed", Subject.ELEMENT, _BY_THE_FLOW, Part.CONSEQUENCE, visit=VisitEffect.ENDS,
    element_kinds=frozenset({"subProcess"}),
))  # fmt: skip
EVENT_THROWN = define(EventType(
    "event_thrown", Subject.ELEMENT, _BY_THE_FLOW, Part.CONSEQUENCE, visit=VisitEffect.ENDS,
    element_kinds=frozenset({"intermediateThrowEvent", "endEvent"}),
))  # fmt: skip
ELEMENT_COMPLETED = define(EventType(
    "element_completed", Subject.ELEMENT, _BY_THE_FLOW, Part.CONSEQUENCE, visit=VisitEffect.ENDS,
))  # fmt: skip
