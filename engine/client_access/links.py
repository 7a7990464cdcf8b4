"""The table of client links: written with the events about links, read by id or by the hash of a token."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import Connection, bindparam, insert, select, update

from engine.client_access.models import client_links
from engine.db import AnyRow
from engine.history.chain import Event, visit_of
from engine.history.event_types import (
    CLIENT_ANSWER_FORWARDED,
    CLIENT_LINK_ANSWERED,
    CLIENT_LINK_MADE,
    CLIENT_LINK_REVOKED,
    Subject,
    VisitEffect,
    type_of,
)
from engine.history.statuses import WorkItemStatus
from engine.history.visits import Visit, parse_visit
from engine.statements import Statement

COLUMNS = [column for column in client_links.c if column.name != "instance_id"]

_MADE = ("id", "key", "instance_id", "work_item_id", "role", "email", "person", "made_by", "made_at", "expires_at")
_ADD = Statement(insert(client_links), _MADE)
_THIS = client_links.c.id == bindparam("key")
_CLOSED_BY = {
    CLIENT_LINK_REVOKED: "revoked_at",
    CLIENT_LINK_ANSWERED: "answered_at",
    CLIENT_ANSWER_FORWARDED: "answered_at",
}
"""The column that holds when a link was closed, by the type of the event that closed it."""
_CLOSE = {type_: Statement(update(client_links).where(_THIS), [column]) for type_, column in _CLOSED_BY.items()}


class State(StrEnum):
    """The state of a link: what its holder may do with it."""

    OPEN = "open"
    ANSWERED = "answered"
    CLOSED = "closed"
    REVOKED = "revoked"
    EXPIRED = "expired"


@dataclass(frozen=True, slots=True)
class Link:
    """A link to the work item with id `work_item`, for somebody outside who acts in `role`; moments in UTC.

    `person` and `email` are the holder's name and address, as far as the instance's data held them when the link was
    made. `made_by` is the id of the person whose command made it, None when a timer did.
    """

    id: str
    work_item: str
    role: str
    email: str | None
    person: str | None
    made_by: str | None
    made_at: datetime
    expires_at: datetime
    revoked_at: datetime | None
    answered_at: datetime | None

    @property
    def actor(self) -> str:
        """The actor of events that are caused by this link. No person's id has a colon."""
        return f"{self.role}:{self.id}"

    @property
    def folio(self) -> str:
        """The folio of its instance."""
        return self.work_item.rpartition(".")[0]

    @property
    def reader(self) -> str:
        """The name of the link's holder."""
        return self.person or self.email or self.role

    def is_for(self, other: "Link") -> bool:
        """Whether it is for the same client as another."""
        return (self.email, self.person) == (other.email, other.person)

    def state(self, work: WorkItemStatus, at: datetime) -> State:
        """Its state at a moment. `work` is the status of its work item."""
        if self.answered_at is not None:
            return State.ANSWERED
        if work is not WorkItemStatus.OPEN:
            return State.CLOSED
        if self.revoked_at is not None:
            return State.REVOKED
        return State.EXPIRED if at >= self.expires_at else State.OPEN


def is_link(actor: str | None) -> bool:
    """Whether an actor is a link rather than a person."""
    return ":" in (actor or "")


def save(connection: Connection, instance_id: int, chained: Iterable[Event], work_items: Mapping[Visit, str]) -> None:
    """Write what new events say of links. `work_items` gives the id of the work item of a visit."""
    for event in chained:
        type_ = type_of(event)
        if type_.subject is not Subject.CLIENT_LINK:
            continue
        if type_ is CLIENT_LINK_MADE:
            row = {**_new_row(event), "work_item_id": work_items[visit_of(event)], "instance_id": instance_id}
            _ADD.run(connection, row)
        elif type_ in _CLOSE:
            _CLOSE[type_].run(connection, {"key": str(event.payload["link"]), _CLOSED_BY[type_]: event.at})


def rows(history: Iterable[Event]) -> dict[str, dict[str, Any]]:
    """The rows, without the instance's id, that a whole history makes: by link id, moments as they are stored."""
    found: dict[str, dict[str, Any]] = {}
    work_items: dict[Visit, str] = {}
    for event in history:
        type_ = type_of(event)
        if type_.subject is Subject.USER_TASK and type_.visit is VisitEffect.BEGINS:
            work_items[visit_of(event)] = f"{event.folio}.{event.seq}"
        elif type_.subject is Subject.USER_TASK and type_.visit is VisitEffect.MOVES:
            work_items[visit_of(event)] = work_items.pop(parse_visit(str(event.payload["from"])))
        elif type_ is CLIENT_LINK_MADE:
            row = {**_new_row(event), "work_item_id": work_items[visit_of(event)]}
            found[row["id"]] = {**row, "revoked_at": None, "answered_at": None}
        elif type_ in _CLOSED_BY:
            found[str(event.payload["link"])][_CLOSED_BY[type_]] = event.at
    return found


def by_key(connection: Connection, key: str) -> Link | None:
    """The link whose token has that hash."""
    return _first(connection, client_links.c.key == key)


def by_id(connection: Connection, id: str) -> Link | None:
    """The link with that id."""
    return _first(connection, client_links.c.id == id)


def latest(connection: Connection, work_item: str) -> Link | None:
    """The link to a work item that was made last."""
    return _first(connection, client_links.c.work_item_id == work_item)


def before(connection: Connection, link: Link) -> Link | None:
    """The link to the same work item that was made before it, whatever became of that."""
    return _first(connection, client_links.c.work_item_id == link.work_item, client_links.c.id != link.id)


def standing(connection: Connection, work_item: str) -> Link | None:
    """The link to a work item that was not revoked, expired or not; there is at most one."""
    return _first(connection, client_links.c.work_item_id == work_item, client_links.c.revoked_at.is_(None))


def _new_row(event: Event) -> dict[str, Any]:
    """What the event that makes a link says of its row."""
    payload = event.payload
    same = {name: payload[name] for name in ("key", "role", "email", "person", "expires_at")}
    if same["expires_at"] is None:  # disposed of: it may say a value
        same["expires_at"] = event.at
    return {"id": str(payload["link"]), **same, "made_by": event.actor, "made_at": event.at}


def _first(connection: Connection, *conditions: Any) -> Link | None:
    columns = [column for column in COLUMNS if column.name != "key"]
    query = select(*columns).where(*conditions).order_by(client_links.c.made_at.desc(), client_links.c.id).limit(1)
    row: AnyRow | None = connection.execute(query).first()
    return None if row is None else Link(*row)
