"""Commands and queries over client links: making, revoking and showing them, and answering by one."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from sqlalchemy import Connection

from bpmn.forms.evaluate import evaluate
from bpmn.forms.form import Form
from bpmn.forms.kinds import Computed, Number
from bpmn.messages import lazy_gettext
from bpmn.model import Notification
from engine import canonical_json
from engine.client_access import codes, links
from engine.client_access.codes import CodeRequired, WrongCode
from engine.client_access.invitations import Invited, invited, letters, link_key, made
from engine.client_access.links import Link, State
from engine.client_access.tokens import digest, id_of, token_of
from engine.definitions import queries as definitions
from engine.documents.references import files_in
from engine.errors import Conflict, ExecutionFailed, Invalid, NotAllowed, NotFound
from engine.history.chain import Event, NewEvent, event_at, visit_of
from engine.history.event_types import CLIENT_LINK_ANSWERED, CLIENT_LINK_REVOKED, USER_TASK_COMPLETED
from engine.history.statuses import InstanceStatus
from engine.history.visits import Visit
from engine.identity.queries import Person, person
from engine.identity.role_ids import ADMINISTRATOR
from engine.instances import commands, execution_queries, queries, rights
from engine.instances.execution_queries import Work
from engine.instances.projection import Projection, WorkItem
from engine.instances.reading import EVERYTHING, TASK, Reader, concealing, hides
from engine.instances.runtime import Runtime
from engine.instances.session import InstanceSession
from engine.notifications import outbox
from engine.notifications.outbox import Outgoing, Posted

CODE = "code"
"""How an answer was confirmed: by a one-time code that was sent to whom the link is for."""


class NotInvited(Invalid):
    """The diagram invites nobody outside to do this work. Details: `id`, `element`."""

    code = "not_invited"


class LinkClosed(Conflict):
    """The link cannot be used any more. Details: `state` (see `engine.client_access.links.State`)."""

    code = "link_closed"


@dataclass(frozen=True, slots=True)
class Review:
    """What the holder of a link is shown: the link, its state, and the work item.

    `answer` is what the work was completed with, when that was the answer of this link, else None. `writer` is who made
    the link, None where nobody did or they have left; `record` is where an answer of this link stands in the history.
    """

    link: Link
    state: State
    work: Work
    answer: Mapping[str, object] | None
    writer: Person | None = None
    record: "Receipt | None" = None


@dataclass(frozen=True, slots=True)
class Receipt:
    """Where an answer stands in the history: the number and the digest of its event, the files that were shown, and
    whether it was `confirmed` by a code."""

    number: int
    hash: str
    files: tuple[Mapping[str, object], ...]
    confirmed: bool

    @property
    def place(self) -> dict[str, object]:
        """The number and the digest."""
        return {"number": self.number, "hash": self.hash}


@dataclass(frozen=True, slots=True)
class Offer:
    """An open work item that somebody outside is invited to complete, as those who manage the instance see it.

    `link` was made last, None when none was; `token` is its token as long as it can be used; `letter` is the e-mail
    that brought it, None when there was no address (or it arrived so long ago that it is not kept).
    """

    item: WorkItem
    link: Link | None
    state: State | None
    token: str | None
    letter: Posted | None


@hides(TASK)
def make(connection: Connection, runtime: Runtime, work_item: str, *, actor: str, at: datetime) -> Link:
    """Make another link to a work item and send it; the previous one is revoked.

    Raises NotFound, TaskAlreadyCompleted, InstanceEnded, NotInvited, NotAllowed unless `actor` may manage links.
    """
    session, item, who, role = _open(connection, runtime, work_item, actor, at)
    at = session.moment(at)
    before = links.standing(connection, item.id)
    events = [] if before is None else [_revoked(before, item.visit, actor, role)]
    data = session.execution().seen_at(item.visit) or {}
    key, zone = link_key(connection, runtime.secrets, at=at), runtime.calendar.zone
    place = session.folio, session.head.seq + 1 + len(events)
    event = made(key, who, item.visit, data, *place, actor=actor, role=role, at=at, zone=zone)
    sent = letters(who, event, len(events), data, (), zone, session.people.person(actor))
    session.record([*events, event], at=at, known=[item], sent=sent)
    return _known(connection, str(event.payload["link"]))


def revoke(connection: Connection, runtime: Runtime, link: str, *, actor: str, at: datetime) -> Link:
    """Revoke a link; does nothing where it is revoked already.

    Raises NotFound, TaskAlreadyCompleted, InstanceEnded, NotAllowed unless `actor` may manage links.
    """
    found = _known(connection, link)
    with concealing(connection, runtime, found.folio, actor, kind="client_link", id=link, at=at):
        session, item, _, role = _open(connection, runtime, found.work_item, actor, at)
    found = _known(connection, link)
    if found.revoked_at is None:
        session.record([_revoked(found, item.visit, actor, role)], at=at, known=[item])
    return _known(connection, link)


def may_manage(person: Person, starters: frozenset[str]) -> bool:
    """Whether a person may see, make and revoke links: those who may start such an instance, and administrators."""
    return not starters or ADMINISTRATOR in person.roles or person.role_for(starters) is not None


def require_manager(person: Person, starters: frozenset[str]) -> str | None:
    """The role by which a person may make and revoke links; None where anybody may. Raises NotAllowed."""
    if not may_manage(person, starters):
        raise NotAllowed(actor=person.id, roles=sorted(starters))
    role = person.role_for(starters)
    return ADMINISTRATOR if role is None and starters else role


def offers(
    connection: Connection, runtime: Runtime, reader: Reader, folio: str, who: Person, *, at: datetime
) -> list[Offer]:
    """The open work items of an instance that somebody outside is invited to complete; none where `who` may not manage
    links. Raises NotFound (kind ``instance``) where `reader`, who that is, does not see it."""
    instance = queries.instance(connection, reader, folio)
    executable = runtime.library.executable(connection, instance.process_id, instance.versions)
    if instance.status is not InstanceStatus.RUNNING or not may_manage(who, rights.starters(executable)):
        return []
    waiting = queries.tasks(connection, reader, folio=folio)
    invitations = [task for task in waiting if invited(executable, task.item.process_id, task.item.visit.element)]
    posted = queries.posted(connection, reader, folio) if invitations else {}
    return [_offer(connection, runtime, task.item, posted, at) for task in invitations]


def offer(
    connection: Connection, runtime: Runtime, reader: Reader, work_item: str, who: Person, *, at: datetime
) -> Offer:
    """One of those. Raises NotFound (kind ``task``), NotAllowed, NotInvited, TaskAlreadyCompleted."""
    item, row = queries.task(connection, reader, work_item)
    rights.require_open(item)
    instance = queries.instance_of(row)
    executable = runtime.library.executable(connection, instance.process_id, instance.versions)
    starters = rights.starters(executable)
    require_manager(who, starters)
    if invited(executable, item.process_id, item.visit.element) is None:
        raise NotInvited(id=item.id, element=item.name)
    return _offer(connection, runtime, item, queries.posted(connection, reader, instance.folio), at)


def review(connection: Connection, runtime: Runtime, token: str, *, at: datetime) -> Review:
    """What the holder of this token is shown. Raises NotFound (kind ``client_link``) for one that is no link's."""
    id = id_of(link_key(connection, runtime.secrets, at=at), token)
    link = None if id is None else links.by_key(connection, digest(token))
    if link is None or link.id != id:
        raise NotFound(kind="client_link", id="…")
    work = execution_queries.work(connection, runtime, EVERYTHING, link.work_item)
    state = link.state(work.item.status, at)
    answer = _answer(connection, link, work.item.visit) if state is State.ANSWERED else None
    record = receipt_of(connection, link) if state is State.ANSWERED else None
    return Review(link, state, work, answer, _writer(connection, link), record)


def answer(
    connection: Connection,
    runtime: Runtime,
    link: Link,
    submitted: Mapping[str, object],
    *,
    at: datetime,
    confirmed_end: str = commands.ANY_END,
    by_code: bool = False,
) -> Projection:
    """Complete the work item of a link with the values of its form, in the name of its holder. What the page showed is
    recorded, and whether the answer was confirmed by a one-time code, which `by_code` asks for.

    Raises LinkClosed when it cannot be used (any more), TaskAlreadyCompleted, InstanceEnded, FormRejected,
    ExecutionFailed, EndNotConfirmed when it would decide that the instance ends otherwise than in `confirmed_end`,
    CodeRequired.
    """
    session, item = commands.open_work(connection, runtime, link.work_item)
    at = session.moment(at)
    found = _known(connection, link.id)  # behind the lock: it may have been revoked since it was read
    state = found.state(item.status, at)
    if state is not State.OPEN:
        raise LinkClosed(state=str(state))
    given = commands.filled_in(session, item, submitted, at=at)
    shown = _shown(session, item, given.form, given.data, given.values, at)
    payload = {"link": found.id, **shown, "confirmed": CODE if by_code else None}
    answered = event_at(CLIENT_LINK_ANSWERED, item.visit, actor=found.actor, role=found.role, payload=payload)
    by = {"actor": found.actor, "role": found.role}
    missing = by_code and not codes.is_confirmed(connection, found.id, at=at)
    try:
        became = commands.finish(session, item, given, **by, at=at, confirmed_end=confirmed_end, before=[answered])
    except ExecutionFailed:
        if missing:
            raise CodeRequired() from None
        raise
    if missing:  # last: how it ends is said together with it
        raise CodeRequired()
    codes.forget(connection, found.id)
    return became


def send_code(connection: Connection, runtime: Runtime, link: Link, *, again: bool = False, at: datetime) -> bool:
    """Send whoever has a link a one-time code by which to confirm an answer; whether there was one to send: the last
    one is good still, unless `again`.

    Raises LinkClosed, TaskAlreadyCompleted, InstanceEnded, TooManyCodes.
    """
    session, item = commands.open_work(connection, runtime, link.work_item)
    found = _known(connection, link.id)
    state = found.state(item.status, session.moment(at))
    if state is not State.OPEN or found.email is None:
        raise LinkClosed(state=str(state))
    number = codes.another(connection, link.id, again=again, at=at)
    if number is None:
        return False
    subject = runtime.words(lazy_gettext("Your code to confirm your answer"))
    body = runtime.words(
        lazy_gettext(
            "With this code you confirm your answer to «{step}». It is good for 20 minutes. If you did not ask for it, "
            "do nothing, and tell whoever sent you the link.",
            step=item.name,
        )
    )
    writer = _writer(connection, found)
    letter = Outgoing(
        f"{session.folio}.{link.id}-{number}.0",
        Notification(subject=subject, body=body),
        (found.role,),
        {},
        (found.email,),
        client=link.id,
        writer=writer.name if writer else None,
        reply_to=writer.email if writer else None,
        code=number,
    )
    salt = partial(outbox.salt_of, session.key)
    outbox.send(connection, session.id, [letter], session.people.emails, salt=salt, at=at)
    return True


def try_code(connection: Connection, runtime: Runtime, link: Link, typed: str, *, at: datetime) -> WrongCode | None:
    """Try the code that whoever has a link typed; gives what is wrong with it, and raises nothing: the try counts."""
    return codes.tried(connection, link_key(connection, runtime.secrets, at=at), link.id, typed, at=at)


def reader(connection: Connection, actor: str) -> str | None:
    """The name of who acted by a link; None when `actor` names no link."""
    found = links.by_id(connection, actor.rpartition(":")[2])
    return found.reader if found is not None and found.actor == actor else None


def _open(
    connection: Connection, runtime: Runtime, work_item: str, actor: str, at: datetime
) -> tuple[InstanceSession, WorkItem, Invited, str | None]:
    session, item = commands.open_work(connection, runtime, work_item)
    starters = rights.starters(session.executable)
    role = require_manager(session.acting(actor, at), starters)
    who = invited(session.executable, item.process_id, item.visit.element)
    if who is None:
        raise NotInvited(id=item.id, element=item.name)
    return session, item, who, role


def receipt_of(connection: Connection, link: Link) -> Receipt | None:
    """Where the answer of a link stands in the history; None where it was sent on by somebody, or there is none."""
    for event in reversed(queries.history(connection, EVERYTHING, link.folio)):
        if event.type == CLIENT_LINK_ANSWERED.name and event.payload["link"] == link.id:
            files = event.payload["files"]
            held = tuple(files) if isinstance(files, list) else ()
            return Receipt(event.seq, event.hash, held, event.payload.get("confirmed") == CODE)
    return None


def send_copy(connection: Connection, runtime: Runtime, link: Link, subject: str, text: str, *, at: datetime) -> None:
    """Send whoever answered by a link the copy of what they answered; nothing where there is no address."""
    if link.email is None:
        return
    session = InstanceSession.open(connection, runtime, link.folio)
    writer = _writer(connection, link)
    letter = Outgoing(
        f"{session.folio}.{link.id}-copia.0",
        Notification(subject="{subject}", body="{text}"),  # what somebody answered is no place to be filled
        (link.role,),
        {"subject": subject, "text": text},
        (link.email,),
        client=link.id,
        writer=writer.name if writer else None,
        reply_to=writer.email if writer else None,
    )
    salt = partial(outbox.salt_of, session.key)
    outbox.send(connection, session.id, [letter], session.people.emails, salt=salt, at=at)


def _writer(connection: Connection, link: Link) -> Person | None:
    try:
        return None if link.made_by is None or links.is_link(link.made_by) else person(connection, link.made_by)
    except NotFound:
        return None


def _known(connection: Connection, id: str) -> Link:
    found = links.by_id(connection, id)
    if found is None:
        raise NotFound(kind="client_link", id=id)
    return found


def _revoked(link: Link, place: Visit, actor: str, role: str | None) -> NewEvent:
    return event_at(CLIENT_LINK_REVOKED, place, actor=actor, role=role, payload={"link": link.id})


def _offer(
    connection: Connection, runtime: Runtime, item: WorkItem, posted: Mapping[str, Posted], at: datetime
) -> Offer:
    link = links.latest(connection, item.id)
    if link is None:
        return Offer(item, None, None, None, None)
    state = link.state(item.status, at)
    token = token_of(link_key(connection, runtime.secrets, at=at), link.id) if state is State.OPEN else None
    return Offer(item, link, state, token, posted.get(link.id))


def _answer(connection: Connection, link: Link, place: Visit) -> Mapping[str, object] | None:
    def is_it(event: Event) -> bool:
        return event.type == USER_TASK_COMPLETED.name and visit_of(event) == place

    history = queries.history(connection, EVERYTHING, link.folio)
    return next((event.payload for event in history if is_it(event)), None)


def _shown(
    session: InstanceSession,
    item: WorkItem,
    form: Form | None,
    data: Mapping[str, object],
    values: Mapping[str, object],
    at: datetime,
) -> dict[str, object]:
    """What the page showed besides what was typed: which variables, the SHA-256 of what they held (as canonical JSON)
    and of the form's source, and the files among them."""
    if form is None:
        return {"variables": [], "data": _sha256(canonical_json.dumps({}).encode()), "form": None, "files": []}
    state = evaluate(form, values, data, environment=session.calendar.environment(at))
    fields = [node for node in state.nodes if not node.hidden]
    seen = {str(node.place[0]) for node in fields}
    units = [node.component.unit_after for node in fields if isinstance(node.component, Number | Computed)]
    seen |= {name for unit in units if unit is not None for name in unit.names}
    seen |= {name for view in state.views if not view.hidden for name in view.component.reads}
    names = sorted(seen & data.keys())
    shown = {name: data[name] for name in names}
    version = session.versions[item.process_id]
    source = definitions.form(session.connection, item.process_id, version, form.id)
    content = canonical_json.dumps(shown).encode()
    return {"variables": names, "data": _sha256(content), "form": _sha256(source), "files": files_in(shown)}


def _sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
