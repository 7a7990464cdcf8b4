"""Work that somebody outside is invited to do: a step that enables it makes a link, and the e-mail that brings it.

What the step tells the role by a notice is told to whoever is invited too, with the link below it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import Connection

from bpmn.model import Invitation, Notification
from engine.clock import to_text
from engine.execution.compiler import Executable
from engine.execution.runner import Enabled, Place
from engine.history.chain import NewEvent
from engine.identity.directory import Directory
from engine.identity.secrets import shared_secret
from engine.instances.narration import Narration, Sent, at_place
from engine.instances.runtime import Runtime
from engine.portal.links import MADE
from engine.portal.tokens import SECRET, digest, id_of_event, token_of

DAYS = 15
"""How many days a link can be used where the instance's data say no last day."""
EXPIRES = "expires"


@dataclass(frozen=True, slots=True)
class Invited:
    """What a diagram says of work that is done from outside: the role to act in, the invitation, the work's name."""

    role: str
    invitation: Invitation
    name: str

    def email(self, data: Mapping[str, object]) -> str | None:
        """The address of whoever is invited, as far as the data say."""
        found = _text(data, self.invitation.email)
        return found if found and "@" in found else None

    def person(self, data: Mapping[str, object]) -> str | None:
        """What whoever is invited is called."""
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


def link_key(connection: Connection, runtime: Runtime, *, at: datetime) -> bytes:
    """The key that links are signed with, read once: it is there since the schema is."""
    found = runtime.secrets.get(SECRET)
    if found is None:
        found = runtime.secrets[SECRET] = shared_secret(connection, SECRET, at=at)
    return found


def made(
    key: bytes,
    who: Invited,
    place: Place,
    data: Mapping[str, object],
    folio: str,
    seq: int,
    *,
    actor: str | None,
    at: datetime,
    zone: ZoneInfo,
) -> NewEvent:
    """The event, `seq` of `folio`, of a new link to the work at `place`, which sees `data`."""
    id = id_of_event(folio, seq)
    told = {
        "link": id,
        "key": digest(token_of(key, id)),
        "role": who.role,
        "email": who.email(data),
        "person": who.person(data),
        "expires_at": to_text(who.expires_at(data, at, zone)),
    }
    return at_place(MADE, place, actor=actor, data=told)


def letters(
    who: Invited, event: NewEvent, position: int, data: Mapping[str, object], notices: Sequence[Sent], zone: ZoneInfo
) -> list[Sent]:
    """The e-mails to whoever is invited: each of `notices`, the first with the link; none where there is no address."""
    email, link = event.data["email"], event.data["link"]
    if email is None:
        return []
    last = datetime.fromisoformat(str(event.data["expires_at"])).astimezone(zone) - timedelta(seconds=1)
    told = {**data, EXPIRES: f"{last:%d/%m/%Y}"}
    own = Notification(subject=who.invitation.subject or who.name, body="")
    first, *others = notices or (Sent(position, own, (who.role,), data),)
    body = f"{first.notification.body}\n\n{who.invitation.text}".strip()
    bringing = replace(first.notification, body=body)
    to = (str(email),)
    return [
        Sent(position, bringing, (who.role,), {**first.data, **told}, to, str(link)),
        *(replace(other, position=position, roles=(who.role,), to=to) for other in others),
    ]


def with_links(
    connection: Connection,
    runtime: Runtime,
    executable: Executable,
    enabled: Sequence[Enabled],
    told: Narration,
    people: Directory,
    folio: str,
    seq: int,
    *,
    actor: str | None,
    at: datetime,
) -> Narration:
    """What was `told` of a step, with a link for each piece of work it `enabled` that somebody outside is invited to.

    `seq` of `folio` is the number of the first event told. Costs nothing where nobody is invited.
    """
    found = [(each, who) for each in enabled if (who := invited(executable, each.process_id, each.place.element))]
    if not found:
        return told
    key, zone = link_key(connection, runtime, at=at), runtime.calendar.zone
    events, sent = list(told.events), list(told.sent)
    for each, who in found:
        notices = [notice for notice in told.sent if who.role in notice.roles]
        event = made(key, who, each.place, each.data, folio, seq + len(events), actor=actor, at=at, zone=zone)
        brought = letters(who, event, len(events), each.data, notices, zone)
        events.append(event)
        if brought and not people.anybody(who.role):
            # A notice for nobody but who is invited has arrived with the link.
            sent = [notice for notice in sent if not (notice in notices and notice.roles == (who.role,))]
        sent += brought
    return Narration(tuple(events), tuple(sent))


def _text(data: Mapping[str, object], name: str | None) -> str | None:
    found = data.get(name) if name else None
    return found.strip() or None if isinstance(found, str) else None


def _end_of(day: date, zone: ZoneInfo) -> datetime:
    return datetime.combine(day + timedelta(days=1), time(), zone)
