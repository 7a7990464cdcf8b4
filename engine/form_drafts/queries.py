"""Reading drafts. One of a step that is closed is no draft any more; what its owner wrote can still be read."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, bindparam, select

from engine import canonical_json
from engine.client_access.links import is_link
from engine.clock import from_text
from engine.form_drafts.models import form_drafts
from engine.instances.projection import WorkItem
from engine.statements import Statement

MAIN = ""
"""The page of the draft itself; copies have the id of the browser's page that wrote them."""
SENT = "incident"
"""What an answer is written from that was sent and could not count (`engine.incidents`); and the page of a client's,
which stays beside the draft as it was sent. It is nothing to go on from, and no copy."""

_COLUMNS = [form_drafts.c[name] for name in ("owner", "page", "stamp", "written_from", "turn", "content", "saved_at")]
_OWN = Statement(
    select(*_COLUMNS)
    .where(
        form_drafts.c.work_item_id == bindparam("item"),
        form_drafts.c.owner == bindparam("owner"),
        form_drafts.c.page != SENT,
    )
    .order_by(form_drafts.c.page != MAIN, form_drafts.c.saved_at.desc())
)
_OTHERS = Statement(
    select(*_COLUMNS)
    .where(
        form_drafts.c.work_item_id == bindparam("item"),
        form_drafts.c.owner != bindparam("owner"),
        form_drafts.c.page == MAIN,
    )
    .order_by(form_drafts.c.saved_at.desc())
)

_SENT = Statement(
    select(*_COLUMNS)
    .where(form_drafts.c.work_item_id == bindparam("item"), form_drafts.c.page == SENT)
    .order_by(form_drafts.c.saved_at.desc(), form_drafts.c.owner)
)


@dataclass(frozen=True, slots=True)
class Draft:
    """What `owner` (a person's id, or who acts by a client's link) wrote; `values` by the form's fields.

    `page` is empty for the draft itself, else it is a copy. `stamp` changes with each save, the `turn`-th of the
    browser's page `written_from`; `saved_at` in UTC.
    """

    owner: str
    page: str
    stamp: str
    written_from: str
    turn: int
    values: Mapping[str, object]
    saved_at: datetime

    @property
    def was_sent(self) -> bool:
        """Whether it is an answer that was sent and could not count, as it was sent."""
        return self.written_from == SENT


@dataclass(frozen=True, slots=True)
class Drafts:
    """The drafts of one owner for one step: the `main` one, and `copies` from pages that did not know of it."""

    main: Draft | None = None
    copies: tuple[Draft, ...] = ()


def drafts(connection: Connection, item: WorkItem, owner: str) -> Drafts:
    """What `owner` has written into the form of `item`; nothing once the step is closed."""
    if not item.is_open:
        return Drafts()
    found = own_drafts(connection, item.id, owner)
    main = next((draft for draft in found if draft.page == MAIN), None)
    return Drafts(main, tuple(draft for draft in found if draft.page != MAIN))


def own_drafts(connection: Connection, item_id: str, owner: str) -> list[Draft]:
    """The draft and the copies of `owner`, whatever the step's status; the draft comes first."""
    return [_draft(row) for row in _OWN.run(connection, {"item": item_id, "owner": owner})]


def clients_answer(connection: Connection, item_id: str) -> Draft | None:
    """What a client sent last by a link, as it was sent, where it could not count; `saved_at` is when."""
    rows = _SENT.run(connection, {"item": item_id}).fetchall()
    return _draft(rows[0]) if rows else None


def offered_drafts(connection: Connection, item: WorkItem, owner: str) -> list[Draft]:
    """The drafts of colleagues that `owner`, who has taken the step over, may go on from; the newest first.

    Nobody else is shown what a colleague has not sent yet, and what a client wrote by a link is the client's alone.
    """
    if not item.is_open or item.assignee != owner:
        return []
    rows = _OTHERS.run(connection, {"item": item.id, "owner": owner})
    return [draft for draft in map(_draft, rows) if not is_link(draft.owner)]


def unsent(connection: Connection, item: WorkItem, owner: str) -> list[Draft]:
    """What `owner` wrote into a step that somebody else closed before them, as long as it is kept
    (`engine.form_drafts.retention`)."""
    if item.is_open or item.closed_by == owner:
        return []
    return own_drafts(connection, item.id, owner)


def _draft(row: tuple[Any, ...]) -> Draft:
    owner, page, stamp, written_from, turn, content, saved_at = row
    values = canonical_json.loads(content)
    assert isinstance(values, dict)
    return Draft(owner, page, stamp, written_from, turn, values, from_text(saved_at))
