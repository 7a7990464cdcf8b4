"""E-mails about incidents: to those who repair, once for each, and to who answered, when the answer can be sent."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

from bpmn.messages import Message, lazy_gettext
from bpmn.model import Notification
from engine import canonical_json
from engine.client_access import links
from engine.client_access.links import State, is_link
from engine.errors import NotFound
from engine.identity.queries import all_people
from engine.identity.role_ids import ADMINISTRATOR
from engine.instances.incidents import Failure, reason_of
from engine.instances.projection import Timer, WorkItem
from engine.instances.rights import REPAIRING, starters
from engine.instances.session import InstanceSession
from engine.instances.visible import visible
from engine.notifications.outbox import StepNotification

RAISED = (
    lazy_gettext("{folio}: incident at «{step}»"),
    lazy_gettext(
        "{folio} cannot go on after «{step}».\n\n{reason}\n\nWhat was answered is kept, and nobody has to write it "
        "again. Repair the procedure, or what the reason says, and move the opportunity to the repaired version; or "
        "cancel it. Everything about it is in the list of incidents."
    ),
)
REPAIRED = (
    lazy_gettext("{folio}: «{step}» can be sent now"),
    lazy_gettext(
        "What stopped «{step}» in {folio} was repaired, and what you answered is kept. Open the step and send it once "
        "more: there is nothing to write again."
    ),
)

REPAIRED_FOR_CLIENT = (
    lazy_gettext("{folio}: what {person} answered can be sent on"),
    lazy_gettext(
        "What stopped «{step}» in {folio} was repaired. What {person} answered by link is kept, and the link cannot be "
        "used any more: send the answer on from the page of the opportunity, or make another link there."
    ),
)


def raised(session: InstanceSession, waiting: WorkItem | Timer, failure: Failure) -> list[StepNotification]:
    """The letter to those who can repair the procedure of an instance."""
    process = session.executable.processes[session.process_id]
    roles = [ADMINISTRATOR, *([process.document.owner] if process.document.owner else [])]
    everybody = (each for each in all_people(session.connection) if each.active)
    addresses = {each.email for each in everybody if each.rights_over(process.id) & REPAIRING}
    to = sorted({*session.people.emails(roles), *(email for email in addresses if email)})
    values = {"step": name_of(session, waiting), "reason": reason_told(session, failure)}
    return [_letter(session, RAISED, values, roles, to)]


def repaired(
    session: InstanceSession, items: Sequence[WorkItem], revoked: Collection[object], at: datetime
) -> list[StepNotification]:
    """The letters to those who answered `items`, work that goes on in a version that may have been repaired; or, where
    a client has no link that can be used, since it expired or is among the `revoked`, to those who may make another."""
    found = []
    for item in items:
        incident = session.incidents().get(item.id)
        if incident is None or incident.raised_by is None:
            continue
        if is_link(incident.raised_by):
            found.append(_to_client(session, item, incident.raised_by, revoked, at))
            continue
        try:
            email = session.people.person(incident.raised_by).email
        except NotFound:  # they have left
            continue
        if email is not None:
            found.append(_letter(session, REPAIRED, {"step": item.name}, item.roles, [email]))
    return found


def _to_client(
    session: InstanceSession, item: WorkItem, actor: str, revoked: Collection[object], at: datetime
) -> StepNotification:
    answered, now = (
        links.by_id(session.connection, actor.rpartition(":")[2]),
        links.standing(session.connection, item.id),
    )
    person = actor if answered is None else answered.reader
    theirs = now is not None and answered is not None and now.is_for(answered) and now.id not in revoked
    if now is not None and theirs and now.email is not None and now.state(item.status, at) is State.OPEN:
        return _letter(session, REPAIRED, {"step": item.name}, [now.role], [now.email], now.id)
    roles = sorted(starters(session.executable)) or [ADMINISTRATOR]
    values = {"step": item.name, "person": person}
    return _letter(session, REPAIRED_FOR_CLIENT, values, roles, session.people.emails(roles))


def reason_told(session: InstanceSession, failure: Failure) -> Message:
    """Why something stands still, as it is told to whoever that concerns: nothing confidential came of it."""
    read = visible(session.connection, session.runtime, session.versions, None)
    return reason_of(canonical_json.dumps(read.reason(canonical_json.loads(failure.reason))))


def name_of(session: InstanceSession, waiting: WorkItem | Timer) -> str:
    """The name of a step, or of the event of a timer."""
    if isinstance(waiting, WorkItem):
        return waiting.name
    node = session.executable.node(waiting.process_id, waiting.visit.element)
    return node.name or session.runtime.words(lazy_gettext("a term that ran out"))


def _letter(
    session: InstanceSession,
    texts: tuple[Message, Message],
    values: Mapping[str, object],
    roles: Sequence[str],
    to: Sequence[str],
    link: str | None = None,
) -> StepNotification:
    values = {"folio": session.folio, **values}
    subject, body = (session.runtime.words(text.with_values(values)) for text in texts)
    return StepNotification(0, Notification(subject=subject, body=body), tuple(roles), {}, tuple(to), link)
