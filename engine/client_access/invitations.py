"""Invitations: a step that enables work for somebody outside makes a link, and the e-mail that carries it.

The notices that the step sends to the role go to the invited person too, the first of them with the link below it.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import Connection

from bpmn.expressions import EvaluationError, parse_expression
from bpmn.model import Invitation, Notification
from engine.client_access.links import is_link
from engine.client_access.tokens import SECRET, digest, id_of_event, token_of
from engine.clock import to_text
from engine.execution.compiler import Executable
from engine.execution.runner import Enabled
from engine.history.chain import NewEvent, event_at
from engine.history.event_types import CLIENT_LINK_MADE
from engine.history.visits import Visit
from engine.identity.directory import Directory
from engine.identity.queries import Person
from engine.identity.secrets import shared_secret
from engine.notifications.outbox import StepNotification
from engine.notifications.places import day

DAYS = 15
"""How many days a link can be used where the instance's data say no last day."""
EXPIRES = "expires"


@dataclass(frozen=True, slots=True)
class Invited:
    """The invitation of a lane: the role that its reader acts in, and the name of the work."""

    role: str
    invitation: Invitation
    name: str

    def holds(self, data: Mapping[str, object]) -> bool:
        """Whether a link is sent, as far as the data say."""
        if self.invitation.when is None:
            return True
        try:
            return bool(parse_expression(self.invitation.when).evaluate(data))
        except EvaluationError:  # better a link that is not needed than a client who waits for one
            return True

    def email(self, data: Mapping[str, object]) -> str | None:
        """The e-mail address of the invited person, as far as the data say."""
        found = _text(data, self.invitation.email)
        return found if found and "@" in found else None

    def person(self, data: Mapping[str, object]) -> str | None:
        """The name of the invited person, as far as the data say."""
        return _text(data, self.invitation.person)

    def expires_at(self, data: Mapping[str, object], at: datetime, zone: ZoneInfo) -> datetime:
        """The end of the last day on which a link made at `at` can be used; a last day that is past does not count."""
        try:
            until = _end_of(date.fromisoformat(_text(data, self.invitation.until) or ""), zone)
        except (ValueError, OverflowError):
            until = at
        return until if until > at else _end_of((at + timedelta(days=DAYS)).astimezone(zone).date(), zone)


def invited(executable: Executable, process_id: str, element: str) -> Invited | None:
    """Who is invited to the work at `element`; None where the diagram invites nobody."""
    node = executable.node(process_id, element)
    if node.lane is None:
        return None
    lane = executable.processes[process_id].lane(node.lane)
    return Invited(lane.roles[0], lane.invitation, node.name or node.id) if lane.invitation is not None else None


def link_key(connection: Connection, secrets: dict[str, bytes], *, at: datetime) -> bytes:
    """The key that links are signed with. `secrets` are those that this process has read before, by name."""
    found = secrets.get(SECRET)
    if found is None:
        found = secrets[SECRET] = shared_secret(connection, SECRET, at=at)
    return found


def made(
    key: bytes,
    who: Invited,
    visit: Visit,
    data: Mapping[str, object],
    folio: str,
    seq: int,
    *,
    actor: str | None,
    role: str | None,
    at: datetime,
    zone: ZoneInfo,
) -> NewEvent:
    """The event number `seq` of `folio` that makes a link to the work item of `visit`, which sees `data`."""
    id = id_of_event(folio, seq)
    payload = {
        "link": id,
        "key": digest(token_of(key, id)),
        "role": who.role,
        "email": who.email(data),
        "person": who.person(data),
        "expires_at": to_text(who.expires_at(data, at, zone)),
    }
    return event_at(CLIENT_LINK_MADE, visit, actor=actor, role=role, payload=payload)


def letters(
    who: Invited,
    event: NewEvent,
    position: int,
    data: Mapping[str, object],
    notices: Sequence[StepNotification],
    zone: ZoneInfo,
    writer: Person | None,
) -> list[StepNotification]:
    """The e-mails to the invited person: each of `notices`, the first with the link; none without an address. `writer`
    is who sends them, None where nobody did."""
    email, link = event.payload["email"], event.payload["link"]
    if email is None:
        return []
    last = datetime.fromisoformat(str(event.payload["expires_at"])).astimezone(zone) - timedelta(seconds=1)
    shown = {**data, EXPIRES: day(last)}
    own = Notification(subject=who.invitation.subject or who.name, body="")
    first, *others = notices or (StepNotification(position, own, (who.role,), data),)
    body = f"{first.notification.body}\n\n{who.invitation.text}".strip()
    bringing = replace(first.notification, body=body)
    to = (str(email),)
    name, reply_to = (writer.name, writer.email) if writer else (None, None)
    return [
        StepNotification(position, bringing, (who.role,), {**first.data, **shown}, to, str(link), None, name, reply_to),
        *(
            replace(
                other, position=position, roles=(who.role,), to=to, client=str(link), writer=name, reply_to=reply_to
            )
            for other in others
        ),
    ]


def with_links(
    executable: Executable,
    enabled: Sequence[Enabled],
    events: Sequence[NewEvent],
    notifications: Sequence[StepNotification],
    people: Directory,
    folio: str,
    seq: int,
    *,
    key: Callable[[], bytes],
    cause: NewEvent,
    at: datetime,
    zone: ZoneInfo,
) -> tuple[Sequence[NewEvent], Sequence[StepNotification]]:
    """The `events` and `notifications` of a step, with a link for each work item that it `enabled` and that somebody
    outside is invited to complete, made by whoever set off `cause`.

    `seq` is the number in `folio` of the first of `events`; `key` gives the key that links are signed with and is
    called only where somebody is invited.
    """
    found = [(each, who) for each in enabled if (who := invited(executable, each.process_id, each.visit.element))]
    if not found:
        return events, notifications
    alone = {who.role for each, who in found if not who.holds(each.data) and not people.anybody(who.role)}
    notifications = [notice for notice in notifications if not (notice.roles and alone.issuperset(notice.roles))]
    found = [(each, who) for each, who in found if who.holds(each.data)]
    if not found:
        return events, notifications
    writer = people.person(cause.actor) if cause.actor is not None and not is_link(cause.actor) else None
    signing, all_events, sent = key(), list(events), list(notifications)
    by = {"actor": cause.actor, "role": cause.role}
    for each, who in found:
        notices = [notice for notice in notifications if who.role in notice.roles]
        number = seq + len(all_events)
        event = made(signing, who, each.visit, each.data, folio, number, **by, at=at, zone=zone)
        brought = letters(who, event, len(all_events), each.data, notices, zone, writer)
        all_events.append(event)
        if brought and not people.anybody(who.role):
            # A notice for nobody but who is invited has arrived with the link.
            sent = [notice for notice in sent if not (notice in notices and notice.roles == (who.role,))]
        sent += brought
    return all_events, sent


def _text(data: Mapping[str, object], name: str | None) -> str | None:
    found = data.get(name) if name else None
    return found.strip() or None if isinstance(found, str) else None


def _end_of(day: date, zone: ZoneInfo) -> datetime:
    return datetime.combine(day + timedelta(days=1), time(), zone)
