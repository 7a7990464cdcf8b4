"""Links that are about to expire without an answer, or did: whoever has one and whoever sent it are reminded, once."""

from datetime import datetime, timedelta
from functools import partial

from sqlalchemy import Connection, select

from bpmn.messages import lazy_gettext
from bpmn.model import Notification
from engine.client_access import links
from engine.client_access.models import client_links
from engine.clock import to_text
from engine.db import Database
from engine.errors import EngineError, NotFound
from engine.history.statuses import WorkItemStatus
from engine.identity.queries import Person
from engine.instances import commands, rights
from engine.instances.models import work_items
from engine.instances.projection import WorkItem
from engine.instances.runtime import Runtime
from engine.instances.session import InstanceSession
from engine.notifications import outbox
from engine.notifications.outbox import Outgoing
from engine.notifications.places import day
from engine.telling.commands import tell
from engine.telling.kinds import NoticeKind

BEFORE = 2
"""Working days before its last one from which a link is about to expire."""
AHEAD, BEHIND = timedelta(days=14), timedelta(days=30)
"""How far from its end a link is looked at: no office rests longer than the first; what expired long ago was told."""
FRESH = timedelta(days=1)
"""Whoever was sent a link so lately is not reminded of it."""
LIMIT = 500


def remind(database: Database, runtime: Runtime, at: datetime) -> int:
    """Remind of the links that are about to expire or did; gives of how many. Raises StoreUnavailable."""
    about = client_links.c.expires_at.between(at - BEHIND, at + AHEAD)
    unused = client_links.c.revoked_at.is_(None), client_links.c.answered_at.is_(None)
    waits = work_items.c.id == client_links.c.work_item_id, work_items.c.status == WorkItemStatus.OPEN
    query = select(client_links.c.id).where(about, *unused, *waits).order_by(client_links.c.expires_at).limit(LIMIT)
    with database.reading() as connection:
        found = list(connection.scalars(query))
    reminded = 0
    for id in found:
        try:
            with database.transaction() as connection:
                reminded += _remind(connection, runtime, id, at)
        except EngineError:  # answered, revoked or over since it was read
            continue
    return reminded


def _remind(connection: Connection, runtime: Runtime, id: str, at: datetime) -> bool:
    link = links.by_id(connection, id)
    if link is None:
        raise NotFound(kind="client_link", id=id)
    session, item = commands.open_work(connection, runtime, link.work_item)
    last = (link.expires_at - timedelta(seconds=1)).astimezone(session.calendar.zone).date()
    if at >= link.expires_at:
        return _tell(session, link, item, "expired", at)
    early = at.astimezone(session.calendar.zone).date() < session.calendar.shift(last, -BEFORE)
    if early or at < link.made_at + FRESH:
        return False
    told = _tell(session, link, item, "expiring", at)
    key = f"{session.folio}.{link.id}-vence.0"
    if link.email is None or outbox.is_written(connection, key):
        return told
    writer = _writer(session, link)
    values = {"step": item.name, "day": day(last)}
    subject = runtime.words(lazy_gettext("You can answer until {day}: {step}", **values))
    body = runtime.words(
        lazy_gettext(
            "We have no answer of yours to «{step}» yet. You can see it and answer on this page until {day}. If you "
            "need more time, answer this message.",
            **values,
        )
    )
    letter = Outgoing(
        key, Notification(subject=subject, body=body), (link.role,), {}, (link.email,), link.id,
        writer=writer.name if writer else None, reply_to=writer.email if writer else None,
    )  # fmt: skip
    salt = partial(outbox.salt_of, session.key)
    outbox.send(connection, session.id, [letter], session.people.emails, salt=salt, at=at)
    return True


def _tell(session: InstanceSession, link: links.Link, item: WorkItem, what: str, at: datetime) -> bool:
    """Tell who sent the link, or, where nobody is left who did, those who may make another; whether it is news."""
    writer = _writer(session, link)
    starters = rights.starters(session.executable)
    people = {writer.id} if writer else {id for role in starters for id in session.people.holders(role)}
    data = {"step": item.name, "due_at": to_text(link.expires_at), "reason": what}
    key = f"link_{what}:{link.id}"
    kind = NoticeKind.LINK_EXPIRING
    return tell(session.connection, kind, people, key=key, at=at, folio=session.folio, item=item.id, data=data) > 0


def _writer(session: InstanceSession, link: links.Link) -> Person | None:
    try:
        return None if link.made_by is None or links.is_link(link.made_by) else session.people.person(link.made_by)
    except NotFound:  # they have left
        return None
